//! What takes the space of the store, for `doctor`.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

/// What takes how much space of the database, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Space {
    /// Stories as their feeds sent them, and what the reader did with them.
    pub stories: u64,
    /// Articles: what was made of feeds and pages.
    pub articles: u64,
    /// The index of words.
    pub index: u64,
    /// People and places.
    pub names: u64,
    /// Everything else.
    pub rest: u64,
    /// What is free, and is used again before the file grows.
    pub free: u64,
}

/// Returns what takes the space; it reads all pages, which takes seconds for a large database.
///
/// # Errors
/// Says what the database failed with.
pub fn taken(db: &Connection) -> rusqlite::Result<Space> {
    let mut space = Space::default();
    let mut select = db.prepare(
        "SELECT coalesce(m.tbl_name, d.name), sum(d.pgsize) FROM dbstat d LEFT JOIN sqlite_master m ON m.name = d.name
         WHERE d.aggregate = 1 GROUP BY 1",
    )?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (table, bytes) = (row.get_ref(0)?.as_str()?, row.get::<_, i64>(1)?.unsigned_abs());
        *match table {
            "entry" | "entry_status" | "queue" | "story_tag" | "report" => &mut space.stories,
            "article" => &mut space.articles,
            "unindexed" => &mut space.index,
            _ if table.starts_with("story_text") => &mut space.index,
            "story_person" | "story_place" | "story_area" | "found_person" | "area" | "feed_place" | "phrase_memory" => {
                &mut space.names
            }
            _ if table.starts_with("person") || table.starts_with("place") => &mut space.names,
            _ => &mut space.rest,
        } += bytes;
    }
    let free: i64 =
        db.query_row("SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size", [], |row| row.get(0))?;
    space.free = free.unsigned_abs();
    Ok(space)
}

/// Returns the copies of the database at `path` that were kept before changes of its schema, with their sizes in bytes, the
/// newest first.
pub fn backups(path: &Path) -> Vec<(PathBuf, u64)> {
    super::schema::backups(path)
}
