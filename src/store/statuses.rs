//! Reading states: read, starred, kept for later; and the counters that follow each change.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::codec::{ms, time};
use super::filter::Plan;
use super::keys::Range;
use super::tags;
use crate::domain::{EntryId, EntryStatus, StatusChange};
use crate::message::{MarkRead, ViewCounts};
use crate::query::{Query, Term, TermKind};
use crate::text::CleanText;

/// How many stories of a query are read at once.
const FOUND_AT_ONCE: usize = 5_000;

/// Changes the status of entries; those that are so already, or gone, are passed over.
///
/// # Errors
/// Says what the database failed with.
pub fn set_status(db: &Connection, entries: &[EntryId], change: StatusChange, now: Timestamp) -> rusqlite::Result<()> {
    let (column, value, counter, delta) = match change {
        StatusChange::Read(read) => ("read", read, "unread", if read { -1 } else { 1 }),
        StatusChange::Starred(starred) => ("starred", starred, "starred", if starred { 1 } else { -1 }),
        StatusChange::Later(later) => ("later", later, "later", if later { 1 } else { -1 }),
    };
    let mut update = db.prepare_cached(&format!(
        "UPDATE entry_status SET {column} = ?2, changed_ms = ?3 WHERE entry_id = ?1 AND {column} <> ?2
         RETURNING feed_id, at_ms IS NOT NULL"
    ))?;
    let mut changed: BTreeMap<i64, i64> = BTreeMap::new();
    for id in entries {
        let feed = update.query_row(params![id.0, value, ms(now)], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        if let Some((feed, true)) = feed {
            *changed.entry(feed).or_default() += delta;
        }
    }
    let mut count = db.prepare_cached(&format!("UPDATE feed_count SET {counter} = {counter} + ?2 WHERE feed_id = ?1"))?;
    for (feed, delta) in changed {
        count.execute(params![feed, delta])?;
    }
    Ok(())
}

/// Marks the unread stories that are meant read; returns them, so that it can be undone.
///
/// # Errors
/// Says what the database failed with.
pub fn mark_all_read(db: &Connection, meant: &MarkRead, now: Timestamp) -> rusqlite::Result<Vec<EntryId>> {
    let mut range = Range::ALL.not_newer_than(meant.newest);
    if let Some(above) = meant.above {
        range = range.newer_than(above);
    }
    let change = StatusChange::Read(true);
    let mut changed = every(db, &otherwise(&meant.query, change), range, now)?;
    changed.retain(|id| !meant.except.contains(id));
    let known: HashSet<EntryId> = changed.iter().copied().collect();
    for id in meant.also.iter().filter(|id| !known.contains(id)) {
        if status(db, *id)?.is_some_and(|status| !status.read) {
            changed.push(*id);
        }
    }
    set_status(db, &changed, change, now)?;
    Ok(changed)
}

/// Changes every story of the query that is otherwise now; returns these.
///
/// # Errors
/// Says what the database failed with.
pub fn mark(db: &Connection, query: &Query, change: StatusChange, now: Timestamp) -> rusqlite::Result<Vec<EntryId>> {
    let changed = every(db, &otherwise(query, change), Range::ALL, now)?;
    set_status(db, &changed, change, now)?;
    Ok(changed)
}

/// Gives every story of the query a tag, or takes it off all of them; returns how many changed.
///
/// # Errors
/// Says what the database failed with.
pub fn tag(db: &Connection, query: &Query, tag: &CleanText, on: bool, now: Timestamp) -> rusqlite::Result<u32> {
    tags::put(db, &every(db, query, Range::ALL, now)?, tag, on)
}

/// Returns all stories of a query within a range.
fn every(db: &Connection, query: &Query, mut range: Range, now: Timestamp) -> rusqlite::Result<Vec<EntryId>> {
    let plan = Plan::of(db, query, now)?;
    let mut all = Vec::new();
    loop {
        let keys = plan.newest(db, range, FOUND_AT_ONCE)?;
        let Some(last) = keys.last() else { return Ok(all) };
        range = range.older_than(*last);
        all.extend(keys.iter().map(|key| EntryId(key.id)));
    }
}

/// Returns the query of those stories that a change would change.
fn otherwise(query: &Query, change: StatusChange) -> Query {
    let otherwise = match change {
        StatusChange::Read(read) => Term { negated: !read, kind: TermKind::Unread },
        StatusChange::Starred(starred) => Term { negated: starred, kind: TermKind::Starred },
        StatusChange::Later(later) => Term { negated: later, kind: TermKind::Later },
    };
    let mut query = query.clone();
    if query.any.is_empty() {
        query.any.push(Vec::new());
    }
    query.any.iter_mut().for_each(|terms| terms.push(otherwise.clone()));
    query
}

/// Returns the status of an entry.
///
/// # Errors
/// Says what the database failed with.
pub fn status(db: &Connection, id: EntryId) -> rusqlite::Result<Option<EntryStatus>> {
    db.prepare_cached("SELECT read, starred, later, arrived_ms FROM entry_status WHERE entry_id = ?1")?
        .query_row([id.0], |row| {
            Ok(EntryStatus { read: row.get(0)?, starred: row.get(1)?, later: row.get(2)?, arrived: time(row.get(3)?) })
        })
        .optional()
}

/// Says whether the reader never changed the status of an entry.
///
/// # Errors
/// Says what the database failed with.
pub fn is_untouched(db: &Connection, id: EntryId) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT changed_ms IS NULL FROM entry_status WHERE entry_id = ?1")?.query_row([id.0], |row| row.get(0))
}

/// Returns how many stories each view holds, from the counters of the feeds.
///
/// # Errors
/// Says what the database failed with.
pub fn view_counts(db: &Connection) -> rusqlite::Result<ViewCounts> {
    let tally = |name: &str| -> rusqlite::Result<u32> {
        db.prepare_cached("SELECT n FROM tally WHERE name = ?1")?.query_row([name], |row| row.get(0))
    };
    let (people, places) = (tally("people")?, tally("places")?);
    db.prepare_cached(
        "SELECT coalesce(sum(c.unread), 0), coalesce(sum(c.stories), 0), coalesce(sum(c.starred), 0), coalesce(sum(c.later), 0)
         FROM feed f CROSS JOIN feed_count c ON c.feed_id = f.id WHERE f.removed_ms IS NULL",
    )?
    .query_row([], |row| {
        Ok(ViewCounts { unread: row.get(0)?, all: row.get(1)?, starred: row.get(2)?, later: row.get(3)?, people, places })
    })
}
