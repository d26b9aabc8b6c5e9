//! `dateline search`: the text of all stories, best hits first, each with the sentence of the hit.

use std::io::Write as _;

use clap::Args;
use color_eyre::eyre::{Result, WrapErr as _};

use super::failure::Usage;
use super::output::{Output, say};
use super::session::{Session, counted, local};
use super::story;
use crate::domain::Headline;
use crate::message::Offer;
use crate::query::{Query, TermKind};
use crate::store::{Store, StoreError, search};

/// Stories that are indexed in one transaction.
const INDEXED_AT_ONCE: u32 = 200;

/// From so many stories on it is said that they are indexed first.
const INDEXED_SILENTLY: u32 = 5_000;

/// Arguments of `search`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Words and "phrases" that must all be found; a trailing * stands for any ending
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    /// Shows so many at most
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u32,
    /// Writes an array of documents
    #[arg(long)]
    json: bool,
}

/// Searches.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    let words = arguments.words.join(" ");
    if words.trim().is_empty() {
        return Err(Usage("there are no words to search for").into());
    }
    search::check(&words)?;
    let store = session.store()?;
    index(&store).wrap_err("indexing the newest stories")?;
    let (now, limit, json) = (session.now, arguments.limit, arguments.json);
    let (found, documents, offer) = store.read_now(move |db| {
        let found = search::search(db, &words, limit)?;
        let offer = if found.is_empty() { search::offer(db, &search::query_of(&words), now)? } else { None };
        let documents = if json { story::documents(db, &found, now)? } else { Vec::new() };
        Ok((found, documents, offer))
    })?;
    if !json {
        say_offer(offer);
    }
    let mut output = Output::new();
    if json {
        output.json(&documents)?;
    } else {
        for headline in &found {
            print(&mut output, headline)?;
        }
    }
    output.finish()?;
    Ok(0)
}

/// Brings the index up to date, where a query needs it: one with words finds all that was stored until now.
pub(super) fn index_for(query: &Query, store: &Store) -> Result<()> {
    let is_of_words =
        |kind: &TermKind| matches!(kind, TermKind::Word(_) | TermKind::Phrase(_) | TermKind::Title(_) | TermKind::Author(_));
    let wanted = query.any.iter().flatten().any(|term| is_of_words(&term.kind)) || query.is_of_followed();
    if wanted { index(store) } else { Ok(()) }
}

/// Says which beginning of a word that no story has would find stories.
pub(super) fn say_offer(offer: Option<Offer>) {
    if let Some(Offer { words, stories }) = offer {
        say(&format!("nothing found; {words} finds {}", counted(stories, "story", "stories")));
    }
}

/// Brings the index up to date.
fn index(store: &Store) -> Result<()> {
    let waiting = store.read_now(search::waiting)?;
    if store.is_read_only() {
        // It was said why.
        say_unindexed(waiting);
        return Ok(());
    }
    if waiting >= INDEXED_SILENTLY {
        say(&format!("indexing the words of {} first", counted(waiting, "story", "stories")));
    }
    loop {
        match store.write_now(|db| search::index_pending(db, INDEXED_AT_ONCE)) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            // A search only reads: what is indexed is found all the same.
            Err(error @ (StoreError::DiskFull | StoreError::Busy)) => {
                say(if matches!(error, StoreError::DiskFull) { "the disk is full" } else { "another program is writing" });
                say_unindexed(store.read_now(search::waiting)?);
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Says that the words of so many stories are not known.
fn say_unindexed(stories: u32) {
    if stories > 0 {
        let stories = counted(stories, "story", "stories");
        say(&format!("the words of {stories} cannot be indexed now, so stories may be missing here"));
    }
}

fn print(output: &mut Output, headline: &Headline) -> Result<()> {
    output.heading(&headline.title)?;
    writeln!(output, "  {} · {} · {}", headline.key.id, headline.feed_title, local(headline.key.at))?;
    if let Some(snippet) = &headline.snippet {
        output.emphasized(&format!("  {snippet}"), Headline::HIT_MARKS)?;
    }
    Ok(())
}
