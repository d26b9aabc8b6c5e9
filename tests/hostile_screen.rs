//! Attacks in every text that comes from outside: whatever is shown, nothing of it reaches the terminal as more than letters.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]
#![allow(clippy::print_stdout, reason = "whoever runs the tests shall know what was left out")]

#[path = "hostile/attacks.rs"]
mod attacks;
#[path = "hostile/strict.rs"]
mod strict;
mod support;
#[path = "hostile/town.rs"]
mod town;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use strict::{Written, faults_of};
use support::terminal::Terminal;
use town::{FOUND_MAX, TROUBLES, Town, number_of};

const COLUMNS: u16 = 150;
const ROWS: u16 = 45;
/// People whose pages are opened.
const PAGES_MAX: usize = 80;
const PAGE_DOWN: &str = "\u{1b}[6~";

/// A terminal in which the reader of a town sits.
struct Reader<'a> {
    terminal: Terminal,
    town: &'a Town,
}

impl<'a> Reader<'a> {
    fn new(town: &'a Town, arguments: &[&str]) -> Self {
        let terminal = Terminal::start_at(town.home(), arguments, COLUMNS, ROWS);
        terminal.wait_for("UNREAD");
        Self { terminal, town }
    }

    /// Presses keys and waits for words.
    fn sees(&mut self, keys: &str, words: &str) {
        self.terminal.press(keys);
        self.terminal.wait_for(words);
    }

    /// Presses keys and waits until words are gone.
    fn leaves(&mut self, keys: &str, words: &str) {
        self.terminal.press(keys);
        self.terminal.until(&format!("the end of {words}"), |screen| !screen.contains(words));
    }

    /// Presses keys and waits for words in the bottom line.
    fn is_told(&mut self, keys: &str, words: &str) {
        self.terminal.press(keys);
        self.terminal.until(words, |screen| screen.lines().last().is_some_and(|line| line.contains(words)));
    }

    /// Presses keys and waits until the screen is another one.
    fn changes(&mut self, keys: &str) {
        let before = self.terminal.until("anything", |_| true);
        self.terminal.press(keys);
        self.terminal.until("anything else", |screen| screen != before);
    }

    /// Opens something to type into, pastes every attack at once and goes on with other keys.
    fn pastes(&mut self, open: &str, prompt: &str, then: &str) {
        self.is_told(open, prompt);
        self.is_told(&format!("\u{1b}[200~{}\u{1b}[201~", attacks::in_one()), "~~~");
        self.terminal.press(then);
    }

    /// Reads every story of a list.
    fn reads_all(&mut self, mut at_each: impl FnMut(&mut Self, &str)) {
        self.sees("gg", &format!("{} ", self.town.stories[0]));
        self.terminal.press("\r");
        for mark in &self.town.stories {
            self.terminal.until(mark, |screen| screen.contains(&format!("Body {mark} ")));
            at_each(self, mark);
            self.terminal.press("J");
        }
    }

    fn quits(mut self) -> Written {
        self.terminal.press("Q");
        let (status, bytes) = self.terminal.finish();
        assert!(status.success());
        let written = strict::read(&bytes, COLUMNS, ROWS);
        assert_eq!(written.faults, [""; 0]);
        assert_eq!(written.modes, strict::MODES);
        written
    }
}

/// What else there is to do with an open story.
fn uses_story(reader: &mut Reader<'_>, mark: &str) {
    if mark.starts_with('T') {
        reader.sees("f", "LINKS · its letter");
        reader.leaves("\u{1b}", "LINKS · its letter");
        reader.sees("*", "FOLLOW WHAT?");
        reader.leaves("\u{1b}", "FOLLOW WHAT?");
        reader.is_told("y", &format!("/page/{mark}?"));
        reader.sees("F", &format!("Page {mark} "));
        reader.leaves("F", &format!("Page {mark} "));
        reader.is_told("w", "saved as");
    }
}

/// Every feed is selected, so that its trouble is told, and one of those of every attack is polled once more.
fn sees_feeds(reader: &mut Reader<'_>) {
    let feeds = reader.town.document(&["feeds"]);
    let feeds: Vec<(String, bool)> = feeds
        .as_array()
        .unwrap()
        .iter()
        .map(|feed| (mark_of(feed["url"].as_str().unwrap()), !feed["last_error"].is_null()))
        .collect();
    let failing = feeds.iter().filter(|(_, fails)| *fails).count();
    assert!(failing >= reader.town.troubled.len() / 2, "{failing}");
    reader.sees("gf", &format!("FEEDS {}", feeds.len()));
    reader.terminal.press("gg");
    let mut polled = BTreeSet::new();
    for (mark, fails) in feeds {
        reader.terminal.until(&mark, |screen| shown_feed(screen).is_some_and(|shown| shown == mark));
        if fails && polled.insert(number_of(&mark)) {
            reader.terminal.press("r");
            reader.terminal.until(&format!("what became of {mark}"), |screen| {
                let told = screen.lines().last().and_then(|line| line.trim_start().strip_prefix(mark.as_str()));
                told.is_some_and(|rest| rest.starts_with([' ', ':']))
            });
        }
        reader.terminal.press("j");
    }
}

/// A feed is given a title and a folder that are attacks.
fn renames_feed(reader: &mut Reader<'_>) {
    reader.pastes("c\u{15}", "new name: ", "\r");
    reader.is_told("", "Renamed.");
    reader.pastes("m\u{15}", "to folder: ", "\r");
    reader.is_told("", "Moved to ");
}

/// Returns the mark of the feed that is selected on the screen of feeds.
fn shown_feed(screen: &str) -> Option<String> {
    let url = screen.lines().rev().take(6).find(|line| line.trim_start().starts_with("http://"))?;
    Some(mark_of(url.trim()))
}

/// Returns the mark in a feed's address.
fn mark_of(url: &str) -> String {
    let path = url.splitn(4, '/').nth(3).unwrap_or_default();
    path.trim_start_matches("feed/").trim_start_matches("trouble/").to_owned()
}

/// Everybody's page, and the lists of the names that are theirs and of who they might be too.
fn sees_people(reader: &mut Reader<'_>) {
    let people = reader.town.document(&["people", "--limit", "1000"]);
    let count = people.as_array().unwrap().len();
    assert!(count > 10, "{people}");
    reader.terminal.press("gp");
    reader
        .terminal
        .until("everybody", |screen| screen.contains(&format!("PEOPLE {count}")) && screen.contains(" Foreign Minister "));
    for number in 0..count.min(PAGES_MAX) {
        reader.sees("\r", "first seen");
        if number < 20 {
            reader.sees("M", "WHO ELSE IS");
            reader.leaves("\u{1b}", "WHO ELSE IS");
        }
        reader.leaves("H", "first seen");
        reader.terminal.press("j");
    }
    reader.sees("gP", "Switzerland");
    reader.sees("\r", "° N, ");
    reader.leaves("H", "° N, ");
}

/// Somebody is followed, and named in a story that comes now; then the reader gives them a name that is an attack.
fn follows_and_renames(reader: &mut Reader<'_>) {
    reader.sees("gp/Ines Okafor\r", "▌Ines Okafor ");
    reader.sees("\r", "first seen");
    reader.is_told("*", "Following ");
    reader.sees("gf/late\r", "/late");
    reader.terminal.press("r");
    reader.terminal.until_written("a notification", |_, bytes| support::terminal::contains(bytes, b"\x1b]9;dateline: "));
    reader.sees("gp/Ines Okafor\r", "▌Ines Okafor ");
    reader.sees("\r", "first seen");
    reader.pastes("c\u{15}", "new name: ", "\r");
    reader.is_told("", "Ines Okafor is ");
}

/// Whatever can be typed is pasted.
fn pastes_everywhere(reader: &mut Reader<'_>) {
    reader.pastes("/", "/ ", "\r");
    reader.sees("", "SEARCH ");
    reader.is_told("v", "Kept as a view");
    reader.pastes("=", "= ", "\r");
    reader.sees("", "shows them all again");
    reader.pastes("ga*", "name holds", "\r");
    reader.is_told("", "Following ");
    reader.sees(":", "EVERY ACTION");
    reader.pastes("", "", "");
    reader.leaves("\u{1b}", "EVERY ACTION");
    reader.pastes("a", "add feed: ", "\r");
    reader.is_told("", "this is not a web address");
    reader.sees("gv", "VIEWS · ");
    for _ in 0..20 {
        reader.changes(PAGE_DOWN);
    }
    reader.leaves("\u{1b}", "VIEWS · ");
    for first in (0..attacks::own().len()).step_by(FOUND_MAX) {
        let address = reader.town.url(&format!("found/{first}"));
        reader.sees(&format!("a{address}\r"), &format!("▌a  Found {first} "));
        let last = (first + FOUND_MAX).min(attacks::own().len()) - 1;
        reader.terminal.press(&"j".repeat(FOUND_MAX));
        let last = format!("Found {last} ");
        let is_there = |screen: &str| screen.lines().any(|line| line.starts_with('▌') && line.contains(&last));
        reader.terminal.until(&last, is_there);
        reader.leaves("\u{1b}", "Enter subscribes");
    }
    reader.sees(":", "EVERY ACTION");
    reader.leaves("\u{1b}", "EVERY ACTION");
    reader.changes("?");
    reader.changes("q");
}

/// Everything that the command line says of a home, as text and as documents.
fn commands_are_clean(town: &Town) {
    let everything = |words: &[&str]| {
        let text = town.run(words);
        assert_eq!(faults_of(&text), [""; 0], "{words:?}");
        text
    };
    let documents = |words: &[&str]| {
        let text = everything(words);
        for line in text.lines() {
            let document: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{words:?}: {error}: {line}"));
            walk(&document, &mut |text| assert_eq!(faults_of(text), [""; 0], "{words:?}"));
        }
        text
    };
    let listed = everything(&["list", "--limit", "1000"]);
    for mark in &town.stories {
        assert!(listed.contains(&format!("  {mark} ")), "{mark} is not in the list");
    }
    for words in [&["search", "body", "--limit", "1000"][..], &["people", "--limit", "1000"], &["places", "--limit", "1000"]] {
        everything(words);
        documents(&[words, &["--json"]].concat());
    }
    for words in [&["list", "--limit", "1000"][..], &["feeds"], &["doctor"], &["doctor", "--feeds"], &["stats"]] {
        everything(words);
        documents(&[words, &["--json"]].concat());
    }
    everything(&["export"]);
    documents(&["export", "--jsonl"]);
    everything(&["export", "--markdown", "stories"]);
    let mut files = 0;
    for file in fs::read_dir(town.path("stories")).unwrap() {
        let file = file.unwrap();
        let (name, text) = (file.file_name().into_string().unwrap(), fs::read_to_string(file.path()).unwrap());
        assert!(!name.contains(strict::is_foul) && faults_of(&text).is_empty(), "{name:?}: {:?}", faults_of(&text));
        files += 1;
    }
    assert_eq!(files, town.stories.len() + 1);
    for person in town.document(&["people", "--limit", "12"]).as_array().unwrap() {
        let id = person["id"].to_string();
        everything(&["person", &id]);
        documents(&["person", &id, "--json"]);
    }
}

/// Shows every text of a document.
fn walk(document: &Value, see: &mut impl FnMut(&str)) {
    match document {
        Value::String(text) => see(text),
        Value::Array(values) => values.iter().for_each(|value| walk(value, see)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            see(key);
            walk(value, see);
        }),
        _ => {}
    }
}

#[test]
fn no_command_lets_an_attack_through() {
    let attacks = attacks::own();
    let town = Town::new(&attacks, "TRA", TROUBLES);
    town.poll();
    let stories = town.document(&["list", "--limit", "1000"]);
    for (place, story) in stories.as_array().unwrap().iter().enumerate().filter(|(place, _)| place % 3 == 0) {
        let format = ["text", "markdown", "html", "json"][place / 3 % 4];
        let text = town.run(&["show", &story["id"].to_string(), "--format", format]);
        assert_eq!(faults_of(&text), [""; 0], "{story} as {format}");
    }
    for (number, attack) in attacks.iter().enumerate() {
        let given = attack.replace('\0', "");
        let trouble = town.url(&format!("trouble/{}/{number}", TROUBLES[number % TROUBLES.len()]));
        let feed = town.url(&format!("feed/{}{number}", ["T", "R", "A"][number % 3]));
        let words: &[&str] = match number % 8 {
            0 => &["person", "Ines Okafor", "--rename", &given],
            1 => &["person", &given],
            2 => &["list", &given],
            3 => &["add", &given],
            4 => &["add", &trouble],
            5 => &["--offline", "add", "http://127.0.0.1:9/x", "--folder", &given, "--tag", &given],
            6 => &["extract", &given],
            _ => &["search", &given],
        };
        for words in [&["check", if number % 4 == 0 { &feed } else { &trouble }], words] {
            assert_eq!(faults_of(&town.run(words)), [""; 0], "{words:?}");
        }
    }
    town.write(
        "bad.opml",
        &format!("<opml><body><outline text='{}' xmlUrl='|x'/></body></opml>", attacks::in_one().replace(['<', '&', '\''], "")),
    );
    assert_eq!(faults_of(&town.run(&["import", "bad.opml"])), [""; 0]);
    commands_are_clean(&town);
}

#[test]
fn no_encoding_lets_an_attack_through() {
    let town = Town::new(&[], "", &[]);
    let wide: Vec<u8> = "\u{feff}<rss><channel><title>A\u{9b}2J\u{1b}[2J\u{202e}</title></channel></rss>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let named = |encoding: &str, title: &[u8]| {
        let start = format!("<?xml version='1.0' encoding='{encoding}'?><rss version='2.0'><channel><title>");
        [start.as_bytes(), title, b"</title><item><title>", title, b"</title></item></channel></rss>"].concat()
    };
    for document in [
        named("UTF-8", b"A\x9b2J\xc2\x9b2J\xe2\x80\xae\xf0\x9b\x1b[2J"),
        named("ISO-8859-1", b"A\x9b2J\x9d0;pwned\x9c\x85\x90q\x9c"),
        named("windows-1252", b"A\x81\x8d\x8f\x90\x9d\x1b[2J"),
        named("ISO-2022-JP", b"A\x1b$B$3$s\x1b(B\x1b[2J\x1b]0;pwned\x07"),
        named("KOI8-R", b"A\x9b2J\x1b[2J"),
        named("UTF-7", b"A+AJs-2J+ABs-[2J"),
        named("x-user-defined", b"A\x9b2J\x1b[2J"),
        wide,
    ] {
        fs::write(town.path("feed.xml"), &document).unwrap();
        for words in [&["check", "feed.xml"][..], &["check", "feed.xml", "--json"]] {
            let told = town.run(words);
            assert_eq!(faults_of(&told), [""; 0], "{}", document.escape_ascii());
            assert!(told.contains('A'), "{told}");
        }
    }
}

#[test]
fn no_place_of_the_screen_lets_an_attack_through() {
    let attacks = attacks::own();
    let town = Town::new(&attacks, "TRA", TROUBLES);
    town.poll();
    let mut reader = Reader::new(&town, &[]);
    reader.sees("ga", "ALL ");
    reader.reads_all(uses_story);
    reader.sees("/body\r", "SEARCH body");
    reader.reads_all(|_, _| {});
    sees_feeds(&mut reader);
    renames_feed(&mut reader);
    sees_people(&mut reader);
    reader.sees("gm", "PLACES · ALL STORIES");
    reader.sees("ge", "THE EDITION");
    follows_and_renames(&mut reader);
    pastes_everywhere(&mut reader);
    let written = reader.quits();
    assert_eq!(written.copied.len(), attacks.len());
    let clean = |link: &String| link.starts_with(&town.url("page/T")) && faults_of(link).is_empty() && link.is_ascii();
    assert!(written.copied.iter().all(clean), "{:?}", written.copied);
    assert!(matches!(&written.notified[..], [told] if told.contains("“late [2J[H")), "{:?}", written.notified);
    let saved = fs::read_dir(town.home()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let saved: Vec<String> = saved.filter(|name| Path::new(name).extension().is_some_and(|kind| kind == "md")).collect();
    assert_eq!(saved.len(), attacks.len());
    assert!(!saved.iter().any(|name| name.contains(strict::is_foul)), "{saved:?}");
}

#[test]
fn words_in_the_place_of_signs_let_no_attack_through() {
    let town = Town::new(&attacks::own(), "T", &[]);
    town.poll();
    let mut reader = Reader::new(&town, &["--plain"]);
    reader.sees("ga", "ALL ");
    reader.reads_all(|_, _| {});
    sees_feeds(&mut reader);
    sees_people(&mut reader);
    reader.quits();
}

#[test]
fn attacks_of_another_list_are_no_more_than_text() {
    let Some(attacks) = attacks::more() else {
        println!("there is no other list of attacks here: only our own is tried");
        return;
    };
    let town = Town::new(&attacks, "T", &[]);
    town.poll();
    let mut reader = Reader::new(&town, &[]);
    reader.sees("ga", "ALL ");
    reader.reads_all(|_, _| {});
    sees_feeds(&mut reader);
    sees_people(&mut reader);
    reader.quits();
    commands_are_clean(&town);
}
