//! Putting text on the screen: always shortened to its room, never a control character in a cell.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::ui::measure;

/// Writes a text at a place of the screen, shortened to `width` columns; returns the columns used.
pub fn put(buffer: &mut Buffer, x: u16, y: u16, width: u16, text: &str, style: Style) -> u16 {
    if !buffer.area.contains((x, y).into()) || width == 0 {
        return 0;
    }
    let shown = measure::truncate(text, usize::from(width));
    // `set_stringn` leaves out control characters, which cells themselves would let through to the terminal.
    let (end, _) = buffer.set_stringn(x, y, shown, usize::from(width), style);
    end - x
}

/// Writes a name and what stands behind it, in `width` columns; where there is not room for both, the name is shortened.
pub fn put_marked(buffer: &mut Buffer, at: (u16, u16), width: u16, name: (&str, Style), mark: (&str, Style)) {
    let room = width.saturating_sub(measure::width(mark.0) as u16);
    let used = put(buffer, at.0, at.1, room, name.0, name.1);
    put(buffer, at.0 + used, at.1, width - used, mark.0, mark.1);
}

/// Writes a text at the right end of a stretch of a line; returns the column where it begins.
pub fn put_right(buffer: &mut Buffer, x: u16, y: u16, width: u16, text: &str, style: Style) -> u16 {
    let shown = measure::truncate(text, usize::from(width));
    let used = (measure::width(&shown) as u16).min(width);
    put(buffer, x + width - used, y, used, &shown, style);
    x + width - used
}

/// Draws the thin rule between two panes.
pub fn rule_down(buffer: &mut Buffer, x: u16, y: u16, height: u16, style: Style) {
    for row in y..y + height {
        put(buffer, x, row, 1, "│", style);
    }
}

/// Draws the thin rule above the bottom line, joined to the rules between panes.
pub fn rule_across(buffer: &mut Buffer, y: u16, width: u16, joints: &[u16], style: Style) {
    let line: String = (0..width).map(|x| if joints.contains(&x) { '┴' } else { '─' }).collect();
    put(buffer, 0, y, width, &line, style);
}

/// Writes line under line into an area and stops at its end.
pub struct Pen<'a> {
    buffer: &'a mut Buffer,
    area: Rect,
    row: u16,
}

impl<'a> Pen<'a> {
    /// Begins at the top of an area.
    pub fn new(buffer: &'a mut Buffer, area: Rect) -> Self {
        Self { buffer, area, row: 0 }
    }

    /// Leaves lines empty.
    pub fn skip(&mut self, lines: u16) {
        self.row = self.row.saturating_add(lines);
    }

    /// Returns how many lines are left.
    pub fn left(&self) -> u16 {
        self.area.height.saturating_sub(self.row)
    }

    /// Writes a line of stretches, each in its style.
    pub fn line(&mut self, parts: &[(&str, Style)]) {
        if self.row < self.area.height {
            let y = self.area.y + self.row;
            let end = self.area.right();
            let mut x = self.area.x;
            for (text, style) in parts {
                x += put(self.buffer, x, y, end - x, text, *style);
            }
        }
        self.row = self.row.saturating_add(1);
    }

    /// Writes a text over as many lines as it takes.
    pub fn wrapped(&mut self, text: &str, style: Style) {
        for line in measure::wrap(text, usize::from(self.area.width.max(1))) {
            self.line(&[(&line, style)]);
        }
    }

    /// Writes a text at the right end of the line that comes next, without going on.
    pub fn right(&mut self, text: &str, style: Style) {
        if self.row < self.area.height {
            put_right(self.buffer, self.area.x, self.area.y + self.row, self.area.width, text, style);
        }
    }

    /// Returns what is left of the area.
    pub fn rest(&self) -> Rect {
        let row = self.row.min(self.area.height);
        Rect { y: self.area.y + row, height: self.area.height - row, ..self.area }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Position;

    use super::*;

    #[test]
    fn a_name_without_room_is_shortened_and_keeps_its_mark() {
        for (width, shown) in [(20, "Ines Okafor ◆"), (13, "Ines Okafor ◆"), (12, "Ines Okaf… ◆"), (2, " ◆")] {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 24, 1));
            put_marked(&mut buffer, (0, 0), width, ("Ines Okafor", Style::new()), (" ◆", Style::new()));
            let line: String = (0..24).map(|x| buffer[Position::new(x, 0)].symbol()).collect();
            assert_eq!(line.trim_end(), shown, "{width}");
        }
    }
}
