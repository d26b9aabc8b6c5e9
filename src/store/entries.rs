//! Entries: an opened story comes out, what is too old goes.
//!
//! What a poll brings comes in by `super::incoming`; lists of entries are made by `super::headlines`, reading states are kept
//! by `super::statuses`.

use jiff::{Timestamp, ZonedDateTime};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::codec::{lines_at, some_raw_at, time, time_at, unpack_bodies};
use super::feeds::web_url_at;
use super::{articles, people, places, queue, retention};
use crate::domain::{Article, Enclosure, EntryId, FeedId, Story, WebUrl};
use crate::text::CleanText;

pub use super::headlines::{count, headline, headlines};
pub use super::incoming::{Incoming, Kept, Saved, save_archive, save_poll};
pub use super::statuses::{mark_all_read, set_status, status, view_counts};

/// Drops the oldest stories of a feed beyond `keep`; starred ones, those kept for later and those with a tag stay. The status of
/// what goes stays.
///
/// # Errors
/// Says what the database failed with.
pub fn trim(db: &Connection, feed: FeedId, keep: u32, now: Timestamp) -> rusqlite::Result<()> {
    let stories: u32 =
        db.prepare_cached("SELECT stories FROM feed_count WHERE feed_id = ?1")?.query_row([feed.0], |row| row.get(0))?;
    let oldest: Vec<EntryId> = db
        .prepare_cached(
            "SELECT entry_id FROM entry_status INDEXED BY entry_by_feed
             WHERE feed_id = ?1 AND at_ms > 0 AND starred = 0 AND later = 0
                 AND NOT EXISTS (SELECT 1 FROM story_tag t INDEXED BY story_tag_entry WHERE t.entry_id = entry_status.entry_id)
             ORDER BY at_ms, entry_id LIMIT ?2",
        )?
        .query_map(params![feed.0, stories.saturating_sub(keep)], |row| row.get(0).map(EntryId))?
        .collect::<Result<_, _>>()?;
    retention::remove(db, &oldest, now)?;
    retention::forget_long_gone(db, feed, now)
}

/// Says whether the stories of a feed stand in the lists.
pub(super) fn is_visible(db: &Connection, feed: FeedId) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT removed_ms IS NULL FROM feed WHERE id = ?1")?.query_row([feed.0], |row| row.get(0))
}

/// Deletes an entry with its article, its names and its words in the index; its status stays to the caller.
pub(super) fn forget(db: &Connection, id: EntryId, visible: bool) -> rusqlite::Result<()> {
    articles::forget_names(db, id, visible)?;
    db.prepare_cached("DELETE FROM story_text WHERE rowid = ?1")?.execute([id.0])?;
    // Article, queue row and the mark for the index go with it.
    db.prepare_cached("DELETE FROM entry WHERE entry_id = ?1")?.execute([id.0])?;
    Ok(())
}

/// What a feed said of an entry, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawEntry {
    /// The summary, as foreign HTML.
    pub summary_html: Option<String>,
    /// The full text, as foreign HTML.
    pub content_html: Option<String>,
    /// The address of its page.
    pub url: Option<WebUrl>,
    /// The `guid` or `id`, where it is not the address.
    pub id: Option<CleanText>,
    /// When it says that it was published.
    pub published: Option<Timestamp>,
    /// When it says that it was changed.
    pub updated: Option<Timestamp>,
    /// When it came in.
    pub arrived: Timestamp,
    /// Attached files.
    pub enclosures: Vec<Enclosure>,
}

/// Returns what the feed said of an entry. From it the caller makes the article of a story that is not digested yet.
///
/// # Errors
/// Says what the database failed with.
pub fn raw(db: &Connection, id: EntryId) -> rusqlite::Result<Option<RawEntry>> {
    db.prepare_cached(
        "SELECT e.body, e.url, e.guid, e.published_ms, e.updated_ms, s.arrived_ms, e.enclosures
         FROM entry e JOIN entry_status s ON s.entry_id = e.entry_id WHERE e.entry_id = ?1",
    )?
    .query_row([id.0], |row| {
        let (summary_html, content_html) = row.get_ref(0)?.as_blob_or_null()?.map(unpack_bodies).unwrap_or_default();
        Ok(RawEntry {
            summary_html,
            content_html,
            url: web_url_at(row, 1)?,
            id: super::codec::some_text_at(row, 2)?,
            published: time_at(row, 3)?,
            updated: time_at(row, 4)?,
            arrived: time(row.get(5)?),
            enclosures: some_raw_at(row, 6)?.as_deref().map(read_enclosures).unwrap_or_default(),
        })
    })
    .optional()
}

/// Returns a story with its people and places; `None` when there is no such entry.
///
/// The article of a story that is not digested has no blocks: make one from [`raw`].
///
/// # Errors
/// Says what the database failed with.
pub fn story(db: &Connection, id: EntryId, now: &ZonedDateTime) -> rusqlite::Result<Option<Story>> {
    let Some(headline) = headline(db, id)? else {
        return Ok(None);
    };
    let (authors, untitled, enclosures, comments) = db
        .prepare_cached("SELECT authors, untitled, enclosures, comments FROM entry WHERE entry_id = ?1")?
        .query_row([id.0], |row| {
            let enclosures = some_raw_at(row, 2)?.as_deref().map(read_enclosures).unwrap_or_default();
            Ok((lines_at(row, 0)?, row.get(1)?, enclosures, web_url_at(row, 3)?))
        })?;
    let article: Option<Article> = articles::get(db, id)?;
    Ok(Some(Story {
        headline,
        untitled,
        authors,
        enclosures,
        comments,
        digested: article.is_some(),
        article: article.unwrap_or_default(),
        people: people::of_story(db, id, now)?,
        places: places::of_story(db, id)?,
        trouble: queue::trouble(db, id, now.time_zone())?,
    }))
}

/// Returns the highest number of a story; 0 when there is none.
///
/// # Errors
/// Says what the database failed with.
pub fn highest(db: &Connection) -> rusqlite::Result<i64> {
    db.prepare_cached("SELECT coalesce(max(entry_id), 0) FROM entry_status")?.query_row([], |row| row.get(0))
}

/// Returns the numbers of the stories after this one in the order in which they came, at most `limit`: for the export.
///
/// # Errors
/// Says what the database failed with.
pub fn export_ids(db: &Connection, after: Option<EntryId>, limit: u32) -> rusqlite::Result<Vec<EntryId>> {
    db.prepare_cached(
        "SELECT entry_id FROM entry_status WHERE entry_id > ?1 AND at_ms IS NOT NULL
             AND feed_id NOT IN (SELECT id FROM feed WHERE removed_ms IS NOT NULL)
         ORDER BY entry_id LIMIT ?2",
    )?
    .query_map(params![after.map_or(i64::MIN, |id| id.0), limit], |row| row.get(0).map(EntryId))?
    .collect()
}

/// An enclosure as it stands in its column.
#[derive(Serialize, Deserialize)]
struct EnclosureRow {
    url: WebUrl,
    #[serde(skip_serializing_if = "Option::is_none")]
    media_type: Option<CleanText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<u32>,
}

pub(super) fn enclosures_json(enclosures: &[Enclosure]) -> Option<String> {
    if enclosures.is_empty() {
        return None;
    }
    let row = |enclosure: &Enclosure| EnclosureRow {
        url: enclosure.url.clone(),
        media_type: enclosure.media_type.clone(),
        bytes: enclosure.bytes,
        seconds: enclosure.seconds,
    };
    serde_json::to_string(&enclosures.iter().map(row).collect::<Vec<_>>()).ok()
}

fn read_enclosures(json: &str) -> Vec<Enclosure> {
    let rows: Vec<EnclosureRow> = serde_json::from_str(json).unwrap_or_default();
    rows.into_iter()
        .map(|row| Enclosure { url: row.url, media_type: row.media_type, bytes: row.bytes, seconds: row.seconds })
        .collect()
}
