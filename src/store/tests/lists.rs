use super::*;
use crate::domain::{HeadlineKey, StatusChange};
use crate::message::{HeadlinePage, MarkRead};
use crate::store::search;
use proptest::prelude::*;

fn not(kind: TermKind) -> Term {
    Term { negated: true, kind }
}

fn term(kind: TermKind) -> Term {
    Term { negated: false, kind }
}

fn word(text: &str) -> TermKind {
    TermKind::Word(text.into())
}

/// Five stories in two feeds: "a" is the newest, "e" the oldest.
fn five() -> (Bench, Vec<EntryId>) {
    let db = bench();
    let (wire, other) = (add_feed(&db, "wire"), add_feed(&db, "other"));
    let settings = crate::domain::FeedSettings { folder: Some("News/Sport".into()), ..Default::default() };
    feeds::set_settings(&db, other, &settings).unwrap();
    let ids: Vec<EntryId> = ["a", "b", "c", "d", "e"]
        .iter()
        .zip([wire, other, wire, other, wire])
        .enumerate()
        .map(|(hours, (key, feed))| story(&db, feed, key, hours_ago(10 * hours as i64 + 1)))
        .collect();
    digest(&db, ids[0], "Grain ships left the harbour.", &["Ines Okafor", "Tomas Varga"], &[("Geneva", 1)]);
    digest(&db, ids[1], "Rain in the harbour town.", &["Ines Okafor"], &[("Valencia", 2)]);
    digest(&db, ids[2], "No grain.", &["Tomas Varga"], &[]);
    search::index_pending(&db, 99).unwrap();
    entries::set_status(&db, &[ids[0], ids[3]], StatusChange::Read(true), now()).unwrap();
    entries::set_status(&db, &[ids[1], ids[4]], StatusChange::Starred(true), now()).unwrap();
    entries::set_status(&db, &[ids[2]], StatusChange::Later(true), now()).unwrap();
    (db, ids)
}

#[test]
fn every_kind_of_term_finds_its_stories() {
    let (db, _) = five();
    let hours = SignedDuration::from_hours;
    for (kind, expected) in [
        (word("grain"), "ac"),
        (word("GRAIN"), "ac"),
        (word("harb*"), "ab"),
        (word("story"), "abcde"),
        (word("—"), "abcde"),
        (TermKind::Phrase("grain ships".into()), "a"),
        (TermKind::Phrase("ships grain".into()), ""),
        (TermKind::Title("e".into()), "e"),
        (TermKind::Author("lindqvist".into()), "abcde"),
        (word("lindqvist"), ""),
        (TermKind::Unread, "bce"),
        (TermKind::Read, "ad"),
        (TermKind::Starred, "be"),
        (TermKind::Later, "c"),
        (TermKind::Feed("OTHER".into()), "bd"),
        (TermKind::Feed("harbour wire".into()), "abcde"),
        (TermKind::Feed("nowhere".into()), ""),
        (TermKind::FeedId(FeedId(1)), "ace"),
        (TermKind::Folder("news".into()), "abcde"),
        (TermKind::Folder("News/Sport".into()), "bd"),
        (TermKind::Folder("New".into()), ""),
        (TermKind::Tag("Daily".into()), "ace"),
        (TermKind::Person("Ínes OKAFOR".into()), "ab"),
        (TermKind::Person("okafor".into()), "ab"),
        (TermKind::Person("tomas".into()), "ac"),
        (TermKind::Person("Nobody".into()), ""),
        (TermKind::Place("valencia".into()), "b"),
        (TermKind::Newer(hours(12)), "ab"),
        (TermKind::Older(hours(12)), "cde"),
        (TermKind::Newer(hours(11)), "a"),
        (TermKind::Older(hours(11)), "cde"),
    ] {
        assert_eq!(listed(&db, Query::of(kind.clone())).concat(), expected, "{kind:?}");
        let rest: String = "abcde".chars().filter(|key| !expected.contains(*key)).collect();
        let negated = Query { any: vec![vec![not(kind.clone())]], ..Query::default() };
        let without = Query { without: vec![vec![term(kind.clone())]], ..Query::default() };
        assert_eq!(listed(&db, without), listed(&db, negated.clone()), "without {kind:?}");
        match kind {
            // What says nothing excludes nothing.
            TermKind::Word(dash) if dash == "—" => {}
            _ => assert_eq!(listed(&db, negated).concat(), rest, "not {kind:?}"),
        }
    }
}

#[test]
fn terms_are_joined_by_and_sides_by_or() {
    let (db, _) = five();
    let check = |any: Vec<Vec<Term>>, expected: &str| {
        assert_eq!(listed(&db, Query { any: any.clone(), ..Query::default() }).concat(), expected, "{any:?}");
    };
    let person = |name: &str| TermKind::Person(name.into());
    check(vec![vec![term(word("grain")), term(TermKind::Unread)]], "c");
    check(vec![vec![term(word("grain")), not(word("ships"))]], "c");
    check(vec![vec![term(person("okafor")), term(person("varga"))]], "a");
    check(vec![vec![term(person("okafor")), not(person("varga"))]], "b");
    check(vec![vec![term(person("okafor")), term(word("grain")), term(TermKind::Place("geneva".into()))]], "a");
    check(vec![vec![term(TermKind::Starred), term(TermKind::Later)]], "");
    check(vec![vec![term(TermKind::Starred)], vec![term(TermKind::Later)]], "bce");
    check(vec![vec![term(word("grain"))], vec![term(person("okafor"))], vec![term(TermKind::FeedId(FeedId(1)))]], "abce");
    check(vec![vec![term(TermKind::Read), term(TermKind::Unread)]], "");
    check(vec![vec![term(TermKind::Read), term(TermKind::Unread)], vec![term(TermKind::Later)]], "c");
    check(vec![vec![term(TermKind::FeedId(FeedId(1))), term(TermKind::FeedId(FeedId(2)))]], "");
    check(vec![vec![term(TermKind::Folder("news".into())), not(TermKind::FeedId(FeedId(2))), term(TermKind::Unread)]], "ce");
    check(vec![vec![]], "abcde");
}

#[test]
fn a_story_that_was_just_read_stays_in_the_list() {
    let (db, ids) = five();
    let asked =
        HeadlineRequest { keep: vec![ids[0], ids[2], EntryId(99)], ..request(Query::of(TermKind::Unread), Anchor::Newest, 3) };
    let page = entries::headlines(&db, &asked, now()).unwrap();
    assert_eq!(called(&page.rows), ["a", "b", "c"]);
    assert!(page.more_older);
    assert_eq!(page.rows.iter().map(|row| row.unread).collect::<Vec<_>>(), [false, true, true]);
    let rest = HeadlineRequest { anchor: Anchor::After(page.rows[2].key), ..asked };
    let rest = entries::headlines(&db, &rest, now()).unwrap();
    assert_eq!((called(&rest.rows), rest.more_newer, rest.more_older), (vec!["e".to_owned()], true, false));
}

#[test]
fn a_page_around_a_story_has_it_in_its_middle() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let keys: Vec<HeadlineKey> =
        (0..9).map(|n| HeadlineKey { at: hours_ago(n), id: story(&db, feed, &n.to_string(), hours_ago(n)) }).collect();
    let around = |key| entries::headlines(&db, &request(Query::default(), Anchor::Around(key), 4), now()).unwrap();
    for (key, expected, newer, older) in [
        (keys[4], "2345", true, true),
        (keys[0], "0123", false, true),
        (keys[8], "5678", true, false),
        (keys[7], "5678", true, false),
    ] {
        let page = around(key);
        assert_eq!((called(&page.rows).concat().as_str(), page.more_newer, page.more_older), (expected, newer, older));
    }
    // The story is gone: the page is still around its place.
    let gone = HeadlineKey { at: hours_ago(4), id: EntryId(999) };
    assert_eq!(called(&around(gone).rows).concat(), "2345");
}

fn all_read(query: Query, newest: HeadlineKey) -> MarkRead {
    MarkRead { query, newest, above: None, also: Vec::new(), except: Vec::new() }
}

#[test]
fn marking_read_takes_what_is_folded_into_a_row_and_leaves_what_is_folded_into_another() {
    let (db, ids) = five();
    let newer = story(&db, FeedId(1), "new", hours_ago(0));
    let newest = HeadlineKey { at: hours_ago(11), id: ids[1] };
    // One that is read already is not among those that undo makes unread.
    let also = vec![newer, ids[0], ids[2]];
    let meant = MarkRead { also, except: vec![ids[4]], ..all_read(Query::default(), newest) };
    assert_eq!(entries::mark_all_read(&db, &meant, now()).unwrap(), [ids[1], ids[2], newer]);
    assert_eq!(listed(&db, Query::of(TermKind::Unread)), ["e"]);
    assert_whole(&db);
}

#[test]
fn marking_all_read_spares_what_came_since_and_can_be_undone() {
    let (db, ids) = five();
    let newest = HeadlineKey { at: hours_ago(11), id: ids[1] };
    let newer = story(&db, FeedId(1), "new", hours_ago(0));
    let marked = entries::mark_all_read(&db, &all_read(Query::default(), newest), now()).unwrap();
    assert_eq!(marked, [ids[1], ids[2], ids[4]]);
    assert_eq!(listed(&db, Query::of(TermKind::Unread)), ["new"]);
    assert_whole(&db);
    entries::set_status(&db, &marked, StatusChange::Read(false), now()).unwrap();
    assert_eq!(listed(&db, Query::of(TermKind::Unread)).concat(), "newbce");
    let newest = HeadlineKey { at: now(), id: newer };
    let marked = entries::mark_all_read(&db, &all_read(Query::of(TermKind::Starred), newest), now()).unwrap();
    assert_eq!(marked, [ids[1], ids[4]]);
    assert_whole(&db);
}

#[test]
fn counts_are_exact_up_to_their_cap() {
    let (db, _) = five();
    for (query, expected) in [
        (Query::default(), 5),
        (Query::of(TermKind::Unread), 3),
        (Query::of(TermKind::Starred), 2),
        (Query::of(TermKind::Later), 1),
        (Query::of(word("grain")), 2),
        (Query { any: vec![vec![term(word("grain"))], vec![term(TermKind::Unread)]], ..Query::default() }, 4),
    ] {
        assert_eq!(entries::count(&db, &query, now(), 100).unwrap(), expected, "{query:?}");
        assert_eq!(entries::count(&db, &query, now(), 1).unwrap(), 1);
    }
    let counts = entries::view_counts(&db).unwrap();
    assert_eq!((counts.all, counts.unread, counts.starred, counts.later), (5, 3, 2, 1));
    assert_eq!((counts.people, counts.places), (2, 2));
}

#[test]
fn a_status_that_is_so_already_changes_no_counter() {
    let (db, ids) = five();
    for _ in 0..2 {
        entries::set_status(&db, &[ids[0], ids[0], EntryId(99)], StatusChange::Read(false), now()).unwrap();
        entries::set_status(&db, &[ids[1]], StatusChange::Starred(true), now()).unwrap();
    }
    assert_eq!(entries::view_counts(&db).unwrap().unread, 4);
    assert_whole(&db);
}

#[test]
fn a_search_ranks_the_title_first_and_shows_the_sentence() {
    let (db, ids) = five();
    let titled = ParsedEntry { title: "Grain tax ends".into(), ..entry("t", hours_ago(99)) };
    poll(&db, FeedId(1), vec![titled]);
    search::index_pending(&db, 99).unwrap();
    let found = search::search(&db, "grain", 9).unwrap();
    assert_eq!(called(&found), ["Grain tax ends", "c", "a"]);
    let snippets: Vec<&str> = found.iter().map(|row| row.snippet.as_deref().unwrap()).collect();
    assert_eq!(snippets, ["⟦Grain⟧ tax ends", "No ⟦grain⟧.", "⟦Grain⟧ ships left the harbour."]);
    assert_eq!(called(&search::search(&db, "\"harbour town\" rain", 9).unwrap()), ["b"]);
    assert_eq!(search::search(&db, "\" — *", 9).unwrap(), Vec::new());
    assert_eq!(search::search(&db, "grain NOT (", 9).unwrap(), Vec::new());
    feeds::remove(&db, FeedId(2), now()).unwrap();
    assert_eq!(called(&search::search(&db, "harbour", 1).unwrap()), ["a"]);
    let _ = ids;
}

#[test]
fn a_story_is_found_by_its_new_text_only_once_it_is_digested_again() {
    let (db, ids) = five();
    digest(&db, ids[0], "Fog on the pass.", &[], &[]);
    assert_eq!(search::index_pending(&db, 99).unwrap(), 1);
    assert_eq!(search::index_pending(&db, 99).unwrap(), 0);
    assert_eq!(listed(&db, Query::of(word("ships"))).concat(), "");
    assert_eq!(listed(&db, Query::of(word("fog"))).concat(), "a");
    assert_whole(&db);
}

#[test]
fn names_in_scripts_without_spaces_are_found_inside_a_sentence() {
    let (db, ids) = five();
    digest(&db, ids[3], "昨日、東京で会談が行われた。", &[], &[]);
    search::index_pending(&db, 99).unwrap();
    assert_eq!(listed(&db, Query::of(word("東京"))).concat(), "d");
    assert_eq!(listed(&db, Query::of(word("京東"))).concat(), "");
    assert_eq!(search::search(&db, "東京", 9).unwrap()[0].snippet.as_deref(), Some("昨日、⟦東京⟧で会談が行われた。"));
}

#[derive(Clone, Debug)]
struct Made {
    feed: usize,
    hour: i64,
    read: bool,
    starred: bool,
    tagged: bool,
    person: Option<usize>,
}

fn made() -> impl Strategy<Value = Vec<Made>> {
    let one = (0..3usize, 0..12i64, any::<bool>(), any::<bool>(), any::<bool>(), prop::option::of(0..2usize))
        .prop_map(|(feed, hour, read, starred, tagged, person)| Made { feed, hour, read, starred, tagged, person });
    prop::collection::vec(one, 0..24)
}

/// A term, and what it asks of a story.
type Tested = (TermKind, fn(&Made) -> bool);

fn any_term() -> impl Strategy<Value = Tested> {
    prop::sample::select(vec![
        (TermKind::Unread, (|made| !made.read) as fn(&Made) -> bool),
        (TermKind::Starred, |made| made.starred),
        (TermKind::FeedId(FeedId(1)), |made| made.feed == 0),
        (TermKind::Folder("News".into()), |made| made.feed < 2),
        (TermKind::Tag("daily".into()), |made| made.feed < 2 || made.tagged),
        (TermKind::PersonId(PersonId(1)), |made| made.person == Some(0)),
        (TermKind::Newer(SignedDuration::from_hours(6)), |made| made.hour < 6),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the stories, the query, the size of the page and the way of turning pages: the list is what a plain
    /// filter and sort would make of it, each story once.
    #[test]
    fn turning_pages_either_way_shows_every_story_once(
        stories in made(),
        sides in prop::collection::vec(prop::collection::vec((any_term(), any::<bool>()), 0..3), 0..3),
        limit in 1..7u32,
        middle in any::<prop::sample::Index>(),
    ) {
        let db = bench();
        let feeds = [0, 1, 2].map(|n| add_feed(&db, &format!("f{n}")));
        feeds::set_settings(&db, feeds[2], &crate::domain::FeedSettings::default()).unwrap();
        let people = [person(&db, "Ines Okafor"), person(&db, "Tomas Varga")];
        let mut fitting = Vec::new();
        for (number, made) in stories.iter().enumerate() {
            let at = hours_ago(made.hour);
            let id = story(&db, feeds[made.feed], &number.to_string(), at);
            entries::set_status(&db, &[id], StatusChange::Read(made.read), now()).unwrap();
            entries::set_status(&db, &[id], StatusChange::Starred(made.starred), now()).unwrap();
            if made.tagged {
                crate::store::tags::set(&db, id, &["daily".into()]).unwrap();
            }
            if let Some(who) = made.person {
                articles::save(&db, id, &article("Words."), &[(people[who], found("Ines Okafor"))], &[], now()).unwrap();
            }
            let side = |terms: &Vec<(Tested, bool)>| terms.iter().all(|((_, test), no)| test(made) != *no);
            if sides.is_empty() || sides.iter().any(side) {
                fitting.push(HeadlineKey { at, id });
            }
        }
        fitting.sort_by(|a, b| b.cmp(a));
        let terms = |side: Vec<(Tested, bool)>| {
            side.into_iter().map(|((kind, _), negated)| Term { negated, kind }).collect()
        };
        let query = Query { any: sides.into_iter().map(terms).collect(), ..Query::default() };
        let page = |anchor| -> HeadlinePage { entries::headlines(&db, &request(query.clone(), anchor, limit), now()).unwrap() };
        let keys = |page: &HeadlinePage| page.rows.iter().map(|row| row.key).collect::<Vec<_>>();

        let mut down = Vec::new();
        let mut next = page(Anchor::Newest);
        prop_assert!(!next.more_newer);
        loop {
            down.extend(keys(&next));
            prop_assert_eq!(next.more_older, down.len() < fitting.len());
            let Some(last) = down.last().filter(|_| next.more_older) else { break };
            next = page(Anchor::After(*last));
            prop_assert!(next.more_newer);
        }
        prop_assert_eq!(&down, &fitting);

        let mut up: Vec<HeadlineKey> = Vec::new();
        let mut next = page(Anchor::Oldest);
        prop_assert!(!next.more_older);
        loop {
            up.splice(0..0, keys(&next));
            prop_assert_eq!(next.more_newer, up.len() < fitting.len());
            let Some(first) = up.first().filter(|_| next.more_newer) else { break };
            next = page(Anchor::Before(*first));
            prop_assert!(next.more_older);
        }
        prop_assert_eq!(&up, &fitting);

        if !fitting.is_empty() {
            let at = middle.index(fitting.len());
            let around = page(Anchor::Around(fitting[at]));
            let shown = keys(&around);
            prop_assert!(shown.contains(&fitting[at]));
            prop_assert_eq!(shown.len(), fitting.len().min(limit as usize));
            let begin = fitting.iter().position(|key| *key == shown[0]).unwrap();
            prop_assert_eq!(&shown[..], &fitting[begin..begin + shown.len()]);
            prop_assert_eq!((around.more_newer, around.more_older), (begin > 0, begin + shown.len() < fitting.len()));
        }
        prop_assert_eq!(entries::count(&db, &query, now(), 100).unwrap() as usize, fitting.len());
    }
}
