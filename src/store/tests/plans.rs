//! The plans behind the screen, pinned on 100,000 stories: no page may read more than about what it shows.

use std::sync::OnceLock;

use rusqlite::{StatementStatus, params_from_iter};

use super::*;
use crate::store::filter::Plan;
use crate::store::keys::{Range, Start};

const STORIES: i64 = 100_000;
const FEEDS: i64 = 200;

/// Steps of `SQLite`'s machine that a page of sixty may take. Reading every story would take 600,000 and more.
const PAGE_STEPS_MAX: i32 = 6_000;

/// Makes a store of 100,000 stories: person 1 in every second, person 7 in one of 500, a tenth unread, few starred.
pub(super) fn large(db: &Connection, stories: i64) {
    let sql = include_str!("large.sql")
        .replace(":people", "600")
        .replace(":stories", &stories.to_string())
        .replace(":feeds", &FEEDS.to_string())
        .replace(":newest", &now().as_millisecond().to_string());
    db.execute_batch(&sql).unwrap();
}

fn shared() -> std::sync::MutexGuard<'static, Bench> {
    static LARGE: OnceLock<std::sync::Mutex<Bench>> = OnceLock::new();
    let made = LARGE.get_or_init(|| {
        let db = bench();
        large(&db, STORIES);
        std::sync::Mutex::new(db)
    });
    made.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn views() -> Vec<(&'static str, Query)> {
    vec![
        ("all", Query::default()),
        ("unread", Query::of(TermKind::Unread)),
        ("read", Query::of(TermKind::Read)),
        ("starred", Query::of(TermKind::Starred)),
        ("later", Query::of(TermKind::Later)),
        ("feed", Query::of(TermKind::FeedId(FeedId(7)))),
        ("unread of a feed", all_of(&[TermKind::FeedId(FeedId(7)), TermKind::Unread])),
        ("a big folder", Query::of(TermKind::Folder("Big".into()))),
        ("a small folder", Query::of(TermKind::Folder("Small/3".into()))),
        ("unread of a folder", all_of(&[TermKind::Folder("Small".into()), TermKind::Unread])),
        ("a person in every second story", Query::of(TermKind::PersonId(PersonId(1)))),
        ("a person in few", Query::of(TermKind::PersonId(PersonId(7)))),
        ("unread of a person", all_of(&[TermKind::PersonId(PersonId(1)), TermKind::Unread])),
        ("place", Query::of(TermKind::PlaceId(PlaceId(7)))),
        ("a country with its cities", Query::of(TermKind::PlaceId(PlaceId(8)))),
        ("unread of a country", all_of(&[TermKind::PlaceId(PlaceId(8)), TermKind::Unread])),
        ("a tag of stories", Query::of(TermKind::Tag("harbour".into()))),
        ("unread of a tag of feeds and stories", all_of(&[TermKind::Tag("daily".into()), TermKind::Unread])),
        ("a tag of feeds and stories", Query::of(TermKind::Tag("daily".into()))),
        ("a tag in a folder", all_of(&[TermKind::Tag("harbour".into()), TermKind::Folder("Big".into())])),
        (
            "all without a tag",
            Query { any: vec![vec![Term { negated: true, kind: TermKind::Tag("harbour".into()) }]], ..Query::default() },
        ),
        ("since yesterday", Query::of(TermKind::Newer(SignedDuration::from_hours(24)))),
    ]
}

/// Returns a key in the middle of the list, as a page that was scrolled to begins.
fn middle() -> Range {
    let at = hours_ago(STORIES / 60 / 2);
    Range::ALL.older_than(crate::domain::HeadlineKey { at, id: EntryId(0) })
}

fn plan_of(db: &Connection, sql: &str) -> Vec<String> {
    let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    statement.raw_query().mapped(|row| row.get(3)).map(Result::unwrap).collect()
}

fn scans_or_sorts(line: &str) -> bool {
    line.contains("TEMP B-TREE") || (line.contains("SCAN") && !line.contains("json_each VIRTUAL TABLE"))
}

#[test]
fn the_queue_is_walked_in_its_own_order() {
    let db = shared();
    let plan = plan_of(&db, &queue::newest_sql());
    assert!(plan[0].starts_with("SEARCH q USING") && plan[0].contains("INDEX queue_order"), "{plan:#?}");
    assert!(!plan[1..].iter().any(|line| scans_or_sorts(line)), "{plan:#?}");
}

#[test]
fn no_view_scans_or_sorts() {
    let db = shared();
    for (view, query) in views() {
        for stream in Plan::of(&db, &query, now()).unwrap().streams {
            for start in [Start::Newest, Start::Oldest] {
                let plan = plan_of(&db, &stream.sql(start));
                assert!(!plan.iter().any(|line| scans_or_sorts(line)), "{view}: {plan:#?}");
                // Both ends of the range must be found in the index, not passed over row by row.
                let bounded = plan[0].contains("at_ms") && plan[0].contains('>') && plan[0].contains('<');
                assert!(bounded, "{view}: {plan:#?}");
            }
        }
    }
}

#[test]
fn what_joins_and_merges_read_is_found_by_an_index() {
    let db = shared();
    for table in ["story_person", "found_person"] {
        let mut all = vec![crate::store::words::stories_sql(table)];
        all.extend([Start::Newest, Start::Oldest].map(|toward| known::nearest_sql(table, toward)));
        for sql in all {
            let plan = plan_of(&db, &sql);
            assert!(plan.len() == 1 && plan[0].contains("person_id=?") && !scans_or_sorts(&plan[0]), "{sql}: {plan:#?}");
            assert_eq!(sql.contains("at_ms"), plan[0].contains("at_ms"), "{plan:#?}");
        }
    }
}

#[test]
fn a_kept_statement_is_compiled_once() {
    let db = shared();
    for (view, query) in views() {
        for stream in Plan::of(&db, &query, now()).unwrap().streams {
            for limit in [3, 4, 5] {
                let mut statement = db.prepare_cached(&stream.sql(Start::Newest)).unwrap();
                let mut rows = statement.query(params_from_iter(stream.parameters(middle(), limit))).unwrap();
                while rows.next().unwrap().is_some() {}
                drop(rows);
                assert_eq!(statement.get_status(StatementStatus::RePrepare), 0, "{view}");
            }
        }
    }
}

#[test]
fn a_page_costs_what_it_shows_wherever_it_begins() {
    let db = shared();
    for (view, query) in views() {
        let plan = Plan::of(&db, &query, now()).unwrap();
        for (range, start) in
            [(Range::ALL, Start::Newest), (Range::ALL, Start::Oldest), (middle(), Start::Newest), (middle(), Start::Oldest)]
        {
            let mut steps = 0;
            // A list of many feeds reads a few keys of each.
            let batch = if plan.streams.len() > 1 { 4 } else { 61 };
            for stream in &plan.streams {
                let mut statement = db.prepare(&stream.sql(start)).unwrap();
                let mut rows = statement.query(params_from_iter(stream.parameters(range, batch))).unwrap();
                while rows.next().unwrap().is_some() {}
                drop(rows);
                steps += statement.get_status(StatementStatus::VmStep);
            }
            assert!(steps < PAGE_STEPS_MAX + 100 * plan.streams.len() as i32, "{view} from {start:?}: {steps} steps");
        }
    }
}

#[test]
fn the_lists_of_many_feeds_are_true_to_the_order_of_all() {
    let db = shared();
    for folder in ["Big", "Small", "Small/3"] {
        let page =
            entries::headlines(&db, &request(Query::of(TermKind::Folder(folder.into())), Anchor::Newest, 60), now()).unwrap();
        let sql = "SELECT entry_id FROM entry_status s JOIN feed f ON f.id = s.feed_id
                   WHERE f.folder = ?1 OR f.folder LIKE ?1 || '/%' ORDER BY at_ms DESC, entry_id DESC LIMIT 60";
        let expected: Vec<i64> =
            db.prepare(sql).unwrap().query_map([folder], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(page.rows.iter().map(|row| row.key.id.0).collect::<Vec<_>>(), expected, "{folder}");
        assert!(page.more_older && !page.more_newer);
    }
}

#[test]
fn common_and_rare_words_find_the_newest_stories() {
    let db = shared();
    for (word, step, offset) in [("heron", 400, 1), ("grain", 2, 1), ("story", 1, 0)] {
        let page = entries::headlines(&db, &request(Query::of(TermKind::Word(word.into())), Anchor::Newest, 60), now()).unwrap();
        let sql = "SELECT entry_id FROM entry_status WHERE entry_id % ?1 = ?2 ORDER BY at_ms DESC, entry_id DESC LIMIT 60";
        let expected: Vec<i64> =
            db.prepare(sql).unwrap().query_map([step, offset % step], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(page.rows.iter().map(|row| row.key.id.0).collect::<Vec<_>>(), expected, "{word}");
    }
}

#[test]
fn the_map_of_a_view_looks_at_no_more_stories_than_it_may() {
    let db = shared();
    let located = "UPDATE place SET lat = 1, lon = 1";
    db.execute_batch(located).unwrap();
    for (view, query) in views() {
        let map = places::of_query(&db, &query, None, 1_000, now()).unwrap();
        let stories = entries::count(&db, &query, now(), 5_001).unwrap();
        assert_eq!(map.newest, (stories > 5_000).then_some(5_000), "{view}");
        // Each of these stories names one place.
        assert_eq!(map.places.iter().map(|place| place.stories).sum::<u32>(), stories.min(5_000), "{view}");
    }
}
