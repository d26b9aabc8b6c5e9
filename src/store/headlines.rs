//! Lists of headlines, page by page from any story on, in either direction.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::codec::{text_at, time};
use super::feeds::web_url_at;
use super::filter::Plan;
use super::keys::{Key, Range, Start};
use super::reports::{self, Member};
use super::statuses::view_counts;
use super::tags;
use crate::domain::{EntryId, FeedId, Fold, Folded, Headline, HeadlineKey};
use crate::message::{Anchor, HeadlinePage, HeadlineRequest};
use crate::query::{Query, Term, TermKind};
use crate::text::CleanText;

/// Most stories of one page, whatever is asked.
const PAGE_MAX: u32 = 1_000;

/// Returns one page of a list, newest first.
///
/// # Errors
/// Says what the database failed with.
pub fn headlines(db: &Connection, request: &HeadlineRequest, now: Timestamp) -> rusqlite::Result<HeadlinePage> {
    let plan = Plan::of(db, &request.query, now)?;
    let folding = match &request.unfolded {
        Some(_) => Some(Folding::new(db, &request.query, now)?),
        None => None,
    };
    let mut list = List { db, plan, kept: kept(db, &request.keep)?, folding };
    let limit = request.limit.clamp(1, PAGE_MAX) as usize;
    let (keys, more_newer, more_older) = match request.anchor {
        Anchor::Newest => {
            let (keys, more_older) = list.page(Start::Newest, Range::ALL, limit)?;
            (keys, false, more_older)
        }
        Anchor::Oldest => {
            let (keys, more_newer) = list.page(Start::Oldest, Range::ALL, limit)?;
            (keys, more_newer, false)
        }
        Anchor::After(key) => {
            let (keys, more_older) = list.page(Start::Newest, Range::ALL.older_than(key), limit)?;
            (keys, list.any(Range::ALL.not_older_than(key))?, more_older)
        }
        Anchor::Before(key) => {
            let (keys, more_newer) = list.page(Start::Oldest, Range::ALL.newer_than(key), limit)?;
            (keys, more_newer, list.any(Range::ALL.not_newer_than(key))?)
        }
        Anchor::Around(key) => list.around(key, limit)?,
    };
    let mut rows = Vec::with_capacity(keys.len());
    for key in keys {
        // A row may only be missing when the file was changed by other hands; the page is then shorter.
        let Some(first) = headline(db, EntryId(key.id))? else { continue };
        match list.folding.as_mut().and_then(|folding| folding.rows.remove(&key)) {
            None => rows.push(first),
            Some(others) => push_report(db, first, others, request.unfolded.as_deref(), &mut rows)?,
        }
    }
    Ok(HeadlinePage { rows, more_newer, more_older, offer: None })
}

/// Adds the row of a report, and those of its other stories where it stands unfolded.
fn push_report(
    db: &Connection,
    first: Headline,
    others: Vec<Member>,
    unfolded: Option<&[EntryId]>,
    rows: &mut Vec<Headline>,
) -> rusqlite::Result<()> {
    let others: Vec<Folded> =
        others.into_iter().map(|other| Folded { id: EntryId(other.key.id), unread: other.unread }).collect();
    let named = |id: EntryId| unfolded.is_some_and(|unfolded| unfolded.contains(&id));
    let open = named(first.key.id) || others.iter().any(|other| named(other.id));
    let (ids, key): (Vec<EntryId>, _) = (others.iter().map(|other| other.id).collect(), first.key);
    rows.push(Headline { fold: Fold::First { others, open }, ..first });
    for id in ids.into_iter().filter(|_| open) {
        rows.extend(headline(db, id)?.map(|other| Headline { fold: Fold::Under(key), ..other }));
    }
    Ok(())
}

/// The stories that fit, and those that stay although they do not.
struct List<'a> {
    db: &'a Connection,
    plan: Plan,
    kept: BTreeSet<Key>,
    folding: Option<Folding>,
}

/// How the stories of one report share a row: that of the oldest of them that is in the list.
struct Folding {
    /// What keeps out muted stories, where any are: they are not folded into a row either.
    unmuted: Option<Plan>,
    /// The rows of reports, each with the other stories that carry it.
    rows: BTreeMap<Key, Vec<Member>>,
}

impl Folding {
    fn new(db: &Connection, query: &Query, now: Timestamp) -> rusqlite::Result<Self> {
        let unmuted = Query { any: Vec::new(), without: query.without.clone() };
        let unmuted = if query.without.is_empty() { None } else { Some(Plan::of(db, &unmuted, now)?) };
        Ok(Self { unmuted, rows: BTreeMap::new() })
    }
}

impl List<'_> {
    /// Returns the first keys of a range from one end on, newest first, and whether there are more.
    fn page(&mut self, from: Start, range: Range, limit: usize) -> rusqlite::Result<(Vec<Key>, bool)> {
        let (mut keys, mut rest): (Vec<Key>, _) = (Vec::new(), range);
        loop {
            let wanted = limit + 1 - keys.len();
            let mut found = match from {
                Start::Newest => self.plan.newest(self.db, rest, wanted)?,
                Start::Oldest => self.plan.oldest(self.db, rest, wanted)?,
            };
            let last = found.last().copied().filter(|_| found.len() == wanted);
            let (read, after) = match (last, from) {
                (None, _) => (rest, None),
                (Some(last), Start::Newest) => (rest.not_older_than(last), Some(rest.older_than(last))),
                (Some(last), Start::Oldest) => (rest.not_newer_than(last), Some(rest.newer_than(last))),
            };
            found.extend(self.kept.iter().filter(|key| read.holds(**key)));
            found.sort_unstable();
            found.dedup();
            self.fold(&mut found)?;
            if from == Start::Newest {
                found.reverse();
            }
            keys.extend(found);
            match after {
                Some(after) if keys.len() <= limit => rest = after,
                _ => break,
            }
        }
        let more = keys.len() > limit;
        keys.truncate(limit);
        if from == Start::Oldest {
            keys.reverse();
        }
        Ok((keys, more))
    }

    /// Takes out the keys that are folded into the row of another.
    fn fold(&mut self, keys: &mut Vec<Key>) -> rusqlite::Result<()> {
        let Some(folding) = &mut self.folding else { return Ok(()) };
        let reports = reports::shared(self.db, keys.iter().map(|key| key.id))?;
        let mut members: BTreeSet<Key> = reports.values().flatten().map(|member| member.key).collect();
        if let Some(unmuted) = &folding.unmuted {
            members = &unmuted.among(self.db, &members)? | &(&members & &self.kept);
        }
        let fitting = &self.plan.among(self.db, &members)? | &(&members & &self.kept);
        let mut folded = BTreeSet::new();
        for mut report in reports.into_values() {
            report.retain(|member| members.contains(&member.key));
            let Some(first) = report.iter().position(|member| fitting.contains(&member.key)) else { continue };
            let first = report.remove(first).key;
            if !report.is_empty() {
                folded.extend(report.iter().map(|member| member.key));
                folding.rows.insert(first, report);
            }
        }
        keys.retain(|key| !folded.contains(key));
        Ok(())
    }

    fn any(&self, range: Range) -> rusqlite::Result<bool> {
        Ok(self.kept.iter().any(|key| range.holds(*key)) || !self.plan.newest(self.db, range, 1)?.is_empty())
    }

    /// Returns half a page of newer stories, `key` itself and older ones; one side fills up what the other lacks.
    fn around(&mut self, key: HeadlineKey, limit: usize) -> rusqlite::Result<(Vec<Key>, bool, bool)> {
        let (mut above, more_above) = self.page(Start::Oldest, Range::ALL.newer_than(key), limit)?;
        let (mut below, more_below) = self.page(Start::Newest, Range::ALL.not_newer_than(key), limit)?;
        let above_count = above.len().min((limit / 2).max(limit.saturating_sub(below.len())));
        let below_count = below.len().min(limit - above_count);
        let more_newer = more_above || above_count < above.len();
        let more_older = more_below || below_count < below.len();
        below.truncate(below_count);
        // The page is what stands nearest: the last of the newer ones.
        let mut keys = above.split_off(above.len() - above_count);
        keys.append(&mut below);
        Ok((keys, more_newer, more_older))
    }
}

fn kept(db: &Connection, ids: &[EntryId]) -> rusqlite::Result<BTreeSet<Key>> {
    let mut find = db.prepare_cached(
        "SELECT at_ms FROM entry_status WHERE entry_id = ?1 AND at_ms IS NOT NULL
             AND feed_id NOT IN (SELECT id FROM feed WHERE removed_ms IS NOT NULL)",
    )?;
    let mut keys = BTreeSet::new();
    for id in ids {
        if let Some(at_ms) = find.query_row([id.0], |row| row.get(0)).optional()? {
            keys.insert(Key { at_ms, id: id.0 });
        }
    }
    Ok(keys)
}

/// Returns the line of one story; `None` when it is gone or its feed is removed.
///
/// # Errors
/// Says what the database failed with.
pub fn headline(db: &Connection, id: EntryId) -> rusqlite::Result<Option<Headline>> {
    db.prepare_cached(
        "SELECT s.at_ms, e.title, e.url, s.feed_id, coalesce(f.title, f.own_title), s.read, s.starred, s.later
         FROM entry_status s CROSS JOIN entry e ON e.entry_id = s.entry_id CROSS JOIN feed f ON f.id = s.feed_id
         WHERE s.entry_id = ?1 AND s.at_ms IS NOT NULL AND f.removed_ms IS NULL",
    )?
    .query_row([id.0], |row| {
        let title = text_at(row, 1)?;
        Ok(Headline {
            key: HeadlineKey { at: time(row.get(0)?), id },
            title: if title.is_empty() { CleanText::new("(untitled)") } else { title },
            url: web_url_at(row, 2)?,
            feed: FeedId(row.get(3)?),
            feed_title: text_at(row, 4)?,
            unread: !row.get::<_, bool>(5)?,
            starred: row.get(6)?,
            later: row.get(7)?,
            followed: false,
            fold: Fold::Alone,
            tags: tags::of_story(db, id)?,
            snippet: None,
        })
    })
    .optional()
}

/// Counts the stories of a query up to `cap`; exactly and at once where a counter knows it.
///
/// # Errors
/// Says what the database failed with.
pub fn count(db: &Connection, query: &Query, now: Timestamp, cap: u32) -> rusqlite::Result<u32> {
    let counts = match query.any.as_slice() {
        _ if !query.without.is_empty() => None,
        [] => Some(view_counts(db)?.all),
        [side] => match side.as_slice() {
            [] => Some(view_counts(db)?.all),
            [Term { negated: false, kind: TermKind::Unread }] => Some(view_counts(db)?.unread),
            [Term { negated: false, kind: TermKind::Starred }] => Some(view_counts(db)?.starred),
            [Term { negated: false, kind: TermKind::Later }] => Some(view_counts(db)?.later),
            _ => None,
        },
        _ => None,
    };
    match counts {
        Some(known) => Ok(known.min(cap)),
        None => Ok(Plan::of(db, query, now)?.newest(db, Range::ALL, cap as usize)?.len() as u32),
    }
}

/// Returns the first key of a list beyond a story, and so the next story in that direction.
pub(super) fn next_key(db: &Connection, plan: &Plan, from: HeadlineKey, toward: Start) -> rusqlite::Result<Option<Key>> {
    let keys = match toward {
        Start::Newest => plan.newest(db, Range::ALL.older_than(from), 1)?,
        Start::Oldest => plan.oldest(db, Range::ALL.newer_than(from), 1)?,
    };
    Ok(keys.first().copied())
}
