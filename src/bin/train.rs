//! `dateline-train`: makes the tables in `assets/`; the reader itself never needs it.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};
use color_eyre::eyre::{Result, WrapErr};
use dateline::entity::pack::{NameLists, pack_gazetteer, pack_words};

/// Makes the tables of names and places that dateline carries inside it.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes assets/gazetteer.bin from lists of places and names.
    Gazetteer {
        /// The folder with cities.tsv, admin1.tsv, countries.tsv, counties-10m.json and the lists of names.
        dir: PathBuf,
        /// Where to write.
        #[arg(long, default_value = "assets/gazetteer.bin")]
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
}

fn main() -> Result<()> {
    color_eyre::install()?;
    match Arguments::parse().command {
        Command::Gazetteer { dir, out } => {
            let read = |name: &str| text(&dir, name);
            let lists = NameLists {
                cities: &read("cities.tsv")?,
                regions: &read("admin1.tsv")?,
                countries: &read("countries.tsv")?,
                counties: &read("counties-10m.json")?,
                given: &read("first.txt")?,
                surnames: &read("last.txt")?,
                rare_surnames: &read("last2.txt")?,
                forenames_by_country: &read("common-forenames-by-country.csv")?,
                surnames_by_country: &read("common-surnames-by-country.csv")?,
            };
            write(&out, &pack_gazetteer(&lists)?)
        }
        Command::Words { dir, out } => write(&out, &pack_words(&text(&dir, "case.tsv")?, &text(&dir, "prior.tsv")?)?),
    }
}

fn text(dir: &Path, name: &str) -> Result<String> {
    let path = dir.join(name);
    fs::read_to_string(&path).wrap_err_with(|| format!("reading {}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).wrap_err_with(|| format!("writing {}", path.display()))
}
