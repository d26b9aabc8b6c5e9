//! Subscriptions: what the reader set, and what polling knows of each.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use super::codec::{joined, json_ids, lines_at, ms, raw_at, some_raw_at, some_string_at, some_text_at, text_at, time, time_at};
use super::numbers::{self, Numbered};
use super::{articles, entries};
use crate::domain::{EntryId, Feed, FeedId, FeedSettings, FeedUrl, FullText, Move, PollState, Validators, WebUrl};
use crate::text::CleanText;
use crate::text::fold::fold;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The time over which stories a week are counted: as long as the stories of a feed span, within these bounds.
const WEEKLY_OVER_MS: std::ops::RangeInclusive<i64> = DAY_MS / 2..=28 * DAY_MS;

/// The time over which stories are counted that came lately.
const LATELY_MS: i64 = 2 * DAY_MS;

/// A feed to subscribe to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFeed {
    /// Its address.
    pub url: FeedUrl,
    /// The reader's own title for it.
    pub title: Option<CleanText>,
    /// The folder to put it in.
    pub folder: Option<CleanText>,
    /// Its tags.
    pub tags: Vec<CleanText>,
    /// The web site it belongs to.
    pub home: Option<WebUrl>,
}

impl NewFeed {
    /// Returns a feed of which nothing but the address is known.
    pub fn of(url: FeedUrl) -> Self {
        Self { url, title: None, folder: None, tags: Vec::new(), home: None }
    }
}

/// What became of a wish to subscribe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// The feed is new, or was removed and is back with its stories.
    New(FeedId),
    /// The feed was there.
    Known(FeedId),
}

impl Added {
    /// Returns the feed.
    pub fn id(self) -> FeedId {
        match self {
            Self::New(id) | Self::Known(id) => id,
        }
    }
}

/// Subscribes to a feed. One that was removed comes back as it was, but for what is given; one that is there stays as it is, also
/// where it has moved to another address since.
///
/// # Errors
/// Says what the database failed with.
pub fn add(db: &Connection, feed: &NewFeed, now: Timestamp) -> rusqlite::Result<Added> {
    let known: Option<(i64, bool)> = db
        .prepare_cached("SELECT id, removed_ms IS NOT NULL FROM feed WHERE url = ?1 OR first_url = ?1 ORDER BY url = ?1 DESC")?
        .query_row([feed.url.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match known {
        Some((id, false)) => return Ok(Added::Known(FeedId(id))),
        Some((id, true)) => {
            restore(db, FeedId(id))?;
            db.prepare_cached(
                "UPDATE feed SET title = coalesce(?2, title), folder = coalesce(?3, folder), tags = coalesce(?4, tags) WHERE id = ?1",
            )?
            .execute(params![id, feed.title.as_deref(), feed.folder.as_deref(), joined(&feed.tags)])?;
            return Ok(Added::New(FeedId(id)));
        }
        None => {}
    }
    let number = numbers::next(Numbered::Feed);
    db.prepare_cached(&format!(
        "INSERT INTO feed (id, url, own_title, home, title, folder, tags, added_ms)
         VALUES ({number}, ?1, ?2, ?3, ?4, ?5, ?6, ?7)"
    ))?
    .execute(params![
        feed.url.as_str(),
        CleanText::new(feed.url.host()).as_str(),
        feed.home.as_ref().map(WebUrl::as_str),
        feed.title.as_deref(),
        feed.folder.as_deref(),
        joined(&feed.tags),
        ms(now)
    ])?;
    let id = db.last_insert_rowid();
    db.prepare_cached("INSERT INTO feed_poll (feed_id) VALUES (?1)")?.execute([id])?;
    db.prepare_cached("INSERT INTO feed_count (feed_id) VALUES (?1)")?.execute([id])?;
    Ok(Added::New(FeedId(id)))
}

/// Returns every feed that is not removed, by folder and title.
///
/// # Errors
/// Says what the database failed with.
pub fn all(db: &Connection, now: Timestamp) -> rusqlite::Result<Vec<Feed>> {
    let mut feeds = select(db, "f.removed_ms IS NULL", "", &[], now)?;
    feeds.sort_by_cached_key(|feed| (feed.settings.folder.as_deref().map(fold), fold(feed.title()), feed.id));
    Ok(feeds)
}

/// Returns one feed, a removed one too.
///
/// # Errors
/// Says what the database failed with.
pub fn get(db: &Connection, id: FeedId, now: Timestamp) -> rusqlite::Result<Option<Feed>> {
    Ok(select(db, "f.id = ?", "", &[&id.0], now)?.pop())
}

/// Returns the feed of this address, unless it is removed.
///
/// # Errors
/// Says what the database failed with.
pub fn find_by_url(db: &Connection, url: &FeedUrl) -> rusqlite::Result<Option<FeedId>> {
    db.prepare_cached("SELECT id FROM feed WHERE (url = ?1 OR first_url = ?1) AND removed_ms IS NULL ORDER BY url = ?1 DESC")?
        .query_row([url.as_str()], |row| row.get(0).map(FeedId))
        .optional()
}

/// A poll that lies so far ahead of the clock was not made by this clock, in milliseconds.
const CLOCK_SLACK_MS: i64 = 60 * 60 * 1000;

/// No feed waits for longer than this: a day with its jitter, and three days that the feed asks to be left alone, in milliseconds.
const WAIT_MAX_MS: i64 = (24 + 3 + 72) * 60 * 60 * 1000;

/// Returns the feeds whose time has come, the longest due first; paused and removed ones never come. One that was polled in the
/// future, as a clock that was ahead leaves it, is due too.
///
/// # Errors
/// Says what the database failed with.
pub fn due(db: &Connection, now: Timestamp, limit: u32) -> rusqlite::Result<Vec<Feed>> {
    let condition = "f.removed_ms IS NULL AND f.paused = 0 AND p.gone = 0
         AND (p.next_poll_ms IS NULL OR p.next_poll_ms <= ? OR p.last_poll_ms > ? OR p.next_poll_ms > ?)";
    let (now_ms, future, never) = (ms(now), ms(now) + CLOCK_SLACK_MS, ms(now) + WAIT_MAX_MS);
    select(db, condition, "ORDER BY p.next_poll_ms, f.id LIMIT ?", &[&now_ms, &future, &never, &limit], now)
}

/// Says whether a feed was polled in the future, or waits for longer than any feed does, as a clock that was ahead leaves it.
pub fn is_of_another_clock(poll: &PollState, now: Timestamp) -> bool {
    poll.last_poll.is_some_and(|at| ms(at) > ms(now) + CLOCK_SLACK_MS)
        || poll.next_poll.is_some_and(|at| ms(at) > ms(now) + WAIT_MAX_MS)
}

/// Returns every feed that is polled when the reader asks for all: not removed, not paused.
///
/// # Errors
/// Says what the database failed with.
pub fn all_ids(db: &Connection) -> rusqlite::Result<Vec<FeedId>> {
    db.prepare_cached("SELECT id FROM feed WHERE removed_ms IS NULL AND paused = 0 ORDER BY id")?
        .query_map([], |row| row.get(0).map(FeedId))?
        .collect()
}

/// Returns the addresses of the feeds that are polled by themselves.
///
/// # Errors
/// Says what the database failed with.
pub fn asked_urls(db: &Connection) -> rusqlite::Result<Vec<FeedUrl>> {
    let mut statement = db.prepare_cached(
        "SELECT f.url FROM feed f JOIN feed_poll p ON p.feed_id = f.id WHERE f.removed_ms IS NULL AND f.paused = 0 AND p.gone = 0",
    )?;
    let urls = statement.query_map([], |row| Ok(FeedUrl::parse(&raw_at(row, 0)?).ok()))?;
    urls.filter_map(Result::transpose).collect()
}

/// Returns when the next feed is due; `None` when there is no feed to poll.
///
/// # Errors
/// Says what the database failed with.
pub fn next_due(db: &Connection) -> rusqlite::Result<Option<Timestamp>> {
    let next: Option<i64> = db
        .prepare_cached(
            "SELECT min(coalesce(p.next_poll_ms, 0)) FROM feed f JOIN feed_poll p ON p.feed_id = f.id
             WHERE f.removed_ms IS NULL AND f.paused = 0 AND p.gone = 0",
        )?
        .query_row([], |row| row.get(0))?;
    Ok(next.map(time))
}

/// Returns how many feeds failed when they were polled last.
///
/// # Errors
/// Says what the database failed with.
pub fn failing(db: &Connection) -> rusqlite::Result<u32> {
    db.prepare_cached(
        "SELECT count(*) FROM feed_poll p JOIN feed f ON f.id = p.feed_id WHERE p.failures > 0 AND f.removed_ms IS NULL",
    )?
    .query_row([], |row| row.get(0))
}

/// Counts the feeds that are not removed.
///
/// # Errors
/// Says what the database failed with.
pub fn count(db: &Connection) -> rusqlite::Result<u32> {
    db.prepare_cached("SELECT count(*) FROM feed WHERE removed_ms IS NULL")?.query_row([], |row| row.get(0))
}

/// Writes what the reader set.
///
/// # Errors
/// Says what the database failed with.
pub fn set_settings(db: &Connection, id: FeedId, settings: &FeedSettings) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE feed SET title = ?2, folder = ?3, tags = ?4, interval_minutes = ?5, full_text = ?6, paused = ?7 WHERE id = ?1",
    )?
    .execute(params![
        id.0,
        settings.title.as_deref(),
        settings.folder.as_deref(),
        joined(&settings.tags),
        settings.interval_minutes,
        settings.full_text.map(full_text_word),
        settings.paused
    ])?;
    Ok(())
}

/// Writes what a poll that brought no entries taught: one narrow row. A feed that has been read often enough at the address to
/// which it has moved has that address from here on, unless another feed has it.
///
/// # Errors
/// Says what the database failed with.
pub fn save_poll_state(db: &Connection, id: FeedId, poll: &PollState) -> rusqlite::Result<()> {
    let believed = poll.moved.as_ref().filter(|moved| moved.reads >= Move::READS);
    let moved = match believed {
        Some(moved) if move_to(db, id, &moved.to)? => None,
        _ => poll.moved.as_ref(),
    };
    db.prepare_cached(
        "UPDATE feed_poll SET etag = ?2, last_modified = ?3, body_hash = ?4, last_poll_ms = ?5, next_poll_ms = ?6,
             last_error = ?7, failures = ?8, answer = ?9, plan = ?10, moved_to = ?11, moved_reads = ?12, gone = ?13
         WHERE feed_id = ?1",
    )?
    .execute(params![
        id.0,
        poll.validators.etag,
        poll.validators.last_modified,
        poll.validators.body_hash,
        poll.last_poll.map(ms),
        poll.next_poll.map(ms),
        poll.last_error.as_deref(),
        poll.failures,
        poll.answer.as_deref(),
        poll.plan.as_deref(),
        moved.map(|moved| moved.to.as_str()),
        moved.map_or(0, |moved| moved.reads),
        poll.gone
    ])?;
    Ok(())
}

/// Gives a feed its new address and keeps the first one; says whether no other feed has it.
fn move_to(db: &Connection, id: FeedId, url: &FeedUrl) -> rusqlite::Result<bool> {
    let moved = db
        .prepare_cached("UPDATE OR IGNORE feed SET first_url = coalesce(first_url, url), url = ?2 WHERE id = ?1")?
        .execute(params![id.0, url.as_str()])?;
    Ok(moved > 0)
}

/// Takes a feed and its stories out of every list; [`restore`] brings them back until [`purge_removed`].
///
/// # Errors
/// Says what the database failed with.
pub fn remove(db: &Connection, id: FeedId, now: Timestamp) -> rusqlite::Result<()> {
    let changed = db
        .prepare_cached("UPDATE feed SET removed_ms = ?2 WHERE id = ?1 AND removed_ms IS NULL")?
        .execute(params![id.0, ms(now)])?;
    if changed > 0 { articles::count_names_of(db, id, false) } else { Ok(()) }
}

/// Brings a removed feed back as it was; says whether there was one.
///
/// # Errors
/// Says what the database failed with.
pub fn restore(db: &Connection, id: FeedId) -> rusqlite::Result<bool> {
    let changed =
        db.prepare_cached("UPDATE feed SET removed_ms = NULL WHERE id = ?1 AND removed_ms IS NOT NULL")?.execute([id.0])?;
    if changed > 0 {
        articles::count_names_of(db, id, true)?;
    }
    Ok(changed > 0)
}

/// Deletes what was removed before a moment with everything of theirs, at most `limit` entries at a time; says whether more is
/// left.
///
/// # Errors
/// Says what the database failed with.
pub fn purge_removed(db: &Connection, before: Timestamp, limit: u32) -> rusqlite::Result<bool> {
    let removed: Vec<i64> = db
        .prepare_cached("SELECT id FROM feed WHERE removed_ms < ?1")?
        .query_map([ms(before)], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut left = limit.max(1);
    for feed in removed {
        let ids: Vec<i64> = db
            .prepare_cached("SELECT entry_id FROM entry_status WHERE feed_id = ?1 LIMIT ?2")?
            .query_map(params![feed, left], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        // Whoever comes back to a feed that is half gone finds it counted right, and is given all of it anew.
        db.prepare_cached(
            "UPDATE feed_count SET (stories, unread, starred, later) =
                 (SELECT feed_count.stories - count(*), feed_count.unread - coalesce(sum(read = 0), 0),
                     feed_count.starred - coalesce(sum(starred), 0), feed_count.later - coalesce(sum(later), 0)
                  FROM entry_status WHERE entry_id IN (SELECT value FROM json_each(?2)) AND at_ms IS NOT NULL)
             WHERE feed_id = ?1",
        )?
        .execute(params![feed, json_ids(ids.iter().copied())])?;
        db.prepare_cached("UPDATE feed_poll SET etag = NULL, last_modified = NULL, body_hash = NULL WHERE feed_id = ?1")?
            .execute([feed])?;
        for id in &ids {
            entries::forget(db, EntryId(*id), false)?;
            db.prepare_cached("DELETE FROM entry_status WHERE entry_id = ?1")?.execute([id])?;
        }
        left -= ids.len() as u32;
        if left == 0 {
            return Ok(true);
        }
        db.prepare_cached("DELETE FROM feed WHERE id = ?1")?.execute([feed])?;
        db.prepare_cached("DELETE FROM rule WHERE query = 'feed:#' || ?1")?.execute([feed])?;
    }
    Ok(false)
}

fn select(db: &Connection, condition: &str, order: &str, values: &[&dyn ToSql], now: Timestamp) -> rusqlite::Result<Vec<Feed>> {
    let (since, lately) = (ms(now) - WEEKLY_OVER_MS.end(), ms(now) - LATELY_MS);
    let mut all: Vec<&dyn ToSql> = vec![&since, &lately];
    all.extend_from_slice(values);
    db.prepare_cached(&format!(
        "SELECT f.id, f.url, f.own_title, f.home, f.title, f.folder, f.tags, f.interval_minutes, f.full_text, f.paused,
             f.added_ms, p.etag, p.last_modified, p.body_hash, p.last_poll_ms, p.next_poll_ms, p.last_error, p.failures,
             c.stories, c.unread, f.first_url, p.answer, p.plan, p.moved_to, p.moved_reads, p.gone,
             (SELECT count(*) FROM entry_status s INDEXED BY entry_by_feed WHERE s.feed_id = f.id AND s.at_ms > ?),
             (SELECT count(*) FROM entry_status s INDEXED BY entry_by_feed WHERE s.feed_id = f.id AND s.at_ms > ?),
             (SELECT min(s.at_ms) FROM entry_status s INDEXED BY entry_by_feed WHERE s.feed_id = f.id AND s.at_ms > 0)
         FROM feed f CROSS JOIN feed_poll p ON p.feed_id = f.id CROSS JOIN feed_count c ON c.feed_id = f.id
         WHERE {condition} {order}"
    ))?
    .query_map(all.as_slice(), |row| read_feed(row, now))?
    // An address that is none any more was changed by something else; the feed is passed over, not guessed.
    .filter_map(Result::transpose)
    .collect()
}

fn read_feed(row: &Row<'_>, now: Timestamp) -> rusqlite::Result<Option<Feed>> {
    let Ok(url) = FeedUrl::parse(&raw_at(row, 1)?) else {
        return Ok(None);
    };
    let (counted, oldest): (u32, Option<i64>) = (row.get(26)?, row.get(28)?);
    let over = oldest.map_or(0, |oldest| ms(now) - oldest).clamp(*WEEKLY_OVER_MS.start(), *WEEKLY_OVER_MS.end());
    let moved_to = url_at(row, 23)?;
    let moved_reads = row.get(24)?;
    Ok(Some(Feed {
        id: FeedId(row.get(0)?),
        url,
        first_url: url_at(row, 20)?,
        own_title: text_at(row, 2)?,
        home: web_url_at(row, 3)?,
        settings: FeedSettings {
            title: some_text_at(row, 4)?,
            folder: some_text_at(row, 5)?,
            tags: lines_at(row, 6)?,
            interval_minutes: row.get(7)?,
            full_text: full_text_at(row, 8)?,
            paused: row.get(9)?,
        },
        poll: PollState {
            validators: Validators {
                etag: some_string_at(row, 11)?,
                last_modified: some_string_at(row, 12)?,
                body_hash: row.get(13)?,
            },
            last_poll: time_at(row, 14)?,
            next_poll: time_at(row, 15)?,
            last_error: some_text_at(row, 16)?,
            failures: row.get(17)?,
            answer: some_text_at(row, 21)?,
            plan: some_text_at(row, 22)?,
            moved: moved_to.map(|to| Move { to, reads: moved_reads }),
            gone: row.get(25)?,
        },
        added: time(row.get(10)?),
        stories: row.get(18)?,
        unread: row.get(19)?,
        weekly: counted as f32 * (7 * DAY_MS) as f32 / over as f32,
        lately: row.get(27)?,
    }))
}

/// Reads the address of a feed; one that is none any more is no address.
pub(super) fn url_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<FeedUrl>> {
    Ok(some_raw_at(row, column)?.and_then(|url| FeedUrl::parse(&url).ok()))
}

/// Reads an address; one that is none any more is no address.
pub(super) fn web_url_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<WebUrl>> {
    Ok(some_raw_at(row, column)?.and_then(|url| WebUrl::parse(&url).ok()))
}

fn full_text_word(full_text: FullText) -> &'static str {
    match full_text {
        FullText::Auto => "auto",
        FullText::Feed => "feed",
        FullText::Page => "page",
    }
}

/// Reads where the text of a feed's stories comes from.
pub(super) fn full_text_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<FullText>> {
    Ok(match some_raw_at(row, column)?.as_deref() {
        Some("auto") => Some(FullText::Auto),
        Some("feed") => Some(FullText::Feed),
        Some("page") => Some(FullText::Page),
        _ => None,
    })
}

/// Returns the condition that leaves out entries of removed feeds, where `entry` is the column with their number; nothing most of
/// the time, when no feed is removed.
pub(super) fn without_removed(db: &Connection, entry: &str) -> rusqlite::Result<String> {
    Ok(if any_removed(db)? {
        format!(
            "AND NOT EXISTS (SELECT 1 FROM entry_status v WHERE v.entry_id = {entry}
                 AND v.feed_id IN (SELECT id FROM feed WHERE removed_ms IS NOT NULL))"
        )
    } else {
        String::new()
    })
}

/// Says whether any feed is removed and not yet purged; most of the time none is, and lists need not look.
pub(super) fn any_removed(db: &Connection) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM feed INDEXED BY feed_removed WHERE removed_ms IS NOT NULL)")?
        .query_row([], |row| row.get(0))
}
