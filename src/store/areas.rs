//! Countries and regions with the stories of the places in them, and the places that each source writes of.
//!
//! Only what is certain counts for what lies around it: a town that is perhaps in Louisiana brings Louisiana no story.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::{EntryId, FeedId, FoundPlace, PlaceId, PlaceKind, SourceHome, SourcePlace};
use crate::text::CleanText;

/// Places of a source that are looked at to tell where it is at home.
const HOME_PLACES_MAX: u32 = 200;

/// Returns what is known of where a source is at home.
///
/// # Errors
/// Says what the database failed with.
pub fn home(db: &Connection, feed: FeedId, title: &CleanText) -> rusqlite::Result<SourceHome> {
    let places = db
        .prepare_cached(
            "SELECT p.geonameid, n.stories FROM feed_place n INDEXED BY feed_place_by_stories
             CROSS JOIN place p ON p.id = n.place_id
             WHERE n.feed_id = ?1 AND n.stories > 0 AND p.geonameid IS NOT NULL ORDER BY n.stories DESC LIMIT ?2",
        )?
        .query_map(params![feed.0, HOME_PLACES_MAX], |row| Ok(SourcePlace { geonameid: row.get(0)?, stories: row.get(1)? }))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(SourceHome { title: title.clone(), places })
}

/// Returns the area that a country or region is; `None` for other places.
pub(super) fn of_place(db: &Connection, found: &FoundPlace) -> rusqlite::Result<Option<i64>> {
    let region = match found.kind {
        PlaceKind::Country => "",
        PlaceKind::Region => found.name.as_str(),
        PlaceKind::Spot => return Ok(None),
    };
    found.country.as_deref().map(|country| find_or_create(db, country, region)).transpose()
}

/// Returns the areas that a story with these places stands in.
fn around(db: &Connection, places: &[(PlaceId, FoundPlace)]) -> rusqlite::Result<BTreeSet<i64>> {
    let mut areas = BTreeSet::new();
    for (_, found) in places {
        // Whoever follows a country or region by name misses no story that may be of it.
        areas.extend(of_place(db, found)?);
        let Some(country) = found.country.as_deref().filter(|_| found.sure) else { continue };
        areas.insert(find_or_create(db, country, "")?);
        let region = if found.kind == PlaceKind::Region { Some(&found.name) } else { found.region.as_ref() };
        if let Some(region) = region {
            areas.insert(find_or_create(db, country, region)?);
        }
    }
    Ok(areas)
}

fn find_or_create(db: &Connection, country: &str, region: &str) -> rusqlite::Result<i64> {
    let known = db
        .prepare_cached("SELECT id FROM area WHERE country = ?1 AND region = ?2")?
        .query_row([country, region], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    db.prepare_cached("INSERT INTO area (country, region) VALUES (?1, ?2)")?.execute([country, region])?;
    Ok(db.last_insert_rowid())
}

/// Files a story under the areas of its places, and counts these places for its feed.
pub(super) fn add(
    db: &Connection,
    (id, feed, at_ms, visible): (EntryId, FeedId, i64, bool),
    places: &[(PlaceId, FoundPlace)],
) -> rusqlite::Result<()> {
    for area in around(db, places)? {
        db.prepare_cached("INSERT INTO story_area (area_id, at_ms, entry_id) VALUES (?1, ?2, ?3)")?
            .execute(params![area, at_ms, id.0])?;
        db.prepare_cached("UPDATE area SET stories = stories + ?2 WHERE id = ?1")?.execute(params![area, visible])?;
    }
    let mut count = db.prepare_cached(
        "INSERT INTO feed_place (feed_id, place_id, stories) VALUES (?1, ?2, 1)
         ON CONFLICT (feed_id, place_id) DO UPDATE SET stories = stories + 1",
    )?;
    for (place, _) in places.iter().filter(|(_, found)| found.sure) {
        count.execute(params![feed.0, place.0])?;
    }
    Ok(())
}

/// Takes back what [`add`] did; the story's places must still stand there.
pub(super) fn forget(db: &Connection, id: EntryId, visible: bool) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE area SET stories = stories - ?2 WHERE id IN (SELECT area_id FROM story_area WHERE entry_id = ?1)")?
        .execute(params![id.0, visible])?;
    db.prepare_cached("DELETE FROM story_area WHERE entry_id = ?1")?.execute([id.0])?;
    db.prepare_cached(
        "UPDATE feed_place SET stories = stories - 1
         WHERE feed_id = (SELECT feed_id FROM entry_status WHERE entry_id = ?1)
             AND place_id IN (SELECT place_id FROM story_place WHERE entry_id = ?1 AND sure = 1)",
    )?
    .execute([id.0])?;
    Ok(())
}
