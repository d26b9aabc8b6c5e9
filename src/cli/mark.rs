//! `dateline mark`: changes the status of every story of a query.

use clap::{Args, ValueEnum};
use color_eyre::eyre::Result;
use serde::Serialize;

use super::failure::{self, Usage};
use super::output::{Output, say};
use super::search;
use super::session::{Session, counted};
use crate::domain::StatusChange;
use crate::store::statuses;

/// Arguments of `mark`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What the stories are to be
    #[arg(value_enum)]
    state: State,
    /// Which stories: feed:wire older:2w, person:"Tomas Varga" …; a minus needs -- before it
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// Writes the document
    #[arg(long)]
    json: bool,
}

/// What a story can be marked as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum State {
    Read,
    Unread,
    Starred,
    NotStarred,
    Later,
    NotLater,
}

impl State {
    fn change(self) -> StatusChange {
        match self {
            Self::Read => StatusChange::Read(true),
            Self::Unread => StatusChange::Read(false),
            Self::Starred => StatusChange::Starred(true),
            Self::NotStarred => StatusChange::Starred(false),
            Self::Later => StatusChange::Later(true),
            Self::NotLater => StatusChange::Later(false),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Unread => "unread",
            Self::Starred => "starred",
            Self::NotStarred => "no longer starred",
            Self::Later => "kept for later",
            Self::NotLater => "no longer kept for later",
        }
    }
}

#[derive(Serialize)]
struct Document {
    changed: usize,
}

/// Marks stories and says how many were otherwise before.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    let query = failure::query(&arguments.query)?;
    if query.any.is_empty() {
        return Err(Usage("mark needs to know which stories; `older:0m` means all of them").into());
    }
    let (change, now) = (arguments.state.change(), session.now);
    let store = session.store()?;
    search::index_for(&query, &store)?;
    let changed = store.write_now(move |db| statuses::mark(db, &query, change, now))?.len();
    if arguments.json {
        let mut output = Output::new();
        output.json(&Document { changed })?;
        output.finish()?;
    } else {
        say(&format!("{} {}", counted(changed as u32, "story", "stories"), arguments.state.words()));
    }
    Ok(0)
}
