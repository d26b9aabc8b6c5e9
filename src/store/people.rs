//! People: filed, named, followed from story to story, listed and described.
//!
//! Which person a name means is decided elsewhere, from the candidates of `known`.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use rusqlite::{Connection, OptionalExtension, params};

use super::codec::{json_ids, lines_at, ms, some_text_at, string_at, text_at, time, unpack_ranges};
use super::feeds;
use super::names::{self, Days, FORTNIGHT, Kind, Lately};
use super::numbers::{self, Numbered};
use super::places;
use super::words;
use crate::domain::{EntryId, Headline, HeadlineKey, PersonId, PersonPage, PersonSummary, StoryPerson};
use crate::message::{IndexSort, Toward};
use crate::query::TermKind;
use crate::text::CleanText;
use crate::text::fold::fold;

/// Forms of a name that a person's page and a candidate list.
const ALIASES_MAX: u32 = 24;
/// People, places and stories that a page lists.
const PAGE_LINES: u32 = 30;
const SPARKLINE_DAYS: i32 = 14;
const PAGE_DAYS: i32 = 90;

/// Files a new person, who stands in no story yet.
///
/// # Errors
/// Says what the database failed with.
pub fn create(db: &Connection, name: &CleanText, keys: &[String], now: Timestamp) -> rusqlite::Result<PersonId> {
    let number = numbers::next(Numbered::Person);
    db.prepare_cached(&format!("INSERT INTO person (id, name, folded, created_ms) VALUES ({number}, ?1, ?2, ?3)"))?
        .execute(params![name.as_str(), fold(name), ms(now)])?;
    let id = PersonId(db.last_insert_rowid());
    add_keys(db, id, keys)?;
    Ok(id)
}

/// Files a person under more keys; those that are there already are passed over.
///
/// # Errors
/// Says what the database failed with.
pub fn add_keys(db: &Connection, id: PersonId, keys: &[String]) -> rusqlite::Result<()> {
    let mut add = db.prepare_cached(
        "INSERT OR IGNORE INTO person_key (key, person_id, stories) SELECT ?1, id, stories FROM person WHERE id = ?2",
    )?;
    for key in keys {
        add.execute(params![key, id.0])?;
    }
    Ok(())
}

/// Shows a person under another, fuller name, unless the reader gave one; the forms that stories used stay.
///
/// # Errors
/// Says what the database failed with.
pub fn rename(db: &Connection, id: PersonId, name: &CleanText) -> rusqlite::Result<()> {
    let given =
        db.prepare_cached("UPDATE person_named SET found = ?2 WHERE person_id = ?1")?.execute(params![id.0, name.as_str()])?;
    if given == 0 { set_name(db, id, name) } else { Ok(()) }
}

/// Shows a person under the reader's name, or again under the program's.
pub(super) fn name_by_word(db: &Connection, id: PersonId, name: Option<&CleanText>) -> rusqlite::Result<()> {
    if let Some(name) = name {
        db.prepare_cached(
            "INSERT INTO person_named (person_id, name, found) SELECT id, ?2, name FROM person WHERE id = ?1
             ON CONFLICT (person_id) DO UPDATE SET name = excluded.name",
        )?
        .execute(params![id.0, name.as_str()])?;
        return set_name(db, id, name);
    }
    let found = db
        .prepare_cached("DELETE FROM person_named WHERE person_id = ?1 RETURNING found")?
        .query_row([id.0], |row| text_at(row, 0))
        .optional()?;
    found.map_or(Ok(()), |found| set_name(db, id, &found))
}

fn set_name(db: &Connection, id: PersonId, name: &CleanText) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE person SET name = ?2, folded = ?3 WHERE id = ?1")?.execute(params![
        id.0,
        name.as_str(),
        fold(name)
    ])?;
    Ok(())
}

/// Returns the name under which somebody is shown, or would be.
///
/// # Errors
/// Says what the database failed with.
pub fn name(db: &Connection, id: PersonId) -> rusqlite::Result<Option<CleanText>> {
    db.prepare_cached("SELECT name FROM person WHERE id = ?1")?.query_row([id.0], |row| text_at(row, 0)).optional()
}

/// Returns the forms of a person's name besides the one that is shown, the commonest first.
///
/// # Errors
/// Says what the database failed with.
pub fn forms(db: &Connection, id: PersonId) -> rusqlite::Result<Vec<CleanText>> {
    name(db, id)?.map_or(Ok(Vec::new()), |name| aliases(db, id, &name))
}

/// Returns whom a person might be: people of a like name first, then those of the same stories, then all others.
///
/// # Errors
/// Says what the database failed with.
pub fn others(
    db: &Connection,
    id: PersonId,
    filter: &str,
    limit: u32,
    now: &ZonedDateTime,
) -> rusqlite::Result<Vec<PersonSummary>> {
    let mut rows: Vec<(i64, u32)> = db
        .prepare_cached(
            "SELECT DISTINCT p.id, p.stories FROM person_key own CROSS JOIN person_key k ON k.key = own.key
             CROSS JOIN person p ON p.id = k.person_id WHERE own.person_id = ?1 AND p.stories > 0
             ORDER BY p.stories DESC, p.id LIMIT ?2",
        )?
        .query_map(params![id.0, limit], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (other, _) in names::beside(db, Kind::Person, id.0, Kind::Person, PAGE_LINES)? {
        rows.push((other, stories(db, PersonId(other))?));
    }
    let mut others = summaries(db, &rows, now)?;
    let folded = fold(filter.trim());
    others.retain(|other| fold(&other.name).contains(&folded));
    others.extend(index(db, filter, IndexSort::Stories, None, limit, now)?);
    let mut seen = BTreeSet::from([id]);
    others.retain(|other| seen.insert(other.id));
    others.truncate(limit as usize);
    Ok(others)
}

/// Returns the next story along a person, and its place among their stories; 1 is the newest. `from` need not be one.
///
/// # Errors
/// Says what the database failed with.
pub fn neighbor(
    db: &Connection,
    id: PersonId,
    from: HeadlineKey,
    toward: Toward,
    now: Timestamp,
) -> rusqlite::Result<Option<(Headline, u32)>> {
    names::neighbor(db, Kind::Person, TermKind::PersonId(id), id.0, from, toward, now)
}

/// Returns the newest stories naming a person.
///
/// # Errors
/// Says what the database failed with.
pub fn related(db: &Connection, id: PersonId, limit: u32, now: Timestamp) -> rusqlite::Result<Vec<Headline>> {
    names::newest(db, TermKind::PersonId(id), limit, now)
}

/// Returns the people of a story in their order, with what all stories say of each.
///
/// # Errors
/// Says what the database failed with.
pub fn of_story(db: &Connection, id: EntryId, now: &ZonedDateTime) -> rusqlite::Result<Vec<StoryPerson>> {
    let mut people: Vec<StoryPerson> = db
        .prepare_cached(
            "SELECT p.id, p.name, n.role, n.name, n.aliases, p.stories, n.mentions
             FROM story_person n INDEXED BY story_person_entry CROSS JOIN person p ON p.id = n.person_id
             WHERE n.entry_id = ?1 ORDER BY n.rank",
        )?
        .query_map([id.0], |row| {
            let name = text_at(row, 1)?;
            Ok(StoryPerson {
                id: PersonId(row.get(0)?),
                aliases: other_forms(&name, text_at(row, 3)?, lines_at(row, 4)?),
                name,
                role: some_text_at(row, 2)?,
                stories: row.get(5)?,
                days: Vec::new(),
                mentions: unpack_ranges(row.get_ref(6)?.as_blob()?),
            })
        })?
        .collect::<Result<_, _>>()?;
    let days = Days::last(SPARKLINE_DAYS, now);
    for person in &mut people {
        person.days = names::by_day(db, Kind::Person, person.id.0, &days)?;
    }
    Ok(people)
}

/// Returns the forms that a story uses besides the name that is shown.
pub(super) fn other_forms(shown: &CleanText, name: CleanText, aliases: Vec<CleanText>) -> Vec<CleanText> {
    let mut seen = BTreeSet::from([shown.clone()]);
    std::iter::once(name).chain(aliases).filter(|form| seen.insert(form.clone())).collect()
}

/// Returns everything about a person; `None` when there is none or no story names them.
///
/// # Errors
/// Says what the database failed with.
pub fn page(db: &Connection, id: PersonId, now: &ZonedDateTime) -> rusqlite::Result<Option<PersonPage>> {
    let found = db
        .prepare_cached("SELECT name, stories, last_ms FROM person WHERE id = ?1 AND stories > 0")?
        .query_row([id.0], |row| Ok((text_at(row, 0)?, row.get(1)?, row.get::<_, i64>(2)?)))
        .optional()?;
    let Some((name, stories, last_ms)) = found else {
        return Ok(None);
    };
    let visible = feeds::without_removed(db, "n.entry_id")?;
    let (first_ms, last_ms) = db
        .prepare_cached(&format!("SELECT min(n.at_ms), max(n.at_ms) FROM story_person n WHERE n.person_id = ?1 {visible}"))?
        .query_row([id.0], |row| Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<i64>>(1)?)))
        .map(|(first, last)| (first.unwrap_or(last_ms), last.unwrap_or(last_ms)))?;
    let sources = db
        .prepare_cached(
            "SELECT count(DISTINCT s.feed_id) FROM story_person n CROSS JOIN entry_status s ON s.entry_id = n.entry_id
             WHERE n.person_id = ?1 AND s.feed_id NOT IN (SELECT id FROM feed WHERE removed_ms IS NOT NULL)",
        )?
        .query_row([id.0], |row| row.get(0))?;
    let together = names::beside(db, Kind::Person, id.0, Kind::Person, PAGE_LINES)?;
    let places = names::beside(db, Kind::Person, id.0, Kind::Place, PAGE_LINES)?;
    let aliases = aliases(db, id, &name)?;
    let mut forms = aliases.clone();
    forms.push(name.clone());
    Ok(Some(PersonPage {
        id,
        joins: words::joins(db, id, &forms)?,
        aliases,
        name,
        roles: roles(db, id)?,
        first_seen: time(first_ms),
        last_seen: time(last_ms),
        stories,
        sources,
        days: names::days_with_stories(db, Kind::Person, id.0, &Days::last(PAGE_DAYS, now))?,
        together: summaries(db, &together, now)?,
        places: places::summaries(db, &places)?,
        newest: related(db, id, PAGE_LINES, now.timestamp())?,
    }))
}

/// Returns the index of people: whose name holds `filter`, who stand in stories of the time `since` before now.
///
/// # Errors
/// Says what the database failed with.
pub fn index(
    db: &Connection,
    filter: &str,
    sort: IndexSort,
    since: Option<SignedDuration>,
    limit: u32,
    now: &ZonedDateTime,
) -> rusqlite::Result<Vec<PersonSummary>> {
    let filter = fold(filter.trim());
    if since.is_none() && sort != IndexSort::Rising {
        let order = match sort {
            IndexSort::Name => "INDEXED BY person_by_name WHERE stories > 0 AND instr(folded, ?1) ORDER BY folded, id",
            _ => "INDEXED BY person_by_stories WHERE stories > 0 AND instr(folded, ?1) ORDER BY stories DESC, id DESC",
        };
        let all: Vec<(i64, u32)> = db
            .prepare_cached(&format!("SELECT id, stories FROM person {order} LIMIT ?2"))?
            .query_map(params![filter, limit], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        return summaries(db, &all, now);
    }
    let since_ms = since.map(|since| ms(now.timestamp()).saturating_sub(i64::try_from(since.as_millis()).unwrap_or(i64::MAX)));
    let lately = names::lately(db, Kind::Person, since_ms, now)?;
    let mut rows: Vec<(i64, Lately)> = lately.into_iter().filter(|(_, lately)| lately.stories > 0).collect();
    match sort {
        IndexSort::Stories => rows.sort_unstable_by_key(|(id, lately)| (std::cmp::Reverse(lately.stories), *id)),
        IndexSort::Rising => rows.sort_unstable_by_key(|(id, lately)| (std::cmp::Reverse(lately.rising), *id)),
        IndexSort::Name => rows.sort_unstable_by_key(|(id, _)| *id),
    }
    let mut folded_name = db.prepare_cached("SELECT folded FROM person WHERE id = ?1")?;
    let mut named: Vec<(String, i64, u32)> = Vec::new();
    for (id, lately) in rows {
        if sort != IndexSort::Name && named.len() >= limit as usize {
            break;
        }
        let folded: String = folded_name.query_row([id], |row| string_at(row, 0))?;
        if folded.contains(&filter) {
            // Over all time the number is that of all stories, even if only the newest were walked to see who rises.
            let stories = if since.is_some() { lately.stories } else { stories(db, PersonId(id))? };
            named.push((folded, id, stories));
        }
    }
    if sort == IndexSort::Name {
        named.sort_unstable();
        named.truncate(limit as usize);
    }
    summaries(db, &named.into_iter().map(|(_, id, stories)| (id, stories)).collect::<Vec<_>>(), now)
}

/// Returns everybody of this name, by any form that was seen, those in the most stories first.
///
/// # Errors
/// Says what the database failed with.
pub fn by_name(db: &Connection, name: &str, now: &ZonedDateTime) -> rusqlite::Result<Vec<PersonSummary>> {
    let ids = json_ids(named(db, name)?);
    let all: Vec<(i64, u32)> = db
        .prepare_cached(
            "SELECT id, stories FROM person WHERE id IN (SELECT value FROM json_each(?1)) AND stories > 0
             ORDER BY stories DESC, id",
        )?
        .query_map([ids], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    summaries(db, &all, now)
}

pub(super) fn named(db: &Connection, name: &str) -> rusqlite::Result<BTreeSet<i64>> {
    names::named(db, Kind::Person, name)
}

/// Returns a line for each of these people with the number given.
pub(super) fn summaries(db: &Connection, people: &[(i64, u32)], now: &ZonedDateTime) -> rusqlite::Result<Vec<PersonSummary>> {
    let mut find = db.prepare_cached(
        "SELECT name, (SELECT role FROM person_role WHERE person_id = id AND stories > 0 ORDER BY stories DESC, role LIMIT 1)
         FROM person WHERE id = ?1",
    )?;
    let fortnight = Days::last(FORTNIGHT, now);
    let mut summaries = Vec::with_capacity(people.len());
    for (id, stories) in people {
        let (name, role) = find.query_row([id], |row| Ok((text_at(row, 0)?, some_text_at(row, 1)?)))?;
        let rising = names::rising(db, Kind::Person, *id, &fortnight)?;
        summaries.push(PersonSummary { id: PersonId(*id), name, role, stories: *stories, rising });
    }
    Ok(summaries)
}

pub(super) fn roles(db: &Connection, id: PersonId) -> rusqlite::Result<Vec<(CleanText, u32)>> {
    db.prepare_cached(
        "SELECT role, stories FROM person_role WHERE person_id = ?1 AND stories > 0 ORDER BY stories DESC, role LIMIT ?2",
    )?
    .query_map(params![id.0, PAGE_LINES], |row| Ok((text_at(row, 0)?, row.get(1)?)))?
    .collect()
}

/// Returns in how many stories somebody is shown.
///
/// # Errors
/// Says what the database failed with.
pub fn stories(db: &Connection, id: PersonId) -> rusqlite::Result<u32> {
    let stories = db.prepare_cached("SELECT stories FROM person WHERE id = ?1")?.query_row([id.0], |row| row.get(0));
    Ok(stories.optional()?.unwrap_or(0))
}

pub(super) fn aliases(db: &Connection, id: PersonId, name: &CleanText) -> rusqlite::Result<Vec<CleanText>> {
    db.prepare_cached(
        "SELECT alias FROM person_alias WHERE person_id = ?1 AND alias <> ?2 ORDER BY stories DESC, alias LIMIT ?3",
    )?
    .query_map(params![id.0, name.as_str(), ALIASES_MAX], |row| text_at(row, 0))?
    .collect()
}
