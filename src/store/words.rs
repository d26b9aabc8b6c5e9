//! The reader's word on people: who is whom, which name is whose, who is hidden. It wins over what was found.
//!
//! What a story was found to name is kept whole wherever the word shows it otherwise, so that every word can be taken back and
//! a story that is digested again is shown as the reader said.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::articles::{self, Story};
use super::codec::{lines_at, some_text_at, string_at, text_at, unpack_ranges};
use super::{entries, parting, people};
use crate::domain::{EntryId, FeedId, FoundPerson, JoinReason, PersonId, PersonJoin, PersonWord};
use crate::text::CleanText;
use crate::text::fold::fold;

/// Everything that the reader said of who is whom.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    merged: BTreeMap<i64, i64>,
    split: BTreeMap<(i64, String), i64>,
    hidden: BTreeSet<i64>,
}

impl Words {
    pub(super) fn read(db: &Connection) -> rusqlite::Result<Self> {
        let mut words = Self::default();
        let mut merged = db.prepare_cached("SELECT person_id, into_id FROM person_merged")?;
        let mut rows = merged.query([])?;
        while let Some(row) = rows.next()? {
            words.merged.insert(row.get(0)?, row.get(1)?);
        }
        let mut split = db.prepare_cached("SELECT from_id, folded, own_id FROM person_split")?;
        let mut rows = split.query([])?;
        while let Some(row) = rows.next()? {
            words.split.insert((row.get(0)?, string_at(row, 1)?), row.get(2)?);
        }
        let mut hidden = db.prepare_cached("SELECT person_id FROM person_hidden")?;
        let mut rows = hidden.query([])?;
        while let Some(row) = rows.next()? {
            words.hidden.insert(row.get(0)?);
        }
        Ok(words)
    }

    /// Returns who somebody is; a form of their name may mean somebody else.
    pub(super) fn who(&self, person: PersonId, form: Option<&str>) -> PersonId {
        let mut at = person.0;
        let mut seen = BTreeSet::new();
        // Words that lead in a circle end where they come around.
        while seen.insert(at) {
            let split = form.and_then(|form| self.split.get(&(at, fold(form))));
            match split.or_else(|| self.merged.get(&at)) {
                Some(next) => at = *next,
                None => break,
            }
        }
        PersonId(at)
    }

    /// Returns everybody whose mentions may be shown as this person's.
    fn family(&self, person: PersonId) -> BTreeSet<i64> {
        let mut family = BTreeSet::from([person.0]);
        loop {
            let more: Vec<i64> = (self.merged.iter().map(|(from, into)| (*from, *into)))
                .chain(self.split.iter().map(|((from, _), own)| (*from, *own)))
                .filter(|(from, into)| family.contains(into) && !family.contains(from))
                .map(|(from, _)| from)
                .collect();
            if more.is_empty() {
                return family;
            }
            family.extend(more);
        }
    }

    /// Returns the people to show for those that were found.
    fn shown(
        &self,
        db: &Connection,
        id: EntryId,
        found: &[(PersonId, FoundPerson)],
    ) -> rusqlite::Result<Vec<(PersonId, FoundPerson)>> {
        let mut shown = Vec::with_capacity(found.len());
        for (own, person) in found {
            let parts = parting::forms(person, |form| self.who(*own, Some(form)));
            if let [(only, _)] = parts[..] {
                shown.push((only, person.clone()));
            } else {
                shown.extend(parting::part(person, &parts, &articles::texts(db, id)?));
            }
        }
        shown.retain(|(id, _)| !self.hidden.contains(&id.0));
        Ok(articles::merged_people(&shown))
    }
}

/// Writes the people of a story as the reader's word shows them, and keeps what was found where that differs.
pub(super) fn show(db: &Connection, story: &Story, found: &[(PersonId, FoundPerson)]) -> rusqlite::Result<()> {
    show_by(db, &Words::read(db)?, story, found)
}

fn show_by(db: &Connection, words: &Words, story: &Story, found: &[(PersonId, FoundPerson)]) -> rusqlite::Result<()> {
    let shown = words.shown(db, story.id, found)?;
    for (rank, (id, person)) in shown.iter().enumerate() {
        articles::add_person(db, story, rank, *id, person)?;
    }
    if shown != found {
        for (rank, (id, person)) in found.iter().enumerate() {
            articles::add_row(db, "found_person", story, rank, *id, person)?;
        }
    }
    Ok(())
}

/// Returns whom a story was found to name, whatever is shown.
pub(super) fn found(db: &Connection, id: EntryId) -> rusqlite::Result<Vec<(PersonId, FoundPerson)>> {
    for table in ["found_person", "story_person"] {
        let found: Vec<(PersonId, FoundPerson)> = db
            .prepare_cached(&format!(
                "SELECT person_id, name, role, aliases, mentions FROM {table} INDEXED BY {table}_entry
                 WHERE entry_id = ?1 ORDER BY rank"
            ))?
            .query_map([id.0], |row| {
                let found = FoundPerson {
                    name: text_at(row, 1)?,
                    role: some_text_at(row, 2)?,
                    gender: None,
                    aliases: lines_at(row, 3)?,
                    mentions: unpack_ranges(row.get_ref(4)?.as_blob()?),
                };
                Ok((PersonId(row.get(0)?), found))
            })?
            .collect::<Result<_, _>>()?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// Returns about how many people a story was found to name: at least as many as [`found`] reads.
pub(super) fn count_found(db: &Connection, id: EntryId) -> rusqlite::Result<usize> {
    let count = |table: &str| {
        db.prepare_cached(&format!("SELECT count(*) FROM {table} INDEXED BY {table}_entry WHERE entry_id = ?1"))?
            .query_row([id.0], |row| row.get::<_, u32>(0))
    };
    Ok(count("found_person")?.max(count("story_person")?) as usize)
}

/// Keeps what the reader said and shows every story that it concerns accordingly; returns what takes it back.
///
/// # Errors
/// Says what the database failed with; the caller's transaction is then to be given up.
pub fn say(db: &Connection, words: &[PersonWord]) -> rusqlite::Result<Vec<PersonWord>> {
    let people: BTreeSet<i64> = words.iter().flat_map(concerned).map(|id| id.0).collect();
    let mut stories = BTreeSet::new();
    stories_of(db, &people, &mut stories)?;
    let mut back = Vec::with_capacity(words.len());
    for word in words {
        back.extend(set(db, word)?);
    }
    back.reverse();
    stories_of(db, &people, &mut stories)?;
    let words = Words::read(db)?;
    for id in stories {
        show_again(db, &words, EntryId(id))?;
    }
    articles::drop_unnamed_people(db, people)?;
    Ok(back)
}

fn concerned(word: &PersonWord) -> Vec<PersonId> {
    match word {
        PersonWord::Merged { person, .. } | PersonWord::Hidden { person, .. } => vec![*person],
        PersonWord::Split { from, own, .. } => std::iter::once(*from).chain(*own).collect(),
        // A name changes no story.
        PersonWord::Named { .. } => Vec::new(),
    }
}

/// Returns the statement that finds the stories of a person.
pub(super) fn stories_sql(table: &str) -> String {
    format!("SELECT entry_id FROM {table} WHERE person_id = ?1")
}

/// Gathers the stories that show or were found to name these people or who goes up in them.
fn stories_of(db: &Connection, people: &BTreeSet<i64>, stories: &mut BTreeSet<i64>) -> rusqlite::Result<()> {
    let words = Words::read(db)?;
    for person in people {
        for member in words.family(PersonId(*person)) {
            for table in ["story_person", "found_person"] {
                let mut select = db.prepare_cached(&stories_sql(table))?;
                let mut rows = select.query([member])?;
                while let Some(row) = rows.next()? {
                    stories.insert(row.get(0)?);
                }
            }
        }
    }
    Ok(())
}

fn show_again(db: &Connection, words: &Words, id: EntryId) -> rusqlite::Result<()> {
    rewrite(db, words, id, &found(db, id)?)
}

/// Writes whom a story was found to name, in the place of what was found before, and shows them as the reader said.
pub(super) fn found_again(db: &Connection, id: EntryId, found: &[(PersonId, FoundPerson)]) -> rusqlite::Result<()> {
    rewrite(db, &Words::read(db)?, id, found)
}

fn rewrite(db: &Connection, words: &Words, id: EntryId, found: &[(PersonId, FoundPerson)]) -> rusqlite::Result<()> {
    let (at_ms, feed) = db
        .prepare_cached("SELECT at_ms, feed_id FROM entry_status WHERE entry_id = ?1")?
        .query_row([id.0], |row| Ok((row.get(0)?, FeedId(row.get(1)?))))?;
    let story = Story { id, at_ms, visible: entries::is_visible(db, feed)? };
    let before = articles::forget_people(db, id, story.visible)?;
    show_by(db, words, &story, found)?;
    articles::drop_unnamed_people(db, before)
}

/// Writes one word; returns the one that was there, or nothing where there is nobody to speak of.
fn set(db: &Connection, word: &PersonWord) -> rusqlite::Result<Option<PersonWord>> {
    let one = |sql: &str, id: PersonId| db.prepare_cached(sql)?.query_row([id.0], |row| row.get::<_, i64>(0)).optional();
    let lives = |id: PersonId| Ok::<_, rusqlite::Error>(one("SELECT 1 FROM person WHERE id = ?1", id)?.is_some());
    Ok(Some(match word {
        PersonWord::Merged { person, into } => {
            let before = one("SELECT into_id FROM person_merged WHERE person_id = ?1", *person)?.map(PersonId);
            match into {
                Some(into) if lives(*person)? && lives(*into)? => {
                    db.prepare_cached("INSERT OR REPLACE INTO person_merged (person_id, into_id) VALUES (?1, ?2)")?
                        .execute([person.0, into.0])?;
                }
                Some(_) => return Ok(None),
                None => _ = db.prepare_cached("DELETE FROM person_merged WHERE person_id = ?1")?.execute([person.0])?,
            }
            PersonWord::Merged { person: *person, into: before }
        }
        PersonWord::Split { from, form, own } => {
            let folded = fold(form);
            let before: Option<(i64, CleanText)> = db
                .prepare_cached("SELECT own_id, form FROM person_split WHERE from_id = ?1 AND folded = ?2")?
                .query_row(params![from.0, folded], |row| Ok((row.get(0)?, text_at(row, 1)?)))
                .optional()?;
            match own {
                Some(own) if lives(*from)? && lives(*own)? => {
                    db.prepare_cached(
                        "INSERT OR REPLACE INTO person_split (from_id, folded, form, own_id) VALUES (?1, ?2, ?3, ?4)",
                    )?
                    .execute(params![from.0, folded, form.as_str(), own.0])?;
                }
                Some(_) => return Ok(None),
                None => {
                    db.prepare_cached("DELETE FROM person_split WHERE from_id = ?1 AND folded = ?2")?
                        .execute(params![from.0, folded])?;
                }
            }
            PersonWord::Split { from: *from, form: form.clone(), own: before.map(|(own, _)| PersonId(own)) }
        }
        PersonWord::Named { person, name } => {
            let before = db
                .prepare_cached("SELECT name FROM person_named WHERE person_id = ?1")?
                .query_row([person.0], |row| text_at(row, 0))
                .optional()?;
            if !lives(*person)? {
                return Ok(None);
            }
            people::name_by_word(db, *person, name.as_ref())?;
            PersonWord::Named { person: *person, name: before }
        }
        PersonWord::Hidden { person, hidden } => {
            let before = one("SELECT 1 FROM person_hidden WHERE person_id = ?1", *person)?.is_some();
            if !lives(*person)? {
                return Ok(None);
            }
            let sql = if *hidden {
                "INSERT OR IGNORE INTO person_hidden (person_id) VALUES (?1)"
            } else {
                "DELETE FROM person_hidden WHERE person_id = ?1"
            };
            db.prepare_cached(sql)?.execute([person.0])?;
            PersonWord::Hidden { person: *person, hidden: before }
        }
    }))
}

/// Returns who is shown for this person, through all that was merged.
///
/// # Errors
/// Says what the database failed with.
pub fn who(db: &Connection, id: PersonId) -> rusqlite::Result<PersonId> {
    Ok(Words::read(db)?.who(id, None))
}

/// Returns what has to be said so that `other` is `person`: their merging, and the end of what held them apart.
///
/// # Errors
/// Says what the database failed with.
pub fn to_merge(db: &Connection, person: PersonId, other: PersonId) -> rusqlite::Result<Vec<PersonWord>> {
    let words = Words::read(db)?;
    let mut said = Vec::new();
    for ((from, form), own) in &words.split {
        if words.who(PersonId(*from), None) == person && words.who(PersonId(*own), None) == other {
            said.push(PersonWord::Split { from: PersonId(*from), form: CleanText::new(form), own: None });
        }
    }
    said.push(PersonWord::Merged { person: other, into: Some(person) });
    Ok(said)
}

/// Returns who went up in this person under this name by the reader's word.
///
/// # Errors
/// Says what the database failed with.
pub fn merged_as(db: &Connection, person: PersonId, form: &str) -> rusqlite::Result<Option<PersonId>> {
    let folded = fold(form);
    let words = Words::read(db)?;
    for other in words.merged.iter().filter(|(_, into)| **into == person.0).map(|(other, _)| PersonId(*other)) {
        if people::name(db, other)?.is_some_and(|name| fold(&name) == folded) {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

/// Returns everybody who is hidden, by name.
///
/// # Errors
/// Says what the database failed with.
pub fn hidden(db: &Connection) -> rusqlite::Result<Vec<(PersonId, CleanText)>> {
    db.prepare_cached(
        "SELECT p.id, p.name FROM person_hidden h CROSS JOIN person p ON p.id = h.person_id ORDER BY p.folded, p.id",
    )?
    .query_map([], |row| Ok((PersonId(row.get(0)?), text_at(row, 1)?)))?
    .collect()
}

/// Notes why a name is a person's, and in which story that was first so.
///
/// # Errors
/// Says what the database failed with.
pub fn note_join(db: &Connection, id: PersonId, name: &CleanText, reason: JoinReason, story: EntryId) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO person_join (person_id, name, reason, entry_id) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (person_id, name) DO UPDATE SET reason = excluded.reason, entry_id = excluded.entry_id
             WHERE entry_id IS NULL",
    )?
    .execute(params![id.0, name.as_str(), reason.number(), story.0])?;
    Ok(())
}

/// Forgets a story that is digested again or deleted as the first of any join.
///
/// # Errors
/// Says what the database failed with.
pub fn forget_joins(db: &Connection, id: EntryId) -> rusqlite::Result<()> {
    let mut forget =
        db.prepare_cached("UPDATE person_join SET entry_id = NULL WHERE person_id = ?1 AND name = ?2 AND entry_id = ?3")?;
    for (person, found) in found(db, id)? {
        for form in articles::forms(&found.name, &found.aliases) {
            forget.execute(params![person.0, form, id.0])?;
        }
    }
    Ok(())
}

/// Returns why these forms are a person's, in the order of the forms.
pub(super) fn joins(db: &Connection, id: PersonId, forms: &[CleanText]) -> rusqlite::Result<Vec<PersonJoin>> {
    let words = Words::read(db)?;
    let mut by_name: BTreeMap<CleanText, PersonJoin> = BTreeMap::new();
    let mut select = db.prepare_cached(
        "SELECT j.name, j.reason, e.entry_id, e.title FROM person_join j LEFT JOIN entry e ON e.entry_id = j.entry_id
         WHERE j.person_id = ?1",
    )?;
    for member in words.family(id) {
        if words.who(PersonId(member), None) != id {
            continue;
        }
        if member != id.0
            && let Some(name) = people::name(db, PersonId(member))?
        {
            by_name.insert(name.clone(), PersonJoin { name, reason: JoinReason::Reader, story: None });
        }
        let mut rows = select.query([member])?;
        while let Some(row) = rows.next()? {
            let name = text_at(row, 0)?;
            let Some(reason) = JoinReason::of_number(row.get(1)?) else { continue };
            let story = match row.get::<_, Option<i64>>(2)? {
                Some(id) => Some((EntryId(id), text_at(row, 3)?)),
                None => None,
            };
            by_name.entry(name.clone()).or_insert(PersonJoin { name, reason, story });
        }
    }
    Ok(forms.iter().filter_map(|form| by_name.remove(form)).collect())
}

/// Says whether the reader's word names somebody, so that they must not be forgotten.
pub(super) const NAMED_BY_READER: &str = "SELECT person_id FROM person_merged UNION ALL SELECT into_id FROM person_merged
    UNION ALL SELECT from_id FROM person_split UNION ALL SELECT own_id FROM person_split
    UNION ALL SELECT person_id FROM person_named UNION ALL SELECT person_id FROM person_hidden";

/// Makes somebody of their own for a form of a name that is not the person's; returns what has to be said.
///
/// # Errors
/// Says what the database failed with.
pub fn to_split(
    db: &Connection,
    person: PersonId,
    form: &CleanText,
    keys: &[String],
    now: Timestamp,
) -> rusqlite::Result<(PersonId, Vec<PersonWord>)> {
    let own = people::create(db, form, keys, now)?;
    Ok((own, vec![PersonWord::Split { from: person, form: form.clone(), own: Some(own) }]))
}
