//! What newsboat keeps in its cache: an SQLite file of its own, which is only read.
//!
//! The names of its tables and columns are those of newsboat's schema; columns that came late to it are not asked for.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row, params};

use super::codec::time;
use crate::domain::{FeedUrl, ParsedEntry, WebUrl};
use crate::text::CleanText;

/// Most stories that are taken of one feed, besides flagged ones.
const STORIES_MAX: u32 = 200;
/// Most flagged stories that are taken of one feed.
const FLAGGED_MAX: u32 = 5_000;
/// Longest text of a column that is read, in characters.
const TEXT_MAX: u32 = 1 << 20;

/// A story of newsboat's cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldStory {
    /// The story, without a key yet.
    pub entry: ParsedEntry,
    /// Whether it was read there.
    pub read: bool,
    /// Whether it has flags there.
    pub flagged: bool,
}

/// An open cache.
#[derive(Debug)]
pub struct NewsboatCache {
    db: Connection,
}

impl NewsboatCache {
    /// Opens a cache, for reading only.
    ///
    /// # Errors
    /// When it cannot be opened, or is no cache of newsboat's.
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        // The file is foreign: nothing in its schema runs.
        db.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON")?;
        db.prepare("SELECT guid, title, author, url, feedurl, pubDate, content, unread, flags, deleted FROM rss_item")?;
        Ok(Self { db })
    }

    /// Returns the newest stories of a feed that are not deleted there, and all that have flags.
    ///
    /// # Errors
    /// Says what the database failed with.
    pub fn stories(&self, feed: &str) -> rusqlite::Result<Vec<OldStory>> {
        let mut found = self.read(feed, "coalesce(flags, '') = ''", STORIES_MAX)?;
        found.extend(self.read(feed, "coalesce(flags, '') <> ''", FLAGGED_MAX)?);
        Ok(found)
    }

    /// Returns the addresses of all feeds.
    ///
    /// # Errors
    /// Says what the database failed with.
    pub fn feeds(&self) -> rusqlite::Result<Vec<(String, FeedUrl)>> {
        let mut statement = self.db.prepare("SELECT DISTINCT substr(feedurl, 1, 4096) FROM rss_item")?;
        let urls: Vec<String> = statement.query_map([], |row| text_of(row, 0))?.collect::<rusqlite::Result<_>>()?;
        Ok(urls.into_iter().filter_map(|url| FeedUrl::parse(&url).ok().map(|parsed| (url, parsed))).collect())
    }

    fn read(&self, feed: &str, which: &str, limit: u32) -> rusqlite::Result<Vec<OldStory>> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT substr(guid, 1, ?3), substr(title, 1, ?3), substr(author, 1, ?3), substr(url, 1, ?3), pubDate,
                 substr(content, 1, ?3), unread, coalesce(flags, '') <> ''
             FROM rss_item WHERE feedurl = ?1 AND coalesce(deleted, 0) = 0 AND {which} ORDER BY pubDate DESC, id DESC LIMIT ?2"
        ))?;
        let rows = statement.query_map(params![feed, limit, TEXT_MAX], |row| {
            let (guid, url) = (text_of(row, 0)?, text_of(row, 3)?);
            let author = CleanText::new(&text_of(row, 2)?);
            let published = number_of(row, 4)?;
            let content = text_of(row, 5)?;
            // A story without an id has its address there, or this and its date.
            let own_id = !guid.is_empty() && (url.is_empty() || !guid.starts_with(&url) || guid == url);
            Ok(OldStory {
                entry: ParsedEntry {
                    id: own_id.then(|| CleanText::new(&guid)),
                    title: CleanText::new(&text_of(row, 1)?),
                    url: WebUrl::parse(&url).ok(),
                    authors: if author.is_empty() { Vec::new() } else { vec![author] },
                    published: (published > 0)
                        .then(|| time(published.saturating_mul(1000)))
                        .filter(|at| *at > Timestamp::UNIX_EPOCH),
                    content_html: Some(content).filter(|content| !content.is_empty()),
                    ..ParsedEntry::default()
                },
                read: number_of(row, 6)? == 0,
                flagged: row.get(7)?,
            })
        })?;
        rows.collect()
    }
}

/// Returns the text of a column, whatever stands there: newsboat asks less of its cache than we do.
fn text_of(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => String::new(),
    })
}

/// Returns the number of a column; 0 where there is none.
fn number_of(row: &Row<'_>, column: usize) -> rusqlite::Result<i64> {
    Ok(if let ValueRef::Integer(number) = row.get_ref(column)? { number } else { 0 })
}
