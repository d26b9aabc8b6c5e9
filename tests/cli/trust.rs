//! What commands say of themselves and of foreign words: nothing that steers a terminal, no secret, no tick for what was not seen.

use std::fs;

use crate::Home;
use crate::server::{Server, missing, ok};

#[test]
fn the_doctor_ticks_nothing_that_it_could_not_see() {
    let home = Home::new();
    fs::write(home.path("no-folder"), "a file stands where the folder should be").unwrap();
    let blind = home.path("no-folder");
    let run = home.run(&["--data", blind.to_str().unwrap(), "doctor"]);
    assert_eq!(run.code, 1, "{}", run.out);
    assert!(run.out.contains("✗ store: ") && run.out.contains("cannot be looked at: "), "{}", run.out);
    assert!(!run.out.contains("✓ store") && !run.out.contains("! store"), "{}", run.out);
}

#[test]
fn the_doctor_tells_of_feeds_that_another_clock_polled() {
    let home = Home::new();
    home.fed("http://127.0.0.1:9/feed\n", &["import", "-"]);
    assert!(!home.done(&["doctor"]).contains("clock"));
    let db = rusqlite::Connection::open(home.path("data/dateline.db")).unwrap();
    // The year 2500.
    db.execute("UPDATE feed_poll SET next_poll_ms = 16725225600000", []).unwrap();
    let told = home.done(&["doctor"]);
    assert!(told.contains("! clock: 1 feed "), "{told}");
    db.execute("UPDATE feed SET paused = 1", []).unwrap();
    assert!(!home.done(&["doctor"]).contains("clock"), "a feed that is paused waits for nothing");
}

#[test]
fn no_message_repeats_a_password() {
    let home = Home::new();
    let server = Server::start(|path| if path == "/feed" { ok("text/xml", "<rss><channel/></rss>") } else { missing() });
    let typed = |rest: &str| server.base.replace("http://", "http://joe:hunter2@") + rest;
    let (feed, gone) = (typed("/feed"), typed("/gone"));
    for arguments in [
        &["add", &gone][..],
        &["add", &feed],
        &["add", gone.strip_prefix("http://").unwrap()],
        &["check", &feed],
        &["check", &gone],
        &["feed", &gone],
        &["extract", &gone],
        &["remove", &gone],
        &["list", "--json"],
        &["feeds", "--json"],
        &["poll", "--all"],
        &["doctor", "--feeds"],
    ] {
        let run = home.run(arguments);
        assert!(!run.out.contains("hunter2") && !run.err.contains("hunter2"), "{arguments:?}\n{}\n{}", run.out, run.err);
    }
}

#[test]
fn words_of_the_config_and_of_queries_steer_no_terminal() {
    let home = Home::new();
    home.done(&["stats"]);
    home.run(&["follow", "title:\"a\u{1b}]52;c;eA==\u{7}b\u{202e}c\""]);
    home.run(&["mute", "d\u{9b}31me"]);
    home.write("config.toml", "[screen]\ntheme = \"x\\u001b]52;c;eA==\\u0007\\u202e\"\n\"k\\u001b[2J\" = 1\n");
    for arguments in [&["doctor"][..], &["config", "check"], &["poll"]] {
        steers_nothing(&home, arguments);
    }
    home.write("config.toml", "");
    for arguments in
        [&["follow"][..], &["mute"], &["views"], &["list", "x\u{1b}[2Jy"], &["search", "\u{1b}[31mx"], &["show", "\u{1b}[2J"]]
    {
        steers_nothing(&home, arguments);
    }
}

fn steers_nothing(home: &Home, arguments: &[&str]) {
    let run = home.run(arguments);
    for text in [&run.out, &run.err] {
        let steers = text.chars().any(|letter| letter != '\n' && letter.is_control() || letter == '\u{202e}');
        assert!(!steers, "{arguments:?}: {text:?}");
    }
}
