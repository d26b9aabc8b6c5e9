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
