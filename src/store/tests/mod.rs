//! Tests of the store at its joints, on real files, with texts of our own invention.

mod areas;
mod crash;
mod damaged;

mod edition;
mod files;
mod folds;
mod lists;
mod memory;
mod names;
mod plans;
mod polls;
mod retention;
mod rules;
mod searches;
mod tags;
mod threads;
mod words;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use rusqlite::Connection;
use tempfile::TempDir;

use super::feeds::NewFeed;
use super::{articles, entries, feeds, health, known, people, places, queue, schema};
use crate::domain::{
    Article, Block, EntryId, EntryKey, FeedId, FeedUrl, Field, FoundPerson, FoundPlace, Headline, KnownPerson, ParsedEntry,
    ParsedFeed, PersonId, PlaceId, PlaceKind, PollState, RichText, TextRange, WebUrl,
};
use crate::message::{Anchor, HeadlineRequest};
use crate::query::{Query, Term, TermKind};
use crate::text::CleanText;

/// A store in a folder of its own.
struct Bench {
    db: Connection,
    _folder: TempDir,
}

impl std::ops::Deref for Bench {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.db
    }
}

fn bench() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let db = schema::open(&folder.path().join("dateline.db")).unwrap();
    // Tests do not survive a power cut anyway.
    db.execute_batch("PRAGMA synchronous = OFF").unwrap();
    Bench { db, _folder: folder }
}

/// Returns the entries at the head of the queue with their texts.
fn next_queued(db: &Connection, now: Timestamp, on_screen: &[EntryId], limit: u32) -> Vec<queue::QueuedEntry> {
    let next = queue::next(db, now, on_screen, None, limit).unwrap();
    next.into_iter().map(|waiting| queue::get(db, waiting.id).unwrap().unwrap()).collect()
}

/// 23 November 2026, 12:00 UTC: the present of every test.
fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// The present where the reader is.
fn here() -> ZonedDateTime {
    now().to_zoned_datetime(TimeZone::UTC)
}

/// The present in a zone, written as POSIX does: no table of zones is needed.
fn here_in(zone: &str) -> ZonedDateTime {
    now().to_zoned_datetime(TimeZone::posix(zone).unwrap())
}

fn hours_ago(hours: i64) -> Timestamp {
    now() - SignedDuration::from_hours(hours)
}

fn add_feed(db: &Connection, name: &str) -> FeedId {
    let url = FeedUrl::parse(&format!("https://{name}.example/feed")).unwrap();
    feeds::add(db, &NewFeed { folder: Some("News/World".into()), tags: vec!["daily".into()], ..NewFeed::of(url) }, now())
        .unwrap()
        .id()
}

/// Subscribes to a feed as the first schema has it: what adds feeds today knows columns that came later.
fn add_old_feed(db: &Connection) {
    db.execute_batch(
        "INSERT INTO feed (id, url, own_title, added_ms) VALUES (1, 'https://wire.example/feed', 'Wire', 0);
         INSERT INTO feed_poll (feed_id) VALUES (1);
         INSERT INTO feed_count (feed_id) VALUES (1);",
    )
    .unwrap();
}

fn entry(key: &str, at: Timestamp) -> ParsedEntry {
    ParsedEntry {
        key: EntryKey(key.to_owned()),
        id: Some(key.into()),
        title: format!("Story {key}").as_str().into(),
        url: WebUrl::parse(&format!("https://wire.example/{key}")).ok(),
        authors: vec!["Mara Lindqvist".into()],
        published: Some(at),
        summary_html: Some(format!("<p>What {key} is about.</p>")),
        fingerprint: *blake3::hash(key.as_bytes()).as_bytes().first_chunk().unwrap(),
        ..ParsedEntry::default()
    }
}

fn poll(db: &Connection, feed: FeedId, entries: Vec<ParsedEntry>) -> entries::Saved {
    let parsed = ParsedFeed { title: "Harbour Wire".into(), entries, ..ParsedFeed::default() };
    entries::save_poll(db, feed, &entries::Incoming::new(parsed), &PollState::default(), 20, now()).unwrap()
}

/// Polls one story into the feed and returns it.
fn story(db: &Connection, feed: FeedId, key: &str, at: Timestamp) -> EntryId {
    poll(db, feed, vec![entry(key, at)]);
    EntryId(db.query_row("SELECT max(entry_id) FROM entry_status", [], |row| row.get(0)).unwrap())
}

fn article(text: &str) -> Article {
    Article { blocks: vec![Block::Paragraph(RichText::plain(text.into()))], ..Article::default() }
}

fn found(name: &str) -> FoundPerson {
    FoundPerson {
        name: name.into(),
        role: Some("envoy".into()),
        gender: None,
        aliases: vec![name.split(' ').next_back().unwrap().into()],
        mentions: vec![TextRange { field: Field::Text, bytes: 4..9 }],
    }
}

fn place(name: &str, geonameid: Option<u32>) -> FoundPlace {
    FoundPlace {
        name: name.into(),
        kind: PlaceKind::Spot,
        geonameid,
        country: Some("CH".into()),
        region: None,
        lat: Some(46.2),
        lon: Some(6.15),
        sure: true,
        aliases: Vec::new(),
        mentions: vec![TextRange { field: Field::Title, bytes: 0..6 }],
    }
}

/// Returns who may be meant by a name that is filed under these keys.
fn candidates(db: &Connection, keys: &[String], about: Option<Timestamp>) -> rusqlite::Result<Vec<KnownPerson>> {
    Ok(known::Known::new(db)?.candidates(db, &keys[0], keys, about)?.people)
}

/// Files people of these names, or finds them, as the digester would.
fn person(db: &Connection, name: &str) -> PersonId {
    let keys = vec![crate::text::fold::fold(name)];
    match candidates(db, &keys, None).unwrap().first() {
        Some(known) => known.id,
        None => people::create(db, &CleanText::new(name), &keys, now()).unwrap(),
    }
}

/// Digests a story: it names these people and places.
fn digest(db: &Connection, id: EntryId, text: &str, names: &[&str], wheres: &[(&str, u32)]) {
    let named: Vec<(PersonId, FoundPerson)> = names.iter().map(|name| (person(db, name), found(name))).collect();
    let placed: Vec<(PlaceId, FoundPlace)> = wheres
        .iter()
        .map(|(name, number)| place(name, Some(*number)))
        .map(|place| (places::find_or_create(db, &place).unwrap(), place))
        .collect();
    assert!(articles::save(db, id, &article(text), &named, &placed, now()).unwrap());
}

fn request(query: Query, anchor: Anchor, limit: u32) -> HeadlineRequest {
    HeadlineRequest { query, anchor, limit, keep: Vec::new(), unfolded: None, token: 1 }
}

fn all_of(kinds: &[TermKind]) -> Query {
    Query { any: vec![kinds.iter().map(|kind| Term { negated: false, kind: kind.clone() }).collect()], ..Query::default() }
}

/// Returns the keys of the stories of a query as their entries were called, newest first.
fn listed(db: &Connection, query: Query) -> Vec<String> {
    let page = entries::headlines(db, &request(query, Anchor::Newest, 100), now()).unwrap();
    assert!(!page.more_newer && !page.more_older);
    called(&page.rows)
}

fn called(rows: &[Headline]) -> Vec<String> {
    rows.iter().map(|row| row.title.trim_start_matches("Story ").to_owned()).collect()
}

#[track_caller]
fn assert_whole(db: &Connection) {
    assert_eq!(health::complaints(db).unwrap(), Vec::<String>::new());
}
