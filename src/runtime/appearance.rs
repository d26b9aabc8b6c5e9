//! How the screen looks here: what the config says, and what the terminal can do.

use color_eyre::eyre::{Result, WrapErr, eyre};
use jiff::tz::TimeZone;

use crate::app::AppSettings;
use crate::config::{Config, ThemeChoice};
use crate::ui::keymap::Keymap;
use crate::ui::pictures::PictureSupport;
use crate::ui::theme::{ColorDepth, Theme};

/// Returns the settings of the screen.
///
/// # Errors
/// When the config binds a key that cannot be pressed or an action that does not exist.
pub(super) fn settings(config: &Config, pictures: PictureSupport) -> Result<AppSettings> {
    let (sixteen, depth) = color_depth();
    let name = match config.screen.theme {
        // A terminal with sixteen colours shows its own better than our guesses at them.
        _ if sixteen => "terminal",
        ThemeChoice::Dark => "dark",
        ThemeChoice::Light => "light",
        ThemeChoice::Terminal => "terminal",
    };
    let theme = Theme::named(name, depth).ok_or_else(|| eyre!("there is no theme {name}"))?;
    let keymap = Keymap::with_own(config.screen.keymap, &config.keys).wrap_err("reading [keys] in the config")?;
    let (story_width, notify) = (config.screen.story_width as u16, config.screen.notify);
    Ok(AppSettings { theme, keymap, zone: TimeZone::system(), story_width, pictures, notify })
}

/// Returns whether the terminal has but sixteen colours, and how many it shows, by what it says of itself.
fn color_depth() -> (bool, ColorDepth) {
    let is = |name: &str, words: &[&str]| std::env::var(name).is_ok_and(|value| words.iter().any(|word| value.contains(word)));
    if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) || is("TERM", &["dumb", "vt100", "mono"]) {
        (false, ColorDepth::None)
    } else if is("COLORTERM", &["truecolor", "24bit"]) || is("TERM", &["direct", "kitty", "alacritty", "ghostty", "foot"]) {
        (false, ColorDepth::True)
    } else if is("TERM", &["256color"]) {
        (false, ColorDepth::Indexed)
    } else {
        (true, ColorDepth::Indexed)
    }
}
