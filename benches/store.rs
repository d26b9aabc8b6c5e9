//! What the store costs: writing polls, paging through 100,000 stories, searching them. Best on a quiet machine: most of
//! these are shorter than a slice of the scheduler's time.

use std::sync::{Mutex, MutexGuard, OnceLock};

use dateline::domain::{
    Article, Block, EntryId, EntryKey, FeedId, FeedUrl, HeadlineKey, ParsedEntry, ParsedFeed, PersonId, PollState, RichText,
    WebUrl,
};
use dateline::message::{Anchor, HeadlineRequest, IndexSort, Toward};
use dateline::query::{Query, TermKind};
use dateline::store::feeds::NewFeed;
use dateline::store::{Store, articles, entries, feeds, people, queue, search};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use tempfile::TempDir;

fn main() {
    divan::main();
}

fn here() -> ZonedDateTime {
    now().to_zoned_datetime(TimeZone::UTC)
}

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().expect("this is a time")
}

const FEEDS: usize = 1_000;
const ITEMS: usize = 30;

/// About as much as a real entry says: 1.7 kB of HTML in words that do not repeat all the time.
fn body(seed: usize) -> String {
    let words =
        ["harbour", "grain", "envoy", "strait", "pause", "talks", "council", "bridge", "winter", "ferry", "court", "vote"];
    let mut state = seed as u64 * 6_364_136_223_846_793_005 + 1;
    let mut out = String::from("<p>");
    while out.len() < 1_600 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        out.push_str(words[(state >> 60) as usize % words.len()]);
        out.push_str(&((state >> 40) % 700).to_string());
        out.push(' ');
    }
    out + "</p>"
}

fn parsed(feed: usize) -> ParsedFeed {
    let entry = |item: usize| {
        let number = feed * ITEMS + item;
        ParsedEntry {
            key: EntryKey(format!("https://wire{feed}.example/story/{number}")),
            title: format!("Strait talks resume after pause number {number}").as_str().into(),
            url: WebUrl::parse(&format!("https://wire{feed}.example/story/{number}")).ok(),
            authors: vec!["Mara Lindqvist".into()],
            published: Some(now() - SignedDuration::from_mins(number as i64 % 20_000)),
            summary_html: Some(body(number)),
            marks: dateline::domain::EntryMarks { page: Some(number as i64), words: Some(-(number as i64)) },
            fingerprint: (number as u128).to_le_bytes(),
            ..ParsedEntry::default()
        }
    };
    ParsedFeed {
        title: format!("Wire {feed}").as_str().into(),
        entries: (0..ITEMS).map(entry).collect(),
        ..ParsedFeed::default()
    }
}

fn subscribed() -> (TempDir, Store, Vec<FeedId>) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let store = Store::open(&folder.path().join("dateline.db")).expect("a new store opens");
    let add = |db: &Connection| {
        let url = |feed| FeedUrl::parse(&format!("https://wire{feed}.example/feed")).expect("this is an address");
        (0..FEEDS).map(|feed| feeds::add(db, &NewFeed::of(url(feed)), now()).map(feeds::Added::id)).collect()
    };
    let ids = store.write_now(move |tx| add(tx)).expect("feeds can be added");
    (folder, store, ids)
}

fn poll_all(store: &Store, ids: &[FeedId], documents: &[ParsedFeed], now: Timestamp) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime starts");
    runtime.block_on(async {
        for (id, document) in ids.iter().zip(documents) {
            let (id, document) = (*id, entries::Incoming::new(document.clone()));
            let save =
                move |tx: &rusqlite::Transaction<'_>| entries::save_poll(tx, id, &document, &PollState::default(), 20, now);
            store.write(save).await.expect("a poll is written");
        }
    });
}

/// A cold reload of 1,000 feeds with 30 stories each, one transaction a feed, as one thread after the other does it.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn first_poll_of_30_000_stories(bencher: divan::Bencher<'_, '_>) {
    let documents: Vec<ParsedFeed> = (0..FEEDS).map(parsed).collect();
    bencher.counter(divan::counter::ItemsCount::new(FEEDS * ITEMS)).with_inputs(subscribed).bench_local_values(
        |(folder, store, ids)| {
            poll_all(&store, &ids, &documents, now());
            (folder, store)
        },
    );
}

/// The same feeds again with nothing new in them: one read an entry.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn second_poll_with_nothing_new(bencher: divan::Bencher<'_, '_>) {
    let documents: Vec<ParsedFeed> = (0..FEEDS).map(parsed).collect();
    let (_folder, store, ids) = subscribed();
    poll_all(&store, &ids, &documents, now());
    bencher.counter(divan::counter::ItemsCount::new(FEEDS * ITEMS)).bench_local(|| poll_all(&store, &ids, &documents, now()));
}

/// The digester's writes and the index behind them, 100 stories at a time.
#[divan::bench(sample_count = 5, sample_size = 1, args = [false, true])]
fn digest_1_000_stories(bencher: divan::Bencher<'_, '_>, index: bool) {
    let documents: Vec<ParsedFeed> = (0..FEEDS).map(parsed).collect();
    let (_folder, store, ids) = subscribed();
    poll_all(&store, &ids, &documents, now());
    bencher.counter(divan::counter::ItemsCount::new(1_000_usize)).bench_local(|| {
        for _ in 0..10 {
            let digest = move |tx: &rusqlite::Transaction<'_>| {
                for entry in queue::next(tx, now(), &[], None, 100)? {
                    let paragraph =
                        |n: i64| Block::Paragraph(RichText::plain(body((entry.id.0 + n * 40_000) as usize).as_str().into()));
                    let article = Article { blocks: (0..3).map(paragraph).collect(), ..Article::default() };
                    articles::save(tx, entry.id, &article, &[], &[], now())?;
                }
                if index { search::index_pending(tx, 100).map(drop) } else { Ok(()) }
            };
            store.write_now(digest).expect("articles are written");
        }
    });
}

/// 100,000 stories that name 30,000 people, made once.
fn large() -> MutexGuard<'static, Connection> {
    static LARGE: OnceLock<Mutex<(TempDir, Connection)>> = OnceLock::new();
    static READER: OnceLock<Mutex<Connection>> = OnceLock::new();
    let made = LARGE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let path = folder.path().join("dateline.db");
        drop(Store::open(&path).expect("a new store opens"));
        let db = Connection::open(&path).expect("the store opens again");
        let sql = include_str!("../src/store/tests/large.sql")
            .replace(":people", "30000")
            .replace(":stories", "100000")
            .replace(":feeds", "200")
            .replace(":newest", &now().as_millisecond().to_string());
        db.execute_batch(&sql).expect("the stories are made");
        Mutex::new((folder, db))
    });
    let path = made.lock().expect("no bench panics").0.path().join("dateline.db");
    let reader = READER.get_or_init(|| {
        let db = Connection::open(path).expect("the store opens again");
        db.set_prepared_statement_cache_capacity(128);
        // As the store opens its own connections.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).expect("a connection can be set up");
        Mutex::new(db)
    });
    reader.lock().expect("no bench panics")
}

fn view(name: &str) -> Query {
    match name {
        "unread" => Query::of(TermKind::Unread),
        "starred" => Query::of(TermKind::Starred),
        "feed" => Query::of(TermKind::FeedId(FeedId(7))),
        "folder of 100" => Query::of(TermKind::Folder("Big".into())),
        "person in 50,000" => Query::of(TermKind::PersonId(PersonId(1))),
        "rare word" => Query::of(TermKind::Word("heron".into())),
        "common word" => Query::of(TermKind::Word("grain".into())),
        _ => Query::default(),
    }
}

const VIEWS: &[&str] = &["all", "unread", "starred", "feed", "folder of 100", "person in 50,000", "rare word", "common word"];

fn page(db: &Connection, query: Query, anchor: Anchor) -> dateline::message::HeadlinePage {
    let request = HeadlineRequest { query, anchor, limit: 60, keep: Vec::new(), unfolded: Some(Vec::new()), token: 0 };
    entries::headlines(db, &request, now()).expect("a page is read")
}

#[divan::bench(args = VIEWS)]
fn first_page(bencher: divan::Bencher<'_, '_>, name: &str) {
    let db = large();
    let _moment = db.unchecked_transaction().expect("a transaction begins");
    bencher.bench_local(|| page(&db, view(name), Anchor::Newest));
}

#[divan::bench(args = VIEWS)]
fn next_page(bencher: divan::Bencher<'_, '_>, name: &str) {
    let db = large();
    let _moment = db.unchecked_transaction().expect("a transaction begins");
    let from = HeadlineKey { at: now() - SignedDuration::from_hours(800), id: EntryId(0) };
    bencher.bench_local(|| page(&db, view(name), Anchor::After(from)));
}

#[divan::bench(args = ["heron", "grain", "\"rain falls\"", "heron grain", "her*"])]
fn search_60(bencher: divan::Bencher<'_, '_>, words: &str) {
    let db = large();
    let _moment = db.unchecked_transaction().expect("a transaction begins");
    bencher.bench_local(|| search::search(&db, words, 60).expect("a search is answered"));
}

#[divan::bench(args = ["views", "feeds", "story", "neighbor", "person in 50,000", "person in 200", "person in 3", "neighbor of 3", "people", "rising"])]
fn read(bencher: divan::Bencher<'_, '_>, what: &str) {
    let db = large();
    let _moment = db.unchecked_transaction().expect("a transaction begins");
    let from = HeadlineKey { at: now() - SignedDuration::from_hours(800), id: EntryId(0) };
    bencher.bench_local(|| match what {
        "views" => entries::view_counts(&db).map(drop),
        "feeds" => feeds::all(&db, now()).map(drop),
        "story" => entries::story(&db, EntryId(100_000), &here()).map(drop),
        "neighbor" => people::neighbor(&db, PersonId(1), from, Toward::Older, now()).map(drop),
        "person in 50,000" => people::page(&db, PersonId(1), &here()).map(drop),
        "person in 200" => people::page(&db, PersonId(7), &here()).map(drop),
        "person in 3" => people::page(&db, PersonId(20_000), &here()).map(drop),
        "neighbor of 3" => people::neighbor(&db, PersonId(20_000), from, Toward::Older, now()).map(drop),
        "rising" => people::index(&db, "", IndexSort::Rising, None, 200, &here()).map(drop),
        _ => people::index(&db, "", IndexSort::Stories, None, 200, &here()).map(drop),
    });
}

/// Not timed: prints how much of the disk a story takes, where `cargo bench` shows it.
#[divan::bench(sample_count = 1, sample_size = 1)]
#[expect(clippy::print_stderr, reason = "its only purpose")]
fn bytes_of_30_000_stories() -> u64 {
    let documents: Vec<ParsedFeed> = (0..FEEDS).map(parsed).collect();
    let (_folder, store, ids) = subscribed();
    poll_all(&store, &ids, &documents, now());
    let stats = store.read_now(dateline::store::stats).expect("the store counts itself");
    eprintln!("{} bytes a story", stats.bytes / u64::from(stats.stories));
    stats.bytes
}
