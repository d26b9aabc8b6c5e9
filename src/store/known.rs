//! People as candidates for a name: found again by keys, with what speaks for and against them.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::codec::{ms, text_at, time};
use super::keys::Start;
use super::people;
use super::words::Words;
use crate::domain::{Gender, KnownPerson, PersonId};

/// Most candidates for one name: those in the most stories.
const CANDIDATES_MAX: u32 = 50;

/// Returns everybody who is filed under one of these keys, those in the most stories first.
///
/// With `about`, a lone surname is looked up: each comes with the story nearest to that moment, and their roles.
///
/// # Errors
/// Says what the database failed with.
pub fn candidates(db: &Connection, keys: &[String], about: Option<Timestamp>) -> rusqlite::Result<Vec<KnownPerson>> {
    let keys = serde_json::to_string(keys).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let mut people: Vec<KnownPerson> = db
        .prepare_cached(
            "SELECT p.id, coalesce(n.found, p.name), p.stories, p.gender
             FROM person p LEFT JOIN person_named n ON n.person_id = p.id
             WHERE p.id IN (SELECT k.person_id FROM json_each(?1) j CROSS JOIN person_key k ON k.key = j.value)
             ORDER BY p.stories DESC, p.id LIMIT ?2",
        )?
        .query_map(params![keys, CANDIDATES_MAX], |row| {
            let id = PersonId(row.get(0)?);
            Ok(KnownPerson {
                id,
                who: id,
                name: text_at(row, 1)?,
                aliases: Vec::new(),
                roles: Vec::new(),
                gender: match row.get(3)? {
                    Some(1) => Some(Gender::He),
                    Some(2) => Some(Gender::She),
                    _ => None,
                },
                stories: row.get(2)?,
                nearest: None,
            })
        })?
        .collect::<Result<_, _>>()?;
    let words = Words::read(db)?;
    for person in &mut people {
        person.who = words.who(person.id, None);
        person.aliases = people::aliases(db, person.id, &person.name)?;
        if let Some(about) = about {
            person.roles = people::roles(db, person.who)?.into_iter().map(|(role, _)| role).collect();
            person.nearest = nearest(db, person, about)?;
        }
    }
    Ok(people)
}

/// Returns when the story was published that names a person and is nearest to a moment, shown or found.
///
/// Somebody with a full name must be named in full there: surnames that were joined to them do not carry further ones.
fn nearest(db: &Connection, person: &KnownPerson, about: Timestamp) -> rusqlite::Result<Option<Timestamp>> {
    let any_form = !person.name.contains(' ');
    let mut times: Vec<i64> = Vec::new();
    for (table, id) in [("story_person", person.who), ("found_person", person.id)] {
        for toward in [Start::Newest, Start::Oldest] {
            let mut select = db.prepare_cached(&nearest_sql(table, toward))?;
            times.extend(select.query_row(params![id.0, ms(about), any_form], |row| row.get::<_, i64>(0)).optional()?);
        }
    }
    Ok(times.into_iter().min_by_key(|at_ms| at_ms.abs_diff(ms(about))).map(time))
}

/// Returns the statement that finds the story of a person next to a moment: the newest before it, or the oldest after it.
pub(super) fn nearest_sql(table: &str, toward: Start) -> String {
    let (side, order) = if toward == Start::Newest { ("<=", "DESC") } else { (">", "ASC") };
    format!(
        "SELECT at_ms FROM {table} WHERE person_id = ?1 AND at_ms {side} ?2 AND (?3 OR instr(name, ' ') > 0)
         ORDER BY at_ms {order} LIMIT 1"
    )
}

/// Keeps what a story says of a person's gender, unless another said it before.
///
/// # Errors
/// Says what the database failed with.
pub fn note_gender(db: &Connection, id: PersonId, gender: Gender) -> rusqlite::Result<()> {
    let number = if gender == Gender::He { 1 } else { 2 };
    db.prepare_cached("UPDATE person SET gender = ?2 WHERE id = ?1 AND gender IS NULL")?.execute(params![id.0, number])?;
    Ok(())
}
