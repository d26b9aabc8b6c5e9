//! Places: the same shape as [`super::people`], found again by their `GeoNames` number or by name and country.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use rusqlite::{Connection, OptionalExtension, params};

use super::areas;
use super::codec::{json_ids, lines_at, ms, some_text_at, text_at, unpack_ranges};
use super::feeds;
use super::filter::Plan;
use super::keys::Range;
use super::names::{self, Kind};
use super::numbers::{self, Numbered};
use super::people::{self, other_forms};
use crate::domain::{EntryId, FoundPlace, Headline, HeadlineKey, PlaceId, PlacePage, PlaceSummary, StoryPlace};
use crate::message::{MapPlaces, Toward};
use crate::query::{Query, TermKind};
use crate::text::CleanText;
use crate::text::fold::fold;

const PAGE_LINES: u32 = 30;
const ALIASES_MAX: u32 = 24;

/// Most stories of a query whose places are counted for the map, the newest: with four places each they take some 20 ms.
const MAPPED_STORIES_MAX: usize = 5_000;

/// Returns the place that this is, filing it when it is new.
///
/// Where a story only guesses in which region an unlisted place lies, it is the one of that name that is filed already; once
/// two stories guess differently, nothing is said of where it is.
///
/// # Errors
/// Says what the database failed with.
pub fn find_or_create(db: &Connection, found: &FoundPlace) -> rusqlite::Result<PlaceId> {
    let folded = fold(&found.name);
    let known = match found.geonameid {
        Some(number) => {
            db.prepare_cached("SELECT id FROM place WHERE geonameid = ?1")?.query_row([number], |row| row.get(0)).optional()?
        }
        None => db
            .prepare_cached(
                "SELECT id FROM place INDEXED BY place_by_name
                 WHERE folded = ?1 AND geonameid IS NULL AND (?4 OR country IS ?2 AND region IS ?3)
                 ORDER BY country IS ?2 DESC, region IS ?3 DESC, id LIMIT 1",
            )?
            .query_row(params![folded, found.country.as_deref(), found.region.as_deref(), !found.sure], |row| row.get(0))
            .optional()?,
    };
    let area = areas::of_place(db, found)?;
    if let Some(id) = known {
        if found.geonameid.is_none() {
            db.prepare_cached(
                "UPDATE place SET country = CASE WHEN country IS ?2 THEN country END, region = NULL, lat = NULL, lon = NULL
                 WHERE id = ?1 AND (country IS NOT ?2 OR region IS NOT ?3)",
            )?
            .execute(params![id, found.country.as_deref(), found.region.as_deref()])?;
        }
        // Places of an older store do not know yet what they are.
        db.prepare_cached("UPDATE place SET area_id = ?2 WHERE id = ?1 AND area_id IS NOT ?2")?.execute(params![id, area])?;
        return Ok(PlaceId(id));
    }
    let number = numbers::next(Numbered::Place);
    db.prepare_cached(&format!(
        "INSERT INTO place (id, name, folded, geonameid, country, region, lat, lon, area_id)
         VALUES ({number}, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
    ))?
    .execute(params![
        found.name.as_str(),
        folded,
        found.geonameid,
        found.country.as_deref(),
        found.region.as_deref(),
        found.lat,
        found.lon,
        area
    ])?;
    Ok(PlaceId(db.last_insert_rowid()))
}

/// Returns the next story along a place, and its place among those stories; 1 is the newest. `from` need not be one.
/// Along a country or region the way leads through the stories of the places in it.
///
/// # Errors
/// Says what the database failed with.
pub fn neighbor(
    db: &Connection,
    id: PlaceId,
    from: HeadlineKey,
    toward: Toward,
    now: Timestamp,
) -> rusqlite::Result<Option<(Headline, u32)>> {
    match area_of(db, id.0)? {
        Some(area) => names::neighbor(db, Kind::Area, TermKind::PlaceId(id), area, from, toward, now),
        None => names::neighbor(db, Kind::Place, TermKind::PlaceId(id), id.0, from, toward, now),
    }
}

/// Returns the newest stories naming a place: of a country or region, those of the places in it too.
///
/// # Errors
/// Says what the database failed with.
pub fn related(db: &Connection, id: PlaceId, limit: u32, now: Timestamp) -> rusqlite::Result<Vec<Headline>> {
    names::newest(db, TermKind::PlaceId(id), limit, now)
}

/// Returns the places of a story in their order.
///
/// # Errors
/// Says what the database failed with.
pub fn of_story(db: &Connection, id: EntryId) -> rusqlite::Result<Vec<StoryPlace>> {
    db.prepare_cached(
        "SELECT p.id, p.name, p.geonameid, p.country, p.lat, p.lon, n.sure, n.name, n.aliases, p.stories, n.mentions,
             p.region
         FROM story_place n INDEXED BY story_place_entry CROSS JOIN place p ON p.id = n.place_id
         WHERE n.entry_id = ?1 ORDER BY n.rank",
    )?
    .query_map([id.0], |row| {
        let name = text_at(row, 1)?;
        Ok(StoryPlace {
            id: PlaceId(row.get(0)?),
            aliases: other_forms(&name, text_at(row, 7)?, lines_at(row, 8)?),
            name,
            geonameid: row.get(2)?,
            country: some_text_at(row, 3)?,
            region: some_text_at(row, 11)?,
            lat: row.get(4)?,
            lon: row.get(5)?,
            sure: row.get(6)?,
            stories: row.get(9)?,
            mentions: unpack_ranges(row.get_ref(10)?.as_blob()?),
        })
    })?
    .collect()
}

/// Returns everything about a place; `None` when there is none or no story names it.
///
/// # Errors
/// Says what the database failed with.
pub fn page(db: &Connection, id: PlaceId, now: &ZonedDateTime) -> rusqlite::Result<Option<PlacePage>> {
    let counts: Option<(u32, Option<u32>)> = db
        .prepare_cached(
            "SELECT p.stories, a.stories FROM place p LEFT JOIN area a ON a.id = p.area_id WHERE p.id = ?1 AND p.stories > 0",
        )?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((stories, within)) = counts else {
        return Ok(None);
    };
    let unsure = db
        .prepare_cached(&format!(
            "SELECT count(*) FROM story_place n WHERE n.place_id = ?1 AND n.sure = 0 {}",
            feeds::without_removed(db, "n.entry_id")?
        ))?
        .query_row([id.0], |row| row.get(0))?;
    let Some(place) = summaries(db, &[(id.0, stories)])?.pop() else {
        return Ok(None);
    };
    let beside = names::beside(db, Kind::Place, id.0, Kind::Person, PAGE_LINES)?;
    Ok(Some(PlacePage {
        aliases: aliases(db, id, &place.name)?,
        place,
        unsure,
        within,
        people: people::summaries(db, &beside, now)?,
        newest: related(db, id, PAGE_LINES, now.timestamp())?,
    }))
}

/// Returns the index of places, most stories first: whose name holds `filter`, in stories of the time `since` before now.
///
/// # Errors
/// Says what the database failed with.
pub fn index(
    db: &Connection,
    filter: &str,
    since: Option<SignedDuration>,
    limit: u32,
    now: &ZonedDateTime,
) -> rusqlite::Result<Vec<PlaceSummary>> {
    let filter = fold(filter.trim());
    let Some(since) = since else {
        let all: Vec<(i64, u32)> = db
            .prepare_cached(
                "SELECT id, stories FROM place INDEXED BY place_by_stories WHERE stories > 0 AND instr(folded, ?1)
                 ORDER BY stories DESC, id DESC LIMIT ?2",
            )?
            .query_map(params![filter, limit], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        return summaries(db, &all);
    };
    let lately = names::lately(db, Kind::Place, Some(ms_before(now.timestamp(), since)), now)?;
    let mut rows: Vec<(i64, u32)> =
        lately.into_iter().map(|(id, lately)| (id, lately.stories)).filter(|(_, stories)| *stories > 0).collect();
    rows.sort_unstable_by_key(|(id, stories)| (std::cmp::Reverse(*stories), *id));
    let mut holds = db.prepare_cached("SELECT instr(folded, ?2) > 0 FROM place WHERE id = ?1")?;
    let mut listed = Vec::new();
    for (id, stories) in rows {
        if listed.len() >= limit as usize {
            break;
        }
        if holds.query_row(params![id, filter], |row| row.get(0))? {
            listed.push((id, stories));
        }
    }
    summaries(db, &listed)
}

/// Returns the places on the map that the newest stories of a query name, most stories first: of stories of the time `since`
/// before now, and of at most 5,000.
///
/// # Errors
/// Says what the database failed with.
pub fn of_query(
    db: &Connection,
    query: &Query,
    since: Option<SignedDuration>,
    limit: u32,
    now: Timestamp,
) -> rusqlite::Result<MapPlaces> {
    let range = since.map_or(Range::ALL, |since| Range::ALL.after_ms(ms_before(now, since)));
    let mut keys = Plan::of(db, query, now)?.newest(db, range, MAPPED_STORIES_MAX + 1)?;
    let newest = (keys.len() > MAPPED_STORIES_MAX).then_some(MAPPED_STORIES_MAX as u32);
    keys.truncate(MAPPED_STORIES_MAX);
    let counted: Vec<(i64, u32)> = db
        .prepare_cached(
            "SELECT n.place_id, count(*) AS stories FROM json_each(?1) j
             CROSS JOIN story_place n INDEXED BY story_place_entry ON n.entry_id = j.value
             CROSS JOIN place p ON p.id = n.place_id AND p.lat IS NOT NULL AND p.lon IS NOT NULL
             GROUP BY n.place_id ORDER BY stories DESC, p.name, n.place_id LIMIT ?2",
        )?
        .query_map(params![json_ids(keys.iter().map(|key| key.id)), limit], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(MapPlaces { places: summaries(db, &counted)?, newest })
}

fn ms_before(now: Timestamp, span: SignedDuration) -> i64 {
    ms(now).saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX))
}

/// Returns every place of this name, by any form that was seen, those in the most stories first.
///
/// # Errors
/// Says what the database failed with.
pub fn by_name(db: &Connection, name: &str) -> rusqlite::Result<Vec<PlaceSummary>> {
    let ids = json_ids(named(db, name)?);
    let all: Vec<(i64, u32)> = db
        .prepare_cached(
            "SELECT id, stories FROM place WHERE id IN (SELECT value FROM json_each(?1)) AND stories > 0
             ORDER BY stories DESC, id",
        )?
        .query_map([ids], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    summaries(db, &all)
}

/// Returns the area that a place is, if it is a country or region.
pub(super) fn area_of(db: &Connection, id: i64) -> rusqlite::Result<Option<i64>> {
    let area = db.prepare_cached("SELECT area_id FROM place WHERE id = ?1")?.query_row([id], |row| row.get(0)).optional()?;
    Ok(area.flatten())
}

pub(super) fn named(db: &Connection, name: &str) -> rusqlite::Result<BTreeSet<i64>> {
    names::named(db, Kind::Place, name)
}

/// Returns a line for each of these places with the number given.
pub(super) fn summaries(db: &Connection, places: &[(i64, u32)]) -> rusqlite::Result<Vec<PlaceSummary>> {
    let mut find = db.prepare_cached("SELECT name, geonameid, country, lat, lon, region FROM place WHERE id = ?1")?;
    let line = |(id, stories): &(i64, u32)| {
        find.query_row([id], |row| {
            Ok(PlaceSummary {
                id: PlaceId(*id),
                name: text_at(row, 0)?,
                geonameid: row.get(1)?,
                country: some_text_at(row, 2)?,
                region: some_text_at(row, 5)?,
                lat: row.get(3)?,
                lon: row.get(4)?,
                stories: *stories,
            })
        })
    };
    places.iter().map(line).collect()
}

fn aliases(db: &Connection, id: PlaceId, name: &CleanText) -> rusqlite::Result<Vec<CleanText>> {
    db.prepare_cached("SELECT alias FROM place_alias WHERE place_id = ?1 AND alias <> ?2 ORDER BY stories DESC, alias LIMIT ?3")?
        .query_map(params![id.0, name.as_str(), ALIASES_MAX], |row| text_at(row, 0))?
        .collect()
}
