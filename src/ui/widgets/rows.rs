//! A story as a row of a list.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{put, put_right};
use crate::domain::Headline;
use crate::ui::look::Look;
use crate::ui::measure;

/// Returns the mark of a story: starred, read, or nothing.
pub fn mark_of(headline: &Headline) -> &'static str {
    match (headline.starred, headline.unread) {
        (true, _) => "★",
        (false, false) => "·",
        (false, true) => " ",
    }
}

/// One row of a list of stories.
#[derive(Clone, Copy, Debug)]
pub struct HeadlineRow<'a> {
    /// The story.
    pub headline: &'a Headline,
    /// Whether it is the selected one.
    pub selected: bool,
    /// Whether the list takes the keys.
    pub focused: bool,
}

impl HeadlineRow<'_> {
    /// Draws the row: a mark, the title over two lines, then source and age at the right end of the last line.
    ///
    /// With three lines the last two hold the sentence of the search's hit.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        self.marks(area, buffer, look);
        let text = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        let style = self.title_style(look);
        let last = area.height.saturating_sub(1);
        let source = self.source(look, text.width);
        let begins = put_right(buffer, text.x, area.y + last, text.width, &source, look.theme.faint);
        let room = begins.saturating_sub(text.x + 2);
        if let Some(snippet) = self.headline.snippet.as_ref().filter(|_| area.height >= 3) {
            put(buffer, text.x, area.y, text.width, &self.headline.title, style);
            two_lines(buffer, Rect { y: area.y + 1, height: last, ..text }, room, snippet, look.theme.faint);
        } else {
            two_lines(buffer, text, room, &self.headline.title, style);
        }
    }

    /// Draws the row on a single line, as the pages of people and places do.
    pub fn draw_line(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        self.marks(Rect { height: 1, ..area }, buffer, look);
        let text = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
        let source = if text.width >= 44 { self.source(look, text.width) } else { look.age(self.headline.key.at) };
        let begins = put_right(buffer, text.x, area.y, text.width, &source, look.theme.faint);
        put(buffer, text.x, area.y, begins.saturating_sub(text.x + 2), &self.headline.title, self.title_style(look));
    }

    fn marks(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        let mark = mark_of(self.headline);
        let mark_style = if self.headline.starred { look.theme.star } else { look.theme.faint };
        if !self.selected {
            put(buffer, area.x, area.y, 1, mark, mark_style);
            return;
        }
        let style = if self.focused { look.theme.accent } else { look.theme.faint };
        put(buffer, area.x, area.y, 1, "▌", style);
        for row in 1..area.height {
            let (sign, style) = if row == 1 && mark != " " { (mark, mark_style) } else { ("▌", style) };
            put(buffer, area.x, area.y + row, 1, sign, style);
        }
    }

    fn title_style(&self, look: &Look<'_>) -> Style {
        let style = if self.headline.unread { look.theme.text } else { look.theme.read };
        if self.selected { style.add_modifier(Modifier::BOLD) } else { style }
    }

    /// Source and age; the source gives way first.
    fn source(&self, look: &Look<'_>, width: u16) -> String {
        let age = look.age(self.headline.key.at);
        let later = if self.headline.later { "later · " } else { "" };
        let room = (usize::from(width) * 6 / 10).saturating_sub(measure::width(&age) + measure::width(later) + 3);
        format!("{later}{} · {age}", measure::truncate(&self.headline.feed_title, room.max(4)))
    }
}

/// Writes a text over two lines (or one); the last one has only `room` columns.
fn two_lines(buffer: &mut Buffer, area: Rect, room: u16, text: &str, style: Style) {
    if area.height < 2 {
        put(buffer, area.x, area.y, room, text, style);
        return;
    }
    let lines = measure::wrap(text, usize::from(area.width.max(1)));
    if let Some(first) = lines.first() {
        put(buffer, area.x, area.y, area.width, first, style);
    }
    if lines.len() > 1 {
        put(buffer, area.x, area.y + 1, room, &lines[1..].join(" "), style);
    }
}
