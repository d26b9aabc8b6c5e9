//! The stories that newsboat kept come along, with what was read and flagged there.

use std::fs;

use dateline::sample;
use jiff::Timestamp;
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::Home;

/// The columns of newsboat's table that matter, and one that does not.
const SCHEMA: &str = "CREATE TABLE rss_item (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, guid VARCHAR(64) NOT NULL, title VARCHAR(1024) NOT NULL,
    author VARCHAR(1024) NOT NULL, url VARCHAR(1024) NOT NULL, feedurl VARCHAR(1024) NOT NULL, pubDate INTEGER NOT NULL,
    content VARCHAR(65535) NOT NULL, unread INTEGER(1) NOT NULL, enclosure_url VARCHAR(1024), flags VARCHAR(52),
    deleted INTEGER(1) NOT NULL DEFAULT 0)";

/// Keeps stories as newsboat does: guid, title, page, feed, published, unread, flags, deleted.
fn keep(cache: &Connection, story: (&str, &str, &str, &str, i64, bool, &str, bool)) {
    let (guid, title, url, feed, published, unread, flags, deleted) = story;
    cache
        .execute(
            "INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread, flags, deleted)
             VALUES (?1, ?2, 'Arben Lasko', ?3, ?4, ?5, '<p>What it said, <b>at length</b>.</p>', ?6, ?7, ?8)",
            params![guid, title, url, feed, published, unread, flags, deleted],
        )
        .unwrap();
}

fn home(feed: &str) -> (Home, Connection) {
    let home = Home::new();
    fs::create_dir(home.path("boat")).unwrap();
    home.write("boat/urls", feed);
    home.write("config.toml", "[articles]\nfull_text = \"feed\"\n");
    let cache = Connection::open(home.path("boat/cache.db")).unwrap();
    cache.execute_batch(SCHEMA).unwrap();
    (home, cache)
}

fn import(home: &Home) -> String {
    home.done(&["import", "--newsboat", home.path("boat").to_str().unwrap()])
}

#[test]
fn stories_come_with_their_marks_and_only_once() {
    let feed = "https://harbour.example/rss";
    let (home, cache) = home(feed);
    let page = |name: &str| format!("https://harbour.example/{name}");
    keep(&cache, ("a", "Pilots wait for their boats", &page("a"), feed, 1_790_000_000, false, "", false));
    keep(&cache, ("b", "Cranes that run by night", &page("b"), feed, 1_790_000_100, true, "x", false));
    keep(&cache, ("c", "A story that was deleted", &page("c"), feed, 1_790_000_200, true, "", true));
    keep(&cache, ("d", "Of a feed that went", &page("d"), "https://gone.example/rss", 1_790_000_300, true, "", false));
    keep(&cache, ("e\u{1b}]0;x\u{7}", "With \u{1b}[31mcolours\u{202e}", "javascript:alert(1)", feed, -5, true, "", false));
    let told = import(&home);
    assert!(told.ends_with("3 stories of newsboat's cache, 1 read, 1 with flags starred\n"), "{told}");
    let stories = home.json(&["list", "--json"]);
    let titles: Vec<&str> = stories.as_array().unwrap().iter().map(|story| story["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["With [31mcolours", "Cranes that run by night", "Pilots wait for their boats"]);
    assert_eq!(home.json(&["list", "is:starred", "--json"])[0]["title"], json!("Cranes that run by night"));
    let shown = home.json(&["show", &stories[2]["id"].to_string(), "--json"]);
    assert_eq!((&shown["unread"], &shown["text"]), (&json!(false), &json!("What it said, at length.")));

    // What the reader does here is not undone by a second import.
    home.done(&["mark", "unread", "title:pilots"]);
    let told = import(&home);
    assert!(told.ends_with("0 stories of newsboat's cache, 0 read, 0 with flags starred\n"), "{told}");
    assert_eq!(home.json(&["stats", "--json"])["unread"], json!(3));
}

#[test]
fn a_poll_finds_the_stories_that_came_along() {
    let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = tokio.block_on(sample::serve(Timestamp::now())).unwrap();
    let feed = server.feeds[0].url.to_string();
    let (home, cache) = home(&feed);
    let told: Value = home.json(&["check", &feed, "--json"]);
    let entries = told["entries"].as_array().unwrap();
    let text = |entry: &Value, field: &str| entry[field].as_str().unwrap_or_default().to_owned();
    for entry in entries {
        let (link, published) = (text(entry, "link"), text(entry, "published").parse::<Timestamp>().unwrap());
        let guid = if entry["id"].is_null() { link.clone() } else { text(entry, "id") };
        keep(&cache, (&guid, &text(entry, "title"), &link, &feed, published.as_second(), false, "", false));
    }
    import(&home);
    home.done(&["poll", "--all", "--no-digest"]);
    let stats = home.json(&["stats", "--json"]);
    assert_eq!((&stats["stories"], &stats["unread"]), (&json!(entries.len()), &json!(0)));
}

#[test]
fn a_cache_that_is_none_is_told_and_the_feeds_are_there() {
    let (home, _) = home("https://harbour.example/rss");
    fs::write(home.path("boat/cache.db"), "no database at all, but long enough to be looked at as one".repeat(20)).unwrap();
    let run = home.run(&["import", "--newsboat", home.path("boat").to_str().unwrap()]);
    assert_eq!((run.code, run.err.contains("newsboat's cache cannot be read")), (1, true), "{}", run.err);
    assert_eq!(home.json(&["stats", "--json"])["feeds"], json!(1));
}
