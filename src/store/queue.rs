//! The queue: entries waiting for their article, the newest first and what the reader looks at before all.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::codec::{json_ids, ms, raw_at, some_string_at, some_text_at, text_at, time, unpack_bodies};
use super::feeds::{full_text_at, url_at, web_url_at};
use crate::domain::{EntryId, FeedId, FeedUrl, FullText, Validators, WebUrl};
use crate::text::CleanText;

/// An entry that waits for its turn: what tells whose turn it is, without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub id: EntryId,
    /// Its feed's address.
    pub feed_url: FeedUrl,
    /// The address that was subscribed to, where the feed has moved since.
    pub first_url: Option<FeedUrl>,
    /// What the reader set for its feed.
    pub full_text: Option<FullText>,
    /// Whether its page may be fetched: not for the archive that a new feed brings.
    pub wants_page: bool,
    /// The address of its page.
    pub url: Option<WebUrl>,
    /// How often it failed.
    pub tries: u32,
    /// Whether its page was wanted before and did not come: what the feed says of it is shown meanwhile.
    pub put_off: bool,
    /// Where it stands in the queue.
    pub place: Place,
}

/// Where an entry stands in the queue; a walk goes on after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    priority: i64,
    at_ms: i64,
    next_try_ms: i64,
    id: i64,
}

impl Place {
    const FIRST: Self = Self { priority: i64::MAX, at_ms: i64::MAX, next_try_ms: i64::MAX, id: i64::MAX };

    /// Says whether the reader opened the story.
    pub fn is_asked_for(self) -> bool {
        self.priority > 0
    }
}

/// An entry to be made an article of, with all that this needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedEntry {
    /// Which.
    pub id: EntryId,
    /// Its feed.
    pub feed: FeedId,
    /// Its feed's title.
    pub feed_title: CleanText,
    /// Its feed's address.
    pub feed_url: FeedUrl,
    /// The address that was subscribed to, where the feed has moved since.
    pub first_url: Option<FeedUrl>,
    /// What the reader set for its feed.
    pub full_text: Option<FullText>,
    /// Whether its page may be fetched: not for the archive that a new feed brings.
    pub wants_page: bool,
    /// Its title.
    pub title: CleanText,
    /// Whether that is only the beginning of its text.
    pub untitled: bool,
    /// The address of its page.
    pub url: Option<WebUrl>,
    /// When it counts as published.
    pub published: Timestamp,
    /// The feed's summary, as foreign HTML.
    pub summary_html: Option<String>,
    /// The feed's full text, as foreign HTML.
    pub content_html: Option<String>,
    /// How often it failed.
    pub tries: u32,
    /// How often work on it was begun, now and before, of which no end is known.
    pub begun: u32,
    /// Which version of it this is.
    pub fingerprint: Vec<u8>,
    /// Whether the article that it has now was made of its page: what a new try does not bring is kept.
    pub has_page: bool,
    /// What the next request for that page sends.
    pub page: Validators,
}

impl QueuedEntry {
    /// Returns how many bytes of text the feed sent.
    pub fn text_bytes(&self) -> usize {
        [&self.summary_html, &self.content_html].into_iter().flatten().map(String::len).sum()
    }
}

const PLACES: &str = "SELECT q.entry_id, f.url, f.first_url, f.full_text, q.wants_page, e.url, q.tries, q.cause IS NOT NULL,
     q.priority, q.at_ms, q.next_try_ms";
const JOINS: &str = "CROSS JOIN entry_status s ON s.entry_id = q.entry_id CROSS JOIN feed f ON f.id = s.feed_id
     CROSS JOIN entry e ON e.entry_id = q.entry_id";

// A try further away than two days was set by a clock that was ahead: nothing waits for longer than one.
const READY: &str = "(q.next_try_ms <= ?2 OR q.next_try_ms > ?2 + 172800000) AND f.removed_ms IS NULL";

/// Returns the statement that walks the queue in its order, passing over what is on the screen.
pub(super) fn newest_sql() -> String {
    format!(
        "{PLACES} FROM queue q INDEXED BY queue_order {JOINS}
         WHERE {READY} AND q.entry_id NOT IN (SELECT value FROM json_each(?1))
             AND (q.priority, q.at_ms, q.next_try_ms, q.entry_id) < (?4, ?5, ?6, ?7)
         ORDER BY q.priority DESC, q.at_ms DESC, q.next_try_ms DESC, q.entry_id DESC LIMIT ?3"
    )
}

/// Returns which entries are next after a place in the queue, or from its head: there those on the screen come first, then what the
/// reader opened, then the newest.
///
/// They stay in the queue until [`super::articles::save`], [`fail`] or [`put_off`], so that a crash loses none: who works on
/// several at a time passes over those in hand. Entries that wait for their next try, and those of removed feeds, are passed over.
///
/// # Errors
/// Says what the database failed with.
pub fn next(
    db: &Connection,
    now: Timestamp,
    on_screen: &[EntryId],
    after: Option<Place>,
    limit: u32,
) -> rusqlite::Result<Vec<Waiting>> {
    let seen = json_ids(on_screen.iter().map(|id| id.0));
    let mut found: Vec<Waiting> = Vec::new();
    if after.is_none() {
        let on_screen = format!(
            "{PLACES} FROM json_each(?1) j CROSS JOIN queue q ON q.entry_id = j.value {JOINS} WHERE {READY} ORDER BY j.key LIMIT ?3"
        );
        let mut statement = db.prepare_cached(&on_screen)?;
        let rows = statement.query_map(params![seen, ms(now), limit], read_waiting)?;
        found = rows.filter_map(Result::transpose).collect::<Result<_, _>>()?;
    }
    let left = limit.saturating_sub(found.len() as u32);
    if left > 0 {
        let Place { priority, at_ms, next_try_ms, id } = after.unwrap_or(Place::FIRST);
        let mut statement = db.prepare_cached(&newest_sql())?;
        let rows = statement.query_map(params![seen, ms(now), left, priority, at_ms, next_try_ms, id], read_waiting)?;
        for row in rows.filter_map(Result::transpose) {
            found.push(row?);
        }
    }
    Ok(found)
}

fn read_waiting(row: &Row<'_>) -> rusqlite::Result<Option<Waiting>> {
    let Ok(feed_url) = FeedUrl::parse(&raw_at(row, 1)?) else {
        return Ok(None);
    };
    let id = row.get(0)?;
    Ok(Some(Waiting {
        id: EntryId(id),
        feed_url,
        first_url: url_at(row, 2)?,
        full_text: full_text_at(row, 3)?,
        wants_page: row.get(4)?,
        url: web_url_at(row, 5)?,
        tries: row.get(6)?,
        put_off: row.get(7)?,
        place: Place { priority: row.get(8)?, at_ms: row.get(9)?, next_try_ms: row.get(10)?, id },
    }))
}

/// Returns the entries of these feeds that wait, the newest first.
///
/// # Errors
/// Says what the database failed with.
pub fn of_feeds(db: &Connection, feeds: &[FeedId]) -> rusqlite::Result<Vec<EntryId>> {
    db.prepare_cached(
        "SELECT q.entry_id FROM entry_status s CROSS JOIN queue q ON q.entry_id = s.entry_id
         WHERE s.feed_id IN (SELECT value FROM json_each(?1)) ORDER BY q.at_ms DESC, q.entry_id DESC",
    )?
    .query_map([json_ids(feeds.iter().map(|feed| feed.0))], |row| row.get(0).map(EntryId))?
    .collect()
}

/// Returns an entry of the queue with its text; `None` when it is no longer queued.
///
/// # Errors
/// Says what the database failed with.
pub fn get(db: &Connection, id: EntryId) -> rusqlite::Result<Option<QueuedEntry>> {
    let found = db
        .prepare_cached(&format!(
            "SELECT q.entry_id, s.feed_id, coalesce(f.title, f.own_title), f.url, f.full_text, q.wants_page, e.title,
                 e.url, q.at_ms, e.body, q.tries, f.first_url, s.fingerprint, coalesce(a.from_page, 0), a.page_etag, a.page_modified,
                 e.untitled, q.begun
             FROM queue q {JOINS} LEFT JOIN article a ON a.entry_id = q.entry_id WHERE q.entry_id = ?1"
        ))?
        .query_row([id.0], read_queued)
        .optional()?;
    Ok(found.flatten())
}

fn read_queued(row: &Row<'_>) -> rusqlite::Result<Option<QueuedEntry>> {
    let Ok(feed_url) = FeedUrl::parse(&raw_at(row, 3)?) else {
        return Ok(None);
    };
    let (summary_html, content_html) = row.get_ref(9)?.as_blob_or_null()?.map(unpack_bodies).unwrap_or_default();
    Ok(Some(QueuedEntry {
        id: EntryId(row.get(0)?),
        feed: FeedId(row.get(1)?),
        feed_title: text_at(row, 2)?,
        feed_url,
        first_url: url_at(row, 11)?,
        full_text: full_text_at(row, 4)?,
        wants_page: row.get(5)?,
        title: text_at(row, 6)?,
        untitled: row.get(16)?,
        url: web_url_at(row, 7)?,
        published: time(row.get(8)?),
        summary_html,
        content_html,
        tries: row.get(10)?,
        begun: row.get(17)?,
        fingerprint: row.get(12)?,
        has_page: row.get(13)?,
        page: Validators { etag: some_string_at(row, 14)?, last_modified: some_string_at(row, 15)?, body_hash: None },
    }))
}

/// Says whether this is still the version that the store has; not once a later one came, or the story went.
///
/// # Errors
/// Says what the database failed with.
pub fn is_current(db: &Connection, entry: &QueuedEntry) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM entry_status s JOIN entry e USING (entry_id) WHERE s.entry_id = ?1 AND s.fingerprint = ?2)",
    )?
    .query_row(params![entry.id.0, entry.fingerprint], |row| row.get(0))
}

/// Says whether somebody opened a story while it was digested without its page.
///
/// # Errors
/// Says what the database failed with.
pub fn was_asked_for_since(db: &Connection, entry: &QueuedEntry) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM queue WHERE entry_id = ?1 AND wants_page > ?2)")?
        .query_row(params![entry.id.0, entry.wants_page], |row| row.get(0))
}

/// Queues a story again whose article was made without the page that is wanted now.
///
/// # Errors
/// Says what the database failed with.
pub fn ask_again(db: &Connection, id: EntryId) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE article SET wanted_page = 0 WHERE entry_id = ?1")?.execute([id.0])?;
    asked(db, id).map(drop)
}

/// Counts that work on an entry begins. Whoever ends it in order takes that back, by [`rest`] or with the entry's row: so what is left
/// counts the times that the program was ended over it.
///
/// # Errors
/// Says what the database failed with.
pub fn begin(db: &Connection, id: EntryId) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE queue SET begun = begun + 1 WHERE entry_id = ?1")?.execute([id.0])?;
    Ok(())
}

/// Takes back that work on an entry was begun: it goes on later, and nothing went wrong.
///
/// # Errors
/// Says what the database failed with.
pub fn rest(db: &Connection, id: EntryId) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE queue SET begun = max(begun - 1, 0) WHERE entry_id = ?1")?.execute([id.0])?;
    Ok(())
}

/// Puts an entry off until `next_try` after a try that failed, and keeps why.
///
/// Also when its row has ended meanwhile: so an article made of the feed's own text can be saved first and its page
/// tried again.
///
/// # Errors
/// Says what the database failed with.
pub fn fail(db: &Connection, id: EntryId, cause: &str, next_try: Timestamp) -> rusqlite::Result<()> {
    wait(db, id, 1, cause, next_try)
}

/// Like [`fail`], for an entry that was not tried: nobody asked its server, or nothing could be reached.
///
/// # Errors
/// Says what the database failed with.
pub fn put_off(db: &Connection, id: EntryId, cause: &str, next_try: Timestamp) -> rusqlite::Result<()> {
    wait(db, id, 0, cause, next_try)
}

fn wait(db: &Connection, id: EntryId, tries: u32, cause: &str, next_try: Timestamp) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO queue (entry_id, at_ms, wants_page, tries, cause, next_try_ms)
         SELECT e.entry_id, s.at_ms, 1, coalesce(a.tries, 0) + ?4, ?2, ?3
         FROM entry e JOIN entry_status s ON s.entry_id = e.entry_id LEFT JOIN article a ON a.entry_id = e.entry_id
         WHERE e.entry_id = ?1
         ON CONFLICT (entry_id) DO UPDATE SET tries = tries + ?4, cause = excluded.cause, next_try_ms = excluded.next_try_ms",
    )?
    .execute(params![id.0, CleanText::new(cause).as_str(), ms(next_try), tries])?;
    Ok(())
}

/// The reader opened a story: it is digested before all others, its page with it. Says whether there is something to do.
///
/// Nothing is when the article was made with its page in sight. One that failed keeps the time of its next try.
///
/// # Errors
/// Says what the database failed with.
pub fn asked(db: &Connection, id: EntryId) -> rusqlite::Result<bool> {
    let waiting = db.prepare_cached("UPDATE queue SET priority = 1, wants_page = 1 WHERE entry_id = ?1")?.execute([id.0])?;
    if waiting > 0 {
        return Ok(true);
    }
    let added = db
        .prepare_cached(
            "INSERT INTO queue (entry_id, at_ms, priority, wants_page)
             SELECT e.entry_id, s.at_ms, 1, 1
             FROM entry e JOIN entry_status s ON s.entry_id = e.entry_id LEFT JOIN article a ON a.entry_id = e.entry_id
             WHERE e.entry_id = ?1 AND (a.entry_id IS NULL OR (a.wanted_page = 0 AND e.url IS NOT NULL))",
        )?
        .execute([id.0])?;
    Ok(added > 0)
}

/// Queues an entry of which a later version came, its page only if that was wanted before, and from `page_from_ms` on; never where
/// that is `None`. One that waits already keeps the time of its next try: a server that asked to wait is not asked sooner because
/// the feed changed.
pub(super) fn again(db: &Connection, id: EntryId, page_from_ms: Option<i64>) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO queue (entry_id, at_ms, wants_page, next_try_ms)
         SELECT s.entry_id, s.at_ms, ?2 IS NOT NULL AND coalesce(a.wanted_page, 0), iif(coalesce(a.wanted_page, 0), coalesce(?2, 0), 0)
         FROM entry_status s LEFT JOIN article a ON a.entry_id = s.entry_id WHERE s.entry_id = ?1
         ON CONFLICT (entry_id) DO UPDATE SET tries = 0, begun = 0, cause = NULL",
    )?
    .execute(params![id.0, page_from_ms])?;
    Ok(())
}

/// Returns how many entries wait, without those of removed feeds.
///
/// # Errors
/// Says what the database failed with.
pub fn len(db: &Connection) -> rusqlite::Result<u32> {
    let all = "SELECT count(*) FROM queue INDEXED BY queue_order";
    let removed = "SELECT count(*) FROM entry_status s CROSS JOIN queue q ON q.entry_id = s.entry_id
                   WHERE s.feed_id IN (SELECT id FROM feed WHERE removed_ms IS NOT NULL)";
    db.prepare_cached(&format!("SELECT ({all}) - ({removed})"))?.query_row([], |row| row.get(0))
}

/// Returns when the first of the entries that failed is to be tried again; `None` when none waits.
///
/// # Errors
/// Says what the database failed with.
pub fn next_try(db: &Connection, now: Timestamp) -> rusqlite::Result<Option<Timestamp>> {
    let next: Option<i64> = db
        .prepare_cached("SELECT min(next_try_ms) FROM queue INDEXED BY queue_order WHERE next_try_ms > ?1")?
        .query_row([ms(now)], |row| row.get(0))?;
    Ok(next.map(time))
}

/// Returns why an entry still waits, with the time of the next try where the reader is; `None` when nothing went wrong.
pub(super) fn trouble(db: &Connection, id: EntryId, zone: &TimeZone) -> rusqlite::Result<Option<CleanText>> {
    let found = db
        .prepare_cached("SELECT cause, next_try_ms FROM queue WHERE entry_id = ?1 AND cause IS NOT NULL")?
        .query_row([id.0], |row| Ok((some_text_at(row, 0)?, time(row.get(1)?))))
        .optional()?;
    Ok(found.and_then(|(cause, next_try)| {
        let next_try = next_try.to_zoned_datetime(zone.clone()).strftime("%H:%M on %-d %b");
        cause.map(|cause| CleanText::new(&format!("{cause}; next try at {next_try}")))
    }))
}
