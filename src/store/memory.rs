//! What the stories so far thought of the phrases that may be names: one row a phrase.
//!
//! What the memory may do to a story is decided in `entity`.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Row, params};

use super::codec::{ms, string_at, time};
use crate::domain::{EntryId, MEMORY_DAYS, PhraseMemory};

/// Times of [`MEMORY_DAYS`] after which a phrase of one or two stories is forgotten, and any phrase: it weighs nothing by then.
const FEW_STORIES_TIMES: i64 = 4;
const ANY_STORIES_TIMES: i64 = 8;

/// Returns what is remembered of these phrases at the moment of a story, as it weighs on it; nothing for those that are not known.
///
/// # Errors
/// Says what the database failed with.
pub fn recall<'p>(
    db: &Connection,
    phrases: impl IntoIterator<Item = &'p String>,
    at: Timestamp,
) -> rusqlite::Result<BTreeMap<String, PhraseMemory>> {
    let phrases: Vec<&String> = phrases.into_iter().collect();
    let known = rows(db, &phrases)?;
    let weight = |phrase: &String| known.get(phrase).map(|(memory, seen)| at_moment(*memory, *seen, at).weighed());
    Ok(phrases.into_iter().map(|phrase| (phrase.clone(), weight(phrase).unwrap_or_default())).collect())
}

/// Returns what is remembered of a phrase at a moment, in whole; `None` where it is not known.
///
/// # Errors
/// Says what the database failed with.
pub fn of_phrase(db: &Connection, phrase: &str, at: Timestamp) -> rusqlite::Result<Option<PhraseMemory>> {
    let phrase = phrase.to_owned();
    Ok(rows(db, &[&phrase])?.get(&phrase).map(|(memory, seen)| at_moment(*memory, *seen, at)))
}

/// Adds what a story thinks of its phrases, unless an earlier version of it has done so. To be called before its article is saved.
///
/// Stories may come in any order: the sum is the same but for rounding.
///
/// # Errors
/// Says what the database failed with.
pub fn learn(db: &Connection, story: EntryId, learned: &BTreeMap<String, PhraseMemory>, at: Timestamp) -> rusqlite::Result<()> {
    let digested =
        db.prepare_cached("SELECT EXISTS (SELECT 1 FROM article WHERE entry_id = ?1)")?.query_row([story.0], |row| row.get(0))?;
    if digested || learned.is_empty() {
        return Ok(());
    }
    let known = rows(db, &learned.keys().collect::<Vec<_>>())?;
    let mut write = db.prepare_cached(
        "INSERT OR REPLACE INTO phrase_memory (phrase, person, place, other, surname, at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (phrase, story) in learned {
        let (memory, seen) = known.get(phrase).copied().unwrap_or((PhraseMemory::default(), ms(at)));
        let newest = seen.max(ms(at));
        let PhraseMemory { person, place, other, surname } =
            at_moment(memory, seen, time(newest)).and(at_moment(*story, ms(at), time(newest)));
        write.execute(params![phrase, person, place, other, surname, newest])?;
    }
    Ok(())
}

/// Forgets the phrases that weigh nothing any more.
///
/// # Errors
/// Says what the database failed with.
pub fn forget_faded(db: &Connection, now: Timestamp) -> rusqlite::Result<usize> {
    let before = |times: i64| ms(now - SignedDuration::from_hours(24 * MEMORY_DAYS * times));
    db.prepare_cached(
        "DELETE FROM phrase_memory WHERE at_ms < ?1 OR at_ms < ?2 AND person + place + other <= 2 AND surname <= 2",
    )?
    .execute([before(ANY_STORIES_TIMES), before(FEW_STORIES_TIMES)])
}

/// Returns the rows of phrases with the time as of which they are.
fn rows(db: &Connection, phrases: &[&String]) -> rusqlite::Result<BTreeMap<String, (PhraseMemory, i64)>> {
    let phrases = serde_json::to_string(phrases).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let read = |row: &Row<'_>| {
        let memory = PhraseMemory { person: row.get(1)?, place: row.get(2)?, other: row.get(3)?, surname: row.get(4)? };
        Ok((string_at(row, 0)?, (memory, row.get(5)?)))
    };
    db.prepare_cached(
        "SELECT m.phrase, m.person, m.place, m.other, m.surname, m.at_ms
         FROM json_each(?1) j CROSS JOIN phrase_memory m ON m.phrase = j.value",
    )?
    .query_map([phrases], read)?
    .collect()
}

fn at_moment(memory: PhraseMemory, seen_ms: i64, at: Timestamp) -> PhraseMemory {
    memory.faded(at.duration_since(time(seen_ms)))
}
