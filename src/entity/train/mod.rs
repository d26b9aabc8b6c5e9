//! Makes the model of the tagger from annotated text: the work behind `dateline-train model`.
//!
//! The same files give the same bytes. Which files, with which weights, stands in the model itself; their licences stand in
//! `assets/README.md`.

mod corpus;
mod learn;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::thread;

use super::clusters::{Clusters, PATH_MAX};
use super::document::{Document, Text};
use super::english::ENGLISH;
use super::features::{RUN_TOKENS_MAX, Scene};
use super::gazetteer::Gazetteer;
use super::knowledge::Knowledge;
use super::memory::Remembering;
use super::model::{Class, FIRST, INNER, LABELS, LAST, MAGIC, Model, ONLY, STEP, WEIGHTS, label as label_of};
use super::pack::PackError;
use super::table::Reader;
use super::table::write::Writer;
use super::tagger::{self, Kind};
use super::vocabulary::Vocabulary;
use corpus::{Annotated, Casing, Chance, Score};
use learn::{Example, Examples, Pace, Weights};

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
    /// The table has two to the power of this many rows.
    pub bits: u32,
    /// How often everything is looked at.
    pub epochs: usize,
    /// How many models are learnt and averaged, one thread each.
    pub seeds: u64,
}

/// Makes the model; the result is `assets/names.bin`.
///
/// # Errors
/// Says which file cannot be used.
pub fn train(sources: &[Source], clusters: &str, options: Options) -> Result<Vec<u8>, PackError> {
    let table = cluster_table(clusters)?;
    let read = read_clusters(&table)?;
    let gazetteer = Gazetteer::embedded().map_err(|_| PackError::new("gazetteer.bin", "it is damaged"))?;
    let knowledge = Knowledge::embedded().map_err(|_| PackError::new("known.bin", "it is damaged"))?;
    let vocabulary = Vocabulary::new(&ENGLISH, gazetteer, knowledge, Model::untaught(read));
    let mut examples = Examples::default();
    let mut chance = Chance::new(777);
    for source in sources {
        for casing in [Casing::AsIs, Casing::Varied] {
            let texts = corpus::read(&source.content, source.weight, casing, &mut chance);
            let taken = (texts.len() as f32 * source.share).ceil() as usize;
            for text in &texts[..taken.min(texts.len())] {
                gather(text, &vocabulary, &mut examples);
            }
        }
    }
    let pace = Pace { bits: options.bits, epochs: options.epochs, rate: 0.2, dropout: 0.1, decay: 1e-7 };
    let learnt: Vec<Weights> = thread::scope(|scope| {
        let examples = &examples;
        let runs: Vec<_> = (0..options.seeds).map(|seed| scope.spawn(move || Weights::learn(examples, pace, seed))).collect();
        runs.into_iter().filter_map(|run| run.join().ok()).collect()
    });
    write(&about(sources, clusters, options), &table, &Weights::mean(&learnt), options.bits)
}

/// Adds the runs of one text.
fn gather(annotated: &Annotated, vocabulary: &Vocabulary, examples: &mut Examples) {
    let document = Document::new("", &annotated.text, vocabulary);
    let scene = Scene::new(&document);
    let text = &document.texts[1];
    let labels = labels(text, &annotated.names);
    for sentence in &text.tokens.sentences {
        for run in scene.runs(text, &sentence.tokens) {
            let mut example = Example { weight: annotated.weight, ..Example::default() };
            for token in run.clone() {
                scene.features(text, &sentence.tokens, token, &mut |fact| examples.facts.push(fact));
                example.ends.push(examples.facts.len());
                example.labels.push(labels[token] as u8);
            }
            if is_sound(&example.labels) {
                examples.list.push(example);
            } else {
                // A name that reaches beyond its run cannot be learnt; the run is left out whole.
                let start = examples.list.last().map_or(0, |last| last.ends.last().copied().unwrap_or(0));
                examples.facts.truncate(start);
            }
        }
    }
}

/// Says whether every name of a run begins and ends inside of it.
fn is_sound(labels: &[u8]) -> bool {
    let mut before = 0;
    for &label in labels.iter().chain([&0]) {
        if !super::model::may_follow(before, usize::from(label)) {
            return false;
        }
        before = usize::from(label);
    }
    labels.len() <= RUN_TOKENS_MAX + 1
}

/// Returns the label of each token; a name that ends inside of a token ends with it.
fn labels(text: &Text<'_>, names: &[(Range<usize>, Class)]) -> Vec<usize> {
    let mut labels = vec![0; text.words.len()];
    let tokens = &text.tokens.tokens;
    for (bytes, class) in names {
        let start = tokens.partition_point(|token| token.bytes.end <= bytes.start);
        let end = tokens.partition_point(|token| token.bytes.start < bytes.end);
        for (at, label) in labels.iter_mut().enumerate().take(end).skip(start) {
            let position = match (at == start, at + 1 == end) {
                (true, true) => ONLY,
                (true, false) => FIRST,
                (false, true) => LAST,
                (false, false) => INNER,
            };
            *label = label_of(*class as usize, position);
        }
    }
    labels
}

/// Packs the tree of words: ways to the leaves, then the words with their leaves.
fn cluster_table(tsv: &str) -> Result<Vec<u8>, PackError> {
    let broken = |why| PackError::new("brown512.tsv", why);
    let mut leaves: BTreeMap<&str, u16> = BTreeMap::new();
    let mut words: BTreeMap<&str, &str> = BTreeMap::new();
    for line in tsv.lines() {
        let mut cells = line.split('\t');
        let (Some(path), Some(word)) = (cells.next(), cells.next()) else { return Err(broken("a row has too few columns")) };
        if path.len() > PATH_MAX as usize || !path.bytes().all(|step| matches!(step, b'0' | b'1')) {
            return Err(broken("a way is not made of zeros and ones"));
        }
        if u8::try_from(word.len()).is_ok() {
            leaves.insert(path, 0);
            words.insert(word, path);
        }
    }
    for (at, leaf) in leaves.values_mut().enumerate() {
        *leaf = at as u16;
    }
    let mut writer = Writer::new(MAGIC);
    writer.number(leaves.len() as u32);
    writer.planes(&leaves.keys().map(|path| path.len() as u32).collect::<Vec<_>>(), 1);
    let number = |path: &&str| path.bytes().fold(0, |number, step| number << 1 | u32::from(step == b'1'));
    writer.planes(&leaves.keys().map(number).collect::<Vec<_>>(), 3);
    writer.strings(&words.keys().collect::<Vec<_>>());
    writer.planes(&words.values().map(|path| u32::from(leaves[path])).collect::<Vec<_>>(), 2);
    Ok(writer.into_bytes())
}

fn read_clusters(table: &[u8]) -> Result<Clusters, PackError> {
    let mut reader = Reader::new(table, MAGIC).map_err(|_| PackError::new("brown512.tsv", "it does not pack"))?;
    Clusters::read(&mut reader).map_err(|_| PackError::new("brown512.tsv", "it does not pack"))
}

/// Tells what the model was made from, for whoever opens the file.
fn about(sources: &[Source], clusters: &str, options: Options) -> String {
    let mut about = format!(
        "the tagger of dateline {}, CC BY-SA 4.0; {} models of {} rounds, 2^{} rows\n",
        env!("CARGO_PKG_VERSION"),
        options.seeds,
        options.epochs,
        options.bits
    );
    let sum = |text: &str| blake3::hash(text.as_bytes()).to_hex()[..16].to_owned();
    let _ = writeln!(about, "{} brown512.tsv", sum(clusters));
    for Source { name, content, weight, share } in sources {
        let _ = writeln!(about, "{} {name} weight {weight} share {share}", sum(content));
    }
    about
}

fn write(about: &str, clusters: &[u8], weights: &Weights, bits: u32) -> Result<Vec<u8>, PackError> {
    let mut writer = Writer::from_bytes(clusters.to_vec());
    for row in &weights.transitions {
        for weight in row {
            writer.bytes(&((weight / STEP).round().clamp(-30_000.0, 30_000.0) as i16).to_le_bytes());
        }
    }
    writer.number(bits);
    debug_assert_eq!(weights.transitions.len(), LABELS);
    for row in &weights.rows {
        let bytes: [u8; WEIGHTS] = row.map(|weight| ((weight / STEP).round().clamp(-127.0, 127.0) as i8).cast_unsigned());
        writer.bytes(&bytes);
    }
    let packed = writer.finish().map_err(|_| PackError::new("names.bin", "it does not compress"))?;
    let mut outer = Writer::new(MAGIC);
    outer.number(about.len() as u32);
    outer.bytes(about.as_bytes());
    outer.bytes(&packed);
    Ok(outer.into_bytes())
}

/// Returns what a model says of itself.
///
/// # Errors
/// Says what is wrong with the model.
pub fn about_of(model: &[u8]) -> Result<String, super::TableError> {
    Ok(Model::read(model)?.about)
}

/// Scores a model on an annotated file, with all the rules around it: a line for people of some file, places, and both.
///
/// # Errors
/// Says what is wrong with the model.
pub fn score(model: &[u8], name: &str, content: &str, show: usize) -> Result<String, super::TableError> {
    let vocabulary = Vocabulary::new(&ENGLISH, Gazetteer::embedded()?, Knowledge::embedded()?, Model::read(model)?);
    let mut score = Score::default();
    let mut report = String::new();
    let mut left = show;
    for annotated in corpus::read(content, 1.0, Casing::AsIs, &mut Chance::new(0)) {
        let document = Document::new("", &annotated.text, &vocabulary);
        let text = &document.texts[1];
        let class = |kind: Kind| match kind {
            Kind::Person => Some(Class::Person),
            Kind::Place => Some(Class::Place),
            Kind::Other => None,
        };
        let found: Vec<(Range<usize>, Class)> = tagger::tag(&document, None, &mut Remembering::default())
            .iter()
            .filter_map(|mention| Some((text.range(&mention.tokens).bytes, class(mention.kind)?)))
            .collect();
        let wanted: Vec<_> =
            annotated.names.iter().filter(|name| matches!(name.1, Class::Person | Class::Place)).cloned().collect();
        for (sign, one, other) in [("missed", &wanted, &found), ("false ", &found, &wanted)] {
            for (bytes, class) in one.iter().filter(|name| !other.contains(name)) {
                if left > 0 {
                    left -= 1;
                    let start = annotated.text[..bytes.start].char_indices().rev().nth(50).map_or(0, |(at, _)| at);
                    let around: String = annotated.text[start..].chars().take(110).collect();
                    let _ = writeln!(
                        report,
                        "  {sign} {class:?} [{}] … {}",
                        &annotated.text[bytes.clone()],
                        around.replace('\n', " ")
                    );
                }
            }
        }
        score.add(&found, &wanted);
    }
    let mut line = |what: &str, classes: &[Class]| {
        let (precision, recall, f1) = score.f1(classes);
        let _ = writeln!(report, "{name:20} {what:8} P {precision:.1}  R {recall:.1}  F1 {f1:.1}");
    };
    line("people", &[Class::Person]);
    line("places", &[Class::Place]);
    line("both", &[Class::Person, Class::Place]);
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trained() -> Vec<u8> {
        let story = "# doc = one\nInes\tB-PER\nOkafor\tI-PER\nflew\tO\nto\tO\nGeneva\tB-LOC\n.\tO\n\nThe\tO\nharbour\tO\nwaited\tO\n.\tO\n\n";
        let source = Source { name: "story.conll", content: story.repeat(20), weight: 1.0, share: 1.0 };
        train(&[source], "0010\tGeneva\t7\n0011\tLisbon\t5\n", Options { bits: 10, epochs: 3, seeds: 2 }).unwrap()
    }

    #[test]
    fn what_was_learnt_is_found_and_the_same_texts_give_the_same_bytes() {
        let model = trained();
        assert_eq!(model, trained());
        assert!(about_of(&model).unwrap().contains("story.conll weight 1 share 1"));
        let report =
            score(&model, "dev", "# doc = one\nInes\tB-PER\nOkafor\tI-PER\nflew\tO\nto\tO\nGeneva\tB-LOC\n.\tO\n\n", 0).unwrap();
        assert_eq!(report.lines().last().unwrap(), "dev                  both     P 100.0  R 100.0  F1 100.0");
    }

    #[test]
    fn a_damaged_model_is_an_error() {
        let model = trained();
        for cut in [0, 5, MAGIC.len(), MAGIC.len() + 4, model.len() / 2, model.len() - 1] {
            assert!(Model::read(&model[..cut]).is_err(), "cut at {cut}");
        }
        let mut changed = model.clone();
        let last = changed.len() - 9;
        changed[last] ^= 0x40;
        assert!(Model::read(&changed).is_err());
    }
}
