//! Articles: what the digester made of an entry goes in with its people and places, and every counter follows.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::codec::{Packer, joined, lines_at, ms, pack_ranges, some_string_at, text_at, unpack};
use super::entries::is_visible;
use super::parting::Texts;
use super::{areas, search, words};
use crate::domain::{Article, ArticleSource, EntryId, FeedId, FoundPerson, FoundPlace, PersonId, PlaceId, TextRange, Validators};
use crate::text::CleanText;
use crate::text::fold::fold;

/// Writes what was made of an entry, in the place of what was made before, and ends its wait in the queue.
///
/// People and places stand in the order in which they are given. Returns whether the entry was still there.
///
/// # Errors
/// Says what the database failed with; the caller's transaction is then to be given up.
pub fn save(
    db: &Connection,
    id: EntryId,
    article: &Article,
    people: &[(PersonId, FoundPerson)],
    places: &[(PlaceId, FoundPlace)],
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let entry: Option<(i64, FeedId)> = db
        .prepare_cached(
            "SELECT s.at_ms, s.feed_id FROM entry e JOIN entry_status s ON s.entry_id = e.entry_id WHERE e.entry_id = ?1",
        )?
        .query_row([id.0], |row| Ok((row.get(0)?, FeedId(row.get(1)?))))
        .optional()?;
    let Some((at_ms, feed)) = entry else {
        return Ok(false);
    };
    let visible = is_visible(db, feed)?;
    let before = forget_rows(db, id, visible)?;
    let entry = Story { id, at_ms, visible };
    // A form that the reader split off is found by its words, which stand in the article.
    write_article(db, id, article, now)?;
    words::show(db, &entry, &merged_people(people))?;
    let places = merged_places(places);
    for (rank, (place, found)) in places.iter().enumerate() {
        add_place(db, &entry, rank, *place, found)?;
    }
    areas::add(db, (id, feed, at_ms, visible), &places)?;
    drop_unnamed(db, before)?;
    db.prepare_cached("DELETE FROM queue WHERE entry_id = ?1")?.execute([id.0])?;
    search::index_again(db, id)?;
    Ok(true)
}

fn write_article(db: &Connection, id: EntryId, article: &Article, now: Timestamp) -> rusqlite::Result<()> {
    let json = serde_json::to_vec(article).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let tries: Option<(bool, u32)> = db
        .prepare_cached("SELECT wants_page, tries FROM queue WHERE entry_id = ?1")?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (wanted_page, tries) = tries.unwrap_or((true, 0));
    db.prepare_cached(
        "INSERT INTO article (entry_id, digested_ms, wanted_page, from_page, tries, words, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (entry_id) DO UPDATE SET digested_ms = excluded.digested_ms, wanted_page = excluded.wanted_page,
             from_page = excluded.from_page, tries = excluded.tries, words = excluded.words, body = excluded.body",
    )?
    .execute(params![
        id.0,
        ms(now),
        wanted_page,
        article.source == ArticleSource::Page,
        tries,
        article.words() as i64,
        Packer::new().pack(&json)
    ])?;
    Ok(())
}

/// Keeps that the page of a story was asked for, and what the next request for it sends: no version of the story that changes little
/// asks for it again.
///
/// # Errors
/// Says what the database failed with.
pub fn page_asked(db: &Connection, id: EntryId, validators: &Validators, now: Timestamp) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE article SET page_ms = ?2, page_etag = ?3, page_modified = ?4 WHERE entry_id = ?1")?
        .execute(params![id.0, ms(now), validators.etag, validators.last_modified])?;
    Ok(())
}

/// Returns the article of an entry; `None` when it is not digested, or was written in a way that cannot be read any more.
///
/// # Errors
/// Says what the database failed with.
pub fn get(db: &Connection, id: EntryId) -> rusqlite::Result<Option<Article>> {
    let body = db
        .prepare_cached("SELECT body FROM article WHERE entry_id = ?1")?
        .query_row([id.0], |row| Ok(unpack(row.get_ref(0)?.as_blob()?)))
        .optional()?
        .flatten();
    Ok(body.and_then(|json| serde_json::from_slice(&json).ok()))
}

/// Returns the stories with numbers above one that were digested since a moment.
///
/// # Errors
/// Says what the database failed with.
pub fn digested_since(db: &Connection, above: i64, since: Timestamp) -> rusqlite::Result<Vec<EntryId>> {
    db.prepare_cached("SELECT entry_id FROM article WHERE entry_id > ?1 AND digested_ms >= ?2")?
        .query_map([above, ms(since)], |row| row.get(0).map(EntryId))?
        .collect()
}

/// Returns the title and the text of a story.
pub(super) fn texts(db: &Connection, id: EntryId) -> rusqlite::Result<Texts> {
    let title = db.prepare_cached("SELECT title FROM entry WHERE entry_id = ?1")?.query_row([id.0], |row| row.get(0))?;
    Ok(Texts { title, text: get(db, id)?.map(|article| article.text()).unwrap_or_default() })
}

/// Where a story stands.
pub(super) struct Story {
    pub(super) id: EntryId,
    pub(super) at_ms: i64,
    /// Whether its feed is there, so that it counts.
    pub(super) visible: bool,
}

/// Somebody or somewhere twice in one story counts once.
pub(super) fn merged_people(people: &[(PersonId, FoundPerson)]) -> Vec<(PersonId, FoundPerson)> {
    let mut merged: Vec<(PersonId, FoundPerson)> = Vec::with_capacity(people.len());
    for (id, found) in people {
        match merged.iter_mut().find(|(known, _)| known == id) {
            None => merged.push((*id, found.clone())),
            Some((_, first)) => {
                first.role = first.role.take().or_else(|| found.role.clone());
                merge_forms(&mut first.aliases, &first.name, &found.name, &found.aliases);
                merge_mentions(&mut first.mentions, &found.mentions);
            }
        }
    }
    merged
}

fn merged_places(places: &[(PlaceId, FoundPlace)]) -> Vec<(PlaceId, FoundPlace)> {
    let mut merged: Vec<(PlaceId, FoundPlace)> = Vec::with_capacity(places.len());
    for (id, found) in places {
        match merged.iter_mut().find(|(known, _)| known == id) {
            None => merged.push((*id, found.clone())),
            Some((_, first)) => {
                first.sure &= found.sure;
                merge_forms(&mut first.aliases, &first.name, &found.name, &found.aliases);
                merge_mentions(&mut first.mentions, &found.mentions);
            }
        }
    }
    merged
}

fn merge_forms(forms: &mut Vec<CleanText>, name: &CleanText, other: &CleanText, others: &[CleanText]) {
    for form in std::iter::once(other).chain(others) {
        if form != name && !forms.contains(form) {
            forms.push(form.clone());
        }
    }
}

fn merge_mentions(mentions: &mut Vec<TextRange>, others: &[TextRange]) {
    mentions.extend_from_slice(others);
    mentions.sort_by_key(|range| (range.field, range.bytes.start, range.bytes.end));
    mentions.dedup();
}

/// Writes a row of `story_person` or `found_person`.
pub(super) fn add_row(
    db: &Connection,
    table: &str,
    entry: &Story,
    rank: usize,
    id: PersonId,
    found: &FoundPerson,
) -> rusqlite::Result<()> {
    db.prepare_cached(&format!(
        "INSERT INTO {table} (person_id, at_ms, entry_id, rank, role, name, aliases, mentions)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
    ))?
    .execute(params![
        id.0,
        entry.at_ms,
        entry.id.0,
        rank as i64,
        found.role.as_deref().filter(|role| !role.is_empty()),
        found.name.as_str(),
        joined(&found.aliases),
        pack_ranges(&found.mentions)
    ])?;
    Ok(())
}

/// Shows a person in a story and counts it.
pub(super) fn add_person(db: &Connection, entry: &Story, rank: usize, id: PersonId, found: &FoundPerson) -> rusqlite::Result<()> {
    add_row(db, "story_person", entry, rank, id, found)?;
    db.prepare_cached("UPDATE person SET stories = stories + ?2, last_ms = max(last_ms, ?3) WHERE id = ?1")?.execute(params![
        id.0,
        entry.visible,
        entry.at_ms
    ])?;
    if let Some(role) = found.role.as_deref().filter(|role| !role.is_empty()) {
        db.prepare_cached(
            "INSERT INTO person_role (person_id, role, stories) VALUES (?1, ?2, 1)
             ON CONFLICT (person_id, role) DO UPDATE SET stories = stories + 1",
        )?
        .execute(params![id.0, role])?;
    }
    add_forms(db, "person", id.0, &found.name, &found.aliases)
}

fn add_place(db: &Connection, entry: &Story, rank: usize, id: PlaceId, found: &FoundPlace) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO story_place (place_id, at_ms, entry_id, rank, sure, name, aliases, mentions)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        id.0,
        entry.at_ms,
        entry.id.0,
        rank as i64,
        found.sure,
        found.name.as_str(),
        joined(&found.aliases),
        pack_ranges(&found.mentions)
    ])?;
    db.prepare_cached("UPDATE place SET stories = stories + ?2, last_ms = max(last_ms, ?3) WHERE id = ?1")?.execute(params![
        id.0,
        entry.visible,
        entry.at_ms
    ])?;
    add_forms(db, "place", id.0, &found.name, &found.aliases)
}

/// Counts the forms of a name that a story uses.
fn add_forms(db: &Connection, kind: &str, id: i64, name: &CleanText, aliases: &[CleanText]) -> rusqlite::Result<()> {
    let mut add = db.prepare_cached(&format!(
        "INSERT INTO {kind}_alias ({kind}_id, alias, folded, stories) VALUES (?1, ?2, ?3, 1)
         ON CONFLICT ({kind}_id, alias) DO UPDATE SET stories = stories + 1"
    ))?;
    for form in forms(name, aliases) {
        add.execute(params![id, form, fold(form)])?;
    }
    Ok(())
}

/// Returns each form of a name once.
pub(super) fn forms<'a>(name: &'a CleanText, aliases: &'a [CleanText]) -> impl Iterator<Item = &'a str> {
    let all: std::collections::BTreeSet<&str> = std::iter::once(name).chain(aliases).map(CleanText::as_str).collect();
    all.into_iter().filter(|form| !form.is_empty())
}

/// Whom and where a story named before it was digested again.
#[derive(Default)]
struct Before {
    people: Vec<i64>,
    places: Vec<i64>,
}

/// Takes the names of a story back, with everything that was counted for it, and forgets who stands in no other.
pub(super) fn forget_names(db: &Connection, id: EntryId, visible: bool) -> rusqlite::Result<()> {
    words::forget_joins(db, id)?;
    let before = forget_rows(db, id, visible)?;
    drop_unnamed(db, before)
}

fn forget_rows(db: &Connection, id: EntryId, visible: bool) -> rusqlite::Result<Before> {
    areas::forget(db, id, visible)?;
    Ok(Before { people: forget_people(db, id, visible)?, places: forget_kind(db, "place", id, visible)? })
}

/// Takes the people of a story back, shown and found.
pub(super) fn forget_people(db: &Connection, id: EntryId, visible: bool) -> rusqlite::Result<Vec<i64>> {
    let mut found: Vec<i64> = db
        .prepare_cached("SELECT person_id FROM found_person INDEXED BY found_person_entry WHERE entry_id = ?1")?
        .query_map([id.0], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    if !found.is_empty() {
        db.prepare_cached("DELETE FROM found_person WHERE entry_id = ?1")?.execute([id.0])?;
    }
    found.extend(forget_kind(db, "person", id, visible)?);
    Ok(found)
}

fn forget_kind(db: &Connection, kind: &str, id: EntryId, visible: bool) -> rusqlite::Result<Vec<i64>> {
    let role = if kind == "person" { "role" } else { "NULL" };
    let rows: Vec<(i64, CleanText, Vec<CleanText>, Option<String>)> = db
        .prepare_cached(&format!(
            "SELECT {kind}_id, name, aliases, {role} FROM story_{kind} INDEXED BY story_{kind}_entry WHERE entry_id = ?1"
        ))?
        .query_map([id.0], |row| Ok((row.get(0)?, text_at(row, 1)?, lines_at(row, 2)?, some_string_at(row, 3)?)))?
        .collect::<Result<_, _>>()?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    db.prepare_cached(&format!("DELETE FROM story_{kind} WHERE entry_id = ?1"))?.execute([id.0])?;
    for (owner, name, aliases, role) in &rows {
        db.prepare_cached(&format!(
            "UPDATE {kind} SET stories = stories - ?2,
                 last_ms = coalesce((SELECT max(at_ms) FROM story_{kind} WHERE {kind}_id = ?1), 0) WHERE id = ?1"
        ))?
        .execute(params![owner, visible])?;
        for form in forms(name, aliases) {
            db.prepare_cached(&format!(
                "UPDATE {kind}_alias SET stories = max(stories - 1, 0) WHERE {kind}_id = ?1 AND alias = ?2"
            ))?
            .execute(params![owner, form])?;
        }
        if let Some(role) = role {
            db.prepare_cached("UPDATE person_role SET stories = stories - 1 WHERE person_id = ?1 AND role = ?2")?
                .execute(params![owner, role])?;
        }
    }
    Ok(rows.into_iter().map(|(owner, ..)| owner).collect())
}

/// Deletes those of before who stand in no story any more and whom no rule names: a wrong name that was corrected is not to be
/// met again.
fn drop_unnamed(db: &Connection, before: Before) -> rusqlite::Result<()> {
    drop_unnamed_people(db, before.people)?;
    let mut delete = db.prepare_cached(
        "DELETE FROM place WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM story_place WHERE place_id = ?1)
                 AND NOT EXISTS (SELECT 1 FROM rule WHERE query || ' ' LIKE '%place:#' || ?1 || ' %')",
    )?;
    for id in &before.places {
        delete.execute([id])?;
        db.prepare_cached("DELETE FROM place_alias WHERE place_id = ?1 AND stories <= 0")?.execute([id])?;
    }
    Ok(())
}

/// Deletes those of these people who stand in no story, of whom the reader said nothing and whom no rule names.
pub(super) fn drop_unnamed_people(db: &Connection, people: impl IntoIterator<Item = i64>) -> rusqlite::Result<()> {
    let mut delete = db.prepare_cached(&format!(
        "DELETE FROM person WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM story_person WHERE person_id = ?1)
             AND NOT EXISTS (SELECT 1 FROM found_person WHERE person_id = ?1) AND id NOT IN ({})
             AND NOT EXISTS (SELECT 1 FROM rule WHERE query || ' ' LIKE '%person:#' || ?1 || ' %')",
        words::NAMED_BY_READER
    ))?;
    for id in people {
        delete.execute([id])?;
        // Nor is a form of the name, or a role, to be met again that only the earlier version used.
        db.prepare_cached("DELETE FROM person_alias WHERE person_id = ?1 AND stories <= 0")?.execute([id])?;
        db.prepare_cached("DELETE FROM person_role WHERE person_id = ?1 AND stories <= 0")?.execute([id])?;
    }
    Ok(())
}

/// Counts the stories of a feed in or out of those of its people, places and areas, when it comes back or is removed.
pub(super) fn count_names_of(db: &Connection, feed: FeedId, visible: bool) -> rusqlite::Result<()> {
    for kind in ["person", "place", "area"] {
        let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
        let mut select = db.prepare_cached(&format!(
            "SELECT n.{kind}_id FROM entry_status s CROSS JOIN story_{kind} n INDEXED BY story_{kind}_entry
                 ON n.entry_id = s.entry_id WHERE s.feed_id = ?1"
        ))?;
        let mut rows = select.query([feed.0])?;
        while let Some(row) = rows.next()? {
            *counts.entry(row.get(0)?).or_default() += if visible { 1 } else { -1 };
        }
        let mut update = db.prepare_cached(&format!("UPDATE {kind} SET stories = stories + ?2 WHERE id = ?1"))?;
        for (id, delta) in counts {
            update.execute(params![id, delta])?;
        }
    }
    Ok(())
}
