//! The program in a real terminal: start, read, jump along a person, quit, and the terminal as it was before.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

mod support;

use support::terminal::{Terminal, contains};

/// Opens the newest story of the sample edition, which may come after others.
fn open_newest(terminal: &mut Terminal) {
    terminal.wait_for("Tankers will take");
    terminal.press("gg");
    terminal.wait_for("▌Tankers will take");
    terminal.press("\r");
}

#[test]
fn a_reader_starts_reads_jumps_and_quits_and_gets_the_terminal_back() {
    let mut terminal = Terminal::start(&["demo"], 150, 40);
    open_newest(&mut terminal);
    // The story is open before all others are digested: its panel says when there is somewhere to go.
    terminal.until("a second story of a person", |screen| screen.contains(" 1/") && !screen.contains(" 1/1"));
    terminal.press("]");
    terminal.until("the next story of the thread", |screen| screen.contains(" 2/"));
    terminal.press("H");
    terminal.until("the way back", |screen| screen.contains(" 1/"));
    terminal.press("Q");
    let (status, bytes) = terminal.finish();
    assert!(status.success(), "{status:?}");
    assert!(contains(&bytes, b"\x1b[?1049h") && contains(&bytes, b"\x1b[?1049l"), "the alternate screen is left");
    assert!(bytes.ends_with(b"\x1b[?25h"), "the cursor is shown at the end");
}

#[test]
fn an_empty_home_is_welcomed() {
    let mut terminal = Terminal::start(&[], 60, 20);
    terminal.wait_for("sample edition");
    terminal.press("Q");
    assert!(terminal.finish().0.success());
}

#[test]
fn the_sample_edition_takes_the_place_of_the_welcome_whole() {
    let mut terminal = Terminal::start(&[], 150, 40);
    terminal.wait_for("sample edition, no network");
    terminal.press("5");
    let screen = terminal.until("the sample edition", |screen| screen.contains("UNREAD") && screen.contains("PEOPLE"));
    assert!(!screen.contains("news pack"), "nothing of the welcome is left:\n{screen}");
    terminal.press("Q");
    assert!(terminal.finish().0.success());
}

#[test]
fn a_signal_ends_it_in_good_order() {
    let terminal = Terminal::start(&["demo"], 80, 24);
    terminal.wait_for("UNREAD");
    terminal.signal(rustix::process::Signal::TERM);
    let (status, bytes) = terminal.finish();
    assert_eq!(status.exit_code(), 143);
    assert!(contains(&bytes, b"\x1b[?1049l"), "the alternate screen is left");
}

#[test]
fn a_command_reads_the_story_and_the_reader_comes_back() {
    let mut terminal = Terminal::start(&["demo"], 100, 30);
    terminal.until("a headline", |screen| screen.contains("UNREAD") && screen.contains('▌'));
    terminal.press("|head -c 2; exit 3\r");
    let seen = terminal.wait_for("Press Enter to return to dateline.");
    assert!(seen.contains("# ") && seen.contains("the command ended with code 3"), "{seen}");
    // Whoever reads the keyboard for the command has it alone.
    terminal.press("\r");
    terminal.until("the headlines again", |screen| screen.contains("UNREAD") && screen.contains('▌'));
    terminal.press("|text: echo whom'?'; read -r reply </dev/tty; echo \"heard $reply\"\r");
    terminal.until("the command's turn", |screen| screen.contains("whom?") && !screen.contains("UNREAD"));
    terminal.press("me\r");
    terminal.wait_for("heard me");
    // An interrupt is the command's.
    terminal.press("\r");
    terminal.until("the headlines again", |screen| screen.contains("UNREAD"));
    terminal.press("|json: head -c 6; echo; read -r reply </dev/tty\r");
    terminal.wait_for("{\"id\":");
    terminal.press("\x03");
    terminal.wait_for("was ended by signal 2");
    terminal.press("\r");
    terminal.until("the headlines again", |screen| screen.contains("UNREAD"));
    terminal.press("Q");
    assert!(terminal.finish().0.success());
}

/// Returns the numbers of every change of colour and weight that was written.
fn rendition(bytes: &[u8]) -> Vec<u16> {
    let written = String::from_utf8_lossy(bytes);
    let codes = written.split("\x1b[").skip(1).filter_map(|part| {
        let end = part.find(|letter: char| !letter.is_ascii_digit() && letter != ';')?;
        part[end..].starts_with('m').then(|| part[..end].to_owned())
    });
    codes.flat_map(|code| code.split(';').filter_map(|number| number.parse().ok()).collect::<Vec<_>>()).collect()
}

#[test]
fn no_color_leaves_weight_and_underline_and_no_colour_at_all() {
    let wished = [("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("NO_COLOR", "1")];
    let mut terminal = Terminal::start_in(&wished, &["demo"], 150, 40);
    open_newest(&mut terminal);
    terminal.until("a named person", |screen| screen.contains("RELATED"));
    terminal.press("\t");
    terminal.until_written("a name to stand on", |_, bytes| rendition(bytes).contains(&7));
    terminal.press("Q");
    let (_, bytes) = terminal.finish();
    let numbers = rendition(&bytes);
    assert!(!numbers.iter().any(|number| matches!(number, 30..=38 | 40..=48 | 90..=107)), "{numbers:?}");
    for (number, what) in [(1, "bold"), (2, "dim"), (4, "underlined"), (7, "reversed")] {
        assert!(numbers.contains(&number), "nothing is {what}");
    }
}

#[test]
fn true_colours_are_for_terminals_that_say_they_have_them() {
    let written = |variables: &[(&str, &str)]| {
        let mut terminal = Terminal::start_in(variables, &[], 60, 20);
        terminal.wait_for("sample edition");
        terminal.press("Q");
        String::from_utf8_lossy(&terminal.finish().1).into_owned()
    };
    let many = written(&[("TERM", "xterm-256color")]);
    assert!(many.contains("38;5;") && !many.contains("38;2;"), "{many:?}");
    let all = written(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]);
    assert!(all.contains("38;2;"), "{all:?}");
    let console = written(&[("TERM", "linux")]);
    assert!(!console.contains("38;2;") && !console.contains("[38;5;2"), "{console:?}");
}

/// What terminals say of themselves, and answer.
const KITTY: &[(&str, &str)] = &[("TERM", "xterm-kitty")];
const STATUS: &str = "\x1b[5n";
const NAME: &str = "\x1b[>q\x1b[5n";
const KITTY_CAN: &str = "\x1b_Gi=31;OK\x1b\\\x1b[?62;c\x1b[6;20;10t\x1b[0n";

/// Opens the newest story and waits for what draws its picture.
fn sees_a_picture(mut terminal: Terminal, drawing: &[u8]) -> Vec<u8> {
    open_newest(&mut terminal);
    terminal.until_written("the picture and its caption", |text, bytes| contains(bytes, drawing) && text.contains("▨"));
    terminal.press("Q");
    let (status, bytes) = terminal.finish();
    assert!(status.success());
    bytes
}

#[test]
fn kitty_is_given_the_whole_picture_once() {
    let mut terminal = Terminal::start_in(KITTY, &["demo"], 150, 40);
    terminal.answer(STATUS, KITTY_CAN);
    terminal.answer(NAME, "\x1bP>|kitty(0.41.1)\x1b\\\x1b[0n");
    let bytes = sees_a_picture(terminal, "\u{10eeee}".as_bytes());
    let written = String::from_utf8_lossy(&bytes);
    let parts: Vec<(&str, &str)> = written
        .split("\x1b_G")
        .skip(1)
        .filter_map(|part| part.split("\x1b\\").next()?.split_once(';'))
        .filter(|(keys, _)| !keys.contains("a=q"))
        .collect();
    let number = |name: &str| {
        let found = parts[0].0.split(',').find_map(|key| key.strip_prefix(name)?.strip_prefix('='));
        found.unwrap().parse::<usize>().unwrap()
    };
    // Four bytes a dot, and four letters for three bytes.
    let dots = number("s") * number("v");
    assert!(dots > 300 * 150, "it fills the column: {:?}", parts[0].0);
    let firsts = parts.iter().filter(|(keys, _)| keys.contains("s=")).count();
    let letters: usize = parts.iter().map(|(_, letters)| letters.trim_end_matches('=').len()).sum();
    assert_eq!(letters / firsts, (dots * 4 * 4).div_ceil(3));
}

#[test]
fn a_kitty_that_would_print_boxes_gets_the_caption() {
    let mut terminal = Terminal::start_in(KITTY, &["demo"], 150, 40);
    terminal.answer(STATUS, KITTY_CAN);
    terminal.answer(NAME, "\x1bP>|kitty(0.26.5)\x1b\\\x1b[0n");
    let bytes = sees_a_picture(terminal, "▨".as_bytes());
    assert!(!contains(&bytes, "\u{10eeee}".as_bytes()));
}

#[test]
fn other_terminals_get_pictures_in_their_own_words() {
    let sixel = [("TERM", "xterm-256color"), ("XTERM_VERSION", "XTerm(384)")];
    let iterm = [("TERM", "xterm-256color"), ("TERM_PROGRAM", "iTerm.app")];
    for (variables, can, drawing) in [(sixel, "\x1b[?64;4c", "\x1bP"), (iterm, "\x1b[?62c", "\x1b]1337;File=inline=1")] {
        let mut terminal = Terminal::start_in(&variables, &["demo"], 100, 30);
        terminal.answer(STATUS, &format!("{can}\x1b[6;20;10t\x1b[0n"));
        sees_a_picture(terminal, drawing.as_bytes());
    }
}

#[test]
fn a_terminal_that_is_not_known_for_pictures_is_asked_nothing() {
    let terminal = Terminal::start(&["demo"], 100, 30);
    let bytes = sees_a_picture(terminal, "▨".as_bytes());
    assert!(!contains(&bytes, STATUS.as_bytes()));
}
