//! Every key of the place from which help was asked.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::ui::keymap::{Keymap, Scope};
use crate::ui::look::Look;
use crate::ui::measure;
use crate::ui::widgets::{ListCursor, Motion, put};

/// Columns of the keys, and of one column of help in all.
const KEYS: u16 = 20;
const COLUMN: u16 = 66;
/// Lines above the keys.
const HEAD: u16 = 2;

/// The help.
#[derive(Clone, Debug)]
pub struct Help {
    title: &'static str,
    lines: Vec<(String, &'static str)>,
    cursor: ListCursor,
}

impl Help {
    /// Makes the help of a place.
    pub fn new(keymap: &Keymap, scope: Scope) -> Self {
        let lines = keymap.listing(scope).into_iter().map(|(action, keys)| (keys.join(" "), scope.help(action))).collect();
        Self { title: scope.place(), lines, cursor: ListCursor::default() }
    }

    fn columns(area: Rect) -> u16 {
        ((area.width.saturating_sub(2)) / COLUMN).max(1)
    }

    /// Returns how many lines show in one column.
    pub fn visible(area: Rect) -> usize {
        usize::from(area.height.saturating_sub(HEAD)).max(1)
    }

    /// Scrolls; says whether anything changed.
    pub fn go(&mut self, motion: Motion, area: Rect) -> bool {
        let rows = self.lines.len().div_ceil(usize::from(Self::columns(area)));
        let by = match motion {
            Motion::By(by) => by,
            Motion::Top | Motion::To(_) => -(rows as isize),
            Motion::Bottom => rows as isize,
        };
        let before = self.cursor.top;
        self.cursor.scroll(by, rows, Self::visible(area));
        self.cursor.top != before
    }

    /// Draws the help.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        let used = put(buffer, area.x + 1, area.y, area.width - 1, "KEYS ", look.theme.heading);
        put(buffer, area.x + 1 + used, area.y, area.width.saturating_sub(1 + used), self.title, look.theme.faint);
        let columns = Self::columns(area);
        let rows = self.lines.len().div_ceil(usize::from(columns));
        let width = (area.width.saturating_sub(2)) / columns;
        for column in 0..columns {
            for line in 0..Self::visible(area) {
                let row = self.cursor.top + line;
                let Some((keys, help)) = self.lines.get(usize::from(column) * rows + row).filter(|_| row < rows) else { break };
                let (x, y) = (area.x + 1 + column * width, area.y + HEAD + line as u16);
                let used = put(buffer, x, y, (measure::width(keys) as u16).min(width), keys, look.theme.accent);
                let at = used.max(KEYS - 2) + 2;
                put(buffer, x + at, y, width.saturating_sub(at + 1), help, look.theme.text);
            }
        }
    }
}
