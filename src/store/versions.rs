//! A later version of an entry: whether it is another story, and what of it is to be done again.
//!
//! Feeds change what nobody sees (tokens, dates, markup), what hardly matters (counters) and what does (a new title, another text).
//! Only the last is worth a page.

use jiff::SignedDuration;
use rusqlite::{Connection, OptionalExtension, params};

use super::codec::{ms, some_string_at, string_at};
use crate::domain::{ParsedEntry, WebUrl};

/// A page is fetched again after so long at the earliest, however often its story changes.
const PAGE_PAUSE_MS: i64 = 24 * 60 * 60 * 1000;
/// Versions of one story without an id that lie further apart are two stories, if their texts differ too: a comic of every day.
const APART: SignedDuration = SignedDuration::from_hours(20);

/// What the store has of an entry.
pub(super) struct Stored {
    title: String,
    url: Option<String>,
    published_ms: Option<i64>,
    substance: Option<i64>,
    seen: Option<i64>,
    /// Whether its article was made of its page.
    from_page: bool,
    /// When its page was last asked for.
    page_ms: Option<i64>,
}

/// What is to be done again for a later version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// Nothing that a reader sees has changed, or only what its page said better.
    Nothing,
    /// Its own text is read again; its page is not asked for, unless it never was.
    Text { asks_page: bool },
    /// It says something else: everything, its page not before this moment.
    Everything { not_before_ms: i64 },
}

/// Reads what the store has of an entry; `None` when it is gone.
pub(super) fn stored(db: &Connection, id: i64) -> rusqlite::Result<Option<Stored>> {
    db.prepare_cached(
        "SELECT e.title, e.published_ms, e.substance, e.seen, coalesce(a.from_page, 0), a.page_ms, e.url
         FROM entry e LEFT JOIN article a ON a.entry_id = e.entry_id WHERE e.entry_id = ?1",
    )?
    .query_row(params![id], |row| {
        Ok(Stored {
            title: string_at(row, 0)?,
            published_ms: row.get(1)?,
            substance: row.get(2)?,
            seen: row.get(3)?,
            from_page: row.get(4)?,
            page_ms: row.get(5)?,
            url: some_string_at(row, 6)?,
        })
    })
    .optional()
}

impl Stored {
    /// Says whether `entry`, which has the key of this one, is another story: its title and its date are others, or its feed gives
    /// no ids, and its date (by most of a day) and its text are others.
    ///
    /// A title that differs in numbers only counts where the dates lie apart too, so that a counter in it makes no new story.
    pub(super) fn is_another(&self, entry: &ParsedEntry) -> bool {
        let (Some(before), Some(now)) = (self.published_ms, entry.published.map(ms)) else {
            return self.says_something_else(entry);
        };
        let between = SignedDuration::from_millis((now / 1000 - before / 1000).saturating_mul(1000));
        if between.is_zero() {
            return false;
        }
        let apart = between.abs() >= APART;
        if self.title == entry.title.as_str() {
            return apart && entry.id.is_none() && !self.says_the_same(entry);
        }
        apart || without_numbers(&self.title) != without_numbers(&entry.title)
    }

    /// Says whether an entry without id and date has hardly a word of its title left, and another text.
    fn says_something_else(&self, entry: &ParsedEntry) -> bool {
        if entry.id.is_some() || entry.published.is_some() || self.published_ms.is_some() || self.has_text_of(entry) {
            return false;
        }
        let words = |title: &str| -> Vec<String> { title.split_whitespace().map(str::to_lowercase).collect() };
        let (before, now) = (words(&self.title), words(&entry.title));
        let shared = now.iter().filter(|word| before.contains(word)).count();
        !before.is_empty() && !now.is_empty() && shared * 2 < before.len().min(now.len())
    }

    /// Says what of a later version is to be done again.
    pub(super) fn weigh(&self, entry: &ParsedEntry) -> Again {
        let same_words = self.substance.is_none_or(|substance| substance == entry.substance);
        if self.title != entry.title.as_str() || !same_words {
            let same_page = self.has_page_of(entry);
            return Again::Everything { not_before_ms: self.page_ms.filter(|_| same_page).map_or(0, |at| at + PAGE_PAUSE_MS) };
        }
        if self.has_text_of(entry) || self.from_page {
            return Again::Nothing;
        }
        Again::Text { asks_page: self.page_ms.is_none() }
    }

    /// Says whether an entry leads to the page that this one led to.
    pub(super) fn has_page_of(&self, entry: &ParsedEntry) -> bool {
        self.url.as_deref() == entry.url.as_ref().map(WebUrl::as_str)
    }

    fn says_the_same(&self, entry: &ParsedEntry) -> bool {
        self.substance.is_none_or(|substance| substance == entry.substance)
    }

    fn has_text_of(&self, entry: &ParsedEntry) -> bool {
        self.seen.is_none_or(|seen| seen == entry.seen)
    }
}

fn without_numbers(title: &str) -> String {
    let words = title.split_whitespace().filter(|word| !word.chars().any(|letter| letter.is_ascii_digit()));
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}
