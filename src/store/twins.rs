//! An entry that comes back under another key: feeds change their ids, and with them what an entry is known by.

use std::collections::HashSet;

use rusqlite::{Connection, params};

use super::codec::{ms, raw_at};
use crate::domain::{FeedId, ParsedEntry};

/// Most entries of one mark that are looked at; more of them tell nothing.
const LOOKED_AT_MAX: u32 = 8;

/// Returns the stored entry that `entry`, whose key is not known, is a later version of: its page is the same and so is its
/// title or its moment, or its page is another and both are the same. An entry that stands in the document under its own key
/// (one of `present`) is another.
pub(super) fn of(
    db: &Connection,
    feed: FeedId,
    entry: &ParsedEntry,
    present: &HashSet<[u8; 16]>,
) -> rusqlite::Result<Option<i64>> {
    let same_page = "SELECT s.entry_id, s.key, e.title, e.published_ms
         FROM entry_status s INDEXED BY entry_by_page JOIN entry e ON e.entry_id = s.entry_id
         WHERE s.feed_id = ?1 AND s.page_mark = ?2 LIMIT ?3";
    let same_words = "SELECT s.entry_id, s.key, e.title, e.published_ms
         FROM entry_status s INDEXED BY entry_by_words JOIN entry e ON e.entry_id = s.entry_id
         WHERE s.feed_id = ?1 AND s.words_mark = ?2 LIMIT ?3";
    for (sql, mark, both) in [(same_page, entry.marks.page, false), (same_words, entry.marks.words, true)] {
        let Some(mark) = mark else { continue };
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.query(params![feed.0, mark, LOOKED_AT_MAX])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let key: [u8; 16] = row.get(1)?;
            let title = *raw_at(row, 2)? == *entry.title.as_str();
            let published = match (row.get::<_, Option<i64>>(3)?, entry.published.map(ms)) {
                (Some(before), Some(now)) => before / 1000 == now / 1000,
                // The mark then holds the path of the page.
                (None, None) => both,
                _ => false,
            };
            if !present.contains(&key) && if both { title && published } else { title || published } {
                found.push(row.get(0)?);
            }
        }
        // Of two that it may be it is neither.
        if let [only] = found[..] {
            return Ok(Some(only));
        }
    }
    Ok(None)
}
