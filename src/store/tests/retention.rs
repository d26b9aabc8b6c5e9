use super::*;
use crate::domain::StatusChange;
use crate::query::{Purpose, Rule};
use crate::store::retention::{self, Going, Keep};
use crate::store::{rules, search, tags};

const DAYS: fn(u32) -> Keep = |days| Keep { days: Some(days), stories: None };
const STORIES: fn(u32) -> Keep = |stories| Keep { days: None, stories: Some(stories) };

/// Returns what would go, as the entries were called.
fn going(db: &Connection, keep: Keep, now: &ZonedDateTime) -> Vec<String> {
    let mut going = Going::default();
    let mut called = Vec::new();
    while !going.is_done() {
        going = retention::look(db, keep, &going, now).unwrap();
        for id in &going.ids {
            called.push(entries::headline(db, *id).unwrap().unwrap().title.trim_start_matches("Story ").to_owned());
        }
    }
    called.sort();
    called.dedup();
    called
}

/// Takes out all that is to go; returns how many went.
fn trim(db: &Connection, keep: Keep) -> u32 {
    let mut going = Going::default();
    let mut removed = 0;
    while !going.is_done() {
        going = retention::look(db, keep, &going, &here()).unwrap();
        removed += retention::remove(db, &going.ids, now()).unwrap();
    }
    removed
}

/// Stores digested stories, named by their age in days.
fn aged(db: &Connection, feed: FeedId, days: &[i64]) -> Vec<EntryId> {
    days.iter()
        .map(|ago| {
            let id = story(db, feed, &format!("{feed}-{ago}"), hours_ago(ago * 24));
            digest(db, id, "Nothing of note.", &[], &[]);
            id
        })
        .collect()
}

#[test]
fn what_is_older_or_beyond_the_newest_goes_and_the_rest_stays() {
    let db = bench();
    let (wire, post) = (add_feed(&db, "wire"), add_feed(&db, "post"));
    aged(&db, wire, &[1, 10, 20, 40]);
    aged(&db, post, &[2, 50]);
    assert_eq!(going(&db, Keep::default(), &here()), Vec::<String>::new());
    assert_eq!(going(&db, DAYS(30), &here()), ["1-40", "2-50"]);
    assert_eq!(going(&db, DAYS(36_500), &here()), Vec::<String>::new());
    assert_eq!(going(&db, STORIES(2), &here()), ["1-20", "1-40"]);
    assert_eq!(going(&db, STORIES(1), &here()), ["1-10", "1-20", "1-40", "2-50"]);
    assert_eq!(going(&db, Keep { days: Some(45), stories: Some(3) }, &here()), ["1-40", "2-50"]);
    assert_eq!(retention::count(&db, Keep { days: Some(30), stories: Some(3) }, &here()), Ok(2), "each is counted once");
    assert_eq!(trim(&db, DAYS(30)), 2);
    assert_eq!(trim(&db, DAYS(30)), 0);
    assert_eq!(listed(&db, Query::default()), ["1-1", "2-2", "1-10", "1-20"]);
    assert_whole(&db);
    // A feed that still has it does not bring it back.
    assert_eq!(poll(&db, wire, vec![entry("1-40", hours_ago(40 * 24))]).new, 0);
    assert_eq!(listed(&db, Query::default()).len(), 4);
}

#[test]
fn a_clock_that_is_ahead_ages_no_story() {
    let db = bench();
    let wire = add_feed(&db, "wire");
    aged(&db, wire, &[1, 10, 20, 40]);
    let ahead = here().checked_add(jiff::Span::new().years(4)).unwrap();
    assert_eq!(going(&db, DAYS(30), &ahead), ["1-40"]);
}

#[test]
fn what_the_reader_marked_or_follows_stays() {
    let db = bench();
    let (wire, post, gone) = (add_feed(&db, "wire"), add_feed(&db, "post"), add_feed(&db, "gone"));
    let news = add_feed(&db, "news");
    aged(&db, news, &[0]);
    let ids = aged(&db, wire, &[100, 101, 102, 103, 104, 105, 106]);
    aged(&db, post, &[100]);
    aged(&db, gone, &[100]);
    entries::set_status(&db, &[ids[0]], StatusChange::Starred(true), now()).unwrap();
    entries::set_status(&db, &[ids[1]], StatusChange::Later(true), now()).unwrap();
    tags::set(&db, ids[2], &["keep".into()]).unwrap();
    digest(&db, ids[3], "Ines Okafor spoke.", &["Ines Okafor"], &[]);
    digest(&db, ids[4], "Rain in Geneva.", &[], &[("Geneva", 1)]);
    digest(&db, ids[5], "Grain is dear.", &[], &[]);
    // Not digested yet: whom it names is not known.
    story(&db, wire, "raw", hours_ago(200 * 24));
    feeds::remove(&db, gone, now()).unwrap();
    while search::index_pending(&db, 10).unwrap() > 0 {}
    for query in ["person:\"Ines Okafor\"", "place:Geneva", "grain", "feed:post"] {
        let rule = Rule { purpose: Purpose::Follow, name: query.into(), query: Query::parse(query).unwrap() };
        rules::change(&db, &[(rule, true)], now()).unwrap();
    }
    assert_eq!(going(&db, DAYS(30), &here()), ["1-106"]);
    assert_eq!(going(&db, STORIES(1), &here()), ["1-106"]);
    // Marked after it was found.
    let mut found = Going::default();
    while found.ids.is_empty() {
        found = retention::look(&db, DAYS(30), &found, &here()).unwrap();
    }
    entries::set_status(&db, &[ids[6]], StatusChange::Starred(true), now()).unwrap();
    assert_eq!(retention::remove(&db, &found.ids, now()), Ok(0));
    assert_whole(&db);
}

#[test]
fn a_day_ends_where_the_reader_is() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    // Now is the 23rd at noon in UTC: the day before began at midnight of the 22nd.
    aged(&db, feed, &[0]);
    for (key, at) in [("early", "2026-11-21T20:00:00Z"), ("late", "2026-11-22T02:00:00Z")] {
        let id = story(&db, feed, key, at.parse().unwrap());
        digest(&db, id, "Nothing of note.", &[], &[]);
    }
    assert_eq!(going(&db, DAYS(1), &here()), ["early"]);
    assert_eq!(going(&db, DAYS(1), &here_in("EST5")), ["early", "late"]);
    assert_eq!(going(&db, DAYS(1), &here_in("JST-9")), Vec::<String>::new());
}

#[test]
fn many_are_looked_at_in_steps_and_every_one_is_found() {
    let db = bench();
    let (wire, post) = (add_feed(&db, "wire"), add_feed(&db, "post"));
    for feed in [wire, post] {
        poll(&db, feed, (0..700).map(|n| entry(&format!("{feed}-{n:03}"), hours_ago(n / 5))).collect());
    }
    db.execute_batch(
        "INSERT INTO article (entry_id, digested_ms, wanted_page, from_page, words, body) SELECT entry_id, 0, 0, 0, 0, x'' FROM entry;
         DELETE FROM queue;",
    )
    .unwrap();
    assert_eq!(retention::count(&db, STORIES(100), &here()), Ok(1_200));
    assert_eq!(retention::count(&db, DAYS(1), &here()), Ok(going(&db, DAYS(1), &here()).len() as u32));
    assert_eq!(trim(&db, Keep { days: Some(2), stories: Some(100) }), 1_200);
    assert_eq!(db.query_row("SELECT count(*) FROM entry", [], |row| row.get(0)), Ok(200));
    assert_whole(&db);
}

#[test]
fn what_went_is_remembered_for_as_long_as_a_feed_may_have_it() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    poll(&db, feed, (0..2_100).map(|n| entry(&n.to_string(), hours_ago(3_000 - n))).collect());
    let ids: Vec<EntryId> = (1..=2_100).map(EntryId).collect();
    retention::remove(&db, &ids, now()).unwrap();
    let left = || db.query_row("SELECT count(*) FROM entry_status", [], |row| row.get::<_, i64>(0)).unwrap();
    retention::forget_long_gone(&db, feed, now()).unwrap();
    assert_eq!(left(), 2_100);
    retention::forget_long_gone(&db, feed, now() + SignedDuration::from_hours(91 * 24)).unwrap();
    assert_eq!(left(), 2_000, "however long ago");
}

#[test]
fn what_went_is_told() {
    let db = bench();
    assert_eq!(retention::removed(&db), Ok(None));
    retention::note(&db, 3, hours_ago(2)).unwrap();
    retention::note(&db, 4, hours_ago(1)).unwrap();
    let removed = retention::removed(&db).unwrap().unwrap();
    assert_eq!((removed.stories, removed.last), (7, hours_ago(1)));
}

#[test]
fn what_takes_the_space_is_told() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    aged(&db, feed, &[1, 2, 3]);
    while search::index_pending(&db, 10).unwrap() > 0 {}
    let space = crate::store::space::taken(&db).unwrap();
    let all = [space.stories, space.articles, space.index, space.names, space.rest];
    assert!(all.iter().all(|bytes| *bytes > 0), "{space:?}");
    let pages: i64 =
        db.query_row("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", [], |row| row.get(0)).unwrap();
    assert_eq!(all.iter().sum::<u64>() + space.free, pages.unsigned_abs());
}
