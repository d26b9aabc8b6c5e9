//! `dateline list`: headlines of a query, newest first.

use clap::Args;
use color_eyre::eyre::Result;
use jiff::Timestamp;
use rusqlite::Connection;

use super::failure;
use super::output::{Column, Output};
use super::search;
use super::session::{Session, local};
use super::story;
use crate::domain::Headline;
use crate::message::{Anchor, HeadlineRequest};
use crate::query::Query;
use crate::store::{self, entries::headlines};

/// Stories that are read in one go.
const PAGE: u32 = 500;

/// Arguments of `list`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Which stories, all when left out: is:unread, person:"Tomas Varga", newer:2d …; a minus needs -- before it
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// Shows so many at most
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u32,
    /// Writes an array of documents
    #[arg(long)]
    json: bool,
}

/// Lists headlines.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    let query = failure::query(&arguments.query)?;
    let (now, limit, json) = (session.now, arguments.limit, arguments.json);
    let store = session.store()?;
    search::index_for(&query, &store)?;
    let (found, documents, offer) = store.read_now(move |db| {
        let found = newest(db, &query, limit, now)?;
        let offer = if found.is_empty() { store::search::offer(db, &query, now)? } else { None };
        let documents = if json { story::documents(db, &found, now)? } else { Vec::new() };
        Ok((found, documents, offer))
    })?;
    if !json {
        search::say_offer(offer);
    }
    let mut output = Output::new();
    if json {
        output.json(&documents)?;
    } else {
        print(&mut output, &found)?;
    }
    output.finish()?;
    Ok(0)
}

/// Returns the newest stories of a query, more than fit one page if so many are asked for.
pub(super) fn newest(db: &Connection, query: &Query, limit: u32, now: Timestamp) -> rusqlite::Result<Vec<Headline>> {
    let mut found: Vec<Headline> = Vec::new();
    let mut anchor = Anchor::Newest;
    while (found.len() as u32) < limit {
        let request = HeadlineRequest {
            query: query.clone(),
            anchor,
            limit: (limit - found.len() as u32).min(PAGE),
            keep: Vec::new(),
            unfolded: None,
            token: 0,
        };
        let page = headlines(db, &request, now)?;
        found.extend(page.rows);
        match found.last() {
            Some(last) if page.more_older => anchor = Anchor::After(last.key),
            _ => break,
        }
    }
    Ok(found)
}

/// Prints headlines as a table.
pub(super) fn print(output: &mut Output, headlines: &[Headline]) -> Result<()> {
    let columns =
        [Column::number("id"), Column::text(""), Column::text("published"), Column::text("feed"), Column::text("title")];
    let rows: Vec<Vec<String>> = headlines
        .iter()
        .map(|headline| {
            vec![
                headline.key.id.to_string(),
                mark(headline).to_owned(),
                local(headline.key.at),
                headline.feed_title.to_string(),
                headline.title.to_string(),
            ]
        })
        .collect();
    output.table(&columns, &rows)?;
    Ok(())
}

/// Returns the mark that the reader's list shows too: starred, else for later, else read.
fn mark(headline: &Headline) -> &'static str {
    match headline {
        Headline { starred: true, .. } => "★",
        Headline { later: true, .. } => "◷",
        Headline { unread: false, .. } => "·",
        _ => " ",
    }
}
