//! Bytes that are no UTF-8 in the rows: a bad sector or another program may leave them, and they cost characters, not lists.

use super::*;
use crate::query::{Purpose, Rule};
use crate::store::{edition, reports, rules, search, space, tags};

/// Puts a byte that no text may hold behind every text of every table.
fn damage(db: &Connection) {
    let texts = "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c
                 WHERE t.type = 'table' AND c.type = 'TEXT' AND t.name NOT LIKE 'story_text%' AND t.name <> 'tally'";
    let mut statement = db.prepare(texts).unwrap();
    let columns: Vec<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap();
    assert!(columns.len() > 20, "{columns:?}");
    db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    for (table, column) in columns {
        // What stands there may be held to a list of words.
        let _ = db.execute(
            &format!("UPDATE \"{table}\" SET \"{column}\" = CAST(CAST(\"{column}\" AS BLOB) || x'ff' AS TEXT) WHERE \"{column}\" IS NOT NULL"),
            [],
        );
    }
}

#[test]
fn a_byte_that_is_no_text_costs_a_character_and_no_list() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let rule = Rule { purpose: Purpose::View, name: "Ferries".into(), query: Query::parse("ferry").unwrap() };
    rules::change(&db, &[(rule, true)], now()).unwrap();
    let told = story(&db, feed, "a", hours_ago(2));
    let waiting = story(&db, feed, "b", hours_ago(1));
    digest(&db, told, "The ferry waits for Mara Lindqvist in Geneva.", &["Mara Lindqvist"], &[("Geneva", 2_660_646)]);
    tags::set(&db, told, &["harbour".into()]).unwrap();
    while search::index_pending(&db, 10).unwrap() > 0 {}
    let person = person(&db, "Mara Lindqvist");
    damage(&db);

    let of = |words: &str| entries::headlines(&db, &request(Query::parse(words).unwrap(), Anchor::Newest, 9), now()).unwrap();
    let page = of("");
    assert_eq!(called(&page.rows), ["b\u{fffd}", "a\u{fffd}"]);
    for words in ["ferry", "feed:wire", "folder:News", "tag:daily", "tag:harbour", "person:Mara", "place:Geneva", "is:unread"] {
        of(words);
    }
    for id in [told, waiting] {
        entries::raw(&db, id).unwrap().unwrap();
        entries::story(&db, id, &here()).unwrap().unwrap();
        tags::of_story(&db, id).unwrap();
        reports::comparable(&db, id).unwrap();
        reports::other_sources(&db, id).unwrap();
        people::of_story(&db, id, &here()).unwrap();
        places::of_story(&db, id).unwrap();
        queue::get(&db, id).unwrap();
    }
    assert_eq!(search::search(&db, "ferry", 9).unwrap().len(), 1);
    feeds::all(&db, now()).unwrap();
    feeds::asked_urls(&db).unwrap();
    feeds::due(&db, now(), 9).unwrap();
    queue::next(&db, now(), &[], None, 9).unwrap();
    rules::all(&db).unwrap();
    rules::unreadable(&db).unwrap();
    tags::in_use(&db).unwrap();
    people::page(&db, person, &here()).unwrap().unwrap();
    people::by_name(&db, "Mara Lindqvist", &here()).unwrap();
    people::forms(&db, person).unwrap();
    candidates(&db, &["mara lindqvist".to_owned()], None).unwrap();
    let place = PlaceId(1);
    places::page(&db, place, &here()).unwrap().unwrap();
    places::by_name(&db, "Geneva").unwrap();
    edition::looked(&db).unwrap();
    space::taken(&db).unwrap();
    db.execute("UPDATE tally SET n = 0 WHERE name = 'indexed'", []).unwrap();
    assert_eq!(search::index_pending(&db, 9).unwrap(), 2);
    // What the feed says again is stored beside it.
    poll(&db, feed, vec![entry("a", hours_ago(2)), entry("b", hours_ago(1)), entry("c", now())]);
}
