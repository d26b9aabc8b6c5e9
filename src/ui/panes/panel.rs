//! The panel above the bottom line: the palette, and every short list to choose from.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::ui::look::Look;
use crate::ui::widgets::{ListCursor, Motion, put, put_right};

/// Most rows that a panel takes.
const ROWS_MAX: u16 = 14;
/// What chooses a row at once, the easiest to reach first; without the letters that move and leave.
const LETTERS: &str = "asdfghlweruioptyzxcvbnm";

/// One row to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PanelRow {
    /// What it is.
    pub name: String,
    /// What stands beside it in grey.
    pub about: String,
    /// What stands at the right end: the key.
    pub key: String,
}

/// A short list to choose from.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// What is asked.
    pub title: String,
    /// The rows.
    pub rows: Vec<PanelRow>,
    /// What stands there when there are no rows.
    pub empty: &'static str,
    cursor: ListCursor,
}

impl Panel {
    /// Makes a panel.
    pub fn new(title: String, rows: Vec<PanelRow>) -> Self {
        Self { title, rows, empty: "nothing fits; Esc leaves", cursor: ListCursor::default() }
    }

    /// Puts other rows in the place of these and goes to the first.
    pub fn set_rows(&mut self, rows: Vec<PanelRow>) {
        self.rows = rows;
        self.cursor = ListCursor::default();
    }

    /// Puts other rows in the place of these; the same line stays selected.
    pub fn replace_rows(&mut self, rows: Vec<PanelRow>) {
        self.cursor.selected = self.cursor.selected.min(rows.len().saturating_sub(1));
        self.rows = rows;
    }

    /// Returns the index of the selected row.
    pub fn selected(&self) -> Option<usize> {
        (self.cursor.selected < self.rows.len()).then_some(self.cursor.selected)
    }

    /// Returns where the panel sits above the bottom line.
    pub fn area(&self, body: Rect) -> Rect {
        let height = (self.rows.len().max(1) as u16 + 2).min(ROWS_MAX + 2).min(body.height);
        Rect { y: body.bottom() - height, height, ..body }
    }

    fn visible(&self, body: Rect) -> usize {
        usize::from(self.area(body).height.saturating_sub(2)).max(1)
    }

    /// Moves; says whether anything changed.
    pub fn go(&mut self, motion: Motion, body: Rect) -> bool {
        let visible = self.visible(body);
        self.cursor.go(motion, self.rows.len(), visible)
    }

    /// Puts a letter before each row, as long as there are letters.
    #[must_use]
    pub fn lettered(mut self) -> Self {
        for (row, letter) in self.rows.iter_mut().zip(LETTERS.chars()) {
            row.name = format!("{letter}  {}", row.name);
        }
        self
    }

    /// Selects the row of a letter; says whether there is one.
    pub fn select_letter(&mut self, letter: char, body: Rect) -> bool {
        let row = LETTERS.chars().position(|known| known == letter).filter(|row| *row < self.rows.len());
        row.is_some_and(|row| {
            self.go(Motion::To(row), body);
            true
        })
    }

    /// Selects the row at a line of the screen; says whether there is one.
    pub fn click(&mut self, body: Rect, y: u16) -> bool {
        let area = self.area(body);
        let Some(line) = y.checked_sub(area.y + 2).filter(|_| y < area.bottom()) else { return false };
        let row = self.cursor.top + usize::from(line);
        if row < self.rows.len() {
            self.go(Motion::To(row), body);
        }
        row < self.rows.len()
    }

    /// Draws the panel over what lies under it.
    pub fn draw(&self, body: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        let area = self.area(body);
        ratatui::widgets::Widget::render(ratatui::widgets::Clear, area, buffer);
        put(buffer, area.x, area.y, area.width, &"─".repeat(usize::from(area.width)), look.theme.rule);
        put(buffer, area.x + 1, area.y + 1, area.width - 2, &self.title, look.theme.heading);
        let name_width = self.rows.iter().map(|row| crate::ui::measure::width(&row.name)).max().unwrap_or(0) as u16;
        let shares_line = self.rows.iter().any(|row| !row.about.is_empty());
        let name_width = if shares_line { name_width.min(area.width * 6 / 10) } else { name_width };
        if self.rows.is_empty() {
            put(buffer, area.x + 1, area.y + 2, area.width - 2, self.empty, look.theme.faint);
        }
        for line in 0..self.visible(body) {
            let row_index = self.cursor.top + line;
            let Some(row) = self.rows.get(row_index) else { break };
            let (y, selected) = (area.y + 2 + line as u16, row_index == self.cursor.selected);
            if selected {
                put(buffer, area.x, y, 1, "▌", look.theme.accent);
            }
            let key_at = put_right(buffer, area.x, y, area.width - 1, &row.key, look.theme.accent);
            let style = if selected { look.theme.heading } else { look.theme.text };
            let room = key_at.saturating_sub(area.x + 2);
            let used = put(buffer, area.x + 1, y, name_width.min(room), &row.name, style).max(name_width);
            put(buffer, area.x + 3 + used, y, key_at.saturating_sub(area.x + 4 + used), &row.about, look.theme.faint);
        }
    }
}
