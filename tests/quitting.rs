//! What the reader changed is kept however the program ends: its window closed, signals, a terminal that takes nothing, another
//! program that is writing. And what cannot be kept is told.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

mod support;

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use dateline::domain::{FeedUrl, PollState};
use dateline::feed::{parse, settle};
use dateline::store::feeds::NewFeed;
use dateline::store::{Store, entries, feeds};
use jiff::Timestamp;
use rusqlite::Connection;
use rustix::process::Signal;
use support::terminal::{Terminal, contains};

/// Nothing in here takes long; a machine under load may.
const PATIENCE: Duration = Duration::from_secs(60);

/// A home with a few stories.
struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        let home = Self { folder: tempfile::tempdir().unwrap() };
        let items: String =
            (0..9).map(|number| format!("<item><title>Ferry {number}</title><guid>{number}</guid></item>")).collect();
        let document = format!("<rss version=\"2.0\"><channel><title>Quay Post</title>{items}</channel></rss>");
        let mut parsed = parse(document.as_bytes(), None, None).unwrap();
        settle(&mut parsed);
        let incoming = entries::Incoming::new(parsed);
        let store = home.store();
        let feed = NewFeed::of(FeedUrl::parse("https://quay.example/feed").unwrap());
        let save = move |db: &rusqlite::Transaction<'_>| {
            let feed = feeds::add(db, &feed, Timestamp::now())?.id();
            entries::save_poll(db, feed, &incoming, &PollState::default(), 0, Timestamp::now())
        };
        store.write_now(save).unwrap();
        home
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn store(&self) -> Store {
        Store::open(&self.path().join(".local/share/dateline/dateline.db")).unwrap()
    }

    fn starred(&self) -> u32 {
        self.store().read_now(entries::view_counts).unwrap().starred
    }

    /// Opens the reader and waits for the stories.
    fn reader(&self) -> Terminal {
        let terminal = Terminal::start_at(self.path(), &["--offline"], 100, 30);
        terminal.until("the stories", |screen| screen.contains("Ferry 1") && screen.contains('▌'));
        terminal
    }

    /// Keeps everybody else from writing, until told.
    fn busy(&self) -> Connection {
        let connection = Connection::open(self.path().join(".local/share/dateline/dateline.db")).unwrap();
        connection.busy_timeout(PATIENCE).unwrap();
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        connection
    }
}

/// Sets three stars and waits until they show.
fn set_stars(terminal: &mut Terminal) {
    terminal.press("sjsjs");
    terminal.until("three stars", |screen| screen.matches('★').count() >= 3);
}

#[test]
fn a_closed_window_keeps_what_was_changed_while_another_program_wrote() {
    let home = Home::new();
    let mut terminal = home.reader();
    let busy = home.busy();
    set_stars(&mut terminal);
    let closed = terminal.close();
    busy.execute_batch("COMMIT").unwrap();
    assert_eq!(closed.wait().exit_code(), 129);
    assert_eq!(home.starred(), 3);
}

#[test]
fn a_change_that_cannot_be_written_at_the_quit_is_told() {
    let home = Home::new();
    let mut terminal = home.reader();
    let busy = home.busy();
    set_stars(&mut terminal);
    terminal.press("Q");
    terminal.wait_for("Saving what you changed");
    busy.execute_batch(
        "CREATE TRIGGER no BEFORE UPDATE ON entry_status BEGIN SELECT RAISE(ABORT, 'no stars tonight'); END; COMMIT",
    )
    .unwrap();
    let (status, bytes) = terminal.finish();
    assert_eq!(status.exit_code(), 1);
    let written = String::from_utf8_lossy(&bytes);
    assert!(written.contains("not everything that you changed is saved (3 changes lost)"), "{written}");
    assert!(written.contains("no stars tonight"), "{written}");
}

#[test]
fn a_list_that_is_imported_at_the_quit_counts_too() {
    let home = Home::new();
    std::fs::write(home.path().join("urls"), "https://pier.example/feed\n").unwrap();
    let mut terminal = home.reader();
    let busy = home.busy();
    terminal.press(":import\r");
    terminal.wait_for("import file: ");
    terminal.press("~/urls\rQ");
    terminal.wait_for("Saving what you changed (1 left)");
    busy.execute_batch("COMMIT").unwrap();
    assert!(terminal.finish().0.success());
    assert_eq!(home.store().read_now(feeds::count).unwrap(), 2);
}

#[test]
fn a_signal_while_a_command_has_the_terminal_saves_and_ends_both() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let home = Home::new();
        let mut terminal = home.reader();
        set_stars(&mut terminal);
        terminal.press("|text: stty -echo; echo whom'?'; read -r reply </dev/tty\r");
        terminal.until("the command's turn", |screen| screen.contains("whom?") && !screen.contains("UNREAD"));
        terminal.signal(signal);
        // With it the modes of the terminal are put back.
        let (status, _) = terminal.finish();
        assert_eq!(status.exit_code(), 128 + signal.as_raw().cast_unsigned());
        assert_eq!(home.starred(), 3);
    }
}

#[test]
fn a_signal_while_enter_is_waited_for_saves_and_ends() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let home = Home::new();
        let mut terminal = home.reader();
        set_stars(&mut terminal);
        terminal.press("|true\r");
        terminal.wait_for("Press Enter to return to dateline.");
        terminal.signal(signal);
        assert_eq!(terminal.finish().0.exit_code(), 128 + signal.as_raw().cast_unsigned());
        assert_eq!(home.starred(), 3);
    }
}

#[test]
fn a_window_that_is_closed_during_a_command_ends_both() {
    let home = Home::new();
    let mut terminal = home.reader();
    set_stars(&mut terminal);
    terminal.press("|text: echo whom'?'; read -r reply </dev/tty\r");
    terminal.wait_for("whom?");
    assert_eq!(terminal.close().wait().exit_code(), 129);
    assert_eq!(home.starred(), 3);
}

/// Has the terminal take nothing while it is painted over and over, and a star set.
fn stalled(home: &Home) -> Terminal {
    let mut terminal = home.reader();
    terminal.stall();
    for _ in 0..100 {
        // Paints the whole screen.
        terminal.press("\x0c");
    }
    terminal.press("s");
    let deadline = Instant::now() + PATIENCE;
    while home.starred() == 0 {
        assert!(Instant::now() < deadline, "the keys are obeyed though nothing can be painted");
        thread::yield_now();
    }
    terminal.press("js");
    terminal
}

#[test]
fn a_terminal_that_takes_nothing_keeps_no_signal_waiting() {
    for signal in [Signal::TERM, Signal::HUP] {
        let home = Home::new();
        let mut terminal = stalled(&home);
        terminal.signal(signal);
        assert_eq!(terminal.wait_for_end().exit_code(), 128 + signal.as_raw().cast_unsigned());
        assert!(home.starred() >= 1);
    }
}

#[test]
fn a_terminal_that_takes_nothing_can_be_closed_and_quit() {
    let home = Home::new();
    assert_eq!(stalled(&home).close().wait().exit_code(), 129);
    let home = Home::new();
    let mut terminal = stalled(&home);
    terminal.press("Q");
    assert!(terminal.wait_for_end().success());
    assert_eq!(home.starred(), 2);
}

#[test]
fn a_terminal_that_takes_nothing_for_a_while_shows_the_newest_after_it() {
    let home = Home::new();
    let mut terminal = stalled(&home);
    terminal.resume();
    terminal.until("both stars", |screen| screen.matches('★').count() == 2 && screen.contains("UNREAD"));
    terminal.press("Q");
    assert!(terminal.finish().0.success());
}

#[test]
fn a_program_that_is_stopped_gives_the_terminal_back_and_takes_it_again() {
    let entered = |bytes: &[u8]| String::from_utf8_lossy(bytes).matches("\x1b[?1049h").count();
    for (number, signal) in [Signal::TSTP, Signal::TTIN, Signal::TTOU].into_iter().enumerate() {
        let home = Home::new();
        let mut terminal = home.reader();
        let before = terminal.until_written("the screen", |_, bytes| contains(bytes, b"UNREAD")).1;
        terminal.signal(signal);
        terminal.wait_for_stop();
        assert!(terminal.is_given_back(), "{number}");
        terminal.until_written("the screen is left", |_, bytes| contains(&bytes[before.len()..], b"\x1b[?1049l"));
        terminal.signal(Signal::CONT);
        terminal.until_written("all is painted again", |screen, bytes| {
            entered(bytes) == entered(&before) + 1 && screen.contains("UNREAD") && screen.contains("Ferry 1")
        });
        set_stars(&mut terminal);
        terminal.press("Q");
        assert!(terminal.finish().0.success());
        assert_eq!(home.starred(), 3);
    }
}

#[test]
fn a_program_that_was_stopped_without_a_warning_takes_the_terminal_again() {
    let home = Home::new();
    let mut terminal = home.reader();
    terminal.signal(Signal::STOP);
    terminal.wait_for_stop();
    // What others wrote meanwhile.
    terminal.resize(90, 28);
    terminal.signal(Signal::CONT);
    terminal.until("all is painted again", |screen| screen.contains("UNREAD") && screen.contains("Ferry 1"));
    set_stars(&mut terminal);
    terminal.press("Q");
    assert!(terminal.finish().0.success());
}

#[test]
fn a_signal_that_came_while_the_program_stood_still_ends_it() {
    let home = Home::new();
    let mut terminal = home.reader();
    set_stars(&mut terminal);
    terminal.signal(Signal::TSTP);
    terminal.wait_for_stop();
    terminal.signal(Signal::TERM);
    terminal.signal(Signal::CONT);
    assert_eq!(terminal.finish().0.exit_code(), 143);
    assert_eq!(home.starred(), 3);
}
