//! `dateline tag`: gives stories a tag or takes it off them; lists the tags in use.

use clap::Args;
use color_eyre::eyre::Result;
use serde::Serialize;

use super::failure::{self, Usage};
use super::output::{Column, Output, say};
use super::search;
use super::session::{Session, counted};
use crate::domain::typed_tags;
use crate::store::{statuses, tags};

/// Arguments of `tag`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The tag; lists all tags in use when left out
    #[arg(value_name = "TAG")]
    tag: Option<String>,
    /// Which stories: id:12, person:"Tomas Varga" …; a minus needs -- before it
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// Takes the tag off the stories
    #[arg(long, requires = "query")]
    remove: bool,
    /// Writes the document
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Changed {
    changed: u32,
}

#[derive(Serialize)]
struct Document {
    tag: String,
    stories: u32,
    unread: u32,
}

/// Tags the stories of a query, or lists the tags.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    let Some(typed) = &arguments.tag else { return list(arguments.json, session) };
    let typed = typed_tags(typed);
    let [tag] = &typed[..] else { return Err(Usage("a tag is one word; quotation marks are left out of it").into()) };
    let query = failure::query(&arguments.query)?;
    if query.any.is_empty() {
        return Err(Usage("tag needs to know which stories; `id:12` is one, `older:0m` means all of them").into());
    }
    let (wanted, on, now) = (tag.clone(), !arguments.remove, session.now);
    let store = session.store()?;
    search::index_for(&query, &store)?;
    let changed = store.write_now(move |db| statuses::tag(db, &query, &wanted, on, now))?;
    if arguments.json {
        let mut output = Output::new();
        output.json(&Changed { changed })?;
        output.finish()?;
    } else {
        let what = if on { "tagged" } else { "no longer tagged" };
        say(&format!("{} {what} {tag}", counted(changed, "story", "stories")));
    }
    Ok(0)
}

fn list(json: bool, session: &Session) -> Result<u8> {
    let used = session.store()?.read_now(tags::in_use)?;
    let mut output = Output::new();
    if json {
        let document =
            used.into_iter().map(|tag| Document { tag: tag.name.into_string(), stories: tag.stories, unread: tag.unread });
        output.json(&document.collect::<Vec<_>>())?;
    } else {
        let columns = [Column::number("stories"), Column::number("unread"), Column::text("tag")];
        let rows = used.into_iter().map(|tag| vec![tag.stories.to_string(), tag.unread.to_string(), tag.name.into_string()]);
        output.table(&columns, &rows.collect::<Vec<_>>())?;
    }
    output.finish()?;
    Ok(0)
}
