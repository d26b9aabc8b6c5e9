use super::*;
use crate::query::{Purpose, Rule};
use crate::store::rules;

fn rule(purpose: Purpose, kind: TermKind) -> Rule {
    Rule { purpose, name: "Okafor".into(), query: Query::of(kind) }
}

#[test]
fn what_is_muted_is_kept_out_whatever_else_is_asked() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let ids: Vec<EntryId> = ["a", "b", "c"].map(|key| story(&db, feed, key, hours_ago(key.len() as i64))).into();
    digest(&db, ids[0], "Ines Okafor spoke of grain.", &["Ines Okafor"], &[]);
    digest(&db, ids[1], "Ines Okafor met Tomas Varga.", &["Ines Okafor", "Tomas Varga"], &[]);
    digest(&db, ids[2], "Ships came.", &[], &[]);
    crate::store::search::index_pending(&db, 99).unwrap();
    let okafor = TermKind::PersonId(person(&db, "Ines Okafor"));
    let varga = TermKind::PersonId(person(&db, "Tomas Varga"));
    let without = |sides: &[&[&TermKind]]| {
        let side = |kinds: &&[&TermKind]| kinds.iter().map(|kind| Term { negated: false, kind: (*kind).clone() }).collect();
        let mut rest = listed(&db, Query { without: sides.iter().map(side).collect(), ..Query::of(TermKind::Unread) });
        rest.sort();
        rest.concat()
    };
    assert_eq!(without(&[]), "abc");
    assert_eq!(without(&[&[&okafor]]), "c");
    assert_eq!(without(&[&[&okafor, &varga]]), "ac", "only where both are named");
    assert_eq!(without(&[&[&varga], &[&TermKind::Word("ships".into())]]), "a");
    assert_eq!(without(&[&[&TermKind::Word("—".into())]]), "abc", "what says nothing hides nothing");
    let hidden = Query { without: vec![vec![Term { negated: false, kind: okafor }]], ..Query::of(TermKind::Unread) };
    assert_eq!(entries::count(&db, &hidden, now(), 100).unwrap(), 1);
}

#[test]
fn a_rule_is_kept_once_and_follows_a_person_who_is_made_one_with_another() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let id = story(&db, feed, "a", hours_ago(1));
    let other = story(&db, feed, "b", hours_ago(2));
    digest(&db, id, "Ines Okafor spoke.", &["Ines Okafor"], &[]);
    digest(&db, other, "I. N. Okafor spoke.", &["I. N. Okafor"], &[]);
    let (whole, short) = (person(&db, "Ines Okafor"), person(&db, "I. N. Okafor"));
    let follow = rule(Purpose::Follow, TermKind::PersonId(short));
    for _ in 0..2 {
        assert_eq!(rules::change(&db, &[(follow.clone(), true)], now()).unwrap(), std::slice::from_ref(&follow));
    }
    let marked = || {
        let mut rows = entries::headlines(&db, &request(Query::default(), Anchor::Newest, 10), now()).unwrap().rows;
        rules::mark_followed(&db, &mut rows, now()).unwrap();
        called(&rows.into_iter().filter(|row| row.followed).collect::<Vec<_>>()).concat()
    };
    assert_eq!(marked(), "b");
    crate::store::words::say(&db, &[crate::domain::PersonWord::Merged { person: short, into: Some(whole) }]).unwrap();
    let now_follows = rule(Purpose::Follow, TermKind::PersonId(whole));
    assert_eq!(rules::all(&db).unwrap(), std::slice::from_ref(&now_follows));
    assert_eq!(marked(), "ab");
    assert_eq!(rules::change(&db, &[(now_follows, false)], now()).unwrap(), []);
    assert_eq!(marked(), "");
}

#[test]
fn what_is_followed_can_be_asked_for() {
    let db = bench();
    let (wire, post) = (add_feed(&db, "wire"), add_feed(&db, "post"));
    let a = story(&db, wire, "a", hours_ago(4));
    digest(&db, a, "Ines Okafor spoke.", &["Ines Okafor"], &[]);
    let b = story(&db, wire, "b", hours_ago(3));
    digest(&db, b, "Grain is dear.", &[], &[]);
    story(&db, post, "c", hours_ago(2));
    story(&db, wire, "d", hours_ago(1));
    while crate::store::search::index_pending(&db, 10).unwrap() > 0 {}
    let asked = |typed: &str| listed(&db, Query::parse(typed).unwrap()).concat();
    assert_eq!((asked("is:followed"), asked("-is:followed")), (String::new(), "dcba".into()));
    for query in ["person:\"Ines Okafor\"", "grain OR feed:post"] {
        let rule = Rule { purpose: Purpose::Follow, name: query.into(), query: Query::parse(query).unwrap() };
        rules::change(&db, &[(rule, true)], now()).unwrap();
    }
    for (typed, wanted) in [
        ("is:followed", "cba"),
        ("-is:followed", "d"),
        ("is:followed feed:wire.example", "ba"),
        ("feed:post OR is:followed grain", "cb"),
        ("is:followed is:followed -grain", "ca"),
        ("is:followed -is:followed", ""),
        ("-is:followed feed:post OR is:followed newer:3h", "c"),
    ] {
        assert_eq!(asked(typed), wanted, "{typed}");
    }
    let muted = |typed: &str| {
        let without = Query::parse(typed).unwrap().any;
        listed(&db, Query { any: Vec::new(), without }).concat()
    };
    assert_eq!(muted("feed:wire.example -is:followed"), "cba", "all of the feed but what is followed");
    assert_eq!(muted("is:followed"), "d");
    assert_eq!(entries::count(&db, &Query::parse("is:followed").unwrap(), now(), 99), Ok(3));
}

#[test]
fn a_query_that_could_not_be_read_back_is_refused_and_the_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let store = crate::store::Store::open(&folder.path().join("dateline.db")).unwrap();
    let rule = |words: usize| Rule {
        purpose: Purpose::View,
        name: "harbours".into(),
        query: all_of(&vec![TermKind::Word("harbour".into()); words]),
    };
    store.write_now(move |db| rules::change(db, &[(rule(3), true)], now())).unwrap();
    let refused = store.write_now(move |db| rules::change(db, &[(rule(5), true), (rule(65), true)], now())).unwrap_err();
    assert!(refused.to_string().starts_with("a query that is kept has at most 64 terms"), "{refused}");
    assert_eq!(store.read_now(rules::all).unwrap(), [rule(3)], "all of a change or nothing");
    let older = "INSERT INTO rule (purpose, query, name, kept_ms) VALUES (1, 'form:x', 'x', 0)";
    store.write_now(move |db| db.execute_batch(older)).unwrap();
    let unreadable = store.read_now(rules::unreadable).unwrap();
    assert_eq!(unreadable.len(), 1);
    assert!(unreadable[0].1.starts_with("there is no `form:`"), "{unreadable:?}");
}
