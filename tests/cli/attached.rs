//! Stories with attached files and comments, and one without a title, in every format.

use dateline::domain::{Enclosure, EntryKey, FeedId, ParsedEntry, ParsedFeed, PollState, WebUrl};
use dateline::store::{Store, entries};
use jiff::Timestamp;
use serde_json::json;

use super::Home;

fn entry(key: &str, title: &str, html: &str) -> ParsedEntry {
    ParsedEntry {
        key: EntryKey(key.to_owned()),
        title: title.into(),
        published: Some("2026-11-20T09:00:00Z".parse().unwrap()),
        summary_html: Some(html.to_owned()),
        fingerprint: *blake3::hash(key.as_bytes()).as_bytes().first_chunk().unwrap(),
        ..ParsedEntry::default()
    }
}

/// Returns a home whose store has these stories, not digested yet, and their numbers.
fn home(stories: Vec<ParsedEntry>) -> (Home, Vec<String>) {
    let home = Home::new();
    home.done(&["add", "http://127.0.0.1:9/feed", "--offline"]);
    let store = Store::open(&home.path("data/dateline.db")).unwrap();
    let numbers = (1..=stories.len()).map(|number| number.to_string()).collect();
    for story in stories {
        let parsed = entries::Incoming::new(ParsedFeed { entries: vec![story], ..ParsedFeed::default() });
        let now = Timestamp::now();
        store.write_now(move |db| entries::save_poll(db, FeedId(1), &parsed, &PollState::default(), 20, now)).unwrap();
    }
    (home, numbers)
}

#[test]
fn attached_files_and_comments_are_in_every_format() {
    let url = |raw: &str| WebUrl::parse(raw).unwrap();
    let mp3 = "https://cdn.example.org/pod/12.mp3?from=feed";
    let enclosure =
        Enclosure { url: url(mp3), media_type: Some("audio/mpeg".into()), bytes: Some(1_234_567), seconds: Some(3723) };
    let episode = ParsedEntry {
        enclosures: vec![enclosure],
        comments: Some(url("https://talk.example.org/item?id=7")),
        ..entry("12", "12: The last lamplighter", "<p>The lamps are out.</p>")
    };
    let post = "<p>The mole has a crack.</p> submitted by <a href='https://talk.example.org/u/piers'>/u/piers</a><br>\
        <a href='https://quay.example.org/1'>[link]</a> <a href='https://talk.example.org/c/1'>[comments]</a>";
    let (home, ids) = home(vec![episode, entry("13", "Crack in the mole", post)]);
    let text = home.done(&["show", &ids[0]]);
    assert!(text.contains("\nComments: https://talk.example.org/item?id=7\n"), "{text}");
    assert!(text.contains(&format!("The lamps are out.\n\naudio 1.2 MB · 1:02:03  {mp3}\n")), "{text}");
    let document = home.json(&["show", &ids[0], "--json"]);
    assert_eq!(document["enclosures"], json!([{ "url": mp3, "type": "audio/mpeg", "bytes": 1_234_567, "seconds": 3723 }]));
    assert_eq!(document["comments"], "https://talk.example.org/item?id=7");
    let links = format!("- [audio 1.2 MB · 1:02:03]({mp3})\n- [Comments](https://talk.example.org/item?id=7)\n");
    assert!(home.done(&["show", &ids[0], "--format", "markdown"]).ends_with(&links));
    assert!(home.done(&["show", &ids[0], "--format", "html"]).contains(&format!("<a href=\"{mp3}\">")));

    let document = home.json(&["show", &ids[1], "--json"]);
    assert_eq!((&document["text"], &document["enclosures"]), (&json!("The mole has a crack."), &json!([])));
    assert_eq!(document["comments"], "https://talk.example.org/c/1");
    let text = home.done(&["show", &ids[1]]);
    assert!(text.ends_with("The mole has a crack.\n\nLink: https://quay.example.org/1\n"), "{text}");
}

#[test]
fn a_story_without_a_title_begins_with_its_text() {
    let note = ParsedEntry { untitled: true, ..entry("1", "The lamps are out…", "<p>The lamps are out on the quay.</p>") };
    let picture = ParsedEntry { untitled: true, ..entry("2", "A lamp", "<img src='https://a.example/1.jpg' alt='A lamp'>") };
    let (home, ids) = home(vec![note, picture]);
    assert!(home.done(&["list"]).contains("The lamps are out…"));
    let text = home.done(&["show", &ids[0]]);
    assert!(!text.contains('…') && text.ends_with("\n\nThe lamps are out on the quay.\n"), "{text}");
    assert_eq!(home.done(&["show", &ids[0], "--format", "markdown"]), "The lamps are out on the quay.\n");
    assert!(home.done(&["show", &ids[1]]).ends_with("\n\nA lamp\n"));
    assert_eq!(home.done(&["show", &ids[1], "--format", "markdown"]), "![A lamp](https://a.example/1.jpg)\n");
    let folder = home.path("stories");
    home.done(&["export", "--markdown", folder.to_str().unwrap()]);
    let written = std::fs::read_to_string(folder.join("2026-11-20-the-lamps-are-out-1.md")).unwrap();
    assert_eq!(written, "The lamps are out on the quay.\n");
}
