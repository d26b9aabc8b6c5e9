//! Lists of headlines, page by page from any story on, in either direction.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::codec::{text_at, time};
use super::feeds::web_url_at;
use super::filter::Plan;
use super::keys::{Key, Range, Start};
use super::statuses::view_counts;
use super::tags;
use crate::domain::{EntryId, FeedId, Headline, HeadlineKey};
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
    let list = List { db, plan: Plan::of(db, &request.query, now)?, kept: kept(db, &request.keep)? };
    let limit = request.limit.clamp(1, PAGE_MAX) as usize;
    let (keys, more_newer, more_older) = match request.anchor {
        Anchor::Newest => {
            let (keys, more_older) = list.older(Range::ALL, limit)?;
            (keys, false, more_older)
        }
        Anchor::Oldest => {
            let (keys, more_newer) = list.newer(Range::ALL, limit)?;
            (keys, more_newer, false)
        }
        Anchor::After(key) => {
            let (keys, more_older) = list.older(Range::ALL.older_than(key), limit)?;
            (keys, list.any(Range::ALL.not_older_than(key))?, more_older)
        }
        Anchor::Before(key) => {
            let (keys, more_newer) = list.newer(Range::ALL.newer_than(key), limit)?;
            (keys, more_newer, list.any(Range::ALL.not_newer_than(key))?)
        }
        Anchor::Around(key) => list.around(key, limit)?,
    };
    // A row may only be missing when the file was changed by other hands; the page is then shorter.
    let rows = keys.into_iter().filter_map(|key| headline(db, EntryId(key.id)).transpose()).collect::<Result<_, _>>()?;
    Ok(HeadlinePage { rows, more_newer, more_older })
}

/// The stories that fit, and those that stay although they do not.
struct List<'a> {
    db: &'a Connection,
    plan: Plan,
    kept: BTreeSet<Key>,
}

impl List<'_> {
    /// Returns the newest keys of a range, newest first, and whether there are more.
    fn older(&self, range: Range, limit: usize) -> rusqlite::Result<(Vec<Key>, bool)> {
        let mut keys = self.plan.newest(self.db, range, limit + 1)?;
        self.keep(&mut keys, range);
        keys.sort_unstable_by(|a, b| b.cmp(a));
        keys.dedup();
        let more = keys.len() > limit;
        keys.truncate(limit);
        Ok((keys, more))
    }

    /// Returns the oldest keys of a range, newest first, and whether there are more.
    fn newer(&self, range: Range, limit: usize) -> rusqlite::Result<(Vec<Key>, bool)> {
        let mut keys = self.plan.oldest(self.db, range, limit + 1)?;
        self.keep(&mut keys, range);
        keys.sort_unstable();
        keys.dedup();
        let more = keys.len() > limit;
        keys.truncate(limit);
        keys.reverse();
        Ok((keys, more))
    }

    fn keep(&self, keys: &mut Vec<Key>, range: Range) {
        keys.extend(self.kept.iter().filter(|key| range.holds(**key)));
    }

    fn any(&self, range: Range) -> rusqlite::Result<bool> {
        Ok(self.kept.iter().any(|key| range.holds(*key)) || !self.plan.newest(self.db, range, 1)?.is_empty())
    }

    /// Returns half a page of newer stories, `key` itself and older ones; one side fills up what the other lacks.
    fn around(&self, key: HeadlineKey, limit: usize) -> rusqlite::Result<(Vec<Key>, bool, bool)> {
        let (mut above, more_above) = self.newer(Range::ALL.newer_than(key), limit)?;
        let (mut below, more_below) = self.older(Range::ALL.not_newer_than(key), limit)?;
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
