//! How the screen looks here: what the config says, and what the terminal can do.

use color_eyre::eyre::{Result, WrapErr, eyre};
use jiff::tz::TimeZone;

use crate::app::AppSettings;
use crate::config::{Config, ScreenConfig, ThemeChoice};
use crate::ui::keymap::Keymap;
use crate::ui::pictures::PictureSupport;
use crate::ui::theme::{ColorDepth, Theme};

/// Returns the settings of the screen.
///
/// # Errors
/// When the config binds a key that cannot be pressed or an action that does not exist.
pub(super) fn settings(config: &Config, pictures: PictureSupport) -> Result<AppSettings> {
    let depth = ColorDepth::of(|name| std::env::var(name).ok());
    let name = match config.screen.theme {
        ThemeChoice::Auto | ThemeChoice::Dark => "dark",
        ThemeChoice::Light => "light",
        ThemeChoice::Contrast => "contrast",
        ThemeChoice::Terminal => "terminal",
    };
    let theme = Theme::named(name, depth).ok_or_else(|| eyre!("there is no theme {name}"))?;
    let keymap = Keymap::with_own(config.screen.keymap, &config.keys).wrap_err("reading [keys] in the config")?;
    let ScreenConfig { story_width, plain, notify, .. } = config.screen;
    let (zone, story_width) = (TimeZone::system(), story_width as u16);
    Ok(AppSettings { theme, keymap, zone, story_width, plain, pictures, notify })
}
