use super::*;
use crate::domain::{FeedSettings, StatusChange, TagUse};
use crate::store::tags;

fn given(db: &Connection, id: EntryId, names: &str) -> Option<Vec<CleanText>> {
    tags::set(db, id, &crate::domain::typed_tags(names)).unwrap()
}

fn of(db: &Connection, id: EntryId) -> String {
    tags::of_story(db, id).unwrap().iter().map(CleanText::as_str).collect::<Vec<_>>().join(" ")
}

fn term(tag: &str, negated: bool) -> Term {
    Term { negated, kind: TermKind::Tag(tag.into()) }
}

/// Stories "a" to "d": "a" and "c" of a feed tagged daily, "b" and "d" of one without tags.
fn four() -> (Bench, Vec<EntryId>) {
    let db = bench();
    let (wire, other) = (add_feed(&db, "wire"), add_feed(&db, "other"));
    feeds::set_settings(&db, other, &FeedSettings::default()).unwrap();
    let stories = ["a", "b", "c", "d"].iter().zip([wire, other, wire, other]).enumerate();
    let ids = stories.map(|(hours, (key, feed))| story(&db, feed, key, hours_ago(hours as i64))).collect();
    (db, ids)
}

#[test]
fn a_story_bears_the_tags_that_it_was_given_last() {
    let (db, ids) = four();
    assert_eq!(given(&db, ids[0], "harbour Grain"), Some(vec![]));
    assert_eq!(of(&db, ids[0]), "Grain harbour");
    assert_eq!(entries::headline(&db, ids[0]).unwrap().unwrap().tags.len(), 2);
    let before = given(&db, ids[0], "GRÁIN strait").unwrap();
    assert_eq!(before, ["Grain".into(), "harbour".into()]);
    assert_eq!(of(&db, ids[0]), "GRÁIN strait");
    assert_eq!(given(&db, ids[1], "gráin"), Some(vec![]));
    assert_eq!(of(&db, ids[1]), "GRÁIN", "written as on the other story");
    given(&db, ids[0], "");
    assert_eq!(of(&db, ids[0]), "");
    assert_eq!(given(&db, EntryId(99), "harbour"), None);
    let many: Vec<String> = (0..50).map(|number| format!("tag{number:02}")).collect();
    given(&db, ids[0], &many.join(","));
    assert_eq!(tags::of_story(&db, ids[0]).unwrap().len(), crate::domain::STORY_TAGS_MAX);
    assert_whole(&db);
}

#[test]
fn a_tag_finds_its_stories_and_those_of_its_feeds() {
    let (db, ids) = four();
    let list = |terms: Vec<Term>| listed(&db, Query { any: vec![terms], ..Query::default() }).concat();
    assert_eq!(list(vec![term("daily", false)]), "ac");
    given(&db, ids[1], "Daily harbour");
    given(&db, ids[2], "harbour daily");
    assert_eq!(list(vec![term("daily", false)]), "abc", "each once");
    assert_eq!(list(vec![term("#DAILY", false)]), "abc");
    assert_eq!(list(vec![term("daily", true)]), "d");
    assert_eq!(list(vec![term("harbour", false)]), "bc");
    assert_eq!(list(vec![term("harbour", true)]), "ad");
    assert_eq!(list(vec![term("harbour", false), term("daily", false)]), "bc");
    assert_eq!(list(vec![term("daily", false), term("harbour", true)]), "a");
    assert_eq!(list(vec![term("nothing", false)]), "");
    assert_eq!(list(vec![term("nothing", true)]), "abcd");
    entries::set_status(&db, &[ids[0], ids[1]], StatusChange::Read(true), now()).unwrap();
    let unread = Term { negated: false, kind: TermKind::Unread };
    assert_eq!(list(vec![term("daily", false), unread.clone()]), "c");
    assert_eq!(list(vec![term("harbour", false), unread]), "c");
    let without = |tag: &str| Query { without: vec![vec![term(tag, false)]], ..Query::default() };
    assert_eq!(listed(&db, without("harbour")).concat(), "ad", "what is muted by its tag");
    assert_eq!(listed(&db, without("daily")).concat(), "d");
    assert_eq!(entries::count(&db, &Query::of(TermKind::Tag("daily".into())), now(), 100).unwrap(), 3);
}

#[test]
fn a_tag_of_more_feeds_than_are_merged_finds_other_stories_too() {
    let db = bench();
    for number in 0..201 {
        let feed = add_feed(&db, &format!("f{number}"));
        story(&db, feed, &number.to_string(), hours_ago(number));
    }
    let other = add_feed(&db, "other");
    feeds::set_settings(&db, other, &FeedSettings::default()).unwrap();
    let (borne, bare) = (story(&db, other, "x", hours_ago(7)), story(&db, other, "y", hours_ago(8)));
    given(&db, borne, "daily");
    let page =
        entries::headlines(&db, &request(Query::of(TermKind::Tag("daily".into())), Anchor::Newest, 300), now()).unwrap().rows;
    assert_eq!(page.len(), 202);
    assert!(page.iter().any(|row| row.key.id == borne) && !page.iter().any(|row| row.key.id == bare));
}

#[test]
fn every_tag_is_counted_with_the_stories_of_its_feeds() {
    let (db, ids) = four();
    given(&db, ids[0], "daily harbour");
    given(&db, ids[1], "DAILY");
    entries::set_status(&db, &[ids[1], ids[2]], StatusChange::Read(true), now()).unwrap();
    let used = |name: &str, stories, unread| TagUse { name: name.into(), stories, unread };
    assert_eq!(tags::in_use(&db).unwrap(), [used("daily", 3, 1), used("harbour", 1, 1)]);
    for tag in tags::in_use(&db).unwrap() {
        let query = Query::of(TermKind::Tag(tag.name.to_string()));
        assert_eq!(entries::count(&db, &query, now(), 100).unwrap(), tag.stories);
    }
    feeds::remove(&db, FeedId(1), now()).unwrap();
    assert_eq!(tags::in_use(&db).unwrap(), [used("daily", 1, 0)]);
    assert_eq!(listed(&db, Query::of(TermKind::Tag("daily".into()))).concat(), "b");
    feeds::restore(&db, FeedId(1)).unwrap();
    assert_eq!(of(&db, ids[0]), "daily harbour");
    feeds::remove(&db, FeedId(1), now()).unwrap();
    while feeds::purge_removed(&db, hours_ago(-1), 1).unwrap() {}
    assert_eq!(tags::in_use(&db).unwrap(), [used("daily", 1, 0)]);
    assert_whole(&db);
}

#[test]
fn a_story_with_a_tag_is_not_trimmed_away() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let ids: Vec<EntryId> = (0..5).map(|number| story(&db, feed, &number.to_string(), hours_ago(number))).collect();
    given(&db, ids[4], "harbour");
    entries::trim(&db, feed, 2, now()).unwrap();
    assert_eq!(listed(&db, Query::default()), ["0", "4"]);
    assert_eq!(given(&db, ids[3], "harbour"), None, "what is trimmed away bears no tag");
    given(&db, ids[4], "");
    entries::trim(&db, feed, 1, now()).unwrap();
    assert_eq!(listed(&db, Query::default()), ["0"]);
    assert_whole(&db);
}

#[test]
fn a_later_version_of_a_story_keeps_its_tags() {
    let (db, ids) = four();
    given(&db, ids[0], "harbour");
    let later = ParsedEntry { title: "Story a2".into(), fingerprint: [7; 16], ..entry("a", hours_ago(0)) };
    poll(&db, FeedId(1), vec![later]);
    assert_eq!(listed(&db, Query::of(TermKind::Tag("harbour".into()))), ["a2"]);
}
