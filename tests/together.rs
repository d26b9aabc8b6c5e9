//! Two processes over one store: what one writes, the other shows; and what is on its way when the reader quits is kept.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

mod support;

use std::fs;
use std::path::Path;

use dateline::domain::{FeedId, FeedUrl, PollState};
use dateline::feed::{parse, settle};
use dateline::query::{Purpose, Query, Rule};
use dateline::store::feeds::NewFeed;
use dateline::store::{Store, entries, feeds, rules};
use jiff::Timestamp;
use support::terminal::Terminal;

fn store(home: &Path) -> Store {
    Store::open(&home.join(".local/share/dateline/dateline.db")).unwrap()
}

fn subscribe(store: &Store, address: &str) -> FeedId {
    let feed = NewFeed { title: Some("Quay Post".into()), ..NewFeed::of(FeedUrl::parse(address).unwrap()) };
    store.write_now(move |db| feeds::add(db, &feed, Timestamp::now())).unwrap().id()
}

/// Brings a feed one story.
fn bring(store: &Store, feed: FeedId, title: &str) {
    let item = format!("<item><title>{title}</title><guid>{title}</guid><description>It was foggy.</description></item>");
    let document = format!("<rss version=\"2.0\"><channel><title>Quay Post</title>{item}</channel></rss>");
    let mut parsed = parse(document.as_bytes(), None, None).unwrap();
    settle(&mut parsed);
    let incoming = entries::Incoming::new(parsed);
    let save =
        move |db: &rusqlite::Transaction<'_>| entries::save_poll(db, feed, &incoming, &PollState::default(), 0, Timestamp::now());
    store.write_now(save).unwrap();
}

#[test]
fn a_list_that_is_open_shows_what_another_process_fetched_and_followed() {
    let home = tempfile::tempdir().unwrap();
    let other = store(home.path());
    let feed = subscribe(&other, "https://quay.example/feed");
    bring(&other, feed, "The first ferry");
    let mut terminal = Terminal::start_at(home.path(), &["--offline"], 120, 30);
    terminal.wait_for("The first ferry");
    bring(&other, feed, "The second ferry");
    terminal.until("both", |screen| screen.contains("The first ferry") && screen.contains("The second ferry"));
    terminal.wait_for("UNREAD 2");
    let rule = Rule { purpose: Purpose::Follow, name: "seconds".into(), query: Query::parse("feed:quay").unwrap() };
    other.write_now(move |db| rules::change(db, &[(rule, true)], Timestamp::now())).unwrap();
    terminal.wait_for("◆");
    terminal.press("gf");
    terminal.wait_for("Quay Post");
    subscribe(&other, "https://pier.example/feed");
    terminal.until("two feeds of one title", |screen| screen.matches("Quay Post").count() > 1);
    terminal.press("Q");
    assert!(terminal.finish().0.success());
}

#[test]
fn a_quit_right_behind_an_import_keeps_it() {
    let home = tempfile::tempdir().unwrap();
    let list: String = (0..3_000).map(|number| format!("https://f{number}.example/feed\n")).collect();
    fs::write(home.path().join("urls"), list).unwrap();
    let mut terminal = Terminal::start_at(home.path(), &["--offline"], 100, 30);
    terminal.wait_for("sample edition");
    terminal.press("4");
    terminal.wait_for("import file");
    terminal.press("~/urls\rQ");
    assert!(terminal.finish().0.success());
    assert_eq!(store(home.path()).read_now(feeds::count).unwrap(), 3_000);
}
