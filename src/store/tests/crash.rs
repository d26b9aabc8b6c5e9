//! Kills a writing process again and again, at any moment, and looks at what it left.
//!
//! The child is this test binary itself, started for one test that does nothing unless a variable names its folder. It
//! prints a line for every transaction that the store acknowledged.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::*;
use crate::domain::StatusChange;
use crate::store::{LockError, PollLock, Store, queue, search};

const FOLDER: &str = "DATELINE_TEST_CRASH_FOLDER";
const KILLS: u64 = 52;
/// Entries of one poll; one more is a later version of an entry of the poll before.
const NEW: i64 = 4;

#[test]
#[ignore = "the child of a_killed_writer_loses_nothing_and_leaves_nothing_half_done"]
#[expect(clippy::print_stdout, reason = "the parent reads it")]
fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let _lock = PollLock::take(Path::new(&folder)).unwrap();
    let store = Store::open(&Path::new(&folder).join("dateline.db")).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let feed = store.write_now(|tx| Ok(add_feed(tx, "wire"))).unwrap();
    let acknowledged = |words: String| {
        println!("\nack {words}");
        std::io::stdout().flush().unwrap();
    };
    let polls = store.read_now(move |db| Ok(feeds::get(db, feed, now())?.unwrap().poll.failures)).unwrap();
    for number in polls + 1.. {
        runtime.block_on(store.write(move |tx| one_poll(tx, feed, number))).unwrap();
        acknowledged(format!("poll {number}"));
        let digested = runtime.block_on(store.write(|tx| Ok(one_digest(tx)))).unwrap();
        acknowledged(format!("digest {digested}"));
        let read = store
            .write_now(|tx| {
                let id = EntryId(tx.query_row("SELECT min(entry_id) FROM entry_status WHERE read = 0", [], |row| row.get(0))?);
                entries::set_status(tx, &[id], StatusChange::Read(true), now())?;
                Ok(id)
            })
            .unwrap();
        acknowledged(format!("read {read}"));
    }
}

/// Writes poll `number`, which stands in the feed's row as its number of failures.
fn one_poll(db: &Connection, feed: FeedId, number: u32) -> rusqlite::Result<entries::Saved> {
    let mut entries: Vec<ParsedEntry> = (0..NEW).map(|n| entry(&format!("{number}.{n}"), hours_ago(i64::from(number)))).collect();
    if number > 1 {
        entries.push(ParsedEntry { fingerprint: [2; 16], ..entry(&format!("{}.0", number - 1), now()) });
    }
    let state = PollState { failures: number, ..PollState::default() };
    entries::save_poll(db, feed, &entries::Incoming::new(ParsedFeed { entries, ..ParsedFeed::default() }), &state, 1, now())
}

fn one_digest(db: &Connection) -> EntryId {
    let next = queue::next(db, now(), &[], None, 2).unwrap();
    for row in &next {
        digest(db, row.id, "The envoys met.", &["Ines Okafor", "Tomas Varga"], &[("Geneva", 1)]);
    }
    search::index_pending(db, 3).unwrap();
    next[0].id
}

/// Starts the child, kills it a moment after so many acknowledged writes, and returns all that were acknowledged.
fn run_and_kill(folder: &Path, writes: usize, moment: Duration) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["store::tests::crash::child", "--exact", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acknowledged = Vec::new();
    let ack = |line: String| line.strip_prefix("ack ").map(str::to_owned);
    // Counted in writes, not in time, so that a busy machine does not end every child at its start.
    while acknowledged.len() < writes {
        acknowledged.extend(ack(lines.next().expect("the child writes").unwrap()));
    }
    std::thread::park_timeout(moment);
    child.kill().unwrap();
    child.wait().unwrap();
    acknowledged.extend(lines.map_while(Result::ok).filter_map(ack));
    acknowledged
}

fn check_kept(db: &Connection, acknowledged: &str) {
    let (what, number) = acknowledged.split_once(' ').unwrap();
    let count = |sql: &str| -> i64 { db.query_row(sql, [number], |row| row.get(0)).unwrap() };
    match what {
        "poll" => assert_eq!(count("SELECT count(*) FROM entry WHERE guid GLOB ?1 || '.*'"), NEW, "{acknowledged}"),
        "digest" => assert_eq!(count("SELECT count(*) FROM article JOIN story_person USING (entry_id) WHERE entry_id = ?1"), 2),
        "read" => assert_eq!(count("SELECT read FROM entry_status WHERE entry_id = ?1"), 1, "{acknowledged}"),
        other => panic!("the child said {other}"),
    }
}

#[test]
fn a_killed_writer_loses_nothing_and_leaves_nothing_half_done() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dateline.db");
    for round in 0..KILLS {
        // The moments are spread over about one transaction; the scheduler adds its own.
        let moment = Duration::from_micros(round * 7_919 % 4_000);
        let acknowledged = run_and_kill(folder.path(), 1 + round as usize % 7, moment);

        // The lock of the dead is free at once.
        let lock = PollLock::take(folder.path());
        assert!(!matches!(lock, Err(LockError::Held { .. })), "the lock outlived its holder");
        let db = schema::open(&path).unwrap();
        for words in &acknowledged {
            check_kept(&db, words);
        }
        // A poll is there whole or not at all, and the feed's row says which was the last.
        let last: i64 = db.query_row("SELECT failures FROM feed_poll", [], |row| row.get(0)).unwrap();
        let stored: i64 = db.query_row("SELECT count(*) FROM entry_status", [], |row| row.get(0)).unwrap();
        assert_eq!(stored, last * NEW, "a poll was half written");
        assert_whole(&db);
    }
}
