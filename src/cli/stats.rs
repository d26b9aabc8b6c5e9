//! `dateline stats`: how much the store holds.

use std::io::Write as _;

use clap::Args;
use color_eyre::eyre::Result;
use serde::Serialize;

use super::output::Output;
use super::session::Session;
use crate::domain::size_in_words;
use crate::store::{Stats, stats};

/// Arguments of `stats`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Writes the document
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document {
    feeds: u32,
    stories: u32,
    unread: u32,
    queue: u32,
    people: u32,
    places: u32,
    bytes: u64,
}

/// Counts.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    let Stats { feeds, stories, unread, queue, people, places, bytes } = session.store()?.read_now(stats)?;
    let mut output = Output::new();
    if arguments.json {
        output.json(&Document { feeds, stories, unread, queue, people, places, bytes })?;
    } else {
        let counts = [
            ("feeds", feeds),
            ("stories", stories),
            ("unread", unread),
            ("queue", queue),
            ("people", people),
            ("places", places),
        ];
        for (name, count) in counts {
            writeln!(output, "{name:<8} {count:>9}")?;
        }
        writeln!(output, "{:<8} {:>9}", "size", size_in_words(bytes))?;
    }
    output.finish()?;
    Ok(0)
}
