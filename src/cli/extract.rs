//! `dateline extract`: the clean article of any web page. Needs no store and fetches nothing.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use color_eyre::eyre::{Result, eyre};
use serde::Deserialize;

use super::documents::ArticleDocument;
use super::input;
use super::jsonl;
use super::output::{Output, say};
use super::session::Session;
use super::show::{Format, print_article};
use crate::article::{self, Sites};
use crate::domain::{Article, WebUrl};
use crate::markup;

/// Arguments of `extract`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The page; - or none reads standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Where the page was: links and pictures are made whole with it
    #[arg(long, value_name = "BASE", value_parser = |text: &str| WebUrl::parse(text))]
    url: Option<WebUrl>,
    /// How to write the article
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
    /// Reads {"id", "url", "html"} a line and writes {"id", "title", "text", "blocks", …} a line
    #[arg(long, conflicts_with_all = ["file", "url", "format"])]
    jsonl: bool,
}

/// A line of `--jsonl`.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Question {
    #[serde(default)]
    url: Option<String>,
    html: String,
}

/// Extracts.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    let sites = Sites::new(&session.config()?.sites);
    let mut output = Output::new();
    if arguments.jsonl {
        let code = jsonl::serve(&mut output, move |question: Question| {
            let url = question.url.as_deref().and_then(|url| WebUrl::parse(url).ok());
            Ok(ArticleDocument::new(&article::extract(&question.html, url.as_ref(), &sites)))
        })?;
        return Ok(code);
    }
    let bytes = input::read(arguments.file.as_deref())?;
    let url = arguments.url.clone();
    let read = || article::explain(&markup::decode(&bytes, None).text, url.as_ref(), &sites);
    let (article, removals) =
        markup::on_big_stack(read).map_err(|_| eyre!("reading the page ended in a fault of the program\nplease report it"))?;
    print(&mut output, &article, arguments.format)?;
    output.finish()?;
    if session.globals.verbose > 0 {
        for removal in removals {
            say(&format!("{}: {}", removal.rule, removal.text));
        }
    }
    Ok(0)
}

fn print(output: &mut Output, article: &Article, format: Format) -> Result<()> {
    let title = article.title.as_deref().unwrap_or_default();
    match format {
        Format::Text => {
            if !title.is_empty() {
                output.heading(title)?;
                writeln!(output)?;
            }
            print_article(output, article)?;
        }
        Format::Markdown => output.write_all(article::render::markdown(title, article).as_bytes())?,
        Format::Html => output.write_all(article::render::html(title, article).as_bytes())?,
        Format::Json => output.json(&ArticleDocument::new(article))?,
    }
    Ok(())
}
