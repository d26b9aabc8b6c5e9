//! One report that several sources carry is one row of a list, whatever page it stands on.

use proptest::prelude::*;

use super::*;
use crate::domain::{Fold, Folded, HeadlineKey, StatusChange};
use crate::store::reports::{self, StoryPlaced};

fn folded(query: Query, anchor: Anchor, limit: u32) -> HeadlineRequest {
    HeadlineRequest { unfolded: Some(Vec::new()), ..request(query, anchor, limit) }
}

/// Says that the others carry the report of the first.
fn join(db: &Connection, first: EntryId, others: &[EntryId]) {
    let place = StoryPlaced { report: Some(first), event: Some(first) };
    let placed: Vec<_> = others.iter().map(|other| (*other, place)).collect();
    reports::place(db, &placed).unwrap();
}

/// Three sources carry one report, the first of them five hours ago; a fourth story stands between.
fn told() -> (Bench, [EntryId; 4]) {
    let db = bench();
    let [wire, post, desk] = ["wire", "post", "desk"].map(|name| add_feed(&db, name));
    let ids = [
        story(&db, wire, "first", hours_ago(5)),
        story(&db, wire, "between", hours_ago(4)),
        story(&db, post, "second", hours_ago(3)),
        story(&db, desk, "third", hours_ago(2)),
    ];
    join(&db, ids[0], &[ids[2], ids[3]]);
    (db, ids)
}

fn page(db: &Connection, request: &HeadlineRequest) -> Vec<Headline> {
    entries::headlines(db, request, now()).unwrap().rows
}

#[test]
fn the_oldest_story_of_a_report_has_the_row() {
    let (db, ids) = told();
    let rows = page(&db, &folded(Query::default(), Anchor::Newest, 10));
    assert_eq!(called(&rows), ["between", "first"]);
    let others = [ids[2], ids[3]].map(|id| Folded { id, unread: true }).to_vec();
    assert_eq!(rows[1].fold, Fold::First { others, open: false });
    assert_eq!(called(&page(&db, &request(Query::default(), Anchor::Newest, 10))), ["third", "second", "between", "first"]);
    assert_eq!(reports::other_sources(&db, ids[0]).unwrap().len(), 2);
    assert_whole(&db);
}

#[test]
fn unfolded_the_others_stand_below_in_the_order_of_time() {
    let (db, ids) = told();
    for named in [ids[0], ids[3]] {
        let asked = HeadlineRequest { unfolded: Some(vec![named]), ..folded(Query::default(), Anchor::Newest, 10) };
        let rows = page(&db, &asked);
        assert_eq!(called(&rows), ["between", "first", "second", "third"]);
        assert!(matches!(rows[1].fold, Fold::First { open: true, .. }));
        assert_eq!(rows[3].slot(), rows[1].key);
    }
}

#[test]
fn among_unread_stories_the_oldest_unread_one_has_the_row_and_the_others_count() {
    let (db, ids) = told();
    entries::set_status(&db, &[ids[0]], StatusChange::Read(true), now()).unwrap();
    let unread = Query::of(TermKind::Unread);
    let rows = page(&db, &folded(unread.clone(), Anchor::Newest, 10));
    assert_eq!(called(&rows), ["second", "between"]);
    assert_eq!(rows[0].folded_unread().collect::<Vec<_>>(), [ids[3]]);
    let kept = HeadlineRequest { keep: vec![ids[0]], ..folded(unread, Anchor::Newest, 10) };
    assert_eq!(called(&page(&db, &kept)), ["between", "first"]);
}

#[test]
fn what_is_muted_or_removed_is_not_folded_in() {
    let (db, ids) = told();
    let muted = Query { without: vec![vec![Term { negated: false, kind: TermKind::FeedId(FeedId(3)) }]], ..Query::default() };
    let rows = page(&db, &folded(muted, Anchor::Newest, 10));
    assert_eq!(rows[1].folded_unread().collect::<Vec<_>>(), [ids[2]]);
    feeds::remove(&db, FeedId(2), now()).unwrap();
    let rows = page(&db, &folded(Query::default(), Anchor::Newest, 10));
    assert_eq!(rows[1].folded_unread().collect::<Vec<_>>(), [ids[3]]);
}

#[test]
fn a_report_of_which_one_story_is_left_is_no_fold() {
    let (db, ids) = told();
    for feed in [2, 3] {
        feeds::remove(&db, FeedId(feed), now()).unwrap();
    }
    let rows = page(&db, &folded(Query::default(), Anchor::Newest, 10));
    assert_eq!((rows[1].key.id, &rows[1].fold), (ids[0], &Fold::Alone));
}

#[test]
fn only_stories_that_came_since_are_to_be_compared() {
    let (db, ids) = told();
    let waiting = reports::unplaced(&db, hours_ago(4)).unwrap();
    assert_eq!((&waiting.stories[..], waiting.last), (&ids[1..], Some(ids[3])));
    reports::placed_up_to(&db, ids[3]).unwrap();
    assert_eq!(reports::unplaced(&db, hours_ago(72)).unwrap(), reports::Unplaced::default());
    assert_eq!(reports::placed_since(&db, hours_ago(4)).unwrap(), ids[1..]);
    let comparable = reports::comparable(&db, ids[2]).unwrap().unwrap();
    assert_eq!(comparable.place, StoryPlaced { report: Some(ids[0]), event: Some(ids[0]) });
    assert_eq!(comparable.html.as_deref(), Some("<p>What second is about.</p>"));
    let first = reports::comparable(&db, ids[0]).unwrap().unwrap();
    assert_eq!(first.place, StoryPlaced::default());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Page by page, in either direction, the rows are those of the whole list.
    #[test]
    fn any_page_of_a_folded_list_is_a_part_of_the_whole(
        stories in prop::collection::vec((0..40_i64, 0..3_usize, any::<bool>(), 0..5_usize), 1..24),
        unread in any::<bool>(),
        limit in 1..6_u32,
        middle in any::<prop::sample::Index>(),
    ) {
        let db = bench();
        let feeds = [0, 1, 2].map(|n| add_feed(&db, &format!("f{n}")));
        let mut reports: Vec<Vec<EntryId>> = vec![Vec::new(); 5];
        let mut told: Vec<(HeadlineKey, bool, usize)> = Vec::new();
        for (number, &(hour, feed, read, report)) in stories.iter().enumerate() {
            let id = story(&db, feeds[feed], &number.to_string(), hours_ago(hour));
            entries::set_status(&db, &[id], StatusChange::Read(read), now()).unwrap();
            reports[report].push(id);
            told.push((HeadlineKey { at: hours_ago(hour), id }, read, report));
        }
        for report in reports.iter().filter(|report| report.len() > 1) {
            join(&db, report[0], &report[1..]);
        }
        let mut fitting: Vec<_> = told.iter().filter(|(_, read, _)| !unread || !read).collect();
        fitting.sort();
        let mut seen = std::collections::HashSet::new();
        let mut whole: Vec<HeadlineKey> = fitting.iter().filter(|(.., report)| seen.insert(*report)).map(|row| row.0).collect();
        whole.reverse();

        let query = if unread { Query::of(TermKind::Unread) } else { Query::default() };
        let page = |anchor| entries::headlines(&db, &folded(query.clone(), anchor, limit), now()).unwrap();
        let mut down: Vec<HeadlineKey> = Vec::new();
        let mut next = page(Anchor::Newest);
        loop {
            down.extend(next.rows.iter().map(|row| row.key));
            let Some(last) = down.last().filter(|_| next.more_older) else { break };
            next = page(Anchor::After(*last));
        }
        prop_assert_eq!(&down, &whole);
        let mut up: Vec<HeadlineKey> = Vec::new();
        let mut next = page(Anchor::Oldest);
        loop {
            up.splice(0..0, next.rows.iter().map(|row| row.key));
            let Some(first) = up.first().filter(|_| next.more_newer) else { break };
            next = page(Anchor::Before(*first));
        }
        prop_assert_eq!(&up, &whole);
        if !whole.is_empty() {
            let around = page(Anchor::Around(whole[middle.index(whole.len())]));
            let shown: Vec<HeadlineKey> = around.rows.iter().map(|row| row.key).collect();
            prop_assert!(shown.contains(&whole[middle.index(whole.len())]));
            let begin = whole.iter().position(|key| *key == shown[0]).unwrap();
            prop_assert_eq!(&shown[..], &whole[begin..begin + shown.len()]);
        }
    }
}
