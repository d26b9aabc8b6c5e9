//! Who is who across the stories of a store, in the order in which they come, and what a story is named by.

use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use rusqlite::Connection;

use super::working::{BEGUN_MAX, BEGUN_PLAIN_MAX};
use super::{Context, again, steps, who};
use crate::config::Config;
use crate::domain::{
    Article, Block, EntryId, EntryKey, FeedId, FeedUrl, Field, FoundPerson, Gender, JoinReason, ParsedEntry, ParsedFeed,
    PersonChange, PhraseMemory, PollState, RichText, SourceHome, Story, TextRange,
};
use crate::message::IndexSort;
use crate::store::feeds::{self, NewFeed};
use crate::store::{Store, articles, entries, health, memory, people, queue, words};

struct Bench {
    store: Store,
    _folder: tempfile::TempDir,
}

fn bench() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("dateline.db")).unwrap();
    store
        .write_now(|db| {
            let url = FeedUrl::parse("https://wire.example/feed").unwrap();
            feeds::add(db, &NewFeed::of(url), now()).map(drop)
        })
        .unwrap();
    Bench { store, _folder: folder }
}

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn here() -> ZonedDateTime {
    now().to_zoned_datetime(TimeZone::UTC)
}

fn days_ago(days: i64) -> Timestamp {
    now() - SignedDuration::from_hours(24 * days)
}

/// Polls one story into the feed.
fn story(db: &Connection, key: &str, text: &str, published: Timestamp) -> EntryId {
    let entry = ParsedEntry {
        key: EntryKey(key.to_owned()),
        id: Some(key.into()),
        title: format!("Story {key}").as_str().into(),
        published: Some(published),
        summary_html: Some(format!("<p>{text}</p>")),
        fingerprint: *blake3::hash(key.as_bytes()).as_bytes().first_chunk().unwrap(),
        ..ParsedEntry::default()
    };
    let parsed = ParsedFeed { entries: vec![entry], ..ParsedFeed::default() };
    entries::save_poll(db, FeedId(1), &entries::Incoming::new(parsed), &PollState::default(), 20, now()).unwrap();
    EntryId(db.query_row("SELECT max(entry_id) FROM entry_status", [], |row| row.get(0)).unwrap())
}

fn found(name: &str) -> FoundPerson {
    let (title, name) = match name.split_once(". ") {
        Some((title, name)) => (Some(title), name),
        None => (None, name),
    };
    let last = name.split(' ').next_back().unwrap();
    FoundPerson {
        name: name.into(),
        role: title.filter(|title| !["Mr", "Mrs"].contains(title)).map(Into::into),
        gender: title.and_then(|title| match title {
            "Mr" => Some(Gender::He),
            "Mrs" => Some(Gender::She),
            _ => None,
        }),
        aliases: if last == name { Vec::new() } else { vec![last.into()] },
        mentions: vec![TextRange { field: Field::Text, bytes: 4..9 }],
    }
}

/// Decides who the people of a story are and files them.
fn filed(db: &Connection, id: EntryId, found: Vec<FoundPerson>, published: Timestamp) -> who::Settlement {
    let decided = who::decide(db, found, published).unwrap();
    who::settle(db, id, decided, published, now(), false).unwrap().unwrap_or_else(|_| panic!("nothing has changed"))
}

/// Digests a story that names these people, as the digester does.
fn settle(db: &Connection, id: EntryId, names: &[&str], published: Timestamp) {
    let settlement = filed(db, id, names.iter().map(|name| found(name)).collect(), published);
    let article = Article { blocks: vec![Block::Paragraph(RichText::plain("The envoys met.".into()))], ..Article::default() };
    articles::save(db, id, &article, &settlement.people, &[], now()).unwrap();
    again::look_again(db, &settlement.lone, published).unwrap();
}

fn index(db: &Connection) -> Vec<(String, u32)> {
    let rows = people::index(db, "", IndexSort::Name, None, 99, &here()).unwrap();
    rows.into_iter().map(|row| (row.name.into_string(), row.stories)).collect()
}

/// Digests stories in this order, each with the days since it was published; says who is in how many of them then, and still after
/// a later run.
#[track_caller]
fn check(stories: &[(&[&str], i64)], expected: &[(&str, u32)]) {
    check_runs(stories, expected, expected);
}

#[track_caller]
fn check_runs(stories: &[(&[&str], i64)], first: &[(&str, u32)], second: &[(&str, u32)]) {
    let bench = bench();
    let stories: Vec<(Vec<String>, i64)> =
        stories.iter().map(|(names, days)| (names.iter().map(ToString::to_string).collect(), *days)).collect();
    let told = format!("{stories:?}");
    let found = bench.store.write_now(move |db| {
        let mut indices = Vec::new();
        let ids: Vec<EntryId> =
            (0..).zip(&stories).map(|(at, (_, days))| story(db, &at.to_string(), "", days_ago(*days))).collect();
        for _ in 0..2 {
            for (id, (names, days)) in ids.iter().zip(&stories) {
                settle(db, *id, &names.iter().map(String::as_str).collect::<Vec<_>>(), days_ago(*days));
            }
            indices.push(index(db));
            assert_eq!(health::complaints(db)?, Vec::<String>::new());
        }
        Ok(indices)
    });
    let found = found.unwrap();
    assert_eq!(found[0], rows(first), "{told}");
    assert_eq!(found[1], rows(second), "{told} again");
}

fn rows(rows: &[(&str, u32)]) -> Vec<(String, u32)> {
    rows.iter().map(|(name, stories)| ((*name).to_owned(), *stories)).collect()
}

#[test]
fn a_lone_surname_joins_the_full_name_that_comes_later() {
    check(&[(&["Varga"], 1), (&["Tomas Varga"], 0)], &[("Tomas Varga", 2)]);
    check(&[(&["Tomas Varga"], 0), (&["Varga"], 1)], &[("Tomas Varga", 2)]);
    check(&[(&["Varga"], 3), (&["Okafor", "Varga"], 2), (&["Tomas Varga"], 1)], &[("Okafor", 1), ("Tomas Varga", 3)]);
    check(&[(&["Varga"], 0), (&["Tomas Varga"], 13)], &[("Tomas Varga", 2)]);
}

#[test]
fn a_lone_surname_stays_where_anything_speaks_against_the_full_name() {
    let apart: &[(&str, u32)] = &[("Tomas Varga", 1), ("Varga", 1)];
    // Too long ago; of another gender; of another office; told apart by a story.
    check(&[(&["Varga"], 15), (&["Tomas Varga"], 0)], apart);
    check(&[(&["Mrs. Varga"], 1), (&["Mr. Tomas Varga"], 0)], apart);
    check(&[(&["goalkeeper. Varga"], 1), (&["Foreign Minister. Tomas Varga"], 0)], apart);
    // Of two who bear it nobody can tell.
    let both: &[(&str, u32)] = &[("Ines Varga", 1), ("Tomas Varga", 1), ("Varga", 1)];
    check(&[(&["Varga"], 1), (&["Ines Varga", "Tomas Varga"], 0)], both);
    // Somebody of another name is nobody to it.
    check(&[(&["Varga"], 1), (&["Tomas Okafor"], 0)], &[("Tomas Okafor", 1), ("Varga", 1)]);
    check(&[(&["Tomas Okafor"], 1), (&["Varga"], 0)], &[("Tomas Okafor", 1), ("Varga", 1)]);
}

#[test]
fn a_name_that_always_stood_alone_is_left() {
    // A later run takes each of its stories for one that comes after the full name.
    check_runs(
        &[(&["Varga"], 40), (&["Varga"], 1), (&["Tomas Varga"], 0)],
        &[("Tomas Varga", 1), ("Varga", 2)],
        &[("Tomas Varga", 2), ("Varga", 1)],
    );
    let mut stories: Vec<(&[&str], i64)> = vec![(&["Varga"], 1); 21];
    stories.push((&["Tomas Varga"], 0));
    check_runs(&stories, &[("Tomas Varga", 1), ("Varga", 21)], &[("Tomas Varga", 22)]);
}

#[test]
fn the_reason_and_the_first_story_are_kept() {
    let bench = bench();
    bench
        .store
        .write_now(|db| {
            let (first, second) = (story(db, "1", "", days_ago(2)), story(db, "2", "", days_ago(1)));
            settle(db, first, &["Mr. Varga"], days_ago(2));
            let full = FoundPerson { aliases: Vec::new(), ..found("Tomas Varga") };
            let settlement = filed(db, second, vec![full], days_ago(1));
            articles::save(db, second, &Article::default(), &settlement.people, &[], now())?;
            again::look_again(db, &settlement.lone, days_ago(1))?;
            let page = people::page(db, people::by_name(db, "Tomas Varga", &here())?[0].id, &here())?.unwrap();
            let join = page.joins.iter().find(|join| join.name.as_str() == "Varga").unwrap();
            assert_eq!((join.reason, join.story.as_ref().map(|(id, _)| *id)), (JoinReason::LoneSurname, Some(first)));
            assert_eq!(page.aliases, ["Varga".into()]);
            // A woman of the name is not him: what was known of the surname is known of him.
            let third = story(db, "3", "", days_ago(1));
            settle(db, third, &["Mrs. Varga"], days_ago(1));
            assert_eq!(index(db), [("Tomas Varga".to_owned(), 2), ("Varga".to_owned(), 1)]);
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_the_reader_said_of_a_lone_surname_wins() {
    let said = |change: fn(crate::domain::PersonId, crate::domain::PersonId) -> PersonChange, expected: &[(&str, u32)]| {
        let bench = bench();
        let found = bench.store.write_now(move |db| {
            let ids: Vec<EntryId> = (0..3).map(|at| story(db, &at.to_string(), "", days_ago(3 - at))).collect();
            settle(db, ids[0], &["Varga"], days_ago(3));
            settle(db, ids[1], &["Okafor"], days_ago(2));
            let [okafor, varga] = ["Okafor", "Varga"].map(|name| people::by_name(db, name, &here()).unwrap()[0].id);
            let back = who::change(db, &change(varga, okafor), now())?.unwrap().back;
            settle(db, ids[2], &["Tomas Varga"], days_ago(1));
            let shown = index(db);
            words::say(db, &back)?;
            assert!(index(db).contains(&("Varga".to_owned(), 1)), "{:?}", index(db));
            assert_eq!(health::complaints(db)?, Vec::<String>::new());
            Ok(shown)
        });
        assert_eq!(found.unwrap(), rows(expected));
    };
    said(|varga, _| PersonChange::Hide(varga), &[("Okafor", 1), ("Tomas Varga", 1)]);
    said(|varga, okafor| PersonChange::Merge { person: okafor, other: varga }, &[("Okafor", 2), ("Tomas Varga", 1)]);
    said(|varga, okafor| PersonChange::Merge { person: varga, other: okafor }, &[("Tomas Varga", 1), ("Varga", 2)]);
    said(
        |varga, _| PersonChange::Rename { person: varga, name: "The Envoy".into() },
        &[("Okafor", 1), ("The Envoy", 1), ("Tomas Varga", 1)],
    );
}

#[test]
fn a_surname_that_was_split_off_stays_somebody_else() {
    let bench = bench();
    bench
        .store
        .write_now(|db| {
            let ids: Vec<EntryId> = (0..3).map(|at| story(db, &at.to_string(), "", days_ago(3 - at))).collect();
            settle(db, ids[0], &["Tomas Varga"], days_ago(3));
            let tomas = people::by_name(db, "Tomas Varga", &here())?[0].id;
            who::change(db, &PersonChange::Split { person: tomas, form: "Varga".into() }, now())?.unwrap();
            settle(db, ids[1], &["Varga"], days_ago(2));
            let before = index(db);
            settle(db, ids[2], &["Tomas Varga"], days_ago(1));
            assert_eq!(before, [("Tomas Varga".to_owned(), 1), ("Varga".to_owned(), 1)]);
            assert_eq!(index(db), [("Tomas Varga".to_owned(), 2), ("Varga".to_owned(), 1)]);
            assert_eq!(health::complaints(db)?, Vec::<String>::new());
            Ok(())
        })
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_is_named_by_what_is_stored_before_it_and_by_nothing_else() {
    let bench = tokio::task::spawn_blocking(bench).await.unwrap();
    let text = "The charity thanked Macy for the gift on Tuesday.";
    let published = days_ago(1);
    bench.store.write(move |db| Ok(story(db, "1", text, published))).await.unwrap();
    let context = Arc::new(Context::new(bench.store.clone(), &Config::default()).unwrap());
    let entry = context.store.read(|db| Ok(queue::get(db, EntryId(1))?.unwrap())).await.unwrap();
    let entry = Arc::new(entry);
    let article = Arc::new(Article { blocks: vec![Block::Paragraph(RichText::plain(text.into()))], ..Article::default() });
    let home = SourceHome { title: "Wire".into(), places: Vec::new() };
    let name = || {
        let (context, entry, article, home) = (context.clone(), entry.clone(), article.clone(), home.clone());
        let named = tokio::task::spawn_blocking(move || steps::names(&context, &entry, &article, &home));
        async { named.await.unwrap() }
    };
    let people = || async {
        let story = context.store.read(|db| entries::story(db, EntryId(1), &here())).await.unwrap().unwrap();
        (story.digested, story.people.len())
    };
    let before = name().await;
    assert!(before.recalled.contains_key("macy"), "{:?}", before.recalled);

    // Another story is stored meanwhile and knows the word as something else.
    let known = PhraseMemory { other: 3.0, ..PhraseMemory::default() };
    let learned = [("macy".to_owned(), known)].into();
    context.store.write(move |db| memory::learn(db, EntryId(99), &learned, published)).await.unwrap();
    assert!(!steps::save(&context, &entry, &article, before, steps::Visit::default(), false).await.unwrap());
    assert_eq!(people().await, (false, 0), "nothing is written");
    let after = name().await;
    assert_eq!(after.people, []);
    assert!(steps::save(&context, &entry, &article, after.clone(), steps::Visit::default(), false).await.unwrap());
    assert_eq!(people().await, (true, 0));

    // The story itself has changed the memory by now; digested again it changes it no more.
    let macy = || async { context.store.read(move |db| memory::of_phrase(db, "macy", published)).await.unwrap().unwrap() };
    let once = macy().await;
    assert!(once.person > 0.0 && once.other >= 3.0, "{once:?}");
    assert!(steps::save(&context, &entry, &article, after, steps::Visit::default(), true).await.unwrap());
    assert_eq!(macy().await, once);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_beginning_of_a_text_is_no_title() {
    let bench = tokio::task::spawn_blocking(bench).await.unwrap();
    let text = "Foreign Minister Tomas Varga lit the lamps of the quay on Tuesday.";
    let id = bench
        .store
        .write(move |db| {
            let id = story(db, "1", text, days_ago(1));
            db.execute("UPDATE entry SET title = ?1, untitled = 1", [text])?;
            assert_eq!(crate::store::reports::comparable(db, id)?.unwrap().title.as_str(), "");
            Ok(id)
        })
        .await
        .unwrap();
    let context = Arc::new(Context::new(bench.store.clone(), &Config::default()).unwrap());
    let report = super::digest_due(&context).await.unwrap();
    assert_eq!(report.digested, 1);
    let story = context.store.read(move |db| entries::story(db, id, &here())).await.unwrap().unwrap();
    assert!(story.untitled && story.heading().is_none());
    let mentions: Vec<_> = story.people.iter().flat_map(|person| &person.mentions).map(|range| range.field).collect();
    assert_eq!(mentions, [Field::Text]);
}

/// Stores a story over which the program was ended so often, digests what is due, and returns it.
async fn digested_after(begun: u32) -> (Story, u32) {
    let bench = tokio::task::spawn_blocking(bench).await.unwrap();
    let text = "Foreign Minister Tomas Varga lit the lamps of the quay in Geneva on Tuesday.";
    let id = bench
        .store
        .write(move |db| {
            let id = story(db, "1", text, days_ago(1));
            (0..begun).try_for_each(|_| queue::begin(db, id))?;
            Ok(id)
        })
        .await
        .unwrap();
    let context = Arc::new(Context::new(bench.store.clone(), &Config::default()).unwrap());
    assert_eq!(super::digest_due(&context).await.unwrap().digested, 1);
    let queued = context.store.read(queue::len).await.unwrap();
    (context.store.read(move |db| entries::story(db, id, &here())).await.unwrap().unwrap(), queued)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_over_which_the_program_ended_again_and_again_is_stored_without_names() {
    let (story, queued) = digested_after(BEGUN_MAX - 1).await;
    assert_eq!((story.people.len(), story.article.left_out.read_bytes, queued), (1, None, 0));
    for (begun, words) in [(BEGUN_MAX, 14), (BEGUN_PLAIN_MAX, 0)] {
        let (story, queued) = digested_after(begun).await;
        assert_eq!((story.people.len(), story.places.len(), story.digested, queued), (0, 0, true, 0));
        assert_eq!((story.article.words(), story.article.left_out.read_bytes), (words, Some(0)));
        let note = story.article.note.unwrap().0;
        assert!(note.starts_with(&format!("dateline ended {begun} times while it worked on this story")), "{note}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn work_on_a_story_counts_until_it_is_let_go_of() {
    let bench = tokio::task::spawn_blocking(bench).await.unwrap();
    let id = bench.store.write(move |db| Ok(story(db, "1", "The ferry sailed.", days_ago(1)))).await.unwrap();
    let context = Context::new(bench.store.clone(), &Config::default()).unwrap();
    let begun = || async { context.store.read(move |db| Ok(queue::get(db, id)?.unwrap().begun)).await.unwrap() };
    context.work_begins(id).await.unwrap();
    context.work_begins(id).await.unwrap();
    assert_eq!(begun().await, 1, "begun once, however often that is said");
    context.work_rests(id).await.unwrap();
    context.work_rests(id).await.unwrap();
    assert_eq!(begun().await, 0);
    context.work_begins(id).await.unwrap();
    context.let_go().await.unwrap();
    assert_eq!(begun().await, 0);
    context.work_begins(id).await.unwrap();
    let next = Context::new(bench.store.clone(), &Config::default()).unwrap();
    next.let_go().await.unwrap();
    assert_eq!(begun().await, 1, "another process ended over it");
}

#[test]
fn what_was_decided_before_the_transaction_is_looked_at_again_in_it() {
    let bench = bench();
    bench
        .store
        .write_now(|db| {
            let ids: Vec<EntryId> = (0..4).map(|at| story(db, &at.to_string(), "", days_ago(1))).collect();
            let decided = who::decide(db, vec![found("Tomas Varga"), found("Ines Okafor")], days_ago(1))?;
            settle(db, ids[0], &["Tomas Varga"], days_ago(1));
            let tomas = people::by_name(db, "Tomas Varga", &here())?[0].id;
            let filed = who::settle(db, ids[1], decided, days_ago(1), now(), false)?.ok().unwrap();
            assert_eq!(filed.people[0].0, tomas, "who was filed meanwhile is the same");
            let names: Vec<String> = (0..40)
                .map(|at| format!("Ana {}", ["Ka", "Lo", "Mi", "Ru"].map(|part| part)[at % 4].repeat(2 + at / 4)))
                .collect();
            let many = || names.iter().map(|name| found(name)).collect::<Vec<_>>();
            let decided = who::decide(db, many(), days_ago(1))?;
            settle(db, ids[2], &names.iter().map(String::as_str).collect::<Vec<_>>(), days_ago(1));
            let before = index(db);
            let back = who::settle(db, ids[3], decided, days_ago(1), now(), false)?.err().unwrap();
            assert_eq!(index(db), before, "nothing is written where much has changed");
            let again = who::decide(db, back.into_found(), days_ago(1))?;
            let filed = who::settle(db, ids[3], again, days_ago(1), now(), false)?.ok().unwrap();
            assert_eq!(filed.people.len(), 40);
            articles::save(db, ids[3], &Article::default(), &filed.people, &[], now())?;
            assert_eq!(index(db).len(), before.len(), "all were known");
            assert_eq!(health::complaints(db)?, Vec::<String>::new());
            Ok(())
        })
        .unwrap();
}
