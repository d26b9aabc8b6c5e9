//! `dateline follow`, `mute` and `views`: the queries that the reader keeps.

use clap::Args;
use color_eyre::eyre::{Result, eyre};
use serde::Serialize;

use super::failure::{self, Usage};
use super::output::{Column, Output, say};
use super::search;
use super::session::{Session, counted};
use crate::query::{Purpose, Query, Rule};
use crate::store::{entries, rules};
use crate::text::CleanText;

/// Longest name of a rule, in characters.
const NAME_CHARS_MAX: usize = 60;

/// Arguments of `follow`, `mute` and `views`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Which stories: person:"Tomas Varga", feed:wire title:live …; lists what is kept when left out
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// Gives the query up again
    #[arg(long, requires = "query")]
    stop: bool,
    /// Calls it so; else it is called as it is written
    #[arg(long, value_name = "NAME", requires = "query", conflicts_with = "stop")]
    name: Option<String>,
    /// Writes an array of documents
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document {
    name: String,
    query: String,
    stories: u32,
}

/// Keeps a query for a purpose or gives it up, or lists those that are kept.
pub(super) fn run(arguments: &Arguments, purpose: Purpose, session: &Session) -> Result<u8> {
    let query = failure::query(&arguments.query)?;
    if query.any.is_empty() {
        if !arguments.query.is_empty() {
            return Err(Usage("nothing stands in this query").into());
        }
        return list(arguments.json, purpose, session);
    }
    let name = arguments.name.clone().unwrap_or_else(|| query.to_string());
    let rule = Rule { purpose, name: CleanText::capped(&name, NAME_CHARS_MAX), query };
    let (stop, now) = (arguments.stop, session.now);
    if let Some(refused) = rule.text().err().filter(|_| !stop) {
        return Err(refused.into());
    }
    let name = rule.name.clone();
    let store = session.store()?;
    search::index_for(&rule.query, &store)?;
    let (was, stories) = store.write_now(move |db| {
        let was = rules::all(db)?.iter().any(|kept| kept.purpose == purpose && kept.query == rule.query);
        let stories = entries::count(db, &rule.query, now, u32::MAX)?;
        let mut changes = vec![(rule.clone(), !stop)];
        if let (Some(purpose), false) = (purpose.opposite(), stop) {
            changes.push((Rule { purpose, ..rule }, false));
        }
        rules::change(db, &changes, now)?;
        Ok((was, stories))
    })?;
    let stories = counted(stories, "story", "stories");
    match (purpose, stop) {
        (_, true) if !was => return Err(eyre!("{name} is not kept\nthe command without a query lists what is")),
        (Purpose::Follow, false) => say(&format!("following {name}: {stories} so far")),
        (Purpose::Follow, true) => say(&format!("{name} is not followed any more")),
        (Purpose::Mute, false) => say(&format!("{name} is muted: {stories} so far")),
        (Purpose::Mute, true) => say(&format!("{name} is not muted any more")),
        (Purpose::View, false) => say(&format!("{name} is a view: {stories} so far")),
        (Purpose::View, true) => say(&format!("{name} is not a view any more")),
    }
    Ok(0)
}

fn list(json: bool, purpose: Purpose, session: &Session) -> Result<u8> {
    let now = session.now;
    let kept = session.store()?.read_now(move |db| {
        let kept = rules::all(db)?.into_iter().filter(|rule| rule.purpose == purpose);
        let count = |query: &Query| entries::count(db, query, now, u32::MAX);
        kept.map(|rule| Ok((count(&rule.query)?, rule))).collect::<rusqlite::Result<Vec<_>>>()
    })?;
    let documents: Vec<Document> = kept
        .into_iter()
        .map(|(stories, rule)| Document { name: rule.name.to_string(), query: rule.query.to_string(), stories })
        .collect();
    let mut output = Output::new();
    if json {
        output.json(&documents)?;
    } else {
        let columns = [Column::number("stories"), Column::text("name"), Column::text("query")];
        let rows: Vec<Vec<String>> =
            documents.into_iter().map(|rule| vec![rule.stories.to_string(), rule.name, rule.query]).collect();
        output.table(&columns, &rows)?;
    }
    output.finish()?;
    Ok(0)
}
