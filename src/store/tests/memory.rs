use std::collections::BTreeMap;

use super::*;
use crate::domain::PhraseMemory;
use crate::store::memory;

const DAY: i64 = 24;

fn thought(person: f64, other: f64, surname: f64) -> BTreeMap<String, PhraseMemory> {
    BTreeMap::from([("varga".to_owned(), PhraseMemory { person, place: 0.0, other, surname })])
}

/// Learns of stories, each so many hours old, in the order given.
fn learned(stories: &[(i64, f64, f64)]) -> Bench {
    let db = bench();
    let feed = add_feed(&db, "wire");
    for (number, (hours, person, surname)) in stories.iter().enumerate() {
        let id = story(&db, feed, &number.to_string(), hours_ago(*hours));
        memory::learn(&db, id, &thought(*person, 1.0 - person, *surname), hours_ago(*hours)).unwrap();
        digest(&db, id, "Words.", &[], &[]);
    }
    db
}

fn varga(db: &Connection, hours: i64) -> PhraseMemory {
    memory::of_phrase(db, "varga", hours_ago(hours)).unwrap().unwrap()
}

fn check(found: PhraseMemory, person: f64, other: f64, surname: f64) {
    let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
    assert!(near(found.person, person) && near(found.other, other) && near(found.surname, surname), "{found:?}");
}

#[test]
fn stories_fade_by_their_own_times() {
    let db = learned(&[(14 * DAY, 1.0, 1.0), (0, 0.5, 0.0)]);
    let third = (-1.0_f64).exp();
    check(varga(&db, 0), third + 0.5, 0.5, third);
    // A story of the archive is as far from the newest as the newest is from it.
    check(varga(&db, 14 * DAY), third * (third + 0.5), third * 0.5, third * third);
}

#[test]
fn the_order_in_which_stories_come_changes_nothing() {
    let stories = [(30 * DAY, 0.9, 1.0), (2, 0.4, 0.0), (9 * DAY, 0.7, 1.0), (0, 0.1, 0.0)];
    let one = varga(&learned(&stories), 0);
    for turn in 1..stories.len() {
        let mut turned = stories;
        turned.rotate_left(turn);
        check(varga(&learned(&turned), 0), one.person, one.other, one.surname);
        turned.reverse();
        check(varga(&learned(&turned), 0), one.person, one.other, one.surname);
    }
}

#[test]
fn a_story_that_is_digested_again_counts_once() {
    let db = learned(&[(0, 1.0, 1.0)]);
    memory::learn(&db, EntryId(1), &thought(0.0, 1.0, 0.0), now()).unwrap();
    check(varga(&db, 0), 1.0, 0.0, 1.0);
}

#[test]
fn what_is_recalled_is_capped_and_names_every_phrase_that_was_asked() {
    let db = learned(&[(0, 1.0, 1.0), (0, 1.0, 1.0), (0, 1.0, 1.0), (0, 1.0, 1.0), (0, 0.0, 0.0)]);
    let phrases = ["okafor".to_owned(), "varga".to_owned()];
    let found = memory::recall(&db, &phrases, now()).unwrap();
    assert_eq!(found.keys().collect::<Vec<_>>(), ["okafor", "varga"]);
    assert_eq!(found["okafor"], PhraseMemory::default());
    assert_eq!(found["varga"], PhraseMemory { person: 2.5, place: 0.0, other: 0.5, surname: 3.0 });
    assert_eq!(memory::of_phrase(&db, "okafor", now()).unwrap(), None);
}

#[test]
fn what_has_faded_is_forgotten_and_nothing_else() {
    let check = |stories: &[(i64, f64, f64)], forgotten: usize| {
        let db = learned(stories);
        assert_eq!(memory::forget_faded(&db, now()).unwrap(), forgotten, "{stories:?}");
    };
    check(&[(0, 1.0, 1.0)], 0);
    check(&[(55 * DAY, 1.0, 1.0)], 0);
    check(&[(57 * DAY, 1.0, 1.0)], 1);
    check(&[(57 * DAY, 1.0, 1.0), (57 * DAY, 1.0, 1.0), (57 * DAY, 1.0, 1.0)], 0);
    check(&[(113 * DAY, 1.0, 1.0), (113 * DAY, 1.0, 1.0), (113 * DAY, 1.0, 1.0)], 1);
}
