use super::*;
use crate::domain::{JoinReason, PersonWord};
use crate::store::words;

/// Stories 1 to 4, one a day: Varga and Okafor, Theo Varga, both Vargas, Varga by a surname alone.
fn wire() -> (Bench, Vec<EntryId>) {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let ids: Vec<EntryId> = (0..4).map(|day| story(&db, feed, &format!("{}", day + 1), hours_ago(24 * day + 1))).collect();
    redigest(&db, &ids);
    (db, ids)
}

/// Digests every story as a later run would.
fn redigest(db: &Connection, ids: &[EntryId]) {
    let named: [&[(&str, &str)]; 4] = [
        &[("Tomas Varga", "Tomas Varga"), ("Ines Okafor", "Ines Okafor")],
        &[("Theo Varga", "Theo Varga")],
        &[("Tomas Varga", "Tomas Varga"), ("Theo Varga", "Theo Varga"), ("Ines Okafor", "Ines Okafor")],
        &[("Tomas Varga", "Varga")],
    ];
    for (id, named) in ids.iter().zip(named) {
        let found: Vec<_> = named.iter().map(|(who, written)| (person(db, who), found(written))).collect();
        articles::save(db, *id, &article("The envoys met."), &found, &[], now()).unwrap();
    }
}

fn id(db: &Connection, name: &str) -> PersonId {
    people::by_name(db, name, &here()).unwrap()[0].id
}

/// Everybody who is shown, with their stories, and the people of each story.
fn shown(db: &Connection, ids: &[EntryId]) -> (Vec<(String, u32)>, Vec<Vec<String>>) {
    let index = people::index(db, "", crate::message::IndexSort::Name, None, 99, &here()).unwrap();
    let story = |id: &EntryId| people::of_story(db, *id, &here()).unwrap().iter().map(|person| person.name.to_string()).collect();
    (index.iter().map(|row| (row.name.to_string(), row.stories)).collect(), ids.iter().map(story).collect())
}

fn of(rows: &[(&str, u32)]) -> Vec<(String, u32)> {
    rows.iter().map(|(name, stories)| ((*name).to_owned(), *stories)).collect()
}

fn split(db: &Connection, from: &str, form: &str) -> Vec<PersonWord> {
    let said = words::to_split(db, id(db, from), &form.into(), &[crate::text::fold::fold(form)], now()).unwrap();
    words::say(db, &said.1).unwrap()
}

#[test]
fn two_who_are_merged_have_all_stories_of_both_and_are_parted_again_as_they_were() {
    let (db, ids) = wire();
    let before = shown(&db, &ids);
    let (tomas, theo, okafor) = (id(&db, "Tomas Varga"), id(&db, "Theo Varga"), id(&db, "Ines Okafor"));
    let back = words::say(&db, &words::to_merge(&db, tomas, theo).unwrap()).unwrap();
    let (index, stories) = shown(&db, &ids);
    assert_eq!(index, of(&[("Ines Okafor", 2), ("Tomas Varga", 4)]));
    assert_eq!(stories[2], ["Tomas Varga", "Ines Okafor"]);
    let page = people::page(&db, tomas, &here()).unwrap().unwrap();
    assert_eq!((page.stories, page.newest.len(), page.days.len()), (4, 4, 4));
    assert!(page.aliases.contains(&"Theo Varga".into()));
    assert_eq!(page.together.iter().map(|row| (row.name.as_str(), row.stories)).collect::<Vec<_>>(), [("Ines Okafor", 2)]);
    let join = page.joins.iter().find(|join| join.name.as_str() == "Theo Varga").unwrap();
    assert_eq!((join.reason, join.story.clone()), (JoinReason::Reader, None));
    let page = people::page(&db, okafor, &here()).unwrap().unwrap();
    assert_eq!(page.together.iter().map(|row| (row.name.as_str(), row.stories)).collect::<Vec<_>>(), [("Tomas Varga", 2)]);
    assert_eq!(entries::view_counts(&db).unwrap().people, 2);
    assert_whole(&db);

    redigest(&db, &ids);
    assert_eq!(shown(&db, &ids), (index, stories), "a later run keeps the reader's word");
    assert_whole(&db);

    words::say(&db, &back).unwrap();
    assert_eq!(shown(&db, &ids), before);
    assert_eq!(id(&db, "Theo Varga"), theo);
    assert_whole(&db);
}

#[test]
fn a_form_that_is_split_off_is_somebody_of_their_own_and_is_not_joined_again() {
    let (db, ids) = wire();
    let before = shown(&db, &ids);
    let back = split(&db, "Tomas Varga", "Varga");
    let (index, stories) = shown(&db, &ids);
    assert_eq!(index, of(&[("Ines Okafor", 2), ("Theo Varga", 2), ("Tomas Varga", 2), ("Varga", 1)]));
    assert_eq!(stories[3], ["Varga"]);
    assert_eq!(stories[0][0], "Tomas Varga", "beside the full name the surname stays with it");
    redigest(&db, &ids);
    assert_eq!(shown(&db, &ids), (index, stories));
    assert_whole(&db);

    words::say(&db, &back).unwrap();
    assert_eq!(shown(&db, &ids), before);
    assert_whole(&db);
}

#[test]
fn a_full_name_is_split_off_inside_its_stories_too() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let story = story(&db, feed, "1", hours_ago(1));
    let text = "Tomas Varga met Thomas Varga.";
    let range = |bytes| TextRange { field: Field::Text, bytes };
    let both =
        FoundPerson { aliases: vec!["Thomas Varga".into()], mentions: vec![range(0..11), range(16..28)], ..found("Tomas Varga") };
    let tomas = person(&db, "Tomas Varga");
    articles::save(&db, story, &article(text), &[(tomas, both.clone())], &[], now()).unwrap();
    split(&db, "Tomas Varga", "Thomas Varga");
    for _ in 0..2 {
        let people = people::of_story(&db, story, &here()).unwrap();
        let rows: Vec<_> = people.iter().map(|person| (person.name.as_str(), person.mentions.clone())).collect();
        assert_eq!(rows, [("Tomas Varga", vec![range(0..11)]), ("Thomas Varga", vec![range(16..28)])]);
        articles::save(&db, story, &article(text), &[(tomas, both.clone())], &[], now()).unwrap();
    }
    assert_whole(&db);
}

#[test]
fn whoever_is_merged_after_a_split_is_one_again_and_parted_again_by_undo() {
    let (db, ids) = wire();
    split(&db, "Tomas Varga", "Varga");
    let parted = shown(&db, &ids);
    let (tomas, lone) = (id(&db, "Tomas Varga"), words::say(&db, &[]).map(|_| person(&db, "Varga")).unwrap());
    let back = words::say(&db, &words::to_merge(&db, tomas, lone).unwrap()).unwrap();
    assert_eq!(shown(&db, &ids).0, of(&[("Ines Okafor", 2), ("Theo Varga", 2), ("Tomas Varga", 3)]));
    words::say(&db, &back).unwrap();
    assert_eq!(shown(&db, &ids), parted);
    assert_whole(&db);
}

#[test]
fn a_name_that_the_reader_gave_is_kept_whatever_stories_call_them() {
    let (db, ids) = wire();
    let tomas = id(&db, "Tomas Varga");
    let back = words::say(&db, &[PersonWord::Named { person: tomas, name: Some("The Minister".into()) }]).unwrap();
    people::rename(&db, tomas, &"Tomas Maria Varga".into()).unwrap();
    redigest(&db, &ids);
    assert_eq!(id(&db, "the minister"), tomas);
    let found = candidates(&db, &["tomas varga".into()], None).unwrap();
    assert_eq!(found[0].name.as_str(), "Tomas Maria Varga", "stories are still compared with the name that they use");
    words::say(&db, &back).unwrap();
    assert_eq!(people::name(&db, tomas).unwrap(), Some("Tomas Maria Varga".into()));
}

#[test]
fn somebody_hidden_stands_nowhere_until_they_are_shown_again() {
    let (db, ids) = wire();
    let before = shown(&db, &ids);
    let (tomas, okafor) = (id(&db, "Tomas Varga"), id(&db, "Ines Okafor"));
    let back = words::say(&db, &[PersonWord::Hidden { person: okafor, hidden: true }]).unwrap();
    for _ in 0..2 {
        let (index, stories) = shown(&db, &ids);
        assert_eq!(index, of(&[("Theo Varga", 2), ("Tomas Varga", 3)]));
        assert!(stories.iter().flatten().all(|name| name != "Ines Okafor"));
        let page = people::page(&db, tomas, &here()).unwrap().unwrap();
        assert!(page.together.iter().all(|row| row.id != okafor));
        assert_eq!(people::page(&db, okafor, &here()).unwrap(), None);
        assert_eq!(people::related(&db, okafor, 9, now()).unwrap(), []);
        assert_eq!(words::hidden(&db).unwrap(), [(okafor, "Ines Okafor".into())]);
        assert_whole(&db);
        redigest(&db, &ids);
    }
    words::say(&db, &back).unwrap();
    assert_eq!(shown(&db, &ids), before);
    assert_whole(&db);
}

#[test]
fn the_word_outlives_every_story_of_the_person() {
    let (db, ids) = wire();
    let (tomas, theo) = (id(&db, "Tomas Varga"), id(&db, "Theo Varga"));
    words::say(&db, &words::to_merge(&db, tomas, theo).unwrap()).unwrap();
    words::say(&db, &[PersonWord::Hidden { person: tomas, hidden: true }]).unwrap();
    for id in &ids {
        articles::save(&db, *id, &article("Words."), &[], &[], now()).unwrap();
    }
    redigest(&db, &ids);
    assert_eq!(shown(&db, &ids).0, of(&[("Ines Okafor", 2)]));
    feeds::remove(&db, FeedId(1), now()).unwrap();
    assert_whole(&db);
    feeds::restore(&db, FeedId(1)).unwrap();
    words::say(&db, &[PersonWord::Hidden { person: tomas, hidden: false }]).unwrap();
    assert_eq!(shown(&db, &ids).0, of(&[("Ines Okafor", 2), ("Tomas Varga", 4)]));
    assert_whole(&db);
    feeds::remove(&db, FeedId(1), now()).unwrap();
    while feeds::purge_removed(&db, hours_ago(-1), 1).unwrap() {}
    assert_whole(&db);
    let feed = add_feed(&db, "other");
    let id = story(&db, feed, "5", hours_ago(1));
    digest(&db, id, "Words.", &["Theo Varga"], &[]);
    assert_eq!(shown(&db, &[id]).1, [["Tomas Varga"]]);
}

#[test]
fn a_join_remembers_the_first_story_that_is_there() {
    let (db, ids) = wire();
    let tomas = id(&db, "Tomas Varga");
    let note = |story| words::note_join(&db, tomas, &"Varga".into(), JoinReason::LoneSurname, story).unwrap();
    let join = || people::page(&db, tomas, &here()).unwrap().unwrap().joins.first().cloned().unwrap();
    note(ids[3]);
    note(ids[0]);
    assert_eq!(join().story.unwrap().0, ids[3]);
    // A story that is digested again says it anew: what it said before is forgotten first.
    words::forget_joins(&db, ids[3]).unwrap();
    assert_eq!(join().story, None);
    note(ids[3]);
    redigest(&db, &ids[3..]);
    assert_eq!(join().story.unwrap().0, ids[3]);
}

#[test]
fn those_of_a_like_name_are_offered_first() {
    let (db, _) = wire();
    let (tomas, theo) = (id(&db, "Tomas Varga"), id(&db, "Theo Varga"));
    people::add_keys(&db, tomas, &["varga".into()]).unwrap();
    people::add_keys(&db, theo, &["varga".into()]).unwrap();
    let names = |filter: &str| -> Vec<String> {
        people::others(&db, tomas, filter, 9, &here()).unwrap().iter().map(|row| row.name.to_string()).collect()
    };
    assert_eq!(names(""), ["Theo Varga", "Ines Okafor"]);
    assert_eq!(names("oka"), ["Ines Okafor"]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 24, ..Default::default() })]
    #[test]
    fn whatever_is_said_of_people_can_be_taken_back(said in proptest::collection::vec((0_usize..5, 0_usize..3, 0_usize..3), 0..6)) {
        let (db, ids) = wire();
        let before = shown(&db, &ids);
        let all = ["Tomas Varga", "Theo Varga", "Ines Okafor"].map(|name| id(&db, name));
        let mut undo = Vec::new();
        for (kind, one, other) in said {
            let (one, other) = (words::who(&db, all[one]).unwrap(), words::who(&db, all[other]).unwrap());
            let words = match kind {
                0 if one != other => words::to_merge(&db, one, other).unwrap(),
                1 => words::to_split(&db, one, &"Varga".into(), &["varga".into()], now()).unwrap().1,
                2 => words::to_split(&db, one, &"Theo Varga".into(), &["theo".into()], now()).unwrap().1,
                3 => vec![PersonWord::Hidden { person: one, hidden: true }],
                _ => vec![PersonWord::Named { person: one, name: Some("Somebody".into()) }],
            };
            undo.push(words::say(&db, &words).unwrap());
            assert_whole(&db);
            let now = shown(&db, &ids);
            redigest(&db, &ids);
            proptest::prop_assert_eq!(shown(&db, &ids), now);
        }
        for back in undo.iter().rev() {
            words::say(&db, back).unwrap();
        }
        proptest::prop_assert_eq!(shown(&db, &ids), before);
        assert_whole(&db);
    }
}
