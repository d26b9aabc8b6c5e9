//! What is kept for how long: which stories may go by the reader's limits, and their going, a few at a time.
//!
//! Starred stories, those kept for later, those with a tag and those that are followed stay whatever the limits say. Of a story
//! that goes its status stays, so that a feed that still has it does not bring it back as new.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Span, Timestamp, ZonedDateTime};
use rusqlite::{Connection, OptionalExtension, params};

use super::codec::{ms, time};
use super::entries::{forget, is_visible};
use super::keys::Key;
use super::rules;
use crate::domain::{EntryId, FeedId};

/// How long the identity of a story that is gone is remembered, so that it does not come back as new.
const REMEMBERED_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// Identities of stories that are gone that each feed keeps however old they are: more than a document of a feed holds.
const REMEMBERED_ALWAYS: u32 = 2_000;

/// Stories that are looked at in one go.
const LOOKED_AT: u32 = 500;

/// How much is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keep {
    /// Stories of so many days before today; `None` is no limit.
    pub days: Option<u32>,
    /// So many of the newest stories of each feed; `None` is no limit.
    pub stories: Option<u32>,
}

impl Keep {
    /// Says whether everything is kept.
    pub fn is_all(self) -> bool {
        self == Self::default()
    }

    /// Returns when the first day begins whose stories are kept, in the time of the reader; `None` without a limit of days.
    pub fn since(self, now: &ZonedDateTime) -> Option<Timestamp> {
        let first = now.date().checked_sub(Span::new().days(self.days?)).ok()?;
        Some(first.to_zoned_datetime(now.time_zone().clone()).ok()?.timestamp())
    }
}

/// Where a search for stories that may go has come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Going {
    /// Those found in this step.
    pub ids: Vec<EntryId>,
    place: Place,
}

/// The part of all stories that is looked at next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Begin,
    /// By age, those after this one.
    Days(Key),
    /// By number, those of this feed after this one.
    Feed(i64, Key),
    End,
}

impl Going {
    /// Says whether all stories were looked at.
    pub fn is_done(&self) -> bool {
        self.place == Place::End
    }
}

/// Looks for stories that may go, from where the last step has come to: begin with [`Going::default`].
///
/// What is followed by its words is known of stories that are indexed: index all before.
///
/// # Errors
/// Says what the database failed with.
pub fn look(db: &Connection, keep: Keep, from: &Going, now: &ZonedDateTime) -> rusqlite::Result<Going> {
    let beginning = Key { at_ms: i64::MIN, id: i64::MIN };
    let (found, place) = match from.place {
        Place::Begin => return Ok(Going { ids: Vec::new(), place: Place::Days(beginning) }),
        Place::End => return Ok(from.clone()),
        Place::Days(after) => {
            let since = match newest_date(db, now.timestamp())? {
                // A clock that is ahead must not age all stories at once.
                Some(newest) if newest < now.timestamp() => keep.since(&newest.to_zoned_datetime(now.time_zone().clone())),
                _ => keep.since(now),
            };
            let Some(since) = since else {
                return Ok(Going { ids: Vec::new(), place: Place::Feed(i64::MIN, beginning) });
            };
            let end = Key { at_ms: ms(since), id: i64::MIN };
            let found = unmarked(db, "entry_by_time", "?1 IS NULL", None, after, end)?;
            let next = found.last().filter(|_| found.len() == LOOKED_AT as usize).copied();
            (found, next.map_or(Place::Feed(i64::MIN, beginning), Place::Days))
        }
        Place::Feed(feed, after) => {
            let Some(stories) = keep.stories else { return Ok(Going { ids: Vec::new(), place: Place::End }) };
            let Some((feed, after, end)) = next_feed(db, feed, after, stories)? else {
                return Ok(Going { ids: Vec::new(), place: Place::End });
            };
            let found = unmarked(db, "entry_by_feed", "s.feed_id = ?1", Some(feed), after, end)?;
            let next = found.last().filter(|_| found.len() == LOOKED_AT as usize).copied();
            // The next feed is the one with the next number.
            (found, next.map_or(Place::Feed(feed + 1, beginning), |last| Place::Feed(feed, last)))
        }
    };
    let keys: BTreeSet<Key> = found.into_iter().collect();
    let followed = rules::followed_among(db, &keys, now.timestamp())?;
    let ids = keys.into_iter().map(|key| EntryId(key.id)).filter(|id| !followed.contains(id)).collect();
    Ok(Going { ids, place })
}

/// Returns the newest date until `now` that a feed has given a story; `None` without dates.
fn newest_date(db: &Connection, now: Timestamp) -> rusqlite::Result<Option<Timestamp>> {
    db.prepare_cached(
        "SELECT e.published_ms FROM entry_status s INDEXED BY entry_by_time CROSS JOIN entry e ON e.entry_id = s.entry_id
         WHERE s.at_ms <= ?1 AND e.published_ms <= ?1 ORDER BY s.at_ms DESC LIMIT 1",
    )?
    .query_row([ms(now)], |row| row.get(0).map(time))
    .optional()
}

/// Returns the oldest stories between two keys that the reader has not marked and that are digested, those of removed feeds
/// excepted: these come back whole or go whole.
fn unmarked(
    db: &Connection,
    index: &str,
    condition: &str,
    feed: Option<i64>,
    after: Key,
    end: Key,
) -> rusqlite::Result<Vec<Key>> {
    db.prepare_cached(&format!(
        "SELECT s.at_ms, s.entry_id FROM entry_status s INDEXED BY {index}
         WHERE {condition} AND (s.at_ms, s.entry_id) > (?2, ?3) AND (s.at_ms, s.entry_id) < (?4, ?5) AND {UNMARKED}
             AND s.feed_id NOT IN (SELECT id FROM feed WHERE removed_ms IS NOT NULL)
             AND EXISTS (SELECT 1 FROM article a WHERE a.entry_id = s.entry_id)
         ORDER BY s.at_ms, s.entry_id LIMIT ?6"
    ))?
    .query_map(params![feed, after.at_ms, after.id, end.at_ms, end.id, LOOKED_AT], |row| {
        Ok(Key { at_ms: row.get(0)?, id: row.get(1)? })
    })?
    .collect()
}

/// The stories, of `entry_status s`, that no mark of the reader's keeps.
const UNMARKED: &str = "s.starred = 0 AND s.later = 0
    AND NOT EXISTS (SELECT 1 FROM story_tag t INDEXED BY story_tag_entry WHERE t.entry_id = s.entry_id)";

/// Returns the first feed from a number on that has more stories than are kept, after which of them to look, and before which:
/// the oldest that is kept.
fn next_feed(db: &Connection, from: i64, after: Key, stories: u32) -> rusqlite::Result<Option<(i64, Key, Key)>> {
    let feed: Option<i64> = db
        .prepare_cached("SELECT feed_id FROM feed_count WHERE feed_id >= ?1 AND stories > ?2 ORDER BY feed_id LIMIT 1")?
        .query_row(params![from, stories], |row| row.get(0))
        .optional()?;
    let Some(feed) = feed else { return Ok(None) };
    let oldest_kept = db
        .prepare_cached(
            "SELECT at_ms, entry_id FROM entry_status INDEXED BY entry_by_feed WHERE feed_id = ?1 AND at_ms IS NOT NULL
             ORDER BY at_ms DESC, entry_id DESC LIMIT 1 OFFSET ?2",
        )?
        .query_row(params![feed, stories.max(1) - 1], |row| Ok(Key { at_ms: row.get(0)?, id: row.get(1)? }))
        .optional()?;
    let beginning = Key { at_ms: i64::MIN, id: i64::MIN };
    Ok(oldest_kept.map(|end| (feed, if feed == from { after } else { beginning }, end)))
}

/// Takes stories out of the store, but for those that the reader has marked since they were found; returns how many went.
///
/// # Errors
/// Says what the database failed with; the caller's transaction is then to be given up.
pub fn remove(db: &Connection, ids: &[EntryId], now: Timestamp) -> rusqlite::Result<u32> {
    let mut find = db.prepare_cached(&format!(
        "SELECT s.feed_id, s.read FROM entry_status s WHERE s.entry_id = ?1 AND s.at_ms IS NOT NULL AND {UNMARKED}"
    ))?;
    // From now on it is remembered as one that is gone.
    let mut mark = db.prepare_cached("UPDATE entry_status SET at_ms = NULL, arrived_ms = ?2 WHERE entry_id = ?1")?;
    let mut gone: BTreeMap<i64, (u32, u32)> = BTreeMap::new();
    for id in ids {
        let Some((feed, read)) = find.query_row([id.0], |row| Ok((row.get(0)?, row.get::<_, bool>(1)?))).optional()? else {
            continue;
        };
        forget(db, *id, is_visible(db, FeedId(feed))?)?;
        mark.execute(params![id.0, ms(now)])?;
        let (stories, unread) = gone.entry(feed).or_default();
        *stories += 1;
        *unread += u32::from(!read);
    }
    let mut count = db.prepare_cached("UPDATE feed_count SET stories = stories - ?2, unread = unread - ?3 WHERE feed_id = ?1")?;
    for (feed, (stories, unread)) in &gone {
        count.execute(params![feed, stories, unread])?;
    }
    Ok(gone.values().map(|(stories, _)| stories).sum())
}

/// Forgets the identities of stories of a feed that have been gone for long, but for the last ones: a feed that seldom changes
/// may still have these.
///
/// # Errors
/// Says what the database failed with.
pub fn forget_long_gone(db: &Connection, feed: FeedId, now: Timestamp) -> rusqlite::Result<()> {
    db.prepare_cached(
        "DELETE FROM entry_status WHERE feed_id = ?1 AND at_ms IS NULL AND arrived_ms < ?2 AND starred = 0 AND later = 0
             AND entry_id < (SELECT entry_id FROM entry_status INDEXED BY entry_by_feed WHERE feed_id = ?1 AND at_ms IS NULL
                             ORDER BY entry_id DESC LIMIT 1 OFFSET ?3)",
    )?
    .execute(params![feed.0, ms(now) - REMEMBERED_MS, REMEMBERED_ALWAYS - 1])?;
    Ok(())
}

/// What went by the reader's limits so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Removed {
    /// How many stories.
    pub stories: u32,
    /// When the last of them went.
    pub last: Timestamp,
}

/// Notes that stories went.
///
/// # Errors
/// Says what the database failed with.
pub fn note(db: &Connection, stories: u32, now: Timestamp) -> rusqlite::Result<()> {
    let mut write = db.prepare_cached(
        "INSERT INTO tally (name, n) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET n = CASE WHEN ?3 THEN n ELSE 0 END + ?2",
    )?;
    write.execute(params!["removed", stories, true])?;
    write.execute(params!["removed last", ms(now), false])?;
    Ok(())
}

/// Returns what went so far; `None` when nothing ever did.
///
/// # Errors
/// Says what the database failed with.
pub fn removed(db: &Connection) -> rusqlite::Result<Option<Removed>> {
    let mut tally = db.prepare_cached("SELECT n FROM tally WHERE name = ?1")?;
    let mut n = |name: &str| tally.query_row([name], |row| row.get::<_, i64>(0)).optional();
    Ok(match (n("removed")?, n("removed last")?) {
        (Some(stories), Some(last)) => Some(Removed { stories: stories as u32, last: time(last) }),
        _ => None,
    })
}

/// Counts the stories that limits would take out of the store now.
///
/// # Errors
/// Says what the database failed with.
pub fn count(db: &Connection, keep: Keep, now: &ZonedDateTime) -> rusqlite::Result<u32> {
    let mut ids = BTreeSet::new();
    let mut going = Going::default();
    while !going.is_done() {
        going = look(db, keep, &going, now)?;
        ids.extend(going.ids.iter().copied());
    }
    Ok(ids.len() as u32)
}
