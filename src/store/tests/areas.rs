use super::*;
use crate::domain::{HeadlineKey, SourcePlace};
use crate::message::Toward;
use crate::store::areas;

fn at(name: &str, number: u32, kind: PlaceKind, region: Option<&str>, country: &str, sure: bool) -> FoundPlace {
    FoundPlace { kind, region: region.map(CleanText::new), country: Some(country.into()), sure, ..place(name, Some(number)) }
}

fn spain() -> FoundPlace {
    at("Spain", 1, PlaceKind::Country, None, "ES", true)
}

fn region() -> FoundPlace {
    at("Valencia", 2, PlaceKind::Region, None, "ES", true)
}

fn gandia(sure: bool) -> FoundPlace {
    at("Gandia", 3, PlaceKind::Spot, Some("Valencia"), "ES", sure)
}

fn put(db: &Connection, id: EntryId, found: &[FoundPlace]) {
    let placed: Vec<(PlaceId, FoundPlace)> =
        found.iter().map(|place| (places::find_or_create(db, place).unwrap(), place.clone())).collect();
    assert!(articles::save(db, id, &article("Words."), &[], &placed, now()).unwrap());
}

/// Stories 1 to 4 of one feed, an hour apart: Spain; Gandia; perhaps Gandia; Valencia, the region, with Gandia.
fn coast() -> (Bench, Vec<EntryId>) {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let ids: Vec<EntryId> = (1..5).map(|n| story(&db, feed, &n.to_string(), hours_ago(n))).collect();
    put(&db, ids[0], &[spain()]);
    put(&db, ids[1], &[gandia(true)]);
    put(&db, ids[2], &[gandia(false)]);
    put(&db, ids[3], &[region(), gandia(true)]);
    (db, ids)
}

fn id_of(db: &Connection, found: &FoundPlace) -> PlaceId {
    places::find_or_create(db, found).unwrap()
}

#[test]
fn a_country_and_a_region_hold_the_stories_of_their_towns() {
    let (db, _) = coast();
    let page = |found: &FoundPlace| {
        let page = places::page(&db, id_of(&db, found), &here()).unwrap().unwrap();
        (page.place.stories, page.within, page.unsure, called(&page.newest).concat())
    };
    assert_eq!(page(&spain()), (1, Some(3), 0, "124".into()));
    assert_eq!(page(&region()), (1, Some(2), 0, "24".into()));
    assert_eq!(page(&gandia(true)), (3, None, 1, "234".into()));
    assert_eq!(listed(&db, Query::of(TermKind::Place("Spain".into()))), ["1", "2", "4"]);
    let not_there =
        Query { any: vec![vec![Term { negated: true, kind: TermKind::PlaceId(id_of(&db, &spain())) }]], ..Query::default() };
    assert_eq!(listed(&db, not_there), ["3"]);
    let both = all_of(&[TermKind::Place("Gandia".into()), TermKind::Place("Spain".into())]);
    assert_eq!(listed(&db, both), ["2", "4"]);
    assert_whole(&db);
}

#[test]
fn the_way_along_a_country_leads_through_its_towns() {
    let (db, ids) = coast();
    let id = id_of(&db, &spain());
    let from = HeadlineKey { at: hours_ago(1), id: ids[0] };
    let (next, rank) = places::neighbor(&db, id, from, Toward::Older, now()).unwrap().unwrap();
    assert_eq!((next.key.id, rank), (ids[1], 2));
    let (next, rank) = places::neighbor(&db, id, next.key, Toward::Older, now()).unwrap().unwrap();
    assert_eq!((next.key.id, rank), (ids[3], 3));
}

#[test]
fn a_story_that_is_digested_again_or_removed_is_taken_back() {
    let (db, ids) = coast();
    put(&db, ids[1], &[]);
    assert_whole(&db);
    let within = || places::page(&db, id_of(&db, &spain()), &here()).unwrap().and_then(|page| page.within);
    assert_eq!(within(), Some(2));
    feeds::remove(&db, FeedId(1), now()).unwrap();
    assert_whole(&db);
    feeds::restore(&db, FeedId(1)).unwrap();
    assert_eq!(within(), Some(2));
    feeds::remove(&db, FeedId(1), now()).unwrap();
    while feeds::purge_removed(&db, hours_ago(-1), 100).unwrap() {}
    assert_whole(&db);
}

#[test]
fn a_source_is_at_home_where_its_stories_certainly_are() {
    let (db, ids) = coast();
    let home = || areas::home(&db, FeedId(1), &"Wire".into()).unwrap();
    let known: Vec<(u32, u32)> = home().places.iter().map(|place| (place.geonameid, place.stories)).collect();
    assert_eq!(known[0], (3, 2));
    assert_eq!((known.len(), home().title.as_str()), (3, "Wire"));
    put(&db, ids[1], &[]);
    put(&db, ids[3], &[]);
    assert_eq!(home().places, [SourcePlace { geonameid: 1, stories: 1 }]);
}

#[test]
fn an_older_store_learns_what_its_stories_say() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dateline.db");
    let old = schema::open_with(&path, &[include_str!("../migrations/0001_begin.sql")]).unwrap();
    add_old_feed(&old);
    old.execute_batch(
        "INSERT INTO entry_status (entry_id, feed_id, key, fingerprint, at_ms, arrived_ms) VALUES (1, 1, x'00', x'00', 7, 7);
         INSERT INTO entry (entry_id, title) VALUES (1, 'Rain in Gandia');
         INSERT INTO queue (entry_id, at_ms, wants_page) VALUES (1, 7, 0);
         UPDATE feed_count SET stories = 1, unread = 1;
         INSERT INTO place (id, name, folded, geonameid, country, region) VALUES (1, 'Gandia', 'gandia', 3, 'ES', 'Valencia');
         UPDATE place SET stories = 1;
         INSERT INTO story_place (place_id, at_ms, entry_id, rank, sure, name, mentions)
             SELECT 1, at_ms, entry_id, 0, 1, 'Gandia', x'' FROM entry_status;",
    )
    .unwrap();
    drop(old);
    let db = schema::open(&path).unwrap();
    assert_eq!(areas::home(&db, FeedId(1), &"Wire".into()).unwrap().places, [SourcePlace { geonameid: 3, stories: 1 }]);
    let held: Vec<(String, u32)> = db
        .prepare("SELECT country || ' ' || region, stories FROM area ORDER BY region")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(held, [("ES ".to_owned(), 1), ("ES Valencia".to_owned(), 1)]);
    assert_whole(&db);
}
