//! What the reader's config decides for the screen.

use jiff::tz::TimeZone;

use crate::ui::keymap::Keymap;
use crate::ui::pictures::PictureSupport;
use crate::ui::theme::Theme;

/// Widest line of a story that is easy to read.
const STORY_WIDTH: u16 = 72;

/// What the reader's config decides for the screen.
#[derive(Clone, Debug)]
pub struct AppSettings {
    /// The colours.
    pub theme: Theme,
    /// The keys.
    pub keymap: Keymap,
    /// Where the reader is, for dates and times of day.
    pub zone: TimeZone,
    /// Widest line of a story, in columns.
    pub story_width: u16,
    /// Whether words stand in the place of signs, in one pane at a time.
    pub plain: bool,
    /// Whether the terminal shows pictures.
    pub pictures: PictureSupport,
    /// Whether the desktop is told of new stories of what is followed.
    pub notify: bool,
}

impl Default for AppSettings {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            keymap: Keymap::default(),
            zone: TimeZone::UTC,
            story_width: STORY_WIDTH,
            plain: false,
            pictures: PictureSupport::default(),
            notify: false,
        }
    }
}
