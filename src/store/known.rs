//! People as candidates for a name: found again by keys, with what speaks for and against them.

use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::codec::{ms, text_at, time};
use super::keys::Start;
use super::people;
use super::words::Words;
use crate::domain::{Gender, KnownPerson, PersonId};
use crate::text::fold::fold;

/// Most candidates for one key of a name, and in all: those in the most stories.
const CANDIDATES_MAX: usize = 50;

/// What looks candidates up, with what the reader said of who is whom at that moment.
#[derive(Debug)]
pub struct Known {
    words: Words,
}

/// Who may be meant by a name.
#[derive(Clone, Debug)]
pub struct Candidates {
    /// Those in the most stories first.
    pub people: Vec<KnownPerson>,
    /// What they rest on; as long as [`Known::state`] is this, they are the same.
    pub state: u64,
}

impl Known {
    /// Reads what the reader said of who is whom.
    ///
    /// # Errors
    /// Says what the database failed with.
    pub fn new(db: &Connection) -> rusqlite::Result<Self> {
        Ok(Self { words: Words::read(db)? })
    }

    /// Says whether the reader said the same when the other was made.
    pub fn is_as(&self, other: &Self) -> bool {
        self.words == other.words
    }

    /// Returns who is shown for this person, through all that was merged.
    pub fn who(&self, id: PersonId) -> PersonId {
        self.words.who(id, None)
    }

    /// Returns everybody who is filed under one of these keys of a name, those in the most stories first, and where there are very
    /// many whoever goes by the very name.
    ///
    /// With `about`, a lone surname is looked up: each comes with the story nearest to that moment, and their roles.
    ///
    /// # Errors
    /// Says what the database failed with.
    pub fn candidates(
        &self,
        db: &Connection,
        name: &str,
        keys: &[String],
        about: Option<Timestamp>,
    ) -> rusqlite::Result<Candidates> {
        let mut people = filed(db, name, keys)?;
        let state = state_of(&people);
        for person in &mut people {
            person.who = self.words.who(person.id, None);
            person.aliases = people::aliases(db, person.id, &person.name)?;
            if let Some(about) = about {
                person.roles = people::roles(db, person.who)?.into_iter().map(|(role, _)| role).collect();
                person.nearest = nearest(db, person, about)?;
            }
        }
        Ok(Candidates { people, state })
    }

    /// Returns what the candidates of a name rest on: cheap, to see whether they are still the same.
    ///
    /// # Errors
    /// Says what the database failed with.
    pub fn state(db: &Connection, name: &str, keys: &[String]) -> rusqlite::Result<u64> {
        filed(db, name, keys).map(|people| state_of(&people))
    }
}

/// Whatever is stored of somebody changes with the number of their stories.
fn state_of(people: &[KnownPerson]) -> u64 {
    let mut state = DefaultHasher::new();
    for KnownPerson { id, name, gender, stories, .. } in people {
        (id.0, name.as_str(), gender.map(|gender| gender == Gender::He), stories).hash(&mut state);
    }
    state.finish()
}

const PEOPLE: &str = "SELECT p.id, coalesce(n.found, p.name), p.stories, p.gender";
const NAMED: &str = "LEFT JOIN person_named n ON n.person_id = p.id";

/// Returns the statement that reads those in the most stories who are filed under a key; no more rows than wanted are read.
pub(super) fn of_key_sql() -> String {
    format!(
        "{PEOPLE} FROM person_key k INDEXED BY person_key_by_stories CROSS JOIN person p ON p.id = k.person_id {NAMED}
         WHERE k.key = ?1 ORDER BY k.stories DESC, k.person_id LIMIT ?2"
    )
}

/// Returns who is filed under the keys of a name, without what takes more than a look at their rows.
fn filed(db: &Connection, name: &str, keys: &[String]) -> rusqlite::Result<Vec<KnownPerson>> {
    let mut people: Vec<KnownPerson> = Vec::new();
    let mut of_key = db.prepare_cached(&of_key_sql())?;
    let mut is_full = false;
    for key in keys {
        let before = people.len();
        for person in of_key.query_map(params![key, CANDIDATES_MAX as u32], read_person)? {
            people.push(person?);
        }
        is_full |= people.len() - before == CANDIDATES_MAX;
    }
    let rank = |person: &KnownPerson| (std::cmp::Reverse(person.stories), person.id);
    people.sort_by_key(rank);
    people.dedup_by_key(|person| person.id);
    is_full |= people.len() > CANDIDATES_MAX;
    people.truncate(CANDIDATES_MAX);
    if is_full {
        let mut of_name = db.prepare_cached(&format!(
            "{PEOPLE} FROM person p {NAMED} WHERE p.id IN (
                 SELECT id FROM person INDEXED BY person_by_name WHERE folded = ?1
                 UNION ALL SELECT person_id FROM person_alias INDEXED BY person_alias_folded WHERE folded = ?1 LIMIT ?2)"
        ))?;
        for person in of_name.query_map(params![fold(name), CANDIDATES_MAX as u32], read_person)? {
            people.push(person?);
        }
        people.sort_by_key(rank);
        people.dedup_by_key(|person| person.id);
    }
    Ok(people)
}

fn read_person(row: &Row<'_>) -> rusqlite::Result<KnownPerson> {
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
