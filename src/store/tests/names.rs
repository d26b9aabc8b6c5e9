use super::*;
use crate::domain::{Day, HeadlineKey};
use crate::message::{IndexSort, Toward};

/// Stories 1 to 5, one a day from today back; Okafor in all but the third, Varga in the first two.
fn wire() -> (Bench, Vec<EntryId>) {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let ids: Vec<EntryId> = (0..5).map(|day| story(&db, feed, &format!("{}", day + 1), hours_ago(24 * day + 1))).collect();
    for (number, id) in ids.iter().enumerate() {
        let who: &[&str] = match number {
            0 | 1 => &["Ines Okafor", "Tomas Varga"],
            2 => &[],
            _ => &["Ines Okafor"],
        };
        digest(&db, *id, "The envoys met.", who, &[("Geneva", 2_660_646)]);
    }
    (db, ids)
}

fn okafor(db: &Connection) -> PersonId {
    people::by_name(db, "Ines Okafor", &here()).unwrap()[0].id
}

#[test]
fn a_story_shows_its_people_with_what_all_stories_say_of_them() {
    let (db, ids) = wire();
    let story = entries::story(&db, ids[0], &here()).unwrap().unwrap();
    assert!(story.digested);
    assert_eq!(story.authors[0].as_str(), "Mara Lindqvist");
    assert_eq!(story.article.text(), "The envoys met.");
    let names: Vec<(&str, u32)> = story.people.iter().map(|person| (person.name.as_str(), person.stories)).collect();
    assert_eq!(names, [("Ines Okafor", 4), ("Tomas Varga", 2)]);
    let person = &story.people[0];
    assert_eq!(person.aliases, [CleanText::new("Okafor")]);
    assert_eq!(person.role.as_deref(), Some("envoy"));
    assert_eq!(person.mentions, [TextRange { field: Field::Text, bytes: 4..9 }]);
    assert_eq!(person.days, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1]);
    assert_eq!((story.places[0].name.as_str(), story.places[0].stories), ("Geneva", 5));
    assert_eq!(story.places[0].geonameid, Some(2_660_646));
    assert_eq!(entries::story(&db, EntryId(99), &here()).unwrap(), None);
}

#[test]
fn a_story_that_waits_shows_no_names_yet() {
    let (db, _) = wire();
    let id = story(&db, FeedId(1), "fresh", hours_ago(0));
    let story = entries::story(&db, id, &here()).unwrap().unwrap();
    assert!(!story.digested && story.people.is_empty() && story.article.blocks.is_empty());
}

#[test]
fn digesting_again_counts_nobody_twice_and_forgets_a_wrong_name() {
    let (db, ids) = wire();
    digest(&db, ids[0], "Corrected.", &["Ines Okafor", "Pietro Amsel"], &[]);
    digest(&db, ids[0], "Corrected.", &["Ines Okafor", "Pietro Amsel"], &[]);
    let count = |name: &str| people::by_name(&db, name, &here()).unwrap().first().map(|line| line.stories);
    assert_eq!((count("Ines Okafor"), count("Tomas Varga"), count("Pietro Amsel")), (Some(4), Some(1), Some(1)));
    digest(&db, ids[0], "Corrected.", &[], &[]);
    digest(&db, ids[1], "Corrected.", &[], &[]);
    assert_eq!((count("Tomas Varga"), count("Pietro Amsel")), (None, None));
    assert_eq!(candidates(&db, &["tomas varga".into()], None).unwrap(), Vec::new());
    assert_eq!(entries::view_counts(&db).unwrap().people, 1);
    assert_whole(&db);
}

#[test]
fn somebody_found_twice_in_one_story_stands_there_once() {
    let (db, ids) = wire();
    let id = okafor(&db);
    let twice = [(id, found("Ines Okafor")), (id, FoundPerson { mentions: vec![], ..found("Madame Okafor") })];
    articles::save(&db, ids[2], &article("Words."), &twice, &[], now()).unwrap();
    let story = entries::story(&db, ids[2], &here()).unwrap().unwrap();
    assert_eq!(story.people.len(), 1);
    assert_eq!(story.people[0].aliases, ["Okafor", "Madame Okafor"].map(CleanText::new));
    assert_eq!(story.people[0].stories, 5);
    assert_whole(&db);
}

#[test]
fn an_article_of_an_entry_that_is_gone_is_not_written() {
    let (db, _) = wire();
    assert!(!articles::save(&db, EntryId(99), &article("x"), &[], &[], now()).unwrap());
}

#[test]
fn the_thread_of_a_person_leads_from_story_to_story_and_ends() {
    let (db, ids) = wire();
    let id = okafor(&db);
    let step = |from, toward| people::neighbor(&db, id, from, toward, now()).unwrap();
    let mut from = HeadlineKey { at: now(), id: EntryId(i64::MAX) };
    let mut way = Vec::new();
    while let Some((headline, place)) = step(from, Toward::Older) {
        from = headline.key;
        way.push((headline.key.id, place));
    }
    assert_eq!(way, [(ids[0], 1), (ids[1], 2), (ids[3], 3), (ids[4], 4)]);
    let back = step(from, Toward::Newer).unwrap();
    assert_eq!((back.0.key.id, back.1), (ids[3], 3));
    // From a story that does not name them.
    let between = HeadlineKey { at: hours_ago(49), id: ids[2] };
    assert_eq!(step(between, Toward::Older).unwrap().1, 3);
    assert_eq!(step(between, Toward::Newer).unwrap().1, 2);
    let geneva = places::by_name(&db, "geneva").unwrap()[0].id;
    assert_eq!(places::neighbor(&db, geneva, between, Toward::Older, now()).unwrap().unwrap().1, 4);
}

#[test]
fn the_page_of_a_person_says_everything_about_them() {
    let (db, ids) = wire();
    let page = people::page(&db, okafor(&db), &here()).unwrap().unwrap();
    assert_eq!((page.name.as_str(), page.stories, page.sources), ("Ines Okafor", 4, 1));
    assert_eq!(page.aliases, [CleanText::new("Okafor")]);
    assert_eq!(page.roles, [(CleanText::new("envoy"), 4)]);
    assert_eq!((page.first_seen, page.last_seen), (hours_ago(97), hours_ago(1)));
    let today = (now().as_second() / 86_400) as i32;
    assert_eq!(page.days, [4, 3, 1, 0].map(|ago| Day { day: today - ago, stories: 1 }));
    assert_eq!(page.together.iter().map(|line| (line.name.as_str(), line.stories)).collect::<Vec<_>>(), [("Tomas Varga", 2)]);
    assert_eq!(page.places.iter().map(|line| (line.name.as_str(), line.stories)).collect::<Vec<_>>(), [("Geneva", 4)]);
    assert_eq!(page.newest.iter().map(|line| line.key.id).collect::<Vec<_>>(), [ids[0], ids[1], ids[3], ids[4]]);
    assert_eq!(people::page(&db, PersonId(99), &here()).unwrap(), None);

    let geneva = places::by_name(&db, "geneva").unwrap()[0].id;
    let page = places::page(&db, geneva, &here()).unwrap().unwrap();
    assert_eq!((page.place.stories, page.newest.len()), (5, 5));
    assert_eq!(
        page.people.iter().map(|line| (line.name.as_str(), line.stories)).collect::<Vec<_>>(),
        [("Ines Okafor", 4), ("Tomas Varga", 2)]
    );
}

#[test]
fn the_index_is_sorted_and_narrowed_as_asked() {
    let (db, ids) = wire();
    let old = story(&db, FeedId(1), "old", hours_ago(24 * 9));
    digest(&db, old, "Words.", &["Tomas Varga", "Pietro Amsel", "Tomas Varga"], &[("Valencia", 2)]);
    let old = story(&db, FeedId(1), "older", hours_ago(24 * 10));
    digest(&db, old, "Words.", &["Tomas Varga"], &[]);
    let _ = ids;
    let check = |filter: &str, sort, days: Option<i64>, limit, expected: &[(&str, u32, i32)]| {
        let since = days.map(|days| SignedDuration::from_hours(24 * days));
        let rows = people::index(&db, filter, sort, since, limit, &here()).unwrap();
        let rows: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.stories, row.rising)).collect();
        assert_eq!(rows, expected, "{filter} {sort:?} {days:?}");
    };
    let (okafor, varga, amsel) = (("Ines Okafor", 4, 4), ("Tomas Varga", 4, 0), ("Pietro Amsel", 1, -1));
    check("", IndexSort::Name, None, 9, &[okafor, amsel, varga]);
    check("", IndexSort::Rising, None, 9, &[okafor, varga, amsel]);
    check("", IndexSort::Stories, None, 1, &[varga]);
    check("OKÁ", IndexSort::Stories, None, 9, &[okafor]);
    check("", IndexSort::Stories, Some(7), 9, &[okafor, ("Tomas Varga", 2, 0)]);
    check("tomas", IndexSort::Rising, Some(30), 9, &[varga]);
    check("", IndexSort::Name, Some(2), 9, &[("Ines Okafor", 2, 4), ("Tomas Varga", 2, 0)]);
    check("", IndexSort::Name, Some(30), 2, &[okafor, amsel]);

    let places = |filter: &str, days: Option<i64>| -> Vec<(String, u32)> {
        let since = days.map(|days| SignedDuration::from_hours(24 * days));
        let rows = places::index(&db, filter, since, 9, &here()).unwrap();
        rows.into_iter().map(|row| (row.name.into_string(), row.stories)).collect()
    };
    assert_eq!(places("", None), [("Geneva".to_owned(), 5), ("Valencia".to_owned(), 1)]);
    assert_eq!(places("val", None), [("Valencia".to_owned(), 1)]);
    assert_eq!(places("", Some(3)), [("Geneva".to_owned(), 3)]);
}

#[test]
fn candidates_come_by_any_key_with_their_forms() {
    let (db, _) = wire();
    let id = okafor(&db);
    people::add_keys(&db, id, &["okafor".into(), "okafor".into()]).unwrap();
    people::rename(&db, id, &"Ines Maria Okafor".into()).unwrap();
    let found = candidates(&db, &["nobody".into(), "okafor".into(), "ines okafor".into()], Some(now())).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].id, found[0].name.as_str(), found[0].stories), (id, "Ines Maria Okafor", 4));
    assert_eq!(found[0].aliases, ["Ines Okafor", "Okafor"].map(CleanText::new));
    assert_eq!(found[0].nearest, Some(hours_ago(1)));
    assert_eq!(people::by_name(&db, "ines maria okafor", &here()).unwrap()[0].id, id);
    assert_eq!(people::by_name(&db, "maria", &here()).unwrap()[0].id, id);
}

#[test]
fn a_place_is_the_same_by_its_number_or_else_by_name_and_country() {
    let db = bench();
    let id = |place: &FoundPlace| places::find_or_create(&db, place).unwrap();
    let geneva = id(&place("Geneva", Some(1)));
    assert_eq!(id(&place("Genève", Some(1))), geneva);
    assert_ne!(id(&place("Geneva", Some(2))), geneva);
    let lake = id(&place("Lake Basin", None));
    assert_eq!(id(&place("lake basin", None)), lake);
    let elsewhere = FoundPlace { country: Some("KE".into()), ..place("Lake Basin", None) };
    assert_eq!(id(&FoundPlace { sure: false, ..elsewhere.clone() }), lake);
    let country: Option<String> = db.query_row("SELECT country FROM place WHERE id = ?1", [lake.0], |row| row.get(0)).unwrap();
    assert_eq!(country, None, "two stories guess differently");
    assert_ne!(id(&elsewhere), lake);
}

#[test]
fn the_map_of_a_query_counts_within_its_stories() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let ids: Vec<EntryId> = (0..4).map(|number| story(&db, feed, &number.to_string(), hours_ago(10 * number))).collect();
    digest(&db, ids[0], "Geneva.", &["Ines Okafor"], &[("Geneva", 1)]);
    digest(&db, ids[1], "Geneva and Valencia.", &[], &[("Geneva", 1), ("Valencia", 2)]);
    digest(&db, ids[2], "Valencia.", &["Ines Okafor"], &[("Valencia", 2)]);
    digest(&db, ids[3], "Geneva.", &["Ines Okafor"], &[("Geneva", 1)]);
    // A place of which nobody knows where it lies is on no map.
    let nowhere = FoundPlace { lat: None, lon: None, geonameid: None, ..place("Lake Basin", None) };
    let basin = places::find_or_create(&db, &nowhere).unwrap();
    let fifth = story(&db, feed, "5", hours_ago(50));
    articles::save(&db, fifth, &article("The basin."), &[], &[(basin, nowhere)], now()).unwrap();

    let map = |query: &Query, since: Option<i64>| {
        let since = since.map(SignedDuration::from_hours);
        let map = places::of_query(&db, query, since, 10, now()).unwrap();
        assert_eq!(map.newest, None);
        map.places.into_iter().map(|place| format!("{} {}", place.name, place.stories)).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(map(&Query::default(), None), "Geneva 3, Valencia 2");
    assert_eq!(map(&Query::default(), Some(15)), "Geneva 2, Valencia 1");
    let okafor = Query::of(TermKind::Person("Okafor".into()));
    assert_eq!(map(&okafor, None), "Geneva 2, Valencia 1");
    assert_eq!(map(&okafor, Some(25)), "Geneva 1, Valencia 1");
    assert_eq!(map(&Query::of(TermKind::Starred), None), "");
    let without = Query { without: okafor.any, ..Query::default() };
    assert_eq!(map(&without, None), "Geneva 1, Valencia 1");
    assert_eq!(places::of_query(&db, &Query::default(), None, 1, now()).unwrap().places.len(), 1);
}

#[test]
fn a_story_is_of_the_day_that_it_was_where_the_reader_is() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    // In New York the clocks went back on the first of the month; now is the 23rd, 07:00 there and 21:00 in Tokyo.
    for (key, at) in [("a", "2026-11-22T23:30:00Z"), ("b", "2026-11-23T01:30:00Z"), ("c", "2026-11-01T04:30:00Z")] {
        let id = story(&db, feed, key, at.parse().unwrap());
        digest(&db, id, "Ines Okafor spoke.", &["Ines Okafor"], &[]);
    }
    let id = okafor(&db);
    let days = |zone: &str| {
        let page = people::page(&db, id, &here_in(zone)).unwrap().unwrap();
        let days =
            page.days.into_iter().map(|day| (jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(day.day), day.stories));
        days.map(|(day, stories)| format!("{day} {stories}")).collect::<Vec<_>>()
    };
    assert_eq!(days("UTC0"), ["2026-11-01 1", "2026-11-22 1", "2026-11-23 1"]);
    assert_eq!(days("EST5EDT,M3.2.0,M11.1.0"), ["2026-11-01 1", "2026-11-22 2"]);
    assert_eq!(days("PST8PDT,M3.2.0,M11.1.0"), ["2026-10-31 1", "2026-11-22 2"]);
    assert_eq!(days("JST-9"), ["2026-11-01 1", "2026-11-23 2"]);
    let story = |zone: &str| entries::story(&db, EntryId(1), &here_in(zone)).unwrap().unwrap().people[0].days.clone();
    assert_eq!((story("UTC0")[12..].to_vec(), story("JST-9")[12..].to_vec()), (vec![1, 1], vec![0, 2]));
}

#[test]
fn of_very_many_who_share_a_key_few_are_read() {
    let db = bench();
    db.execute_batch(
        "WITH RECURSIVE number (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM number WHERE n < 20000)
         INSERT INTO person (id, name, folded, stories, created_ms)
             SELECT n, 'Ana' || n || ' Varga', 'ana' || n || ' varga', 0, 0 FROM number;
         INSERT INTO person_key (key, person_id) SELECT 'varga', id FROM person;
         UPDATE person SET stories = 5 WHERE id = 777;",
    )
    .unwrap();
    let mut statement = db.prepare(&known::of_key_sql()).unwrap();
    let rows = statement.query_map(rusqlite::params!["varga", 50], |row| row.get::<_, i64>(0)).unwrap();
    let ids: Vec<i64> = rows.map(Result::unwrap).collect();
    assert_eq!((ids.len(), ids[0], ids[1]), (50, 777, 1));
    let steps = statement.get_status(rusqlite::StatementStatus::VmStep);
    assert!(steps < 3_000, "{steps} steps");
    let found = candidates(&db, &["varga".into()], None).unwrap();
    assert_eq!((found.len(), found[0].id), (50, PersonId(777)));
    // Whoever goes by the very name is among them, however many share the key.
    let known = known::Known::new(&db).unwrap();
    let found = known.candidates(&db, "Ana19000 Varga", &["varga".into()], None).unwrap();
    assert_eq!((found.people.len(), found.people[50].id), (51, PersonId(19_000)));
    assert_eq!(known::Known::state(&db, "Ana19000 Varga", &["varga".into()]).unwrap(), found.state);
    db.execute("UPDATE person SET stories = 1 WHERE id = 19000", []).unwrap();
    assert_ne!(known::Known::state(&db, "Ana19000 Varga", &["varga".into()]).unwrap(), found.state);
}
