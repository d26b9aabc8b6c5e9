//! What a poll brought, on its way into the store.

use std::cell::RefCell;
use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::codec::{Packer, joined, ms, pack_bodies};
use super::entries::{enclosures_json, trim};
use super::numbers::{self, Numbered};
use super::versions::{self, Again};
use super::{feeds, queue, search, twins};
use crate::domain::{EntryId, EntryMarks, FeedId, ParsedEntry, ParsedFeed, PollState, WebUrl};

/// Dates before 1990 are no dates of news on the web; feeds that lost theirs say 1970.
const OLDEST_MS: i64 = 631_152_000_000;

/// Stories that one feed may hold. A feed that invents new keys at each poll would fill the disk.
const STORIES_MAX: u32 = 20_000;

thread_local! {
    // Making one costs as much as packing some twenty stories.
    static PACKER: RefCell<Packer> = RefCell::new(Packer::new());
}

/// A document that is ready to be stored: what takes time is done before the database is asked for any.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Without the bodies of its entries.
    feed: ParsedFeed,
    /// For each of its entries.
    entries: Vec<Ready>,
}

#[derive(Clone, Debug)]
struct Ready {
    key: [u8; 16],
    body: Option<Vec<u8>>,
}

impl Incoming {
    /// Packs the bodies of a document. Blocking; for a thread that has the time.
    pub fn new(mut feed: ParsedFeed) -> Self {
        let ready = |entry: &mut ParsedEntry| {
            let (summary, content) = (entry.summary_html.take(), entry.content_html.take());
            let pack = |packer: &RefCell<Packer>| pack_bodies(&mut packer.borrow_mut(), summary.as_deref(), content.as_deref());
            Ready { key: short_key(&entry.key.0), body: PACKER.with(pack) }
        };
        let entries = feed.entries.iter_mut().map(ready).collect();
        Self { feed, entries }
    }
}

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
    incoming: &Incoming,
    poll: &PollState,
    first_stories: u32,
    now: Timestamp,
) -> rusqlite::Result<Saved> {
    feeds::save_poll_state(db, feed, poll)?;
    save_feed(db, feed, &incoming.feed)?;
    save_entries(db, feed, incoming, first_stories, now)
}

/// Writes stories that another reader kept of a feed, and returns for each of them which it is here. One that is here already
/// stays as it is. None asks for its page.
///
/// # Errors
/// Says what the database failed with.
pub fn save_archive(db: &Connection, feed: FeedId, incoming: &Incoming, now: Timestamp) -> rusqlite::Result<Vec<Kept>> {
    let mut find = db.prepare_cached("SELECT entry_id FROM entry_status WHERE feed_id = ?1 AND key = ?2")?;
    let mut kept = Vec::with_capacity(incoming.entries.len());
    let mut new = 0;
    for (entry, ready) in incoming.feed.entries.iter().zip(&incoming.entries) {
        let known = find.query_row(params![feed.0, ready.key], |row| row.get(0)).optional()?;
        let known = match known {
            None => twins::of(db, feed, entry, &HashSet::new())?,
            known => known,
        };
        let id = match known {
            Some(id) => EntryId(id),
            None => insert(db, feed, &Change { entry, ready, known: None, before: None }, false, now)?,
        };
        new += u32::from(known.is_none());
        kept.push(Kept { id, is_new: known.is_none() });
    }
    count_new(db, feed, new, now)?;
    Ok(kept)
}

/// Which story one of an archive is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which.
    pub id: EntryId,
    /// Whether it was not here before.
    pub is_new: bool,
}

fn save_entries(
    db: &Connection,
    feed: FeedId,
    incoming: &Incoming,
    first_stories: u32,
    now: Timestamp,
) -> rusqlite::Result<Saved> {
    let first: bool = db
        .prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM entry_status WHERE feed_id = ?1)")?
        .query_row([feed.0], |row| row.get(0))?;
    let changed = changed_entries(db, feed, incoming, first)?;
    if changed.is_empty() {
        return Ok(Saved::default());
    }
    let with_page = first.then(|| newest(&changed, first_stories, now));
    let mut saved = Saved::default();
    // From the last of the document to the first, so that among stories of one moment the first has the highest number
    // and stands on top, as it does in the feed.
    for change in changed.iter().rev() {
        if let Some(before) = change.before {
            give_up_key(db, before, change.ready.key)?;
        }
        if let Some(id) = change.known {
            replace(db, id, change)?;
            saved.updated += 1;
        } else {
            let wants_page = with_page.as_ref().is_none_or(|newest| newest.contains(&change.ready.key));
            insert(db, feed, change, wants_page, now)?;
            saved.new += 1;
        }
    }
    count_new(db, feed, saved.new, now)?;
    Ok(saved)
}

/// An entry of which the store has nothing or an earlier version.
struct Change<'a> {
    entry: &'a ParsedEntry,
    ready: &'a Ready,
    known: Option<i64>,
    /// The story that had its key so far and is another one.
    before: Option<i64>,
}

fn changed_entries<'a>(db: &Connection, feed: FeedId, incoming: &'a Incoming, first: bool) -> rusqlite::Result<Vec<Change<'a>>> {
    let mut find = db.prepare_cached("SELECT entry_id, fingerprint, at_ms FROM entry_status WHERE feed_id = ?1 AND key = ?2")?;
    let mut seen = HashSet::with_capacity(incoming.entries.len());
    let mut changed = Vec::new();
    for (entry, ready) in incoming.feed.entries.iter().zip(&incoming.entries) {
        let key = ready.key;
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
            Some((id, false)) => {
                let is_another = versions::stored(db, id)?.is_some_and(|stored| stored.is_another(entry));
                let (known, before) = if is_another { (None, Some(id)) } else { (Some(id), None) };
                changed.push(Change { entry, ready, known, before });
            }
            None => changed.push(Change { entry, ready, known: None, before: None }),
        }
    }
    if !first {
        let mut taken = HashSet::new();
        for change in changed.iter_mut().filter(|change| change.known.is_none()) {
            // Where ids are those of places in the list, a story goes on to the key of the one behind it.
            let none = HashSet::new();
            let twin = twins::of(db, feed, change.entry, if change.before.is_some() { &none } else { &seen })?;
            change.known = twin.filter(|id| Some(*id) != change.before && taken.insert(*id));
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
    let mut by_time: Vec<_> = changed.iter().map(|change| (sort_time(change.entry, now), change.ready.key)).collect();
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

fn insert(db: &Connection, feed: FeedId, change: &Change<'_>, wants_page: bool, now: Timestamp) -> rusqlite::Result<EntryId> {
    let at_ms = sort_time(change.entry, now);
    let EntryMarks { page, words } = change.entry.marks;
    let number = numbers::next(Numbered::Entry);
    db.prepare_cached(&format!(
        "INSERT INTO entry_status (entry_id, feed_id, key, fingerprint, at_ms, arrived_ms, page_mark, words_mark)
         VALUES ({number}, ?1, ?2, ?3, ?4, ?5, ?6, ?7)"
    ))?
    .execute(params![feed.0, change.ready.key, change.entry.fingerprint, at_ms, ms(now), page, words])?;
    let id = db.last_insert_rowid();
    write_entry(db, id, change)?;
    db.prepare_cached("INSERT INTO queue (entry_id, at_ms, wants_page) VALUES (?1, ?2, ?3)")?
        .execute(params![id, at_ms, wants_page])?;
    Ok(EntryId(id))
}

/// Takes the key from a story whose place in its feed another one has taken. It stays as it is.
fn give_up_key(db: &Connection, id: i64, key: [u8; 16]) -> rusqlite::Result<()> {
    let own = blake3::hash(&[key.as_slice(), &id.to_le_bytes()].concat());
    db.prepare_cached("UPDATE entry_status SET key = ?2, page_mark = NULL WHERE entry_id = ?1 AND key = ?3")?
        .execute(params![id, &own.as_bytes()[..16], key])?;
    Ok(())
}

/// Puts a later version in the place of an entry, under another key if it has one now. Its status and its place in the lists stay.
fn replace(db: &Connection, id: i64, change: &Change<'_>) -> rusqlite::Result<()> {
    let stored = versions::stored(db, id)?;
    if stored.as_ref().is_some_and(|stored| !stored.has_page_of(change.entry)) {
        // What they validate is another page.
        db.prepare_cached("UPDATE article SET page_etag = NULL, page_modified = NULL WHERE entry_id = ?1")?.execute([id])?;
    }
    let again = stored.map(|stored| stored.weigh(change.entry));
    let EntryMarks { page, words } = change.entry.marks;
    db.prepare_cached("UPDATE entry_status SET key = ?2, fingerprint = ?3, page_mark = ?4, words_mark = ?5 WHERE entry_id = ?1")?
        .execute(params![id, change.ready.key, change.entry.fingerprint, page, words])?;
    write_entry(db, id, change)?;
    search::index_again(db, EntryId(id))?;
    match again {
        Some(Again::Nothing) => Ok(()),
        Some(Again::Text { asks_page: false }) => queue::again(db, EntryId(id), None),
        Some(Again::Everything { not_before_ms }) => queue::again(db, EntryId(id), Some(not_before_ms)),
        Some(Again::Text { asks_page: true }) | None => queue::again(db, EntryId(id), Some(0)),
    }
}

fn write_entry(db: &Connection, id: i64, Change { entry, ready, .. }: &Change<'_>) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO entry (entry_id, title, url, authors, guid, published_ms, updated_ms, enclosures, body, untitled, comments,
             substance, seen)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
         ON CONFLICT (entry_id) DO UPDATE SET title = excluded.title, url = excluded.url, authors = excluded.authors,
             guid = excluded.guid, published_ms = excluded.published_ms, updated_ms = excluded.updated_ms,
             enclosures = excluded.enclosures, body = excluded.body, untitled = excluded.untitled, comments = excluded.comments,
             substance = excluded.substance, seen = excluded.seen",
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
        ready.body,
        entry.untitled,
        entry.comments.as_ref().map(WebUrl::as_str),
        entry.substance,
        entry.seen
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
