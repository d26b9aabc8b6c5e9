//! The lists that stand side by side on the pages of people, of places, and in the edition.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::{Headline, PersonSummary, PlaceSummary};
use crate::ui::look::{Look, counted, thousands};
use crate::ui::widgets::{HeadlineRow, put, put_right};

/// Most columns of a list of names.
const NAMES_WIDTH_MAX: u16 = 38;
/// Fewest columns of a list of names.
const NAMES_WIDTH_MIN: u16 = 22;
/// Columns between two lists.
const GAP: u16 = 2;

/// One list of a page.
pub(super) enum Column<'a> {
    /// People under a title.
    People(&'static str, &'a [PersonSummary]),
    /// Places under a title.
    Places(&'static str, &'a [PlaceSummary]),
    /// Stories under a title.
    Stories(&'static str, &'a [Headline]),
    /// Events, each with its newest story and the number of sources.
    Events(&'static str, &'a [(Headline, u32)]),
}

impl Column<'_> {
    pub(super) fn title(&self) -> &'static str {
        match self {
            Self::People(title, _) | Self::Places(title, _) | Self::Stories(title, _) | Self::Events(title, _) => title,
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::People(_, rows) => rows.len(),
            Self::Places(_, rows) => rows.len(),
            Self::Stories(_, rows) => rows.len(),
            Self::Events(_, rows) => rows.len(),
        }
    }

    /// Returns what a row is about: the number of its person, place or story.
    pub(super) fn key(&self, row: usize) -> Option<i64> {
        match self {
            Self::People(_, rows) => rows.get(row).map(|row| row.id.0),
            Self::Places(_, rows) => rows.get(row).map(|row| row.id.0),
            Self::Stories(_, rows) => rows.get(row).map(|row| row.key.id.0),
            Self::Events(_, rows) => rows.get(row).map(|(newest, _)| newest.key.id.0),
        }
    }

    fn is_of_names(&self) -> bool {
        matches!(self, Self::People(..) | Self::Places(..))
    }

    /// Draws a row on one line; `false` when there is none.
    pub(super) fn draw_row(
        &self,
        row: usize,
        selected: bool,
        focused: bool,
        area: Rect,
        buffer: &mut Buffer,
        look: &Look<'_>,
    ) -> bool {
        match self {
            Self::Stories(_, rows) => {
                let Some(headline) = rows.get(row) else { return false };
                HeadlineRow { headline, selected, focused }.draw_line(area, buffer, look);
            }
            Self::Events(_, rows) => {
                let Some((headline, sources)) = rows.get(row) else { return false };
                let mut area = area;
                if *sources > 1 {
                    let sources = counted(*sources, "source", "sources");
                    let begins = put_right(buffer, area.x, area.y, area.width, &sources, look.theme.faint);
                    area.width = begins.saturating_sub(area.x + GAP);
                }
                HeadlineRow { headline, selected, focused }.draw_line(area, buffer, look);
            }
            Self::People(_, rows) => {
                let Some(person) = rows.get(row) else { return false };
                draw_name(&person.name, person.stories, look.theme.person, selected, area, buffer, look);
            }
            Self::Places(_, rows) => {
                let Some(place) = rows.get(row) else { return false };
                draw_name(&place.name, place.stories, look.theme.place, selected, area, buffer, look);
            }
        }
        true
    }
}

/// Returns where lists stand side by side: those of names as narrow as they may be, those of stories share the rest.
pub(super) fn side_by_side(columns: &[Column<'_>], lists: Rect) -> Vec<(usize, Rect)> {
    let narrow = (lists.width * 24 / 100).clamp(NAMES_WIDTH_MIN, NAMES_WIDTH_MAX);
    let of_names = columns.iter().filter(|column| column.is_of_names()).count() as u16;
    let gaps = GAP * (columns.len() as u16).saturating_sub(1);
    let rest = lists.width.saturating_sub(narrow * of_names + gaps);
    let wide = rest / (columns.len() as u16 - of_names).max(1);
    let mut x = lists.x;
    let place = |(index, column): (usize, &Column<'_>)| {
        let width = match (column.is_of_names(), index + 1 == columns.len()) {
            (_, true) => lists.right().saturating_sub(x),
            (true, _) => narrow,
            (false, _) => wide,
        };
        let area = Rect { x, width, ..lists };
        x += width + GAP;
        (index, area)
    };
    columns.iter().enumerate().map(place).collect()
}

fn draw_name(name: &str, stories: u32, style: Style, selected: bool, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    if selected {
        put(buffer, area.x, area.y, 1, "▌", look.theme.accent);
    }
    let begins = put_right(buffer, area.x, area.y, area.width, &thousands(stories), look.theme.faint);
    let style = if selected { style.add_modifier(ratatui::style::Modifier::BOLD) } else { style };
    put(buffer, area.x + 1, area.y, begins.saturating_sub(area.x + 2), name, style);
}
