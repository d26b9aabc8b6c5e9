//! A long run of the built program, by hand: two thousand feeds, two hundred thousand stories, and the reader open for an hour while
//! all of them are digested, with every key measured.
//!
//! `SOAK_MINUTES=60 cargo test --release --test soak -- --ignored --nocapture`
//!
//! `SOAK_FEEDS` and `SOAK_STORIES` (of each feed) make it smaller. It prints a table; the last figures stand in
//! `tests/README.md`. It fails where the program ends before it should, where a key takes longer than [`KEY_MAX`], or where memory
//! grows past [`MEMORY_MAX`].

#![allow(clippy::unwrap_used, reason = "a run that cannot go on shall stop")]
#![allow(clippy::print_stdout, reason = "the figures are for a person")]

#[path = "../support/server.rs"]
mod server;
#[path = "../support/terminal.rs"]
mod terminal;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use server::{Server, missing, ok};
use terminal::Terminal;

/// No key may wait longer than this for the first sign of its effect.
const KEY_MAX: Duration = Duration::from_secs(2);

/// Most memory that the reader may take, in MiB.
const MEMORY_MAX: u64 = 450;

/// New stories of one feed in a round of polling.
const NEWS: usize = 2;

const FIRST: &[&str] = &[
    "Elena", "Ruben", "Helga", "Ines", "Tomas", "Amara", "Lucia", "Kenji", "Farid", "Nadia", "Oskar", "Priya", "Sofia", "Teun",
    "Vera", "Yusuf",
];
const LAST: &[&str] = &[
    "Marchetti",
    "Castell",
    "Brandt",
    "Okafor",
    "Lindqvist",
    "Varga",
    "Moreau",
    "Tanaka",
    "Haddad",
    "Petrova",
    "Nilsen",
    "Raman",
    "Costa",
    "Visser",
    "Novak",
    "Demir",
];
const PLACES: &[&str] = &["Geneva", "Valencia", "Osaka", "Accra", "Lyon", "Bergen", "Quito", "Porto", "Aden", "Lima"];
const DOES: &[&str] =
    &["opened a harbor", "closed a mill", "praised the choir", "asked for a ferry", "counted the votes", "sold an orchard"];

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(usual)
}

/// A number that looks random and is the same in every run.
fn mixed(seed: usize) -> usize {
    let mut mixed = seed as u64 ^ 0x9e37_79b9_7f4a_7c15;
    for _ in 0..3 {
        mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    }
    (mixed >> 16) as usize
}

fn item(feed: usize, story: usize) -> String {
    let of = |list: &[&'static str], salt: usize| list[mixed(feed * 1_000_003 + story * 101 + salt) % list.len()];
    let (person, place, deed) = (format!("{} {}", of(FIRST, 1), of(LAST, 2)), of(PLACES, 3), of(DOES, 4));
    let other = format!("{} {}", of(FIRST, 5), of(LAST, 6));
    let last = person.split(' ').next_back().unwrap();
    format!(
        "<item><title>{person} {deed} in {place}, {feed}-{story}</title><guid>{feed}-{story}</guid>\
         <link>http://127.0.0.1:9/{feed}/{story}</link><description>&lt;p&gt;{person} {deed} in {place} on Monday. \
         “We have waited for this for {story} years,” {last} told reporters.&lt;/p&gt;&lt;p&gt;{other}, who lives in {place}, \
         disagreed and said that {last} was late.&lt;/p&gt;</description></item>"
    )
}

fn feed(feed: usize, stories: std::ops::Range<usize>) -> String {
    let items: String = stories.rev().map(|story| item(feed, story)).collect();
    format!("<rss version='2.0'><channel><title>Wire {feed}</title><link>http://127.0.0.1:9/{feed}</link>{items}</channel></rss>")
}

/// A key, what it is called in the table, and what must stand on the screen after it.
struct Step(&'static str, &'static str, &'static [&'static str]);

/// A walk that ends where it began.
const WALK: &[Step] = &[
    Step("j", "next story", &[]),
    Step("j", "next story", &[]),
    Step("\r", "open a story", &["told reporters"]),
    Step("]", "along a person", &[]),
    Step("H", "back", &[]),
    Step("q", "leave a story", &["UNREAD"]),
    Step("\x04", "half a page down", &[]),
    Step("s", "star", &[]),
    Step("G", "to the end", &[]),
    Step("gg", "to the beginning", &[]),
    Step("gf", "feeds", &["Wire"]),
    Step("q", "leave feeds", &["UNREAD"]),
    Step("gp", "people", &["Marchetti"]),
    Step("q", "leave people", &["UNREAD"]),
    Step("/ferry\r", "search", &["ferry"]),
    Step("q", "leave a search", &["UNREAD"]),
    Step("?", "help", &["KEYS"]),
    Step("q", "leave help", &["UNREAD"]),
];

/// The time between two polls of every feed.
const POLL_EVERY: Duration = Duration::from_secs(30);

/// Presses a key and returns how long the screen took to answer, in milliseconds.
fn measured(terminal: &mut Terminal, step: &Step) -> u64 {
    let Step(keys, name, wanted) = step;
    let (_, before) = terminal.until_written("anything", |_, _| true);
    let begun = Instant::now();
    terminal.press(keys);
    terminal.until_written(name, |screen, bytes| bytes.len() > before.len() && wanted.iter().all(|words| screen.contains(words)));
    begun.elapsed().as_millis() as u64
}

/// Returns the resident memory of a process and its peak in MiB, and how many files it has open.
fn taken(process: u32) -> (u64, u64, usize) {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let of = |key: &str| -> u64 {
        let line = status.lines().find_map(|line| line.strip_prefix(key));
        line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
    };
    let files = fs::read_dir(format!("/proc/{process}/fd")).map_or(0, Iterator::count);
    (of("VmRSS:"), of("VmHWM:"), files)
}

fn run(home: &Path, arguments: &[&str]) -> String {
    let output = Command::cargo_bin("dateline").unwrap().env_clear().env("HOME", home).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "takes an hour; see the head of this file"]
fn an_hour_with_two_thousand_feeds() {
    let (feeds, stories) = (number("SOAK_FEEDS", 2_000), number("SOAK_STORIES", 100));
    let length = Duration::from_secs(60 * number("SOAK_MINUTES", 60) as u64);
    let begun = Instant::now();
    // Every five minutes each feed has news.
    let server = Server::start(move |path| {
        let news = begun.elapsed().as_secs() as usize / 300 * NEWS;
        match path.trim_start_matches('/').parse::<usize>() {
            Ok(number) if number < feeds => ok("text/xml", &feed(number, news..stories + news)),
            _ => missing(),
        }
    });
    let home = tempfile::tempdir().unwrap();
    let list = (0..feeds).fold(String::new(), |mut list, feed| {
        let _ = writeln!(list, "{}/{feed}", server.base);
        list
    });
    fs::create_dir_all(home.path().join(".config/dateline")).unwrap();
    let config = "[articles]\nfull_text = \"feed\"\nfirst_stories = 2000\n[poll]\nper_host = 8\n[store]\nkeep_stories = 2000\n";
    fs::write(home.path().join(".config/dateline/config.toml"), config).unwrap();
    fs::write(home.path().join("urls"), list).unwrap();
    run(home.path(), &["import", home.path().join("urls").to_str().unwrap()]);
    let polled = Instant::now();
    println!("{}", run(home.path(), &["poll", "--all", "--no-digest"]).trim_end());
    println!("first poll: {:.1} s", polled.elapsed().as_secs_f64());

    let mut terminal = Terminal::start_at(home.path(), &[], 150, 40);
    terminal.wait_for("UNREAD");
    let (opened, mut taken_most, mut files_most) = (Instant::now(), 0, 0);
    let mut keys: Vec<(u64, &str)> = Vec::new();
    let mut told = 0;
    let mut asked = Instant::now();
    while opened.elapsed() < length {
        if asked.elapsed() >= POLL_EVERY {
            keys.push((measured(&mut terminal, &Step("R", "poll all", &[])), "poll all"));
            asked = Instant::now();
        }
        for step in WALK {
            keys.push((measured(&mut terminal, step), step.1));
            let (memory, _, files) = taken(terminal.process());
            (taken_most, files_most) = (taken_most.max(memory), files_most.max(files));
        }
        if opened.elapsed().as_secs() / 60 >= told {
            told = opened.elapsed().as_secs() / 60 + 1;
            let (memory, peak, files) = taken(terminal.process());
            println!("minute {}: {memory} MiB, peak {peak} MiB, {files} files, {} keys", told - 1, keys.len());
        }
    }
    let process = terminal.process();
    let (_, peak, _) = taken(process);
    let left = Instant::now();
    terminal.press("Q");
    let (status, _) = terminal.finish();
    println!("quit: {:.1} s, {status:?}", left.elapsed().as_secs_f64());
    println!("{}", run(home.path(), &["stats"]).trim_end());
    println!("{}", run(home.path(), &["doctor"]).lines().filter(|line| line.contains("store")).collect::<Vec<_>>().join("\n"));

    keys.sort_unstable();
    let at = |share: f64| keys[((keys.len() - 1) as f64 * share) as usize].0;
    println!("{} keys: median {} ms, 99 of 100 within {} ms", keys.len(), at(0.5), at(0.99));
    for (ms, name) in keys.iter().rev().take(5) {
        println!("  slowest: {ms} ms, {name}");
    }
    println!("memory: {taken_most} MiB seen, peak {peak} MiB; {files_most} files");
    assert!(status.success());
    assert!(peak.max(taken_most) <= MEMORY_MAX, "{peak} MiB");
    assert!(at(1.0) <= KEY_MAX.as_millis() as u64, "a key took {} ms", at(1.0));
}
