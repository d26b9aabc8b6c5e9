//! What the terminal can show beside text: asked once, before anything reads the keyboard.

use std::env;
use std::io::{self, IsTerminal as _, Write as _, stdin, stdout};
use std::time::{Duration, Instant};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use ratatui_image::picker::cap_parser::QueryStdioOptions;
use ratatui_image::picker::{Picker, ProtocolType};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tracing::debug;

use crate::config::PicturesChoice;
use crate::ui::pictures::PictureSupport;

/// How long the terminal may take to answer. One that was asked in vain has the first key typed go astray, so only terminals
/// that are known for pictures are asked without the reader's wish.
const ANSWER: Duration = Duration::from_secs(1);
/// A terminal of another machine that takes longer than this to answer sits behind a slow connection. One of this machine may
/// take its time while it starts.
const SLOW: Duration = Duration::from_millis(150);
/// The widest and highest letter that is believed, in pixels.
const LETTER_MAX: u16 = 256;

/// What the terminal can show. Once dropped, the terminal is as it was before it was asked.
#[derive(Debug)]
pub(super) struct Graphics {
    /// What makes pictures ready for it, where it shows any.
    pub(super) picker: Option<Picker>,
    /// What the screen should know of that.
    pub(super) support: PictureSupport,
}

impl Graphics {
    /// Asks the terminal what it can show, if the reader wants that and there is hope; waits for its answer.
    pub(super) fn ask(choice: PicturesChoice) -> Self {
        let hopeful = match choice {
            PicturesChoice::Off => return Self { picker: None, support: PictureSupport::Off },
            PicturesChoice::On => true,
            PicturesChoice::Auto => is_known(|name| env::var(name).ok()),
        };
        let picker = if hopeful && stdin().is_terminal() && stdout().is_terminal() { query() } else { None };
        let support = match &picker {
            None => PictureSupport::None,
            Some((_, took)) if is_far() && *took > SLOW && choice == PicturesChoice::Auto => PictureSupport::Slow,
            Some(_) => PictureSupport::Ready,
        };
        Self { picker: picker.map(|(picker, _)| picker), support }
    }
}

/// Says whether the terminal is on another machine.
fn is_far() -> bool {
    env::var_os("SSH_CONNECTION").is_some()
}

impl Drop for Graphics {
    fn drop(&mut self) {
        // Harmless where raw mode was never entered, or has been left. A terminal that is gone needs nothing.
        let _ = disable_raw_mode();
    }
}

/// Returns what the terminal says that it can show, and how long the answer took. The terminal is in raw mode from here on.
fn query() -> Option<(Picker, Duration)> {
    // The library leaves its own raw mode on a thread of its own, at a moment of its own. Inside ours that changes nothing.
    enable_raw_mode().ok()?;
    let options = QueryStdioOptions {
        timeout: ANSWER,
        // Packing costs some time here and saves far more on the way.
        kitty_compression: is_far(),
        ..QueryStdioOptions::default()
    };
    let asked = Instant::now();
    let picker = Picker::from_query_stdio_with_options(options).inspect_err(|error| debug!(%error, "no graphics")).ok()?;
    let letter = picker.font_size();
    let is_sound = (1..=LETTER_MAX).contains(&letter.width) && (1..=LETTER_MAX).contains(&letter.height);
    debug!(protocol = ?picker.protocol_type(), ?letter, took = ?asked.elapsed(), "the terminal answered");
    let took = asked.elapsed();
    let shows = match picker.protocol_type() {
        ProtocolType::Halfblocks => false,
        ProtocolType::Kitty => {
            let version = version();
            debug!(?version, "the terminal named itself");
            !version.is_ok_and(|version| is_old_kitty(&version))
        }
        ProtocolType::Sixel | ProtocolType::Iterm2 => true,
    };
    (is_sound && shows).then_some((picker, took))
}

/// Asks the terminal for its name and version; it has just answered other questions, so it answers this one.
///
/// # Errors
/// When it does not after all, or cannot be asked.
fn version() -> io::Result<String> {
    // XTVERSION, and behind it the question for the status, which every terminal answers: its answer is the end.
    const QUESTION: &[u8] = b"\x1b[>q\x1b[5n";
    const ANSWER_MAX: usize = 256;
    stdout().write_all(QUESTION)?;
    stdout().flush()?;
    let (mut answer, keyboard) = (Vec::new(), rustix::stdio::stdin());
    let patience = Timespec::try_from(ANSWER).map_err(io::Error::other)?;
    while !answer.ends_with(b"[0n") && answer.len() < ANSWER_MAX {
        if poll(&mut [PollFd::new(&keyboard, PollFlags::IN)], Some(&patience))? == 0 {
            break;
        }
        // One at a time: what was typed behind the answer is for whoever reads next.
        let mut byte = [0];
        match rustix::io::read(keyboard, &mut byte)? {
            0 => break,
            _ => answer.push(byte[0]),
        }
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Says whether the terminal is a kitty from before 0.28: it shows pictures, but not where text stands in for them, which is how
/// they scroll.
fn is_old_kitty(version: &str) -> bool {
    let Some((_, rest)) = version.split_once("kitty(") else { return false };
    let mut numbers = rest.split(['.', ')']).map_while(|number| number.parse::<u32>().ok());
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) < (0, 28)
}

/// Says whether the terminal, by what it says of itself, is one that shows pictures, or can be set to.
fn is_known(variable: impl Fn(&str) -> Option<String>) -> bool {
    const TERMS: &[&str] = &["kitty", "ghostty", "foot", "wezterm", "contour", "mlterm", "rio", "sixel", "vt340", "iterm"];
    const PROGRAMS: &[&str] = &["iterm", "wezterm", "ghostty", "rio", "mintty", "vscode", "warp", "tabby", "hyper", "bobcat"];
    const SIGNS: &[&str] = &["KITTY_WINDOW_ID", "WEZTERM_EXECUTABLE", "KONSOLE_VERSION", "WT_SESSION", "XTERM_VERSION", "MLTERM"];
    let holds = |name: &str, words: &[&str]| {
        variable(name).is_some_and(|value| words.iter().any(|word| value.to_ascii_lowercase().contains(word)))
    };
    // tmux and screen pass pictures on only when they are set to, and what stands in these variables may be of another window.
    let is_inside = variable("TMUX").is_some() || holds("TERM", &["tmux", "screen"]);
    let known = holds("TERM", TERMS)
        || holds("TERM_PROGRAM", PROGRAMS)
        || holds("LC_TERMINAL", &["iterm"])
        || SIGNS.iter().any(|name| variable(name).is_some_and(|value| !value.is_empty()));
    known && !is_inside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kitty_that_cannot_scroll_pictures_is_told_from_others() {
        for (version, old) in [
            ("\x1bP>|kitty(0.26.5)\x1b\\\x1b[0n", true),
            ("\x1bP>|kitty(0.28.0)\x1b\\\x1b[0n", false),
            ("\x1bP>|kitty(1.0)\x1b\\\x1b[0n", false),
            ("\x1bP>|ghostty 1.2.0\x1b\\\x1b[0n", false),
            ("\x1b[0n", false),
        ] {
            assert_eq!(is_old_kitty(version), old, "{version:?}");
        }
    }

    #[test]
    fn terminals_that_show_pictures_are_known_by_what_they_say() {
        for (variables, expected) in [
            (&[("TERM", "xterm-kitty")][..], true),
            (&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "iTerm.app")], true),
            (&[("TERM", "xterm-256color"), ("XTERM_VERSION", "XTerm(384)")], true),
            (&[("TERM", "xterm-256color"), ("LC_TERMINAL", "iTerm2"), ("SSH_CONNECTION", "::1 22")], true),
            (&[("TERM", "xterm-256color")], false),
            (&[("TERM", "xterm-256color"), ("KONSOLE_VERSION", "")], false),
            (&[("TERM", "tmux-256color"), ("KITTY_WINDOW_ID", "1")], false),
            (&[], false),
        ] {
            let found = is_known(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()));
            assert_eq!(found, expected, "{variables:?}");
        }
    }
}
