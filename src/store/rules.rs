//! Queries that the reader keeps: views, what is followed, what is muted.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::codec::{ms, raw_at, string_at, text_at};
use super::filter::Plan;
use super::keys::Key;
use super::words::Words;
use crate::domain::{EntryId, Headline};
use crate::query::{Purpose, Query, Rule, TermKind};
use crate::text::CleanText;

/// Characters of a query that cannot be read that are told.
const TOLD_CHARS_MAX: usize = 80;

/// Returns every rule, those of one purpose together, the first kept first.
///
/// # Errors
/// Says what the database failed with.
pub fn all(db: &Connection) -> rusqlite::Result<Vec<Rule>> {
    let words = Words::read(db)?;
    let mut statement = db.prepare_cached("SELECT purpose, query, name FROM rule ORDER BY purpose, kept_ms, query")?;
    let mut rows = statement.query([])?;
    let mut rules = Vec::new();
    while let Some(row) = rows.next()? {
        // What another version of the program wrote and this one cannot read holds for nothing.
        let purpose = Purpose::of_number(row.get(0)?);
        let query = Query::parse(&raw_at(row, 1)?).ok();
        if let (Some(purpose), Some(mut query)) = (purpose, query) {
            people_as_they_are_now(&mut query, &words);
            rules.push(Rule { purpose, name: text_at(row, 2)?, query });
        }
    }
    Ok(rules)
}

/// Whoever was made one with somebody else since is that other.
fn people_as_they_are_now(query: &mut Query, words: &Words) {
    for term in query.any.iter_mut().flatten() {
        if let TermKind::PersonId(id) = &mut term.kind {
            *id = words.who(*id, None);
        }
    }
}

/// Keeps a rule; one that is kept already gets the new name.
///
/// One that could not be read back is refused: it would be lost.
fn keep(db: &Connection, rule: &Rule, now: Timestamp) -> rusqlite::Result<()> {
    let text = rule.text().map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    db.prepare_cached(
        "INSERT INTO rule (purpose, query, name, kept_ms) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (purpose, query) DO UPDATE SET name = excluded.name",
    )?
    .execute(params![rule.purpose.number(), text, rule.name.as_str(), ms(now)])?;
    Ok(())
}

/// Returns the queries that are kept and cannot be read, so that they hold for nothing, each with the reason.
///
/// # Errors
/// Says what the database failed with.
pub fn unreadable(db: &Connection) -> rusqlite::Result<Vec<(CleanText, String)>> {
    let mut statement = db.prepare_cached("SELECT query FROM rule ORDER BY kept_ms, query")?;
    let mut rows = statement.query([])?;
    let mut unreadable = Vec::new();
    while let Some(row) = rows.next()? {
        if let Err(error) = Query::parse(&raw_at(row, 0)?) {
            unreadable.push((CleanText::capped(&raw_at(row, 0)?, TOLD_CHARS_MAX), error.to_string()));
        }
    }
    Ok(unreadable)
}

/// Gives a rule up.
fn give_up(db: &Connection, rule: &Rule) -> rusqlite::Result<()> {
    // It may have been kept for somebody who is another person by now.
    let mut statement = db.prepare_cached("SELECT query FROM rule WHERE purpose = ?1")?;
    let kept: Vec<String> = statement.query_map([rule.purpose.number()], |row| string_at(row, 0))?.collect::<Result<_, _>>()?;
    let words = Words::read(db)?;
    for text in kept {
        let Ok(mut query) = Query::parse(&text) else { continue };
        people_as_they_are_now(&mut query, &words);
        if query == rule.query {
            db.prepare_cached("DELETE FROM rule WHERE purpose = ?1 AND query = ?2")?
                .execute(params![rule.purpose.number(), text])?;
        }
    }
    Ok(())
}

/// Keeps rules (`true`) or gives them up, and returns all as they are then.
///
/// # Errors
/// Says what the database failed with, or that a query cannot be kept; nothing is changed then.
pub fn change(db: &Connection, changes: &[(Rule, bool)], now: Timestamp) -> rusqlite::Result<Vec<Rule>> {
    for (rule, kept) in changes {
        if *kept { keep(db, rule, now)? } else { give_up(db, rule)? }
    }
    all(db)
}

/// Returns those of these stories that are unread and followed, the newest first.
///
/// # Errors
/// Says what the database failed with.
pub fn followed_of(db: &Connection, ids: &[EntryId], now: Timestamp) -> rusqlite::Result<Vec<Headline>> {
    let rows: rusqlite::Result<Vec<_>> = ids.iter().filter_map(|id| super::headlines::headline(db, *id).transpose()).collect();
    let mut rows = rows?;
    mark_followed(db, &mut rows, now)?;
    rows.retain(|row| row.followed && row.unread);
    rows.sort_by_key(|row| std::cmp::Reverse(row.key));
    Ok(rows)
}

/// Marks those rows that are followed.
///
/// # Errors
/// Says what the database failed with.
pub fn mark_followed(db: &Connection, rows: &mut [Headline], now: Timestamp) -> rusqlite::Result<()> {
    let followed = followed_among(db, &rows.iter().map(|row| Key::from(row.key)).collect(), now)?;
    for row in rows {
        row.followed = followed.contains(&row.key.id);
    }
    Ok(())
}

/// Returns which of some stories are followed.
pub(super) fn followed_among(db: &Connection, keys: &BTreeSet<Key>, now: Timestamp) -> rusqlite::Result<BTreeSet<EntryId>> {
    let mut followed = BTreeSet::new();
    if keys.is_empty() {
        return Ok(followed);
    }
    for rule in all(db)?.into_iter().filter(|rule| rule.purpose == Purpose::Follow) {
        followed.extend(Plan::of(db, &rule.query, now)?.among(db, keys)?.into_iter().map(|key| EntryId(key.id)));
    }
    Ok(followed)
}
