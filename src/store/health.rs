//! Whether the database is whole.

use rusqlite::Connection;

/// Most complaints that are gathered; a damaged file has thousands.
const COMPLAINTS_MAX: u32 = 10;

/// Returns what is wrong with the database, in the words of SQLite; nothing when it is whole. Reads the whole file.
///
/// # Errors
/// Says what the database failed with.
pub fn complaints(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut check = db.prepare(&format!("PRAGMA quick_check({COMPLAINTS_MAX})"))?;
    let lines: Vec<String> = check.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}
