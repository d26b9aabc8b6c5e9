//! `dateline config`: checks the config, tells where things are, prints the defaults.

use std::io::Write as _;

use clap::{Args, Subcommand};
use color_eyre::eyre::Result;
use serde::Serialize;

use super::arguments::{files, shown};
use super::output::{Output, say};
use super::session::Session;
use crate::config::EXAMPLE;

/// Arguments of `config`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Question,
}

/// What is asked of the config.
#[derive(Debug, Subcommand)]
enum Question {
    /// Says what is wrong with the config, with its file, line and column
    Check,
    /// Says where config, store, cache and log are
    Paths {
        /// Writes the document
        #[arg(long)]
        json: bool,
    },
    /// Prints a config with every key at its default
    Default,
}

#[derive(Serialize)]
struct PathsDocument {
    config: String,
    store: String,
    cache: String,
    log: String,
}

/// Answers the question.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    let paths = &session.paths;
    let mut output = Output::new();
    match arguments.command {
        Question::Check => {
            let tried = session.config_tried()?;
            for hidden in session.hiding_keys(&tried) {
                say(&format!("{hidden}\n"));
            }
            let config = shown(&paths.config);
            say(&if paths.config.exists() {
                format!("{config} is right")
            } else {
                format!("there is no {config}: the defaults hold")
            });
        }
        Question::Paths { json: true } => output.json(&PathsDocument {
            config: shown(&paths.config),
            store: shown(&paths.database()),
            cache: shown(&paths.cache),
            log: shown(&paths.log()),
        })?,
        Question::Paths { json: false } => {
            for line in files(paths).lines().skip(1) {
                writeln!(output, "{}", line.trim_start())?;
            }
        }
        Question::Default => output.write_all(EXAMPLE.as_bytes())?,
    }
    output.finish()?;
    Ok(0)
}
