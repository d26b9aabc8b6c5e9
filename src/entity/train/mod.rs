//! Makes the model of the tagger from annotated text: the work behind `dateline-train model`.
//!
//! The same files give the same bytes. Which files, with which weights, stands in the model itself; their licences stand in
//! `assets/README.md`.

mod back;
mod chance;
mod corpus;
mod learn;
mod lessons;
mod panel;
mod pass;
mod score;
mod synth;
#[cfg(test)]
mod tests;
mod vectors;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::clusters::{Clusters, pack_vectors};
use super::net::{self, Net};
use super::pack::PackError;
use super::table::Reader;
use super::table::write::Writer;
use super::vocabulary::Vocabulary;
use chance::Chance;
use corpus::Casing;
use learn::Pace;
use lessons::Lessons;
pub use panel::measure;
pub use score::{degrees, score};
pub use synth::NameFiles;

/// An annotated file.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name, without path.
    pub name: &'static str,
    /// What is in it.
    pub content: String,
    /// How much each of its texts counts.
    pub weight: f32,
    /// Which share of its texts is taken, from the first on.
    pub share: f32,
}

/// The files with their weights and shares. Those that say "gum" and "crossner" are Wikipedia's and others' prose under
/// CC BY-SA; so is what is learnt from them.
pub const RECIPE: [(&str, f32, f32); 13] = [
    ("wikigold.conll", 1.0, 1.0),
    ("wnut17.conll", 1.0, 1.0),
    ("btc.conll", 1.0, 1.0),
    ("gum-court-academic.conll", 1.0, 1.0),
    ("gum-ccbysa.conll", 1.0, 1.0),
    ("uner-ewt.conll", 1.0, 1.0),
    ("crossner.conll", 1.0, 1.0),
    ("redocred.conll", 1.0, 1.0),
    ("europarl.conll", 1.0, 1.0),
    ("gmb.drop.conll", 1.0, 0.6),
    ("meantime.conll", 2.0, 1.0),
    ("litbank.conll", 0.5, 1.0),
    ("wiki-silver.conll", 0.5, 0.15),
];

/// Files that the model is tried on, and that are learnt from too once it is to be shipped.
pub const DEV: [&str; 4] = ["gum-news.conll", "uner-pud.conll", "gmb-tail.conll", "gum-interview.conll"];

/// How the model is made.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How often everything is looked at.
    pub epochs: f32,
    /// Tokens that are looked at before each step.
    pub batch_tokens: usize,
    /// Where chance begins.
    pub seed: u64,
}

/// Largest step of learning, and share of numbers left out.
const RATE: f32 = 2e-3;
const DROPOUT: f32 = 0.2;

/// Makes the model; the result is `assets/names.bin`. `raw` is much text, a sentence a line with blanks between its tokens. From the lists of names texts are invented and learnt from too. `say` is told how far it is, in epochs, and how large the loss.
///
/// # Errors
/// Says which file cannot be used.
pub fn train(
    sources: &[Source],
    names: Option<&NameFiles>,
    clusters: &str,
    raw: &[String],
    options: Options,
    say: impl FnMut(f32, f64),
) -> Result<Vec<u8>, PackError> {
    let (table, ways) = cluster_table(clusters, raw)?;
    let untaught = Net::untaught(read_clusters(&table)?);
    let vocabulary = Vocabulary::english(untaught).map_err(|_| PackError::new("a table of assets/", "it is damaged"))?;
    let mut lessons = Lessons::default();
    let mut chance = Chance::new(777);
    for source in sources {
        for casing in [Casing::AsIs, Casing::Varied] {
            let texts = corpus::read(&source.content, source.weight, casing, &mut chance);
            let taken = (texts.len() as f32 * source.share).ceil() as usize;
            for text in &texts[..taken.min(texts.len())] {
                lessons.add(text, &vocabulary);
            }
        }
    }
    if let Some(names) = names {
        for text in synth::invent(names, &mut chance) {
            lessons.add(&text, &vocabulary);
        }
    }
    let layout = &vocabulary.net.layout;
    let Options { epochs, batch_tokens, seed } = options;
    let pace = Pace { epochs, rate: RATE, dropout: DROPOUT, batch_tokens, seed };
    let weights = learn::learn(layout, learn::beginning(layout, &ways, seed), &lessons, pace, say);
    net::write(&about(sources, clusters, options), &table, layout, &weights)
        .map_err(|_| PackError::new("names.bin", "it does not compress"))
}

/// Packs the words of the tree with their leaves and vectors; returns the ways to the leaves as well, in their order.
fn cluster_table(tsv: &str, raw: &[String]) -> Result<(Vec<u8>, Vec<String>), PackError> {
    let broken = |why| PackError::new("brown512.tsv", why);
    let mut leaves: BTreeMap<&str, u16> = BTreeMap::new();
    let mut words: BTreeMap<&str, (&str, u64)> = BTreeMap::new();
    for line in tsv.lines() {
        let mut cells = line.split('\t');
        let (Some(path), Some(word)) = (cells.next(), cells.next()) else { return Err(broken("a row has too few columns")) };
        if !path.bytes().all(|step| matches!(step, b'0' | b'1')) {
            return Err(broken("a way is not made of zeros and ones"));
        }
        if u8::try_from(word.len()).is_ok() {
            leaves.insert(path, 0);
            words.insert(word, (path, cells.next().and_then(|count| count.parse().ok()).unwrap_or(0)));
        }
    }
    for (at, leaf) in leaves.values_mut().enumerate() {
        *leaf = at as u16;
    }
    let mut writer = Writer::new(net::MAGIC);
    writer.number(leaves.len() as u32);
    writer.strings(&words.keys().collect::<Vec<_>>());
    writer.planes(&words.values().map(|(path, _)| u32::from(leaves[path])).collect::<Vec<_>>(), 2);
    let counted: Vec<(&str, u64)> = words.iter().map(|(word, (_, count))| (*word, *count)).collect();
    writer.bytes(&pack_vectors(&vectors::vectors(&counted, raw)));
    Ok((writer.into_bytes(), leaves.into_keys().map(str::to_owned).collect()))
}

fn read_clusters(table: &[u8]) -> Result<Clusters, PackError> {
    let mut reader = Reader::new(table, net::MAGIC).map_err(|_| PackError::new("brown512.tsv", "it does not pack"))?;
    Clusters::read(&mut reader).map_err(|_| PackError::new("brown512.tsv", "it does not pack"))
}

/// Tells what the model was made from, for whoever opens the file.
fn about(sources: &[Source], clusters: &str, options: Options) -> String {
    let mut about = format!(
        "the tagger of dateline {}, CC BY-SA 4.0; a network of width {}, {} rounds, seed {}\n",
        env!("CARGO_PKG_VERSION"),
        net::HIDDEN,
        options.epochs,
        options.seed
    );
    let sum = |text: &str| blake3::hash(text.as_bytes()).to_hex()[..16].to_owned();
    let _ = writeln!(about, "{} brown512.tsv", sum(clusters));
    for Source { name, content, weight, share } in sources {
        let _ = writeln!(about, "{} {name} weight {weight} share {share}", sum(content));
    }
    about
}

/// Returns what a model says of itself.
///
/// # Errors
/// Says what is wrong with the model.
pub fn about_of(model: &[u8]) -> Result<String, super::TableError> {
    Ok(Net::read(model)?.about)
}
