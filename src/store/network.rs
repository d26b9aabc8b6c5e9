//! Since when nothing can be reached, as the poller found it: for who asks without polling.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::codec::{ms, time};

/// Keeps since when nothing can be reached; `None` once something could be.
///
/// # Errors
/// Says what the database failed with.
pub fn set_down(db: &Connection, since: Option<Timestamp>) -> rusqlite::Result<()> {
    match since {
        Some(since) => db
            .prepare_cached("INSERT INTO tally (name, n) VALUES ('no network since', ?1) ON CONFLICT (name) DO NOTHING")?
            .execute(params![ms(since)])?,
        None => db.prepare_cached("DELETE FROM tally WHERE name = 'no network since'")?.execute([])?,
    };
    Ok(())
}

/// Returns since when nothing can be reached; `None` while something can be.
///
/// # Errors
/// Says what the database failed with.
pub fn down_since(db: &Connection) -> rusqlite::Result<Option<Timestamp>> {
    let since = db
        .prepare_cached("SELECT n FROM tally WHERE name = 'no network since'")?
        .query_row([], |row| row.get(0).map(time))
        .optional()?;
    Ok(since)
}
