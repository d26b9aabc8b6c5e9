//! What came since a moment: events by their sources, newcomers, what is followed.

use super::*;
use crate::message::Looked;
use crate::store::edition;
use crate::store::reports::{self, StoryPlaced};

/// An event that three sources tell of since yesterday, one that two do, one that one source tells of twice.
fn told() -> (Bench, Vec<EntryId>) {
    let db = bench();
    let feeds = ["wire", "post", "desk"].map(|name| add_feed(&db, name));
    let made = [
        (0, "old", 50),
        (0, "strike a", 20),
        (1, "strike b", 10),
        (2, "strike c", 5),
        (0, "storm a", 4),
        (1, "storm b", 3),
        (2, "vote a", 2),
        (2, "vote b", 1),
    ];
    let ids: Vec<EntryId> = made.iter().map(|(feed, key, hours)| story(&db, feeds[*feed], key, hours_ago(*hours))).collect();
    let of = |first: usize| StoryPlaced { report: None, event: Some(ids[first]) };
    let placed = [(2, 1), (3, 1), (5, 4), (7, 6)].map(|(story, first)| (ids[story], of(first)));
    reports::place(&db, &placed).unwrap();
    digest(&db, ids[0], "Words.", &["Tomas Varga"], &[]);
    digest(&db, ids[1], "Words.", &["Tomas Varga", "Ines Okafor"], &[]);
    digest(&db, ids[2], "Words.", &["Ines Okafor"], &[]);
    digest(&db, ids[7], "Words.", &["Pietro Amsel"], &[]);
    (db, ids)
}

#[test]
fn events_come_by_the_number_of_their_sources() {
    let (db, ids) = told();
    let edition = edition::edition(&db, hours_ago(24), &Query::default(), &[], &here()).unwrap();
    let events: Vec<_> = edition.events.iter().map(|(newest, sources)| (newest.key.id, *sources)).collect();
    assert_eq!(events, [(ids[3], 3), (ids[5], 2), (ids[7], 1), (ids[6], 1)]);
    assert_eq!((edition.stories, edition.sources, edition.followed.len()), (7, 3, 0));
    let later = edition::edition(&db, hours_ago(12), &Query::default(), &[], &here()).unwrap();
    assert_eq!(later.events.iter().map(|event| event.1).collect::<Vec<_>>(), [2, 2, 1, 1]);
}

#[test]
fn what_is_muted_is_no_source_of_an_event() {
    let (db, ids) = told();
    let muted = vec![vec![Term { negated: false, kind: TermKind::FeedId(FeedId(3)) }]];
    let edition = edition::edition(&db, hours_ago(24), &Query::default(), &muted, &here()).unwrap();
    let events: Vec<_> = edition.events.iter().map(|(newest, sources)| (newest.key.id, *sources)).collect();
    assert_eq!(events, [(ids[5], 2), (ids[2], 2)]);
}

#[test]
fn only_those_whom_no_older_story_names_are_new() {
    let (db, _) = told();
    let names = |since| {
        let edition = edition::edition(&db, since, &Query::default(), &[], &here()).unwrap();
        let names: Vec<String> = edition.people.iter().map(|person| person.name.to_string()).collect();
        (names, edition.are_new)
    };
    assert_eq!(names(hours_ago(24)), (vec!["Ines Okafor".into(), "Pietro Amsel".into()], true));
    let (all, are_new) = names(hours_ago(60));
    assert!(!are_new && all.contains(&"Tomas Varga".into()), "{all:?}");
}

#[test]
fn what_is_followed_comes_newest_first_and_only_of_this_time() {
    let (db, _) = told();
    let followed = Query::of(TermKind::Person("Varga".into()));
    let edition = |hours| edition::edition(&db, hours_ago(hours), &followed, &[], &here()).unwrap().followed;
    assert_eq!(called(&edition(24)), ["strike a"]);
    assert_eq!(called(&edition(60)), ["strike a", "old"]);
    assert!(edition(60)[0].followed);
}

#[test]
fn a_query_finds_all_that_is_told_of_an_event() {
    let (db, ids) = told();
    assert_eq!(listed(&db, Query::of(TermKind::Like(ids[2]))), ["strike c", "strike b", "strike a"]);
    assert_eq!(listed(&db, Query::of(TermKind::Like(ids[0]))), ["old"]);
    let not = Query { any: vec![vec![Term { negated: true, kind: TermKind::Like(ids[1]) }]], ..Query::default() };
    assert_eq!(listed(&db, not).len(), 5);
    assert_eq!(listed(&db, all_of(&[TermKind::Like(ids[1]), TermKind::FeedId(FeedId(2))])), ["strike b"]);
}

#[test]
fn when_the_reader_looked_is_kept() {
    let db = bench();
    assert_eq!(edition::looked(&db).unwrap(), None);
    for hours in [9, 3] {
        let looked = Looked { before: hours_ago(hours + 5), last: hours_ago(hours) };
        edition::look(&db, looked).unwrap();
        assert_eq!(edition::looked(&db).unwrap(), Some(looked));
    }
    assert_whole(&db);
}

#[test]
fn a_query_finds_one_story_by_its_number() {
    let (db, ids) = told();
    assert_eq!(listed(&db, Query::of(TermKind::Id(ids[4]))), ["storm a"]);
    assert_eq!(listed(&db, all_of(&[TermKind::Id(ids[4]), TermKind::Starred])), [""; 0]);
}
