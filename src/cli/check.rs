//! `dateline check`: reads a feed without subscribing and says what is in it and what is wrong with it.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use color_eyre::eyre::{Result, WrapErr as _, eyre};
use serde::Deserialize;

use super::documents::CheckDocument;
use super::input::{self, DOCUMENT_BYTES_MAX};
use super::jsonl;
use super::output::{Column, Output};
use super::session::{Session, block_on, counted, local};
use crate::domain::{FeedUrl, ParsedFeed, Validators, WebUrl};
use crate::feed::{self, Fetched, ParseError};
use crate::http;
use crate::ingest;
use crate::opml;
use crate::text::CleanText;

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A file, or the address of a feed; - or none reads standard input
    #[arg(value_name = "FILE|URL")]
    source: Option<String>,
    /// Writes the document
    #[arg(long)]
    json: bool,
    /// Reads {"id", "path", "headers"} a line and writes {"id", "title", "entries", "complaints"} a line
    #[arg(long, conflicts_with_all = ["source", "json"])]
    jsonl: bool,
}

/// A line of `--jsonl`.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Question {
    path: PathBuf,
    #[serde(default)]
    headers: HashMap<String, String>,
}

/// Checks.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    let mut output = Output::new();
    if arguments.jsonl {
        return Ok(jsonl::serve(&mut output, |question| answer(&question))?);
    }
    let feed = match arguments.source.as_deref() {
        Some(address) if address.contains("://") || address.starts_with("feed:") => fetched(address, session)?,
        source => parsed(&input::read(source.map(Path::new))?, None, None)?,
    };
    if arguments.json {
        output.json(&CheckDocument::new(&feed))?;
    } else {
        print(&mut output, &feed)?;
    }
    output.finish()?;
    Ok(0)
}

/// Answers one line.
fn answer(question: &Question) -> Result<CheckDocument, String> {
    let header =
        |name: &str| question.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str());
    let bytes =
        opml::read_file(&question.path, DOCUMENT_BYTES_MAX as usize).map_err(|error| format!("cannot read the file: {error}"))?;
    if bytes.len() as u64 > DOCUMENT_BYTES_MAX {
        return Err(format!("the feed is larger than {} MiB", DOCUMENT_BYTES_MAX >> 20));
    }
    let url = header("content-location").and_then(|url| WebUrl::parse(url).ok());
    let feed = feed::parse(&bytes, header("content-type"), url.as_ref()).map_err(|error| error.to_string())?;
    Ok(CheckDocument::new(&feed))
}

/// Fetches a feed, as polling would, and reads it.
fn fetched(address: &str, session: &Session) -> Result<ParsedFeed> {
    let url = FeedUrl::parse(address).wrap_err_with(|| format!("checking {}", CleanText::new(address)))?;
    if session.globals.offline {
        return Err(eyre!("with --offline nothing is fetched\nname a file instead"));
    }
    let config = session.config()?;
    let (settings, identity) = (ingest::network(&config), ingest::identity_of(&config, &url));
    block_on(async move {
        let client = http::Client::new(settings)?;
        let validators = &Validators::default();
        let question = feed::Question { url: &url, validators, identity: identity.as_ref(), is_last: true };
        match feed::fetch(&client, question).await? {
            Fetched::Changed(document) => Ok(feed::on_big_stack(|| document.parse()).unwrap_or(Err(ParseError::Unreadable))?),
            Fetched::Unchanged { .. } => Err(eyre!("the server says that nothing has changed, but was never asked before")),
        }
    })
}

/// Reads a document where a library that fails at it does so in silence.
fn parsed(bytes: &[u8], content_type: Option<&str>, url: Option<&WebUrl>) -> Result<ParsedFeed, ParseError> {
    feed::on_big_stack(|| feed::parse(bytes, content_type, url)).unwrap_or(Err(ParseError::Unreadable))
}

fn print(output: &mut Output, feed: &ParsedFeed) -> Result<()> {
    output.heading(if feed.title.is_empty() { "(no title)" } else { &feed.title })?;
    if let Some(home) = &feed.home {
        writeln!(output, "{home}")?;
    }
    let entries = counted(feed.entries.len() as u32, "entry", "entries");
    let full = feed.entries.iter().filter(|entry| entry.content_html.is_some()).count();
    writeln!(output, "{entries}, {full} with full text")?;
    let rows: Vec<Vec<String>> = feed
        .entries
        .iter()
        .map(|entry| {
            let title = if entry.title.is_empty() { "(untitled)".to_owned() } else { entry.title.to_string() };
            vec![entry.published.map_or_else(|| "no date".to_owned(), local), title]
        })
        .collect();
    if !rows.is_empty() {
        writeln!(output)?;
        output.table(&[Column::text("published"), Column::text("title")], &rows)?;
    }
    if !feed.complaints.is_empty() {
        writeln!(output)?;
        output.heading("What is wrong with it")?;
        for complaint in &feed.complaints {
            writeln!(output, "  {complaint}")?;
        }
    }
    Ok(())
}
