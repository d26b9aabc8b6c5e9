use super::*;
use crate::domain::{EntryStatus, Feed, Move, StatusChange, Validators};
use crate::query::{Purpose, Rule};
use crate::store::feeds::{Added, NewFeed};
use crate::store::{queue, rules, stats};

fn queued(db: &Connection) -> Vec<(String, bool)> {
    let rows = next_queued(db, now(), &[], 100);
    rows.into_iter().map(|row| (row.title.trim_start_matches("Story ").to_owned(), row.wants_page)).collect()
}

fn only_feed(db: &Connection) -> Feed {
    feeds::all(db, now()).unwrap().remove(0)
}

#[test]
fn a_poll_brings_entries_once() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let entries = vec![entry("b", hours_ago(1)), entry("a", hours_ago(2))];
    assert_eq!(poll(&db, feed, entries.clone()), entries::Saved { new: 2, updated: 0 });
    assert_eq!(poll(&db, feed, entries), entries::Saved::default());
    assert_eq!(listed(&db, Query::default()), ["b", "a"]);
    let feed = only_feed(&db);
    assert_eq!((feed.stories, feed.unread, feed.weekly), (2, 2, 28.0));
    assert_eq!(feed.own_title.as_str(), "Harbour Wire");
    assert_whole(&db);
}

#[test]
fn the_same_key_again_in_one_document_is_one_entry() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let twice = || {
        let mut second = entry("a", hours_ago(2));
        second.title = "Story other".into();
        second.fingerprint = [7; 16];
        vec![entry("a", hours_ago(1)), second]
    };
    assert_eq!(poll(&db, feed, twice()).new, 1);
    assert_eq!(poll(&db, feed, twice()), entries::Saved::default());
    assert_eq!(listed(&db, Query::default()), ["a"]);
}

#[test]
fn a_later_version_replaces_the_entry_and_keeps_its_status_and_place() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let id = story(&db, feed, "a", hours_ago(5));
    story(&db, feed, "b", hours_ago(3));
    digest(&db, id, "First words.", &["Ines Okafor"], &[]);
    entries::set_status(&db, &[id], StatusChange::Starred(true), now()).unwrap();
    entries::set_status(&db, &[id], StatusChange::Read(true), now()).unwrap();

    let later = ParsedEntry { title: "Story A, corrected".into(), fingerprint: [1; 16], ..entry("a", hours_ago(5)) };
    assert_eq!(poll(&db, feed, vec![later]), entries::Saved { new: 0, updated: 1 });
    assert_eq!(listed(&db, Query::default()), ["b", "A, corrected"]);
    let status = EntryStatus { read: true, starred: true, later: false, arrived: now() };
    assert_eq!(entries::status(&db, id).unwrap(), Some(status));
    assert!(queued(&db).contains(&("A, corrected".to_owned(), true)));
    assert_whole(&db);
}

/// A version of the entry "a", published so many hours ago.
fn version(title: &str, hours: i64, text: i64) -> ParsedEntry {
    let mut fingerprint = [0; 16];
    fingerprint[..8]
        .copy_from_slice(blake3::hash(format!("{title} {hours} {text}").as_bytes()).as_bytes().first_chunk::<8>().unwrap());
    ParsedEntry { title: title.into(), seen: text, substance: text / 10, fingerprint, ..entry("a", hours_ago(hours)) }
}

#[test]
fn another_title_of_another_moment_is_another_story() {
    let db = bench();
    let feed = add_feed(&db, "word");
    let (first, second) = (entries::Saved { new: 1, updated: 0 }, entries::Saved { new: 0, updated: 1 });
    assert_eq!(poll(&db, feed, vec![version("tide", 50, 10)]), first);
    entries::set_status(&db, &[EntryId(1)], StatusChange::Read(true), now()).unwrap();
    assert_eq!(poll(&db, feed, vec![version("quay", 26, 20)]), first, "title and date");
    assert!(entries::status(&db, EntryId(1)).unwrap().unwrap().read);
    assert!(!entries::status(&db, EntryId(2)).unwrap().unwrap().read);
    assert_eq!(poll(&db, feed, vec![version("quay", 26, 20)]), entries::Saved::default());
    assert_eq!(poll(&db, feed, vec![version("quay, corrected", 26, 20)]), second, "the title alone");
    assert_eq!(poll(&db, feed, vec![version("quay, corrected", 2, 20)]), second, "the date alone");
    assert_eq!(poll(&db, feed, vec![version("quay, corrected (3)", 1, 20)]), second, "a number in the title, an hour later");
    let dateless = |text| ParsedEntry { id: None, published: None, ..version("notice", 0, text) };
    assert_eq!(poll(&db, feed, vec![ParsedEntry { key: EntryKey("n".into()), ..dateless(10) }]), first);
    assert_eq!(poll(&db, feed, vec![ParsedEntry { key: EntryKey("n".into()), title: "warning".into(), ..dateless(20) }]), first);
    assert_whole(&db);
}

#[test]
fn without_an_id_another_day_and_another_text_are_another_story() {
    let db = bench();
    let feed = add_feed(&db, "comic");
    let strip = |hours, text| ParsedEntry { id: None, ..version("New strip!", hours, text) };
    assert_eq!(poll(&db, feed, vec![strip(60, 10)]).new, 1);
    assert_eq!(poll(&db, feed, vec![strip(36, 20)]).new, 1);
    assert_eq!(poll(&db, feed, vec![strip(35, 30)]).new, 0, "an edit of the same day");
    assert_eq!(poll(&db, feed, vec![strip(2, 30)]).new, 0, "the same text under a new date");
}

#[test]
fn a_counter_is_no_reason_to_read_a_story_again() {
    let db = bench();
    let feed = add_feed(&db, "points");
    poll(&db, feed, vec![version("Mole", 5, 11)]);
    let id = EntryId(1);
    digest(&db, id, "Words.", &[], &[]);
    assert_eq!(queued(&db), []);
    // The article was made of the feed's own text: a number in it is news, a date is not.
    poll(&db, feed, vec![version("Mole", 4, 11)]);
    assert_eq!(queued(&db), []);
    poll(&db, feed, vec![version("Mole", 5, 12)]);
    assert_eq!(queued(&db).len(), 1);
    digest(&db, id, "Words.", &[], &[]);
    // Its page was asked for: only other words count, and they wait for a day.
    articles::page_asked(&db, id, &Validators::default(), now()).unwrap();
    poll(&db, feed, vec![version("Mole", 5, 13)]);
    assert_eq!(queued(&db), [("Mole".to_owned(), false)], "the text is read again, without the page");
    digest(&db, id, "Words.", &[], &[]);
    db.execute("UPDATE article SET from_page = 1, wanted_page = 1", []).unwrap();
    poll(&db, feed, vec![version("Mole", 5, 14)]);
    assert_eq!(queued(&db), [], "the page said it better");
    poll(&db, feed, vec![version("Mole", 5, 20)]);
    assert_eq!(queue::next(&db, now(), &[], None, 9).unwrap(), []);
    assert_eq!(queue::next(&db, now() + SignedDuration::from_hours(24), &[], None, 9).unwrap().len(), 1);
}

#[test]
fn only_the_newest_of_a_new_feed_want_their_pages_and_all_that_come_later() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let archive = ParsedFeed {
        entries: (0..5).map(|n| entry(&format!("{n}"), hours_ago(if n == 4 { 1 } else { n + 2 }))).collect(),
        ..ParsedFeed::default()
    };
    entries::save_poll(&db, feed, &entries::Incoming::new(archive), &PollState::default(), 2, now()).unwrap();
    let wanted = |db: &Connection| queued(db).into_iter().filter(|(_, page)| *page).map(|(key, _)| key).collect::<Vec<_>>();
    assert_eq!(wanted(&db), ["4", "0"]);
    poll(&db, feed, vec![entry("late", hours_ago(9))]);
    assert_eq!(wanted(&db), ["4", "0", "late"]);
}

#[test]
fn dates_that_cannot_be_are_the_time_of_arrival() {
    for (said, expected) in [
        (None, now()),
        (Some("9999-01-01T00:00:00Z".parse().unwrap()), now()),
        (Some("0001-01-01T00:00:00Z".parse().unwrap()), now()),
        (Some("1970-01-01T00:00:00Z".parse().unwrap()), now()),
        (Some(hours_ago(3)), hours_ago(3)),
    ] {
        let db = bench();
        let feed = add_feed(&db, "wire");
        poll(&db, feed, vec![ParsedEntry { published: said, ..entry("a", now()) }]);
        let page = entries::headlines(&db, &request(Query::default(), Anchor::Newest, 1), now()).unwrap();
        assert_eq!(page.rows[0].key.at, expected, "{said:?}");
    }
}

#[test]
fn stories_of_one_moment_stand_in_the_order_of_their_feed() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    poll(&db, feed, ["c", "b", "a"].map(|key| ParsedEntry { published: None, ..entry(key, now()) }).into());
    assert_eq!(listed(&db, Query::default()), ["c", "b", "a"]);
}

#[test]
fn a_moved_feed_takes_its_new_address_unless_another_has_it() {
    let db = bench();
    let (feed, other) = (add_feed(&db, "wire"), add_feed(&db, "other"));
    let known = || feeds::get(&db, feed, now()).unwrap().unwrap();
    let first = known().url;
    let good_read = |address: &str, reads: u32| {
        let poll = PollState { moved: Some(Move { to: FeedUrl::parse(address).unwrap(), reads }), ..PollState::default() };
        entries::save_poll(&db, feed, &entries::Incoming::new(ParsedFeed::default()), &poll, 1, now()).unwrap();
        (known().url.to_string(), known().poll.moved.map(|moved| moved.reads))
    };
    assert_eq!(good_read("https://new.example/feed", 1), (first.to_string(), Some(1)), "once may be a slip");
    assert_eq!(good_read("https://new.example/feed", 2), ("https://new.example/feed".into(), None));
    assert_eq!(feeds::find_by_url(&db, &first).unwrap(), Some(feed), "it is still known by the address subscribed to");
    assert_eq!(feeds::add(&db, &NewFeed::of(first), now()).unwrap(), Added::Known(feed));
    assert_eq!(good_read("https://other.example/feed", 2), ("https://new.example/feed".into(), Some(2)));
    assert_ne!(feed, other);
}

#[test]
fn what_polling_knows_comes_back_and_decides_who_is_due() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    assert_eq!(feeds::due(&db, now(), 9).unwrap().len(), 1);
    let poll = PollState {
        validators: Validators { etag: Some("W/\"x\"".into()), last_modified: None, body_hash: Some("ab".into()) },
        last_poll: Some(now()),
        next_poll: Some(now() + SignedDuration::from_mins(15)),
        last_error: Some("the server is busy".into()),
        failures: 2,
        answer: Some("12 stories".into()),
        plan: Some("the feed asks for that".into()),
        moved: Some(Move { to: FeedUrl::parse("https://new.example/feed").unwrap(), reads: 1 }),
        gone: false,
    };
    feeds::save_poll_state(&db, feed, &poll).unwrap();
    assert_eq!(only_feed(&db).poll, poll);
    assert!(feeds::due(&db, now(), 9).unwrap().is_empty());
    assert_eq!(feeds::next_due(&db).unwrap(), poll.next_poll);
    assert_eq!(feeds::due(&db, poll.next_poll.unwrap(), 9).unwrap().len(), 1);
    feeds::save_poll_state(&db, feed, &PollState { gone: true, ..poll.clone() }).unwrap();
    assert!(feeds::due(&db, poll.next_poll.unwrap(), 9).unwrap().is_empty(), "who is gone is not asked again");
    assert_eq!(feeds::next_due(&db).unwrap(), None);
}

#[test]
fn settings_come_back_and_a_paused_feed_is_never_due() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let settings = crate::domain::FeedSettings {
        title: Some("My wire".into()),
        folder: None,
        tags: vec!["a b".into(), "c".into()],
        interval_minutes: Some(30),
        full_text: Some(crate::domain::FullText::Page),
        paused: true,
    };
    feeds::set_settings(&db, feed, &settings).unwrap();
    assert_eq!(only_feed(&db).settings, settings);
    assert!(feeds::due(&db, now(), 9).unwrap().is_empty());
    assert!(feeds::all_ids(&db).unwrap().is_empty());
}

#[test]
fn the_queue_gives_what_is_on_the_screen_first_then_what_was_opened_then_the_newest() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let ids: Vec<EntryId> = (0..6).map(|n| story(&db, feed, &format!("{n}"), hours_ago(n))).collect();
    assert!(queue::asked(&db, ids[5]).unwrap());
    let order = |db: &Connection, limit| -> Vec<EntryId> {
        next_queued(db, now(), &[ids[4], ids[2]], limit).into_iter().map(|row| row.id).collect()
    };
    assert_eq!(order(&db, 9), [ids[4], ids[2], ids[5], ids[0], ids[1], ids[3]]);
    queue::fail(&db, ids[4], "the server is away", now() + SignedDuration::from_hours(1)).unwrap();
    assert_eq!(order(&db, 3), [ids[2], ids[5], ids[0]]);
}

#[test]
fn a_failed_page_keeps_its_tries_its_cause_and_its_time() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let id = story(&db, feed, "a", hours_ago(1));
    let later = now() + SignedDuration::from_hours(1);
    queue::fail(&db, id, "the server is away", later).unwrap();
    assert!(next_queued(&db, now(), &[id], 9).is_empty());
    assert_eq!(queue::next_try(&db, now()).unwrap(), Some(later));
    let trouble = entries::story(&db, id, &here()).unwrap().unwrap().trouble.unwrap();
    assert_eq!(trouble.as_str(), "the server is away; next try at 13:00 on 23 Nov");

    // The feed's own text serves until the page can be had; the count of tries goes on.
    digest(&db, id, "Short.", &[], &[]);
    queue::fail(&db, id, "the server is away", later).unwrap();
    let queued = next_queued(&db, later, &[], 9);
    assert_eq!((queued[0].tries, queued[0].wants_page), (2, true));
    assert!(entries::story(&db, id, &here()).unwrap().unwrap().digested);
}

#[test]
fn an_opened_story_is_queued_again_only_if_its_page_was_never_wanted() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let archive = ParsedFeed { entries: vec![entry("old", hours_ago(9))], ..ParsedFeed::default() };
    entries::save_poll(&db, feed, &entries::Incoming::new(archive), &PollState::default(), 0, now()).unwrap();
    let id = next_queued(&db, now(), &[], 1)[0].id;
    digest(&db, id, "The feed's own text.", &[], &[]);
    assert!(queue::asked(&db, id).unwrap());
    assert!(next_queued(&db, now(), &[], 1)[0].wants_page);
    digest(&db, id, "The page's text.", &[], &[]);
    assert!(!queue::asked(&db, id).unwrap());
    assert!(!queue::asked(&db, EntryId(999)).unwrap());
    assert_eq!(queue::len(&db).unwrap(), 0);
}

#[test]
fn what_the_feed_said_comes_back_as_it_was() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let enclosure = crate::domain::Enclosure {
        url: WebUrl::parse("https://wire.example/a.mp3").unwrap(),
        media_type: Some("audio/mpeg".into()),
        bytes: Some(7),
        seconds: Some(61),
    };
    let full = ParsedEntry {
        content_html: Some("<p>é</p>".repeat(500)),
        enclosures: vec![enclosure.clone()],
        ..entry("a", hours_ago(1))
    };
    poll(&db, feed, vec![full.clone()]);
    let raw = entries::raw(&db, EntryId(1)).unwrap().unwrap();
    assert_eq!((raw.summary_html, raw.content_html, raw.url), (full.summary_html, full.content_html, full.url));
    assert_eq!((raw.enclosures, raw.published, raw.arrived), (vec![enclosure], full.published, now()));
    assert_eq!(entries::raw(&db, EntryId(9)).unwrap(), None);
}

#[test]
fn a_removed_feed_takes_its_stories_along_and_brings_them_back() {
    let db = bench();
    let (feed, other) = (add_feed(&db, "wire"), add_feed(&db, "other"));
    let id = story(&db, feed, "a", hours_ago(1));
    let kept = story(&db, other, "b", hours_ago(2));
    digest(&db, id, "Words.", &["Ines Okafor", "Tomas Varga"], &[("Geneva", 1)]);
    digest(&db, kept, "Words.", &["Ines Okafor"], &[]);
    let okafor = person(&db, "Ines Okafor");

    crate::store::search::index_pending(&db, 99).unwrap();
    feeds::remove(&db, feed, now()).unwrap();
    feeds::remove(&db, feed, now()).unwrap();
    let hits = crate::store::search::search(&db, "words", 1).unwrap();
    assert_eq!(hits.iter().map(|hit| hit.key.id).collect::<Vec<_>>(), [kept]);
    let page = people::page(&db, okafor, &here()).unwrap().unwrap();
    assert_eq!((page.stories, page.together.len(), page.places.len()), (1, 0, 0));
    assert_eq!((page.first_seen, page.last_seen), (hours_ago(2), hours_ago(2)));
    assert_eq!(page.days.iter().map(|day| day.stories).sum::<u32>(), 1);
    assert_eq!(listed(&db, Query::default()), ["b"]);
    assert_eq!(listed(&db, Query::of(TermKind::FeedId(feed))), Vec::<String>::new());
    assert_eq!(listed(&db, Query::of(TermKind::PersonId(okafor))), ["b"]);
    assert_eq!(entries::headline(&db, id).unwrap(), None);
    assert_eq!(next_queued(&db, now(), &[id], 9), Vec::new());
    let counts = entries::view_counts(&db).unwrap();
    assert_eq!((counts.all, counts.unread, counts.people, counts.places), (1, 1, 1, 0));
    assert_whole(&db);

    // Nothing goes before its time, and what is back stays.
    assert!(!feeds::purge_removed(&db, hours_ago(24), 9).unwrap());
    assert!(feeds::restore(&db, feed).unwrap());
    assert!(!feeds::restore(&db, feed).unwrap());
    assert!(!feeds::purge_removed(&db, hours_ago(-1), 9).unwrap());
    assert_eq!(listed(&db, Query::of(TermKind::PersonId(okafor))), ["a", "b"]);
    let counts = entries::view_counts(&db).unwrap();
    assert_eq!((counts.all, counts.people, counts.places), (2, 2, 1));
    assert_whole(&db);

    feeds::remove(&db, feed, now()).unwrap();
    while feeds::purge_removed(&db, hours_ago(-1), 1).unwrap() {}
    assert_eq!(feeds::get(&db, feed, now()).unwrap(), None);
    assert!(!feeds::restore(&db, feed).unwrap());
    assert_eq!(people::by_name(&db, "Tomas Varga", &here()).unwrap(), Vec::new());
    assert_eq!(stats(&db).unwrap().stories, 1);
    assert_whole(&db);
}

#[test]
fn subscribing_again_brings_a_removed_feed_back() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let again = NewFeed::of(FeedUrl::parse("https://wire.example/feed").unwrap());
    assert_eq!(feeds::add(&db, &again, now()).unwrap(), Added::Known(feed));
    feeds::remove(&db, feed, now()).unwrap();
    assert_eq!(feeds::find_by_url(&db, &again.url).unwrap(), None);
    assert_eq!(feeds::add(&db, &again, now()).unwrap(), Added::New(feed));
    assert_eq!(feeds::all(&db, now()).unwrap().len(), 1);
}

#[test]
fn a_feed_that_is_too_full_loses_its_oldest_but_not_what_was_starred() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let ids: Vec<EntryId> = (0..6).map(|n| story(&db, feed, &format!("{n}"), hours_ago(n))).collect();
    digest(&db, ids[4], "Words.", &["Ines Okafor"], &[("Geneva", 1)]);
    crate::store::search::index_pending(&db, 99).unwrap();
    entries::set_status(&db, &[ids[5]], StatusChange::Starred(true), now()).unwrap();
    entries::set_status(&db, &[ids[4]], StatusChange::Read(true), now()).unwrap();
    entries::trim(&db, feed, 3, now()).unwrap();
    assert_eq!(listed(&db, Query::default()), ["0", "1", "5"]);
    assert_whole(&db);
    // It is known, so it does not come back as new.
    assert_eq!(
        poll(&db, feed, vec![ParsedEntry { fingerprint: [9; 16], ..entry("4", hours_ago(4)) }]),
        entries::Saved::default()
    );
    assert_eq!(entries::view_counts(&db).unwrap().people, 0);
}

#[test]
fn the_export_walks_every_story_once() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let ids: Vec<EntryId> = (0..5).map(|n| story(&db, feed, &format!("{n}"), hours_ago(n))).collect();
    let first = entries::export_ids(&db, None, 3).unwrap();
    let rest = entries::export_ids(&db, first.last().copied(), 3).unwrap();
    assert_eq!([first, rest].concat(), ids);
}

#[test]
fn a_purge_that_is_broken_off_leaves_a_feed_that_is_counted_right_and_asked_for_everything() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let ids: Vec<EntryId> = (0..6).map(|n| story(&db, feed, &format!("{n}"), hours_ago(n))).collect();
    entries::set_status(&db, &[ids[0], ids[5]], StatusChange::Read(true), now()).unwrap();
    entries::set_status(&db, &[ids[0], ids[5]], StatusChange::Starred(true), now()).unwrap();
    let state = PollState { validators: Validators { etag: Some("x".into()), ..Validators::default() }, ..PollState::default() };
    feeds::save_poll_state(&db, feed, &state).unwrap();
    feeds::remove(&db, feed, now()).unwrap();
    assert!(feeds::purge_removed(&db, hours_ago(-1), 4).unwrap());
    feeds::restore(&db, feed).unwrap();
    let left = only_feed(&db);
    assert_eq!((left.stories, left.poll.validators.etag), (2, None));
    assert_whole(&db);
}

#[test]
fn a_number_is_given_once() {
    let db = bench();
    let (wire, other) = (add_feed(&db, "wire"), add_feed(&db, "other"));
    let id = story(&db, other, "a", hours_ago(1));
    digest(&db, id, "Words.", &["Ines Okafor", "Tomas Varga"], &[("Geneva", 1), ("Valencia", 2)]);
    let (okafor, varga) = (person(&db, "Ines Okafor"), person(&db, "Tomas Varga"));
    let place = places::find_or_create(&db, &place("Valencia", Some(2))).unwrap();
    // Who is followed stays, though no story names them now: the next one is theirs.
    let rule = |kind| Rule { purpose: Purpose::Follow, name: "it".into(), query: Query::of(kind) };
    let kept = [TermKind::PersonId(okafor), TermKind::FeedId(other), TermKind::FeedId(wire)];
    rules::change(&db, &kept.map(|kind| (rule(kind), true)), now()).unwrap();

    feeds::remove(&db, other, now()).unwrap();
    while feeds::purge_removed(&db, hours_ago(-1), 9).unwrap() {}
    assert_eq!(rules::all(&db).unwrap().len(), 2, "the rule on the feed went with it");
    assert_eq!(person(&db, "Ines Okafor"), okafor);
    assert!(person(&db, "Tomas Varga").0 > varga.0);
    assert!(places::find_or_create(&db, &super::place("Hamburg", Some(3))).unwrap().0 > place.0);
    assert!(add_feed(&db, "third").0 > other.0);
    assert!(story(&db, wire, "b", hours_ago(1)).0 > id.0);
    assert_whole(&db);
}

#[test]
fn what_was_made_of_an_earlier_version_is_not_saved_over_a_later_one() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let id = story(&db, feed, "a", hours_ago(5));
    let taken = next_queued(&db, now(), &[], 1).remove(0);
    assert!(queue::is_current(&db, &taken).unwrap());
    poll(&db, feed, vec![ParsedEntry { title: "Story A, corrected".into(), fingerprint: [1; 16], ..entry("a", hours_ago(5)) }]);
    assert!(!queue::is_current(&db, &taken).unwrap());
    assert!(queue::is_current(&db, &next_queued(&db, now(), &[], 1).remove(0)).unwrap());
    feeds::remove(&db, feed, now()).unwrap();
    assert_eq!(queue::len(&db).unwrap(), 0);
    while feeds::purge_removed(&db, hours_ago(-1), 9).unwrap() {}
    assert!(!queue::is_current(&db, &taken).unwrap(), "{id}");
}

#[test]
fn a_story_that_is_opened_while_it_is_digested_without_its_page_is_digested_again() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let id = story(&db, feed, "a", hours_ago(5));
    db.execute("UPDATE queue SET wants_page = 0", []).unwrap();
    let taken = next_queued(&db, now(), &[], 1).remove(0);
    assert!(!queue::was_asked_for_since(&db, &taken).unwrap());
    assert!(queue::asked(&db, id).unwrap());
    assert!(queue::was_asked_for_since(&db, &taken).unwrap());
    digest(&db, id, "Words of the feed.", &[], &[]);
    queue::ask_again(&db, id).unwrap();
    assert_eq!(queued(&db), [("a".to_owned(), true)]);
    let again = next_queued(&db, now(), &[], 1).remove(0);
    assert!(!queue::was_asked_for_since(&db, &again).unwrap());
}

#[test]
fn a_clock_that_was_ahead_silences_no_feed_and_no_story() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    let later = now() + SignedDuration::from_hours(24 * 365);
    let state =
        PollState { last_poll: Some(later), next_poll: Some(later + SignedDuration::from_hours(1)), ..PollState::default() };
    feeds::save_poll_state(&db, feed, &state).unwrap();
    let due = |db: &Connection| feeds::due(db, now(), 9).unwrap().len();
    assert_eq!(due(&db), 1);
    let waits = |hours: i64| PollState {
        last_poll: Some(now()),
        next_poll: Some(now() + SignedDuration::from_hours(hours)),
        ..PollState::default()
    };
    feeds::save_poll_state(&db, feed, &waits(24 + 72)).unwrap();
    assert_eq!(due(&db), 0, "a day, and three that the feed asks to be left alone, are no fault of a clock");
    feeds::save_poll_state(&db, feed, &waits(24 * 7)).unwrap();
    assert_eq!(due(&db), 1, "no feed waits for a week");
    story(&db, feed, "a", hours_ago(1));
    queue::fail(&db, EntryId(1), "no answer", later).unwrap();
    assert_eq!(queued(&db).len(), 1);
    queue::fail(&db, EntryId(1), "no answer", now() + SignedDuration::from_hours(24)).unwrap();
    assert_eq!(queued(&db), []);
}
