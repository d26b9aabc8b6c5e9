//! Whether the terminal's background is light: asked once, before anything reads the keyboard.

use std::env;
use std::io::{IsTerminal as _, stdin, stdout};
use std::time::Duration;

use terminal_colorsaurus::{QueryOptions, ThemeMode, theme_mode};
use tracing::debug;

/// How long a terminal may take to answer. Only those are asked that are known to, and they do within milliseconds.
const ANSWER: Duration = Duration::from_millis(500);

/// Says whether the terminal is light, as far as it tells; one that tells nothing is taken for a dark one.
pub(super) fn is_light() -> bool {
    let variable = |name: &str| env::var(name).ok();
    if let Some(light) = variable("COLORFGBG").and_then(|colors| told(&colors)) {
        return light;
    }
    if !(answers(variable) && stdin().is_terminal() && stdout().is_terminal()) {
        return false;
    }
    let mut options = QueryOptions::default();
    options.timeout = ANSWER;
    let mode = theme_mode(options);
    debug!(?mode, "the terminal was asked for its background");
    matches!(mode, Ok(ThemeMode::Light))
}

/// Reads `COLORFGBG`, in which rxvt, Konsole and others name foreground and background by their numbers among sixteen.
fn told(colors: &str) -> Option<bool> {
    let background: u8 = colors.rsplit(';').next()?.parse().ok()?;
    (background < 16).then_some(matches!(background, 7 | 9..=15))
}

/// Says whether a terminal is known to answer when it is asked for its colours. From one that does not, the first key typed
/// could go astray.
fn answers(variable: impl Fn(&str) -> Option<String>) -> bool {
    const TERMS: &[&str] = &["kitty", "ghostty", "foot", "wezterm", "contour", "mlterm", "rio", "alacritty", "st-256color"];
    const SIGNS: &[&str] = &[
        "KITTY_WINDOW_ID",
        "WEZTERM_EXECUTABLE",
        "KONSOLE_VERSION",
        "WT_SESSION",
        "XTERM_VERSION",
        "VTE_VERSION",
        "ALACRITTY_WINDOW_ID",
        "GHOSTTY_RESOURCES_DIR",
        "TERM_PROGRAM",
    ];
    let is = |name: &str| variable(name).filter(|value| !value.is_empty());
    // What stands in these variables inside tmux or screen may be of another window.
    if is("TMUX").is_some() || is("STY").is_some() {
        return false;
    }
    is("TERM").is_some_and(|term| TERMS.iter().any(|known| term.starts_with(known) || term.ends_with(known)))
        || SIGNS.iter().any(|sign| is(sign).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_may_tell_the_colours() {
        for (colors, light) in [
            ("0;15", Some(true)),
            ("15;0", Some(false)),
            ("0;default;7", Some(true)),
            ("12;8", Some(false)),
            ("15;default", None),
            ("", None),
        ] {
            assert_eq!(told(colors), light, "{colors}");
        }
    }

    #[test]
    fn only_terminals_that_are_known_to_answer_are_asked() {
        let answers = |set: &[(&str, &str)]| {
            answers(|name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
        };
        assert!(answers(&[("TERM", "xterm-kitty")]));
        assert!(answers(&[("TERM", "xterm-256color"), ("VTE_VERSION", "7600")]));
        assert!(!answers(&[("TERM", "xterm-256color")]));
        assert!(!answers(&[("TERM", "screen-256color"), ("TMUX", "/tmp/1"), ("TERM_PROGRAM", "tmux")]));
        assert!(!answers(&[("TERM", "linux"), ("VTE_VERSION", "")]));
    }
}
