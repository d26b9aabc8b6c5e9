//! A story as a row of a list.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{put, put_right};
use crate::domain::{Fold, Headline};
use crate::ui::look::Look;
use crate::ui::{measure, plain};

/// Returns the mark of a story: starred, followed, read, or nothing.
pub fn mark_of(headline: &Headline) -> &'static str {
    match headline {
        Headline { starred: true, .. } => "★",
        Headline { followed: true, unread: true, .. } => "◆",
        Headline { followed: true, .. } => "◇",
        Headline { unread: false, .. } => "·",
        _ => " ",
    }
}

/// Columns that source and age keep whatever the length of the title.
const SOURCE_MIN: u16 = 12;
/// Columns that say how many others carry a report.
const OTHERS: u16 = 5;
/// How far the rows that were unfolded stand in.
const UNDER: u16 = 2;
/// From this width on a row of one line names its source.
const WIDTH_WITH_SOURCE: u16 = 62;

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
        let inset = 1 + if matches!(self.headline.fold, Fold::Under(_)) { UNDER } else { 0 };
        let text = Rect { x: area.x + inset, width: area.width.saturating_sub(inset + 1), ..area };
        let title = self.title(look);
        let style = self.title_style(look);
        let snippet = self.headline.snippet.as_ref().filter(|_| area.height >= 3);
        let snippet = snippet.map(|snippet| around_hit(snippet, usize::from(text.width)));
        let last = area.height.saturating_sub(1).min(if snippet.is_some() { 2 } else { 1 });
        let (words, words_style, above) = match &snippet {
            Some(snippet) => (&**snippet, look.theme.faint, 1),
            None => (&*title, style, 0),
        };
        if snippet.is_some() {
            put(buffer, text.x, area.y, text.width, &title, style);
        }
        let (first, rest) = measure::first_line(words, usize::from(text.width.max(1)));
        // The words go before the source, which gives way down to a few letters.
        let left = text.width.saturating_sub(measure::width(rest) as u16 + 2);
        let least = SOURCE_MIN + if matches!(self.headline.fold, Fold::First { open: false, .. }) { OTHERS } else { 0 };
        let source = self.source(look, left.clamp((text.width / 2).min(least), text.width * 7 / 10));
        let begins = put_right(buffer, text.x, area.y + last, text.width, &source, look.theme.faint);
        if last > above {
            let mut hits = Hits { style: words_style, inside: false };
            hits.put(buffer, text.x, area.y + above, text.width, first);
            hits.put(buffer, text.x, area.y + last, begins.saturating_sub(text.x + 2), rest);
        } else {
            put(buffer, text.x, area.y, begins.saturating_sub(text.x + 2), words, words_style);
        }
    }

    /// Draws the row on a single line, as the pages of people and places do.
    pub fn draw_line(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        self.marks(Rect { height: 1, ..area }, buffer, look);
        let text = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
        let source =
            if text.width >= WIDTH_WITH_SOURCE { self.source(look, text.width / 3) } else { look.age(self.headline.key.at) };
        let begins = put_right(buffer, text.x, area.y, text.width, &source, look.theme.faint);
        put(buffer, text.x, area.y, begins.saturating_sub(text.x + 2), &self.title(look), self.title_style(look));
    }

    fn marks(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        let mark = if look.plain { " " } else { mark_of(self.headline) };
        let mark_style = match self.headline {
            Headline { starred: true, .. } => look.theme.star,
            Headline { followed: true, .. } => look.theme.person,
            _ => look.theme.faint,
        };
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

    /// The title; on a plain screen after the words that say what the marks say elsewhere.
    fn title(&self, look: &Look<'_>) -> Cow<'_, str> {
        let title = self.headline.title.as_str();
        if look.plain { format!("{}: {title}", plain::state_of(self.headline)).into() } else { title.into() }
    }

    fn title_style(&self, look: &Look<'_>) -> Style {
        let style = if self.headline.unread { look.theme.text } else { look.theme.read };
        if self.selected { style.add_modifier(Modifier::BOLD) } else { style }
    }

    /// Source and age in a width, and how many others carry the report; the source gives way.
    fn source(&self, look: &Look<'_>, width: u16) -> String {
        let mut age = look.age(self.headline.key.at);
        if let Fold::First { others, open: false } = &self.headline.fold {
            let others = others.len();
            age += if look.plain { " · and " } else { " · +" };
            age += &others.to_string();
            age += if look.plain { " more" } else { "" };
        }
        let later = if self.headline.later && !look.plain { "later · " } else { "" };
        let room = usize::from(width).saturating_sub(measure::width(&age) + measure::width(later) + 3);
        format!("{later}{} · {age}", measure::truncate(&self.headline.feed_title, room.max(4)))
    }
}

/// Cuts the beginning of a sentence whose hit would otherwise stand further in than half a line.
fn around_hit(snippet: &str, columns: usize) -> Cow<'_, str> {
    let hit = snippet.find(Headline::HIT_MARKS[0]).unwrap_or_default();
    let words = snippet[..hit].match_indices(' ').map(|(at, _)| at + 1);
    let begin = std::iter::once(0).chain(words).find(|begin| measure::width(&snippet[*begin..hit]) <= columns / 2);
    match begin.unwrap_or(hit) {
        0 => snippet.into(),
        begin => format!("…{}", &snippet[begin..]).into(),
    }
}

/// Writes the sentence of a search's hit: the marks around a hit are not shown, what stands between them is bold.
struct Hits {
    style: Style,
    inside: bool,
}

impl Hits {
    fn put(&mut self, buffer: &mut Buffer, x: u16, y: u16, width: u16, text: &str) {
        let [open, close] = Headline::HIT_MARKS;
        let shown = measure::truncate(text, usize::from(width));
        let mut at = x;
        for part in shown.split_inclusive([open, close]) {
            let words = part.trim_end_matches([open, close]);
            let style = if self.inside { self.style.add_modifier(Modifier::BOLD) } else { self.style };
            at += put(buffer, at, y, (x + width).saturating_sub(at), words, style);
            match part.chars().next_back() {
                Some(last) if last == open => self.inside = true,
                Some(last) if last == close => self.inside = false,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hit_of_a_search_stands_in_the_first_line() {
        let sentence = "Foreign Minister Drita Malaveci comes home with a school for forty ⟦pilots⟧, to be built in Vlorë.";
        assert_eq!(around_hit(sentence, 30), "…for forty ⟦pilots⟧, to be built in Vlorë.");
        assert_eq!(around_hit("Two ⟦pilots⟧ wait.", 30), "Two ⟦pilots⟧ wait.");
        assert_eq!(around_hit("Donaudampfschifffahrtsgesellschaft⟦en⟧", 8), "…⟦en⟧");
        assert_eq!(around_hit("No hit in here at all", 8), "No hit in here at all");
    }
}
