//! Stories that were filed under a lone surname, to be looked at again when a full name comes.
//!
//! Whose they are is decided elsewhere.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::articles;
use super::codec::{ms, time};
use super::words;
use crate::domain::{EntryId, FoundPerson, PersonId};

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// A story that was found to name somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct NamingStory {
    /// Which.
    pub id: EntryId,
    /// When it counts as published.
    pub published: Timestamp,
    /// Everybody whom it was found to name, whatever is shown.
    pub people: Vec<(PersonId, FoundPerson)>,
}

/// Says whether the reader said something of a person or has a rule that names them: then they are left as they are.
///
/// # Errors
/// Says what the database failed with.
pub fn is_spoken_of(db: &Connection, id: PersonId) -> rusqlite::Result<bool> {
    db.prepare_cached(&format!(
        "SELECT ?1 IN ({}) OR EXISTS (SELECT 1 FROM rule WHERE query || ' ' LIKE '%person:#' || ?1 || ' %')",
        words::NAMED_BY_READER
    ))?
    .query_row([id.0], |row| row.get(0))
}

/// Returns the stories that were found to name a person, the newest first; `None` where these are more than the first of `max`, name
/// more people together than the second, or one of them is further than this from a moment.
///
/// # Errors
/// Says what the database failed with.
pub fn stories_near(
    db: &Connection,
    id: PersonId,
    moment: Timestamp,
    days: i64,
    (stories_max, people_max): (usize, usize),
) -> rusqlite::Result<Option<Vec<NamingStory>>> {
    let rows: Vec<(i64, i64)> = db
        .prepare_cached(
            "SELECT * FROM (SELECT entry_id, at_ms FROM story_person WHERE person_id = ?1 ORDER BY at_ms DESC, entry_id DESC LIMIT ?2)
             UNION
             SELECT * FROM (SELECT entry_id, at_ms FROM found_person WHERE person_id = ?1 ORDER BY at_ms DESC, entry_id DESC LIMIT ?2)
             ORDER BY at_ms DESC, entry_id DESC LIMIT ?2",
        )?
        .query_map(params![id.0, stories_max as i64 + 1], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let reach_ms = days * DAY_MS;
    if rows.len() > stories_max || rows.iter().any(|(_, at_ms)| at_ms.abs_diff(ms(moment)) > reach_ms.unsigned_abs()) {
        return Ok(None);
    }
    let mut stories = Vec::with_capacity(rows.len());
    let mut people = 0;
    for (id, at_ms) in rows {
        people += words::count_found(db, EntryId(id))?;
        if people > people_max {
            return Ok(None);
        }
        stories.push(NamingStory { id: EntryId(id), published: time(at_ms), people: words::found(db, EntryId(id))? });
    }
    Ok(Some(stories))
}

/// Files the mentions of one person in a story under another; whoever stands in no story then is forgotten.
///
/// # Errors
/// Says what the database failed with; the caller's transaction is then to be given up.
pub fn give(db: &Connection, story: &NamingStory, from: PersonId, to: PersonId) -> rusqlite::Result<()> {
    let found: Vec<(PersonId, FoundPerson)> =
        story.people.iter().map(|(id, found)| (if *id == from { to } else { *id }, found.clone())).collect();
    words::found_again(db, story.id, &articles::merged_people(&found))
}
