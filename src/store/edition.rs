//! The edition: what came since a moment, the greatest of it first.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ZonedDateTime};
use rusqlite::{Connection, OptionalExtension, params};

use super::codec::{json_ids, ms};
use super::filter::Plan;
use super::headlines::{headline, headlines};
use super::keys::{Key, Range};
use super::{people, rules};
use crate::domain::{Edition, EntryId, Headline, PersonSummary};
use crate::message::{Anchor, HeadlineRequest, Looked};
use crate::query::{Query, Term, TermKind};

/// Most rows of a list of the edition.
const ROWS_MAX: u32 = 40;

/// Most stories that are counted where some are muted.
const COUNTED_MAX: usize = 100_000;

/// Returns what was published since a moment, without what is muted: events by the number of their sources, then the newest of the stories
/// that only one tells.
///
/// # Errors
/// Says what the database failed with.
pub fn edition(
    db: &Connection,
    since: Timestamp,
    followed: &Query,
    muted: &[Vec<Term>],
    here: &ZonedDateTime,
) -> rusqlite::Result<Edition> {
    let now = here.timestamp();
    // The stories that count, where some are muted.
    let shown = if muted.is_empty() {
        None
    } else {
        let plan = Plan::of(db, &Query { any: Vec::new(), without: muted.to_vec() }, now)?;
        let keys = plan.newest(db, Range::ALL.after_ms(ms(since) - 1), COUNTED_MAX)?;
        Some(json_ids(keys.into_iter().map(|key| key.id)))
    };
    let (stories, sources) = db
        .prepare_cached(
            "SELECT count(*), count(DISTINCT feed_id) FROM entry_status INDEXED BY entry_by_time
             WHERE at_ms >= ?1 AND feed_id NOT IN (SELECT id FROM feed WHERE removed_ms IS NOT NULL)
                 AND (?2 IS NULL OR entry_id IN (SELECT value FROM json_each(?2)))",
        )?
        .query_row(params![ms(since), shown], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let are_new = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM story_person WHERE at_ms < ?1)")?
        .query_row([ms(since)], |row| row.get(0))?;
    let (mut newest, events): (Vec<Headline>, Vec<u32>) = events(db, since, muted, now)?.into_iter().unzip();
    rules::mark_followed(db, &mut newest, now)?;
    let mut followed = followed_since(db, since, followed, muted, now)?;
    for headline in &mut followed {
        headline.followed = true;
    }
    let events = newest.into_iter().zip(events).collect();
    Ok(Edition { since, stories, sources, events, people: newcomers(db, since, shown.as_deref(), here)?, are_new, followed })
}

/// Returns those whom stories name only since a moment, the ones of most sources first.
fn newcomers(
    db: &Connection,
    since: Timestamp,
    shown: Option<&str>,
    now: &ZonedDateTime,
) -> rusqlite::Result<Vec<PersonSummary>> {
    let found: Vec<(i64, u32)> = db
        .prepare_cached(
            "SELECT n.person_id, count(*) FROM entry_status s INDEXED BY entry_by_time
                 CROSS JOIN story_person n INDEXED BY story_person_entry ON n.entry_id = s.entry_id
             WHERE s.at_ms >= ?1 AND s.feed_id NOT IN (SELECT id FROM feed WHERE removed_ms IS NOT NULL)
                 AND (?3 IS NULL OR s.entry_id IN (SELECT value FROM json_each(?3)))
             GROUP BY n.person_id
             HAVING NOT EXISTS (SELECT 1 FROM story_person o WHERE o.person_id = n.person_id AND o.at_ms < ?1)
             ORDER BY count(DISTINCT s.feed_id) DESC, count(*) DESC, n.person_id LIMIT ?2",
        )?
        .query_map(params![ms(since), ROWS_MAX, shown], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    people::summaries(db, &found, now)
}

fn events(db: &Connection, since: Timestamp, muted: &[Vec<Term>], now: Timestamp) -> rusqlite::Result<Vec<(Headline, u32)>> {
    let mut statement = db.prepare_cached(
        "SELECT r.event_id, s.at_ms, s.entry_id, s.feed_id
         FROM entry_status s INDEXED BY entry_by_time CROSS JOIN report r ON r.entry_id = s.entry_id
         WHERE s.at_ms >= ?1 AND s.feed_id NOT IN (SELECT id FROM feed WHERE removed_ms IS NOT NULL)",
    )?;
    let mut rows = statement.query([ms(since)])?;
    let mut events: BTreeMap<i64, Vec<(Key, i64)>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let key = Key { at_ms: row.get(1)?, id: row.get(2)? };
        events.entry(row.get(0)?).or_default().push((key, row.get(3)?));
    }
    events.retain(|_, stories| stories.len() > 1);
    if !muted.is_empty() {
        let unmuted = Plan::of(db, &Query { any: Vec::new(), without: muted.to_vec() }, now)?;
        let shown = unmuted.among(db, &events.values().flatten().map(|(key, _)| *key).collect())?;
        for stories in events.values_mut() {
            stories.retain(|(key, _)| shown.contains(key));
        }
    }
    let sources = |stories: &[(Key, i64)]| stories.iter().map(|(_, feed)| *feed).collect::<BTreeSet<_>>().len();
    events.retain(|_, stories| sources(stories) > 1);
    let mut greatest: Vec<(usize, Key)> =
        events.values().filter_map(|stories| Some((sources(stories), stories.iter().map(|(key, _)| *key).max()?))).collect();
    greatest.sort_unstable_by(|a, b| b.cmp(a));
    greatest.truncate(ROWS_MAX as usize);
    let told = |(sources, key): (usize, Key)| Ok(headline(db, EntryId(key.id))?.map(|headline| (headline, sources as u32)));
    let mut told: Vec<(Headline, u32)> =
        greatest.into_iter().filter_map(|event| told(event).transpose()).collect::<rusqlite::Result<_>>()?;
    let of_events: BTreeSet<i64> = events.into_values().flatten().map(|(key, _)| key.id).collect();
    let all = since_in(db, since, Query { any: vec![Vec::new()], without: muted.to_vec() }, now)?;
    let others = all.into_iter().filter(|row| !of_events.contains(&row.key.id.0)).map(|row| (row, 1));
    told.extend(others);
    told.truncate(ROWS_MAX as usize);
    Ok(told)
}

fn followed_since(
    db: &Connection,
    since: Timestamp,
    followed: &Query,
    muted: &[Vec<Term>],
    now: Timestamp,
) -> rusqlite::Result<Vec<Headline>> {
    if followed.any.is_empty() {
        return Ok(Vec::new());
    }
    since_in(db, since, Query { without: muted.to_vec(), ..followed.clone() }, now)
}

/// Returns the newest stories of a query since a moment, those of one report in one row.
fn since_in(db: &Connection, since: Timestamp, mut query: Query, now: Timestamp) -> rusqlite::Result<Vec<Headline>> {
    let newer = Term { negated: false, kind: TermKind::Newer(now.duration_since(since)) };
    for side in &mut query.any {
        side.push(newer.clone());
    }
    let request = HeadlineRequest {
        query,
        anchor: Anchor::Newest,
        limit: ROWS_MAX,
        keep: Vec::new(),
        unfolded: Some(Vec::new()),
        token: 0,
    };
    Ok(headlines(db, &request, now)?.rows)
}

/// Returns when the reader last looked; `None` when never.
///
/// # Errors
/// Says what the database failed with.
pub fn looked(db: &Connection) -> rusqlite::Result<Option<Looked>> {
    let mut tally = db.prepare_cached("SELECT n FROM tally WHERE name = ?1")?;
    let mut at = |name: &str| tally.query_row([name], |row| row.get(0).map(super::codec::time)).optional();
    Ok(match (at("looked before")?, at("looked last")?) {
        (Some(before), Some(last)) => Some(Looked { before, last }),
        _ => None,
    })
}

/// Keeps when the reader last looked.
///
/// # Errors
/// Says what the database failed with.
pub fn look(db: &Connection, looked: Looked) -> rusqlite::Result<()> {
    let mut write = db.prepare_cached("INSERT OR REPLACE INTO tally (name, n) VALUES (?1, ?2)")?;
    write.execute(params!["looked before", ms(looked.before)])?;
    write.execute(params!["looked last", ms(looked.last)])?;
    Ok(())
}
