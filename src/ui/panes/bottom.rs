//! The bottom line: how polling goes, what just happened, and the keys that matter here.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::message::Progress;
use crate::ui::look::{Look, counted, thousands};
use crate::ui::measure;
use crate::ui::widgets::{put, put_right};

/// A line of fewer columns is short of room for keys.
const NARROW: u16 = 60;

/// What is said while nothing can be reached, in the place of what each feed fails with.
pub const NO_NETWORK: &str = "No network";

/// Something said in the bottom line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What.
    pub words: String,
    /// Whether it is trouble.
    pub trouble: bool,
}

/// A key, and what it does in a word or two.
pub type Hint = (String, Cow<'static, str>);

/// What the bottom line shows.
pub struct Bottom<'a> {
    /// What was just said; takes the whole line.
    pub notice: Option<&'a Notice>,
    /// How polling goes.
    pub progress: Progress,
    /// Whether this is the sample edition.
    pub sample: bool,
    /// Keys with what they do, the most wanted first; the last one always shows.
    pub hints: &'a [Hint],
    /// The keys typed so far.
    pub pending: &'a str,
}

impl Bottom<'_> {
    /// Draws the line.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        let mut room = area.width.saturating_sub(2);
        if !self.pending.is_empty() {
            let begins = put_right(buffer, area.x, area.y, area.width - 1, self.pending, look.theme.accent);
            room = begins.saturating_sub(area.x + 3);
        }
        let x = area.x + 1;
        if let Some(notice) = self.notice {
            let style = if notice.trouble { look.theme.trouble } else { look.theme.text };
            put(buffer, x, area.y, room, &notice.words, style);
            return;
        }
        let mut used = 0;
        for (text, style) in self.left(area.width, look) {
            let gap = if used > 0 { 3 } else { 0 };
            // Half of a narrow line belongs to the keys.
            if used + gap + measure::width(&text) as u16 > room / 2 {
                break;
            }
            used += gap;
            used += put(buffer, x + used, area.y, room - used, &text, style);
        }
        let gap = if used > 0 { 3 } else { 0 };
        self.draw_hints(Rect { x: x + used + gap, width: room.saturating_sub(used + gap), ..area }, buffer, look);
    }

    fn left(&self, width: u16, look: &Look<'_>) -> Vec<(String, Style)> {
        let mut parts = Vec::new();
        let Progress { feeds_done, feeds_total, failing, queued, no_network } = self.progress;
        if self.sample {
            let words = if width < NARROW { "sample" } else { "sample edition" };
            parts.push((words.into(), look.theme.faint));
        }
        if no_network {
            parts.push((NO_NETWORK.into(), look.theme.trouble));
        } else if feeds_total > 0 && feeds_done < feeds_total {
            let sign = if look.plain { "polled" } else { "⟳" };
            let text = format!("{sign} {}/{} feeds", thousands(feeds_done), thousands(feeds_total));
            parts.push((text, look.theme.new));
        }
        if failing > 0 {
            parts.push((format!("{} failing", thousands(failing)), look.theme.trouble));
        }
        if queued > 0 {
            parts.push((format!("{} to come", counted(queued, "story", "stories")), look.theme.faint));
        }
        parts
    }

    /// Draws as many keys as fit, from the most wanted on; the last one, which shows all keys, always does.
    fn draw_hints(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        let width = |(key, label): &Hint| measure::width(key) + 1 + measure::width(label);
        let Some((last, rest)) = self.hints.split_last() else { return };
        let mut left = usize::from(area.width).saturating_sub(width(last));
        let mut shown = Vec::new();
        for hint in rest {
            if width(hint) + 3 > left {
                break;
            }
            left -= width(hint) + 3;
            shown.push(hint);
        }
        shown.push(last);
        let mut x = area.x;
        for (key, label) in shown {
            x += put(buffer, x, area.y, area.right().saturating_sub(x), key, look.theme.accent) + 1;
            x += put(buffer, x, area.y, area.right().saturating_sub(x), label, look.theme.faint) + 3;
        }
    }
}
