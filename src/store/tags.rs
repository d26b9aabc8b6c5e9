//! Tags: those that the reader gives to stories, and those of feeds beside them. Two that differ in case or accents are one.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::codec::{lines_at, string_at, text_at};
use crate::domain::{EntryId, STORY_TAGS_MAX, TagUse};
use crate::text::CleanText;
use crate::text::fold::fold;

/// Returns the form in which tags are compared.
pub(super) fn folded(name: &str) -> String {
    fold(name.trim().trim_start_matches('#'))
}

/// Returns the reader's tags on a story, in the order of the alphabet.
///
/// # Errors
/// Says what the database failed with.
pub fn of_story(db: &Connection, id: EntryId) -> rusqlite::Result<Vec<CleanText>> {
    db.prepare_cached("SELECT name FROM story_tag INDEXED BY story_tag_entry WHERE entry_id = ?1 ORDER BY folded")?
        .query_map([id.0], |row| text_at(row, 0))?
        .collect()
}

/// Gives a story these tags and takes all others off it; returns those that it had. `None` when the story is gone.
///
/// A tag that other stories bear already is written as there.
///
/// # Errors
/// Says what the database failed with.
pub fn set(db: &Connection, id: EntryId, tags: &[CleanText]) -> rusqlite::Result<Option<Vec<CleanText>>> {
    let at_ms: Option<i64> = db
        .prepare_cached("SELECT at_ms FROM entry_status WHERE entry_id = ?1 AND at_ms IS NOT NULL")?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    let Some(at_ms) = at_ms else { return Ok(None) };
    let before = of_story(db, id)?;
    db.prepare_cached("DELETE FROM story_tag WHERE entry_id = ?1")?.execute([id.0])?;
    let mut known = db.prepare_cached("SELECT name FROM story_tag WHERE folded = ?1 LIMIT 1")?;
    let mut insert =
        db.prepare_cached("INSERT OR IGNORE INTO story_tag (folded, at_ms, entry_id, name) VALUES (?1, ?2, ?3, ?4)")?;
    for tag in tags.iter().take(STORY_TAGS_MAX) {
        let folded = folded(tag);
        let name = known.query_row([&folded], |row| text_at(row, 0)).optional()?;
        insert.execute(params![folded, at_ms, id.0, name.as_ref().unwrap_or(tag).as_str()])?;
    }
    Ok(Some(before))
}

/// Gives stories a tag, or takes it off them; returns how many changed. One that bears as many as it may gets no other.
pub(super) fn put(db: &Connection, stories: &[EntryId], tag: &CleanText, on: bool) -> rusqlite::Result<u32> {
    let folded = folded(tag);
    let known = db
        .prepare_cached("SELECT name FROM story_tag WHERE folded = ?1 LIMIT 1")?
        .query_row([&folded], |row| text_at(row, 0))
        .optional()?;
    let name = known.as_ref().unwrap_or(tag).as_str();
    let mut insert = db.prepare_cached(
        "INSERT OR IGNORE INTO story_tag (folded, at_ms, entry_id, name)
         SELECT ?1, s.at_ms, s.entry_id, ?3 FROM entry_status s WHERE s.entry_id = ?2 AND s.at_ms IS NOT NULL
             AND (SELECT count(*) FROM story_tag t INDEXED BY story_tag_entry WHERE t.entry_id = s.entry_id) < ?4",
    )?;
    let mut delete = db.prepare_cached("DELETE FROM story_tag WHERE entry_id = ?1 AND folded = ?2")?;
    let mut changed = 0;
    for id in stories {
        changed += if on {
            insert.execute(params![folded, id.0, name, STORY_TAGS_MAX as u32])?
        } else {
            delete.execute(params![id.0, folded])?
        };
    }
    Ok(changed as u32)
}

/// Says whether any story bears a tag of its own of this folded name.
pub(super) fn is_on_stories(db: &Connection, folded: &str) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM story_tag WHERE folded = ?1)")?.query_row([folded], |row| row.get(0))
}

/// What is known of a tag while all are gathered.
#[derive(Default)]
struct Gathered {
    name: CleanText,
    feeds: BTreeSet<i64>,
    stories: u32,
    unread: u32,
}

/// Returns every tag that a story or a feed bears, in the order of the alphabet, with its stories.
///
/// # Errors
/// Says what the database failed with.
pub fn in_use(db: &Connection) -> rusqlite::Result<Vec<TagUse>> {
    let mut all: BTreeMap<String, Gathered> = BTreeMap::new();
    let mut of_feeds = db.prepare_cached(
        "SELECT f.id, f.tags, c.stories, c.unread FROM feed f CROSS JOIN feed_count c ON c.feed_id = f.id
         WHERE f.removed_ms IS NULL AND f.tags IS NOT NULL",
    )?;
    let mut rows = of_feeds.query([])?;
    while let Some(row) = rows.next()? {
        let (feed, stories, unread): (i64, u32, u32) = (row.get(0)?, row.get(2)?, row.get(3)?);
        for name in lines_at(row, 1)? {
            let tag = all.entry(folded(&name)).or_default();
            if tag.feeds.insert(feed) {
                tag.name = name;
                tag.stories += stories;
                tag.unread += unread;
            }
        }
    }
    let mut of_stories = db.prepare_cached(
        "SELECT t.folded, t.name, s.feed_id, s.read FROM story_tag t CROSS JOIN entry_status s ON s.entry_id = t.entry_id
         WHERE s.feed_id NOT IN (SELECT id FROM feed WHERE removed_ms IS NOT NULL)",
    )?;
    let mut rows = of_stories.query([])?;
    while let Some(row) = rows.next()? {
        let tag = all.entry(string_at(row, 0)?).or_default();
        tag.name = text_at(row, 1)?;
        // The stories of its feeds are counted already.
        if !tag.feeds.contains(&row.get(2)?) {
            tag.stories += 1;
            tag.unread += u32::from(!row.get::<_, bool>(3)?);
        }
    }
    let used = |(_, tag): (String, Gathered)| TagUse { name: tag.name, stories: tag.stories, unread: tag.unread };
    Ok(all.into_iter().map(used).filter(|tag| !tag.name.is_empty()).collect())
}
