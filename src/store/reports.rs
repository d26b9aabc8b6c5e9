//! Which stories are one report and which tell of one event: what is compared goes out, what was found comes in.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::codec::{json_ids, ms, text_at, time};
use super::keys::Key;
use super::{articles, entries};
use crate::domain::{EntryId, FeedId};
use crate::text::CleanText;

/// What of a story is compared with others.
#[derive(Clone, Debug)]
pub struct Comparable {
    /// Which.
    pub id: EntryId,
    /// When it was published.
    pub at: Timestamp,
    /// Who published it.
    pub source: FeedId,
    /// Its title; empty when it has none of its own.
    pub title: CleanText,
    /// The text of its article, once it has one.
    pub text: Option<String>,
    /// What the feed said of it, until then: foreign HTML.
    pub html: Option<String>,
    /// Where it was placed, if it was.
    pub place: StoryPlaced,
}

/// Where a story was placed; `None` means that it stands alone, or first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoryPlaced {
    /// The first story of its report.
    pub report: Option<EntryId>,
    /// The first story of its event.
    pub event: Option<EntryId>,
}

/// Stories that were not compared yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unplaced {
    /// Those of the asked time, the oldest first.
    pub stories: Vec<EntryId>,
    /// The last entry that there was; to be said to [`placed_up_to`] when all are placed.
    pub last: Option<EntryId>,
}

/// Returns the stories since a moment that were not compared yet.
///
/// # Errors
/// Says what the database failed with.
pub fn unplaced(db: &Connection, since: Timestamp) -> rusqlite::Result<Unplaced> {
    let mut statement = db.prepare_cached(
        "SELECT e.entry_id, s.at_ms FROM entry e CROSS JOIN entry_status s ON s.entry_id = e.entry_id
         WHERE e.entry_id > (SELECT n FROM tally WHERE name = 'placed') ORDER BY e.entry_id",
    )?;
    let mut rows = statement.query([])?;
    let (mut found, mut last) = (Vec::new(), None);
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        last = Some(EntryId(id));
        if let Some(at_ms) = row.get::<_, Option<i64>>(1)?.filter(|at_ms| *at_ms >= ms(since)) {
            found.push(Key { at_ms, id });
        }
    }
    found.sort_unstable();
    Ok(Unplaced { stories: found.into_iter().map(|key| EntryId(key.id)).collect(), last })
}

/// Returns the stories since a moment that were compared, the oldest first.
///
/// # Errors
/// Says what the database failed with.
pub fn placed_since(db: &Connection, since: Timestamp) -> rusqlite::Result<Vec<EntryId>> {
    db.prepare_cached(
        "SELECT entry_id FROM entry_status INDEXED BY entry_by_time
         WHERE at_ms >= ?1 AND entry_id <= (SELECT n FROM tally WHERE name = 'placed') ORDER BY at_ms, entry_id",
    )?
    .query_map([ms(since)], |row| row.get(0).map(EntryId))?
    .collect()
}

/// Returns what of a story is compared; `None` when it is gone.
///
/// # Errors
/// Says what the database failed with.
pub fn comparable(db: &Connection, id: EntryId) -> rusqlite::Result<Option<Comparable>> {
    let found = db
        .prepare_cached(
            "SELECT s.at_ms, s.feed_id, iif(e.untitled, '', e.title), r.first_id, r.event_id
             FROM entry_status s CROSS JOIN entry e ON e.entry_id = s.entry_id LEFT JOIN report r ON r.entry_id = s.entry_id
             WHERE s.entry_id = ?1 AND s.at_ms IS NOT NULL",
        )?
        .query_row([id.0], |row| {
            let other = |column: usize| -> rusqlite::Result<Option<EntryId>> {
                Ok(row.get::<_, Option<i64>>(column)?.filter(|other| *other != id.0).map(EntryId))
            };
            Ok(Comparable {
                id,
                at: time(row.get(0)?),
                source: FeedId(row.get(1)?),
                title: text_at(row, 2)?,
                text: None,
                html: None,
                place: StoryPlaced { report: other(3)?, event: other(4)? },
            })
        })
        .optional()?;
    let Some(mut story) = found else { return Ok(None) };
    story.text = articles::get(db, id)?.map(|article| article.text());
    if story.text.is_none() {
        story.html = entries::raw(db, id)?.and_then(|raw| raw.content_html.or(raw.summary_html));
    }
    Ok(Some(story))
}

/// Keeps where stories were placed. A story that others joined gets its own row with the first of them.
///
/// # Errors
/// Says what the database failed with.
pub fn place(db: &Connection, placed: &[(EntryId, StoryPlaced)]) -> rusqlite::Result<()> {
    // The first of a report or an event may be gone by now: then it needs no row.
    let mut first = db.prepare_cached(
        "INSERT OR IGNORE INTO report (entry_id, first_id, event_id) SELECT entry_id, entry_id, ?2 FROM entry WHERE entry_id = ?1",
    )?;
    let mut other = db.prepare_cached(
        "INSERT OR REPLACE INTO report (entry_id, first_id, event_id) SELECT entry_id, ?2, ?3 FROM entry WHERE entry_id = ?1",
    )?;
    for (id, StoryPlaced { report, event }) in placed.iter().filter(|(_, place)| *place != StoryPlaced::default()) {
        let event = event.unwrap_or(*id);
        first.execute(params![event.0, event.0])?;
        if let Some(report) = report {
            first.execute(params![report.0, event.0])?;
        }
        other.execute(params![id.0, report.unwrap_or(*id).0, event.0])?;
    }
    Ok(())
}

/// Notes that every entry up to this one was compared.
///
/// # Errors
/// Says what the database failed with.
pub fn placed_up_to(db: &Connection, last: EntryId) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE tally SET n = ?1 WHERE name = 'placed'")?.execute([last.0])?;
    Ok(())
}

/// A story of a report that several carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) key: Key,
    pub(super) unread: bool,
}

/// Returns, by their first story, the reports that any of these stories carries, each with all its stories, the oldest first.
/// What nobody else carries is not there.
pub(super) fn shared(db: &Connection, ids: impl IntoIterator<Item = i64>) -> rusqlite::Result<BTreeMap<i64, Vec<Member>>> {
    let mut statement = db.prepare_cached(
        "SELECT m.first_id, s.at_ms, m.entry_id, s.read
         FROM (SELECT DISTINCT first_id FROM report WHERE entry_id IN (SELECT value FROM json_each(?1))) f
             CROSS JOIN report m INDEXED BY report_by_first ON m.first_id = f.first_id
             CROSS JOIN entry_status s ON s.entry_id = m.entry_id
         WHERE s.at_ms IS NOT NULL AND s.feed_id NOT IN (SELECT id FROM feed WHERE removed_ms IS NOT NULL)
         ORDER BY s.at_ms, m.entry_id",
    )?;
    let mut rows = statement.query([json_ids(ids)])?;
    let mut reports: BTreeMap<i64, Vec<Member>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let key = Key { at_ms: row.get(1)?, id: row.get(2)? };
        reports.entry(row.get(0)?).or_default().push(Member { key, unread: !row.get::<_, bool>(3)? });
    }
    reports.retain(|_, members| members.len() > 1);
    Ok(reports)
}

/// Returns the stories that tell of the same event as a story, itself among them.
pub(super) fn alike(db: &Connection, id: EntryId) -> rusqlite::Result<BTreeSet<i64>> {
    let mut ids: BTreeSet<i64> = db
        .prepare_cached(
            "SELECT m.entry_id FROM report r CROSS JOIN report m INDEXED BY report_by_event ON m.event_id = r.event_id
             WHERE r.entry_id = ?1",
        )?
        .query_map([id.0], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    ids.insert(id.0);
    Ok(ids)
}

/// Returns the titles of the other sources that carry the report of a story, each once.
///
/// # Errors
/// Says what the database failed with.
pub fn other_sources(db: &Connection, id: EntryId) -> rusqlite::Result<Vec<CleanText>> {
    db.prepare_cached(
        "SELECT coalesce(f.title, f.own_title)
         FROM report r CROSS JOIN report m INDEXED BY report_by_first ON m.first_id = r.first_id
             CROSS JOIN entry_status s ON s.entry_id = m.entry_id CROSS JOIN feed f ON f.id = s.feed_id
         WHERE r.entry_id = ?1 AND f.removed_ms IS NULL
             AND f.id <> (SELECT feed_id FROM entry_status WHERE entry_id = ?1)
         GROUP BY f.id ORDER BY min(s.at_ms)",
    )?
    .query_map([id.0], |row| text_at(row, 0))?
    .collect()
}
