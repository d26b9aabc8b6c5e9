//! Entries: what a poll brought goes in, an opened story comes out.
//!
//! Lists of entries are made by `super::headlines`, reading states are kept by `super::statuses`.

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::codec::{Packer, joined, lines_at, ms, pack_bodies, time, time_at, unpack_bodies};
use super::feeds::{self, web_url_at};
use super::{articles, people, places, queue, search, twins};
use crate::domain::{Article, Enclosure, EntryId, EntryMarks, FeedId, ParsedEntry, ParsedFeed, PollState, Story, WebUrl};
use crate::text::CleanText;

pub use super::headlines::{count, headline, headlines};
pub use super::statuses::{mark_all_read, set_status, status, view_counts};

/// Dates before 1990 are no dates of news on the web; feeds that lost theirs say 1970.
const OLDEST_MS: i64 = 631_152_000_000;

/// Stories that one feed may hold. A feed that invents new keys at each poll would fill the disk.
const STORIES_MAX: u32 = 20_000;

/// How many stories a poll brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// Entries never seen before.
    pub new: u32,
    /// Entries that replaced an earlier version.
    pub updated: u32,
}

/// Writes what a good poll brought: the feed, its new and changed entries, a queue row for each of these.
///
/// Entries that are stored already with the same fingerprint cost one read. Of a feed that never brought anything before,
/// only the newest `first_stories` ask for their pages: the rest is its archive.
///
/// # Errors
/// Says what the database failed with; the caller's transaction is then to be given up.
pub fn save_poll(
    db: &Connection,
    feed: FeedId,
    parsed: &ParsedFeed,
    poll: &PollState,
    first_stories: u32,
    now: Timestamp,
) -> rusqlite::Result<Saved> {
    feeds::save_poll_state(db, feed, poll)?;
    save_feed(db, feed, parsed)?;
    let first: bool = db
        .prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM entry_status WHERE feed_id = ?1)")?
        .query_row([feed.0], |row| row.get(0))?;
    let changed = changed_entries(db, feed, &parsed.entries, first)?;
    if changed.is_empty() {
        return Ok(Saved::default());
    }
    let with_page = first.then(|| newest(&changed, first_stories, now));

    let mut packer = Packer::new();
    let mut saved = Saved::default();
    // From the last of the document to the first, so that among stories of one moment the first has the highest number
    // and stands on top, as it does in the feed.
    for change in changed.iter().rev() {
        if let Some(id) = change.known {
            replace(db, id, change, &mut packer)?;
            saved.updated += 1;
        } else {
            let wants_page = with_page.as_ref().is_none_or(|newest| newest.contains(&change.key));
            insert(db, feed, change, wants_page, &mut packer, now)?;
            saved.new += 1;
        }
    }
    count_new(db, feed, saved.new, now)?;
    Ok(saved)
}

/// An entry of which the store has nothing or an earlier version.
struct Change<'a> {
    entry: &'a ParsedEntry,
    key: [u8; 16],
    known: Option<i64>,
}

fn changed_entries<'a>(
    db: &Connection,
    feed: FeedId,
    entries: &'a [ParsedEntry],
    first: bool,
) -> rusqlite::Result<Vec<Change<'a>>> {
    let mut find = db.prepare_cached("SELECT entry_id, fingerprint, at_ms FROM entry_status WHERE feed_id = ?1 AND key = ?2")?;
    let mut seen = HashSet::with_capacity(entries.len());
    let mut changed = Vec::new();
    for entry in entries {
        let key = short_key(&entry.key.0);
        // The same key again in one document: the first counts, or the two would replace each other at every poll.
        if !seen.insert(key) {
            continue;
        }
        let known = find
            .query_row(params![feed.0, key], |row| {
                let same = row.get_ref(1)?.as_blob()? == entry.fingerprint;
                let gone = row.get_ref(2)? == rusqlite::types::ValueRef::Null;
                Ok((row.get(0)?, same || gone))
            })
            .optional()?;
        match known {
            Some((_, true)) => {}
            Some((id, false)) => changed.push(Change { entry, key, known: Some(id) }),
            None => changed.push(Change { entry, key, known: None }),
        }
    }
    if !first {
        let mut taken = HashSet::new();
        for change in changed.iter_mut().filter(|change| change.known.is_none()) {
            change.known = twins::of(db, feed, change.entry, &seen)?.filter(|id| taken.insert(*id));
        }
    }
    Ok(changed)
}

fn short_key(key: &str) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&blake3::hash(key.as_bytes()).as_bytes()[..16]);
    short
}

/// Returns the keys of the newest `limit` entries, those first in the document among equals.
fn newest(changed: &[Change<'_>], limit: u32, now: Timestamp) -> HashSet<[u8; 16]> {
    let mut by_time: Vec<_> = changed.iter().map(|change| (sort_time(change.entry, now), change.key)).collect();
    by_time.sort_by_key(|(at_ms, _)| std::cmp::Reverse(*at_ms));
    by_time.into_iter().take(limit as usize).map(|(_, key)| key).collect()
}

/// Returns when an entry counts as published: as it says, or when it arrived if it says nothing, the future or nonsense.
fn sort_time(entry: &ParsedEntry, arrived: Timestamp) -> i64 {
    match entry.published.or(entry.updated).map(ms) {
        Some(said) if (OLDEST_MS..=ms(arrived)).contains(&said) => said,
        _ => ms(arrived),
    }
}

fn save_feed(db: &Connection, id: FeedId, parsed: &ParsedFeed) -> rusqlite::Result<()> {
    // The conditions keep the row untouched in the usual case that nothing differs.
    db.prepare_cached(
        "UPDATE feed SET own_title = coalesce(?2, own_title), home = ?3, lang = ?4
         WHERE id = ?1 AND (own_title IS NOT coalesce(?2, own_title) OR home IS NOT ?3 OR lang IS NOT ?4)",
    )?
    .execute(params![
        id.0,
        Some(parsed.title.as_str()).filter(|title| !title.is_empty()),
        parsed.home.as_ref().map(WebUrl::as_str),
        parsed.lang.as_deref()
    ])?;
    Ok(())
}

fn insert(
    db: &Connection,
    feed: FeedId,
    change: &Change<'_>,
    wants_page: bool,
    packer: &mut Packer,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let at_ms = sort_time(change.entry, now);
    let EntryMarks { page, words } = change.entry.marks;
    db.prepare_cached(
        "INSERT INTO entry_status (feed_id, key, fingerprint, at_ms, arrived_ms, page_mark, words_mark)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![feed.0, change.key, change.entry.fingerprint, at_ms, ms(now), page, words])?;
    let id = db.last_insert_rowid();
    write_entry(db, id, change.entry, packer)?;
    db.prepare_cached("INSERT INTO queue (entry_id, at_ms, wants_page) VALUES (?1, ?2, ?3)")?
        .execute(params![id, at_ms, wants_page])?;
    Ok(())
}

/// Puts a later version in the place of an entry, under another key if it has one now. Its status and its place in the lists stay.
fn replace(db: &Connection, id: i64, change: &Change<'_>, packer: &mut Packer) -> rusqlite::Result<()> {
    let EntryMarks { page, words } = change.entry.marks;
    db.prepare_cached("UPDATE entry_status SET key = ?2, fingerprint = ?3, page_mark = ?4, words_mark = ?5 WHERE entry_id = ?1")?
        .execute(params![id, change.key, change.entry.fingerprint, page, words])?;
    write_entry(db, id, change.entry, packer)?;
    search::index_again(db, EntryId(id))?;
    queue::again(db, EntryId(id))
}

fn write_entry(db: &Connection, id: i64, entry: &ParsedEntry, packer: &mut Packer) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO entry (entry_id, title, url, authors, guid, published_ms, updated_ms, enclosures, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (entry_id) DO UPDATE SET title = excluded.title, url = excluded.url, authors = excluded.authors,
             guid = excluded.guid, published_ms = excluded.published_ms, updated_ms = excluded.updated_ms,
             enclosures = excluded.enclosures, body = excluded.body",
    )?
    .execute(params![
        id,
        entry.title.as_str(),
        entry.url.as_ref().map(WebUrl::as_str),
        joined(&entry.authors),
        // Most feeds use the page's address as the id; it is not kept twice.
        entry.id.as_deref().filter(|guid| entry.url.as_ref().is_none_or(|url| url.as_str() != *guid)),
        entry.published.map(ms),
        entry.updated.map(ms),
        enclosures_json(&entry.enclosures),
        pack_bodies(packer, entry.summary_html.as_deref(), entry.content_html.as_deref())
    ])?;
    Ok(())
}

fn count_new(db: &Connection, feed: FeedId, new: u32, now: Timestamp) -> rusqlite::Result<()> {
    if new == 0 {
        return Ok(());
    }
    let stories: u32 = db
        .prepare_cached(
            "UPDATE feed_count SET stories = stories + ?2, unread = unread + ?2 WHERE feed_id = ?1 RETURNING stories",
        )?
        .query_row(params![feed.0, new], |row| row.get(0))?;
    if stories > STORIES_MAX { trim(db, feed, STORIES_MAX, now) } else { Ok(()) }
}

/// How long the identity of an entry that was trimmed away is remembered, so that it does not come back as new.
const REMEMBERED_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// Drops the oldest stories of a feed beyond `keep`; starred ones and those kept for later stay. Their status stays.
///
/// # Errors
/// Says what the database failed with.
pub fn trim(db: &Connection, feed: FeedId, keep: u32, now: Timestamp) -> rusqlite::Result<()> {
    let stories: u32 =
        db.prepare_cached("SELECT stories FROM feed_count WHERE feed_id = ?1")?.query_row([feed.0], |row| row.get(0))?;
    let oldest: Vec<(i64, bool)> = db
        .prepare_cached(
            "SELECT entry_id, read FROM entry_status INDEXED BY entry_by_feed
             WHERE feed_id = ?1 AND at_ms > 0 AND starred = 0 AND later = 0 ORDER BY at_ms, entry_id LIMIT ?2",
        )?
        .query_map(params![feed.0, stories.saturating_sub(keep)], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let visible = is_visible(db, feed)?;
    for (id, _) in &oldest {
        forget(db, EntryId(*id), visible)?;
        db.prepare_cached("UPDATE entry_status SET at_ms = NULL WHERE entry_id = ?1")?.execute([id])?;
    }
    let unread = oldest.iter().filter(|(_, read)| !read).count() as u32;
    db.prepare_cached("UPDATE feed_count SET stories = stories - ?2, unread = unread - ?3 WHERE feed_id = ?1")?
        .execute(params![feed.0, oldest.len() as u32, unread])?;
    db.prepare_cached(
        "DELETE FROM entry_status WHERE feed_id = ?1 AND at_ms IS NULL AND arrived_ms < ?2 AND starred = 0 AND later = 0",
    )?
    .execute(params![feed.0, ms(now) - REMEMBERED_MS])?;
    Ok(())
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
            enclosures: row.get_ref(6)?.as_str_or_null()?.map(read_enclosures).unwrap_or_default(),
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
pub fn story(db: &Connection, id: EntryId, now: Timestamp) -> rusqlite::Result<Option<Story>> {
    let Some(headline) = headline(db, id)? else {
        return Ok(None);
    };
    let authors =
        db.prepare_cached("SELECT authors FROM entry WHERE entry_id = ?1")?.query_row([id.0], |row| lines_at(row, 0))?;
    let article: Option<Article> = articles::get(db, id)?;
    Ok(Some(Story {
        headline,
        authors,
        digested: article.is_some(),
        article: article.unwrap_or_default(),
        people: people::of_story(db, id, now)?,
        places: places::of_story(db, id)?,
        trouble: queue::trouble(db, id)?,
    }))
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
}

fn enclosures_json(enclosures: &[Enclosure]) -> Option<String> {
    if enclosures.is_empty() {
        return None;
    }
    let row = |enclosure: &Enclosure| EnclosureRow {
        url: enclosure.url.clone(),
        media_type: enclosure.media_type.clone(),
        bytes: enclosure.bytes,
    };
    serde_json::to_string(&enclosures.iter().map(row).collect::<Vec<_>>()).ok()
}

fn read_enclosures(json: &str) -> Vec<Enclosure> {
    let rows: Vec<EnclosureRow> = serde_json::from_str(json).unwrap_or_default();
    rows.into_iter().map(|row| Enclosure { url: row.url, media_type: row.media_type, bytes: row.bytes }).collect()
}
