//! `dateline-train`: makes the tables in `assets/`; the reader itself never needs it.

use std::fs;
use std::io::{BufReader, Write as _};
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};
use color_eyre::eyre::{Result, WrapErr, eyre};
use dateline::entity::Recognizer;
use dateline::entity::pack::{NameLists, pack_gazetteer, pack_words};
use dateline::entity::pack_known::{KnownLists, pack_known};
use dateline::entity::train::{self, DEV, NameFiles, Options, RECIPE, Source};
use dateline::feed::pack_months;

/// Makes the tables of names and places that dateline carries inside it.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
#[expect(clippy::doc_markdown, reason = "these are help texts, where backticks would show")]
enum Command {
    /// Writes assets/gazetteer.bin from lists of places and names.
    Gazetteer {
        /// The folder with cities.tsv, countries.tsv, counties-10m.json and the lists of names.
        dir: PathBuf,
        /// The folder with admin1_current.tsv, places_extra.tsv, features.tsv, country_names_extra.tsv, surnames.tsv and
        /// given_names.tsv.
        #[arg(long)]
        tables: PathBuf,
        /// What says which other names are ordinary words.
        #[arg(long, default_value = "assets/words.bin")]
        words: PathBuf,
        /// Where to write.
        #[arg(long, default_value = "assets/gazetteer.bin")]
        out: PathBuf,
    },
    /// Writes assets/known.bin from lists of people, organisations, teams, storms and names.
    Known {
        /// The folder with people.tsv, organisations.tsv, teams.tsv, storms.tsv, given_names.tsv and surnames.tsv.
        dir: PathBuf,
        /// Where to write.
        #[arg(long, default_value = "assets/known.bin")]
        out: PathBuf,
    },
    /// Writes assets/words.bin from counts of how words are written and read.
    Words {
        /// The folder with case.tsv and prior.tsv.
        dir: PathBuf,
        /// Where to write.
        #[arg(long, default_value = "assets/words.bin")]
        out: PathBuf,
    },
    /// Writes assets/months.bin, the words of dates, from CLDR.
    Months {
        /// The folder `main` of the npm package cldr-dates-full: a folder for each language, with ca-gregorian.json in it.
        dir: PathBuf,
        /// Where to write.
        #[arg(long, default_value = "assets/months.bin")]
        out: PathBuf,
    },
    /// Writes assets/names.bin, the model, from annotated text, and says how well it does on the texts to try it on.
    Model {
        /// The folder with train, dev, clusters, raw, gaz and tables in it.
        dir: PathBuf,
        /// Learns from the texts to try it on as well, as for the model that is shipped; the score then says nothing.
        #[arg(long)]
        with_dev: bool,
        /// Shows this many faults for each file.
        #[arg(long, default_value_t = 0)]
        show: usize,
        /// How often everything is looked at.
        #[arg(long, default_value_t = OPTIONS.epochs)]
        epochs: f32,
        /// Where chance begins.
        #[arg(long, default_value_t = OPTIONS.seed)]
        seed: u64,
        /// Where to write.
        #[arg(long, default_value = "assets/names.bin")]
        out: PathBuf,
    },
    /// Says how well a model does, and what it was made from.
    Score {
        /// The folder with dev in it.
        dir: PathBuf,
        /// Shows this many faults for each file.
        #[arg(long, default_value_t = 0)]
        show: usize,
        /// The model.
        #[arg(long, default_value = "assets/names.bin")]
        model: PathBuf,
    },
    /// Says how often a model's panel of people and places is entirely right.
    Panel {
        /// Texts with their right panels, one JSON document a line.
        files: Vec<PathBuf>,
        /// The model.
        #[arg(long, default_value = "assets/names.bin")]
        model: PathBuf,
    },
}

/// How the shipped model is made.
const OPTIONS: Options = Options { epochs: 8.0, batch_tokens: 1_500, seed: 1 };

fn main() -> Result<()> {
    color_eyre::install()?;
    match Arguments::parse().command {
        Command::Gazetteer { dir, tables, words, out } => {
            let read = |name: &str| text(&dir, name);
            let table = |name: &str| text(&tables, name);
            let lists = NameLists {
                cities: &read("cities.tsv")?,
                countries: &read("countries.tsv")?,
                counties: &read("counties-10m.json")?,
                given: &read("first.txt")?,
                surnames: &read("last.txt")?,
                rare_surnames: &read("last2.txt")?,
                forenames_by_country: &read("common-forenames-by-country.csv")?,
                surnames_by_country: &read("common-surnames-by-country.csv")?,
                regions: &table("admin1_current.tsv")?,
                country_names: &table("country_names_extra.tsv")?,
                city_names: &table("places_extra.tsv")?,
                features: &table("features.tsv")?,
                known_surnames: &table("surnames.tsv")?,
                known_given: &table("given_names.tsv")?,
                words: &fs::read(&words).wrap_err_with(|| format!("reading {}", words.display()))?,
            };
            write(&out, &pack_gazetteer(&lists)?)
        }
        Command::Known { dir, out } => {
            let read = |name: &str| text(&dir, name);
            let lists = KnownLists {
                people: &read("people.tsv")?,
                organisations: &read("organisations.tsv")?,
                teams: &read("teams.tsv")?,
                storms: &read("storms.tsv")?,
                given: &read("given_names.tsv")?,
                surnames: &read("surnames.tsv")?,
            };
            write(&out, &pack_known(&lists)?)
        }
        Command::Words { dir, out } => write(&out, &pack_words(&text(&dir, "case.tsv")?, &text(&dir, "prior.tsv")?)?),
        Command::Months { dir, out } => write(&out, &pack_months(&languages(&dir)?)?),
        Command::Model { dir, with_dev, show, epochs, seed, out } => {
            let mut sources = Vec::new();
            for (name, weight, share) in RECIPE {
                sources.push(Source { name, content: text(&dir.join("train"), name)?, weight, share });
            }
            for name in DEV.into_iter().filter(|_| with_dev) {
                sources.push(Source { name, content: text(&dir.join("dev"), name)?, weight: 1.0, share: 1.0 });
            }
            let names = NameFiles {
                given: text(&dir.join("gaz"), "first.txt")?,
                surnames: text(&dir.join("gaz"), "last.txt")?,
                forenames_by_country: text(&dir.join("gaz"), "common-forenames-by-country.csv")?,
                surnames_by_country: text(&dir.join("gaz"), "common-surnames-by-country.csv")?,
                countries: text(&dir.join("gaz"), "countries.tsv")?,
                cities: text(&dir.join("gaz"), "cities.tsv")?,
                people: text(&dir.join("tables"), "people.tsv")?,
                organisations: text(&dir.join("tables"), "organisations.tsv")?,
                teams: text(&dir.join("tables"), "teams.tsv")?,
            };
            let raw = raw_texts(&dir.join("raw"))?;
            let model = train::train(
                &sources,
                Some(&names),
                &text(&dir.join("clusters"), "brown512.tsv")?,
                &raw,
                Options { epochs, seed, ..OPTIONS },
                progress,
            )?;
            write(&out, &model)?;
            score(&model, &dir, show)
        }
        Command::Panel { files, model } => {
            let recognizer = Recognizer::trying(&fs::read(&model).wrap_err("reading the model")?)?;
            let mut report = String::new();
            for file in &files {
                let content = fs::read_to_string(file).wrap_err_with(|| format!("reading {}", file.display()))?;
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                report +=
                    &train::measure(&recognizer, &name, &content).wrap_err_with(|| format!("reading {}", file.display()))?;
            }
            std::io::stdout().write_all(report.as_bytes()).wrap_err("printing the measure")
        }
        Command::Score { dir, show, model } => score(&fs::read(&model).wrap_err("reading the model")?, &dir, show),
    }
}

/// Prints how far the learning is.
fn progress(epochs: f32, loss: f64) {
    // Whoever closes the pipe does not want to know.
    _ = writeln!(std::io::stderr(), "{epochs:.2} epochs, loss {loss:.4}");
}

/// Prints what a model is and how well it does.
fn score(model: &[u8], dir: &Path, show: usize) -> Result<()> {
    let mut report = train::about_of(model)?;
    for name in DEV {
        let content = text(&dir.join("dev"), name)?;
        report += &train::score(model, name, &content, show)?;
        report += &train::degrees(model, name, &content)?;
    }
    std::io::stdout().write_all(report.as_bytes()).wrap_err("printing the score")
}

fn text(dir: &Path, name: &str) -> Result<String> {
    let path = dir.join(name);
    fs::read_to_string(&path).wrap_err_with(|| format!("reading {}", path.display()))
}

/// Reads the calendar of each language of CLDR, in the order of their names.
fn languages(dir: &Path) -> Result<Vec<(String, String)>> {
    let entries = fs::read_dir(dir).wrap_err_with(|| format!("reading {}", dir.display()))?;
    let mut names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<Result<Vec<_>>>()?;
    names.sort();
    names.into_iter().map(|name| Ok((name.clone(), text(&dir.join(name), "ca-gregorian.json")?))).collect()
}

/// Reads all packed texts of a folder, in the order of their names.
fn raw_texts(dir: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(dir).wrap_err_with(|| format!("reading {}", dir.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "xz"));
    paths.sort();
    let unpacked = paths.iter().map(|path| {
        let mut text = Vec::new();
        let mut packed = BufReader::new(fs::File::open(path)?);
        lzma_rs::xz_decompress(&mut packed, &mut text).map_err(|error| eyre!("unpacking {}: {error:?}", path.display()))?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    });
    unpacked.collect()
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).wrap_err_with(|| format!("writing {}", path.display()))
}
