//! What people and places share: both are named by stories, counted over time, and stand beside each other.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use jiff::{Span, Timestamp, ZonedDateTime};
use rusqlite::{Connection, params};

use super::codec::ms;
use super::feeds;
use super::filter::Plan;
use super::headlines::{headline, next_key};
use super::keys::{Range, Start};
use crate::domain::{Day, EntryId, Headline, HeadlineKey};
use crate::message::Toward;
use crate::query::{Query, TermKind};
use crate::text::fold::fold;

/// Days by which it is seen who rises: a week, and the one before.
pub(super) const FORTNIGHT: i32 = 14;

/// Who stands together with somebody is counted in so many of the newest stories: enough for an honest order.
const BESIDE_STORIES_MAX: u32 = 2_000;

/// Most people or places that one name stands for.
const NAMESAKES_MAX: u32 = 200;

/// People, places, or the countries and regions that hold places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Person,
    Place,
    Area,
}

impl Kind {
    /// Returns the word that the tables of this kind carry in their names.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Place => "place",
            Self::Area => "area",
        }
    }
}

/// Returns everybody or everywhere of this name, by any form that was seen; failing that, whose name holds its words.
pub(super) fn named(db: &Connection, kind: Kind, name: &str) -> rusqlite::Result<BTreeSet<i64>> {
    let (word, folded) = (kind.word(), fold(name.trim()));
    if folded.is_empty() {
        return Ok(BTreeSet::new());
    }
    let exact: BTreeSet<i64> = db
        .prepare_cached(&format!(
            "SELECT id FROM {word} INDEXED BY {word}_by_name WHERE folded = ?1
             UNION SELECT {word}_id FROM {word}_alias INDEXED BY {word}_alias_folded WHERE folded = ?1 LIMIT ?2"
        ))?
        .query_map(params![folded, NAMESAKES_MAX], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    if !exact.is_empty() {
        return Ok(exact);
    }
    db.prepare_cached(&format!(
        "SELECT id FROM {word} WHERE stories > 0 AND instr(' ' || replace(folded, '-', ' ') || ' ', ' ' || ?1 || ' ')
         ORDER BY stories DESC LIMIT ?2"
    ))?
    .query_map(params![folded, NAMESAKES_MAX], |row| row.get(0))?
    .collect()
}

/// Returns the next story along a person or place, and its place among their stories; 1 is the newest.
pub(super) fn neighbor(
    db: &Connection,
    kind: Kind,
    term: TermKind,
    id: i64,
    from: HeadlineKey,
    toward: Toward,
    now: Timestamp,
) -> rusqlite::Result<Option<(Headline, u32)>> {
    let plan = Plan::of(db, &Query::of(term), now)?;
    let toward = match toward {
        Toward::Older => Start::Newest,
        Toward::Newer => Start::Oldest,
    };
    let Some(key) = next_key(db, &plan, from, toward)? else {
        return Ok(None);
    };
    let word = kind.word();
    let visible = feeds::without_removed(db, "n.entry_id")?;
    let newer: u32 = db
        .prepare_cached(&format!(
            "SELECT count(*) FROM story_{word} n WHERE n.{word}_id = ?1 AND (n.at_ms, n.entry_id) > (?2, ?3) {visible}"
        ))?
        .query_row(params![id, key.at_ms, key.id], |row| row.get(0))?;
    Ok(headline(db, EntryId(key.id))?.map(|headline| (headline, newer + 1)))
}

/// Returns the newest stories of a query that speaks of a person or place.
pub(super) fn newest(db: &Connection, term: TermKind, limit: u32, now: Timestamp) -> rusqlite::Result<Vec<Headline>> {
    let keys = Plan::of(db, &Query::of(term), now)?.newest(db, Range::ALL, limit as usize)?;
    keys.into_iter().filter_map(|key| headline(db, EntryId(key.id)).transpose()).collect()
}

/// The last days of the reader, today the last of them: a day begins when it begins where the reader is.
#[derive(Clone, Debug)]
pub(super) struct Days {
    /// The number of the first day, counted from 1970.
    first: i32,
    /// The milliseconds at which each day begins, and tomorrow.
    begins: Vec<i64>,
}

impl Days {
    /// Returns the last `count` days.
    pub(super) fn last(count: i32, now: &ZonedDateTime) -> Self {
        let zone = now.time_zone();
        let day = |ago: i32| now.date().checked_sub(Span::new().days(ago)).unwrap_or(Date::MIN);
        // Days that no time stands for are as long ago as can be.
        let begin = |ago: i32| day(ago).to_zoned_datetime(zone.clone()).map_or(i64::MIN, |at| ms(at.timestamp()));
        let first = Date::constant(1970, 1, 1).until(day(count - 1)).map_or(0, |since| since.get_days());
        Self { first, begins: (-1..count).rev().map(begin).collect() }
    }

    /// Returns how many days there are.
    fn len(&self) -> usize {
        self.begins.len() - 1
    }

    /// Returns when the first of the last `count` days begins.
    fn begin_of_last(&self, count: usize) -> i64 {
        self.begins[self.len().saturating_sub(count)]
    }

    /// Returns which of the days a moment is in; `None` for one before or after them.
    fn holding(&self, at_ms: i64) -> Option<usize> {
        self.begins.partition_point(|begin| *begin <= at_ms).checked_sub(1).filter(|day| *day < self.len())
    }
}

/// Returns how many stories of each of these days name them.
pub(super) fn by_day(db: &Connection, kind: Kind, id: i64, days: &Days) -> rusqlite::Result<Vec<u16>> {
    let word = kind.word();
    let visible = feeds::without_removed(db, "n.entry_id")?;
    let mut select = db.prepare_cached(&format!(
        "SELECT n.at_ms FROM story_{word} n WHERE n.{word}_id = ?1 AND n.at_ms >= ?2 AND n.at_ms < ?3 {visible}"
    ))?;
    let mut rows = select.query(params![id, days.begins.first(), days.begins.last()])?;
    let mut counts = vec![0u16; days.len()];
    while let Some(row) = rows.next()? {
        if let Some(day) = days.holding(row.get(0)?) {
            counts[day] = counts[day].saturating_add(1);
        }
    }
    Ok(counts)
}

/// Returns those of these days that have a story, the oldest first.
pub(super) fn days_with_stories(db: &Connection, kind: Kind, id: i64, days: &Days) -> rusqlite::Result<Vec<Day>> {
    let day = |(day, stories): (i32, u16)| Day { day, stories: stories.into() };
    Ok((days.first..).zip(by_day(db, kind, id, days)?).filter(|(_, stories)| *stories > 0).map(day).collect())
}

/// Returns the stories of the last seven days less those of the seven before; takes the last fourteen.
pub(super) fn rising(db: &Connection, kind: Kind, id: i64, fortnight: &Days) -> rusqlite::Result<i32> {
    let days = by_day(db, kind, id, fortnight)?;
    let sum = |days: &[u16]| days.iter().map(|stories| i32::from(*stories)).sum::<i32>();
    Ok(sum(&days[7..]) - sum(&days[..7]))
}

/// Returns who or what stands in the same stories, with the number of these, the most first; among equals the newest first,
/// then whom that story is more about, and never by the chance of who was filed first.
pub(super) fn beside(db: &Connection, of: Kind, id: i64, what: Kind, limit: u32) -> rusqlite::Result<Vec<(i64, u32)>> {
    let (own, other) = (of.word(), what.word());
    let visible = feeds::without_removed(db, "n.entry_id")?;
    let itself = if of == what { format!("AND o.{other}_id <> ?1") } else { String::new() };
    db.prepare_cached(&format!(
        "WITH own AS MATERIALIZED (
             SELECT n.entry_id FROM story_{own} n WHERE n.{own}_id = ?1 {visible}
             ORDER BY n.at_ms DESC, n.entry_id DESC LIMIT {BESIDE_STORIES_MAX}
         )
         SELECT o.{other}_id, count(*) AS n
         FROM own CROSS JOIN story_{other} o INDEXED BY story_{other}_entry ON o.entry_id = own.entry_id {itself}
         GROUP BY o.{other}_id ORDER BY n DESC, max(o.at_ms) DESC, min(o.rank), o.{other}_id LIMIT ?2"
    ))?
    .query_map(params![id, limit], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

/// What a stretch of time says of somebody.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lately {
    /// Stories since the asked moment.
    pub(super) stories: u32,
    /// Those of the last seven days less those of the seven before.
    pub(super) rising: i32,
}

/// Counts everybody or everywhere named since a moment, walking the stories by time.
pub(super) fn lately(
    db: &Connection,
    kind: Kind,
    since: Option<i64>,
    now: &ZonedDateTime,
) -> rusqlite::Result<HashMap<i64, Lately>> {
    let word = kind.word();
    let days = Days::last(FORTNIGHT, now);
    let (week, before) = (days.begin_of_last(7), days.begin_of_last(14));
    let since_ms = since.unwrap_or(i64::MIN);
    let mut select = db.prepare_cached(&format!(
        "SELECT s.at_ms, n.{word}_id
         FROM entry_status s INDEXED BY entry_by_time
         CROSS JOIN story_{word} n INDEXED BY story_{word}_entry ON n.entry_id = s.entry_id
         WHERE s.at_ms >= ?1 AND s.feed_id NOT IN (SELECT id FROM feed WHERE removed_ms IS NOT NULL)"
    ))?;
    let mut rows = select.query([before.min(since.unwrap_or(before))])?;
    let mut counts: HashMap<i64, Lately> = HashMap::new();
    while let Some(row) = rows.next()? {
        let at_ms: i64 = row.get(0)?;
        let count = counts.entry(row.get(1)?).or_default();
        count.stories += u32::from(at_ms >= since_ms);
        if at_ms >= before {
            count.rising += if at_ms >= week { 1 } else { -1 };
        }
    }
    Ok(counts)
}
