//! `dateline feeds`: every feed with its last and next poll and its last error.

use clap::Args;
use color_eyre::eyre::Result;

use super::documents::FeedDocument;
use super::output::{Column, Output, say};
use super::session::{Session, local};
use crate::domain::Feed;
use crate::store::feeds;

/// Arguments of `feeds`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Writes an array of documents
    #[arg(long)]
    json: bool,
}

/// Lists feeds.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    let now = session.now;
    let all = session.store()?.read_now(move |db| feeds::all(db, now))?;
    let mut output = Output::new();
    if arguments.json {
        output.json(&all.iter().map(FeedDocument::new).collect::<Vec<_>>())?;
    } else if all.is_empty() {
        say("no feeds yet: `dateline add ADDRESS` subscribes, `dateline import FILE` brings your list along");
    } else {
        let columns = ["folder", "title", "last poll", "next poll"].map(Column::text);
        let numbers = ["id", "stories", "unread", "a week"].map(Column::number);
        let columns: Vec<Column> = numbers.into_iter().chain(columns).chain([Column::text("last error")]).collect();
        output.table(&columns, &all.iter().map(row).collect::<Vec<_>>())?;
    }
    output.finish()?;
    Ok(0)
}

fn row(feed: &Feed) -> Vec<String> {
    let next = match feed.poll.next_poll {
        _ if feed.settings.paused => "paused".to_owned(),
        _ if feed.poll.gone => "gone".to_owned(),
        Some(time) => local(time),
        None => "now".to_owned(),
    };
    vec![
        feed.id.to_string(),
        feed.stories.to_string(),
        feed.unread.to_string(),
        format!("{:.1}", feed.weekly),
        feed.settings.folder.as_ref().map(ToString::to_string).unwrap_or_default(),
        feed.title().to_string(),
        feed.poll.last_poll.map_or_else(|| "never".to_owned(), local),
        next,
        feed.poll.last_error.as_ref().map(ToString::to_string).unwrap_or_default(),
    ]
}
