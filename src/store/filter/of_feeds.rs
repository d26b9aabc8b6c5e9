//! The feeds that a query speaks of, by name, folder or tag.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use crate::query::TermKind;
use crate::store::codec::{json_ids, raw_at};
use crate::store::tags::folded;
use crate::text::fold::fold;

/// Says whether many feeds together hold so few of all stories that walking all by time would pass over most.
pub(super) fn are_small(db: &Connection, ids: &BTreeSet<i64>) -> rusqlite::Result<bool> {
    let (these, all): (i64, i64) = db
        .prepare_cached(
            "SELECT coalesce(sum(stories) FILTER (WHERE feed_id IN (SELECT value FROM json_each(?1))), 0),
                 coalesce(sum(stories), 0) FROM feed_count",
        )?
        .query_row([json_ids(ids.iter().copied())], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(these * 10 < all)
}

/// Returns the feeds that a term speaks of.
pub(super) fn matching_feeds(db: &Connection, kind: &TermKind) -> rusqlite::Result<BTreeSet<i64>> {
    if let TermKind::FeedId(id) = kind {
        return Ok([id.0].into());
    }
    let mut statement = db.prepare_cached("SELECT id, own_title, title, url, folder, tags FROM feed")?;
    let mut rows = statement.query(params![])?;
    let mut ids = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let fits = |columns: &[usize], test: &dyn Fn(&str) -> bool| -> rusqlite::Result<bool> {
            for column in columns {
                if test(&raw_at(row, *column)?) {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        let fits = match kind {
            TermKind::Feed(word) => fits(&[1, 2, 3], &|text| fold(text).contains(&fold(word)))?,
            TermKind::Folder(name) => fits(&[4], &|folder| is_inside(&fold(folder), &fold(name)))?,
            TermKind::Tag(name) => fits(&[5], &|tags| tags.lines().any(|tag| folded(tag) == folded(name)))?,
            _ => false,
        };
        if fits {
            ids.insert(row.get(0)?);
        }
    }
    Ok(ids)
}

/// Says whether a folder is the named one or lies in it.
fn is_inside(folder: &str, name: &str) -> bool {
    folder.strip_prefix(name.trim_end_matches('/')).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        && !folder.is_empty()
}
