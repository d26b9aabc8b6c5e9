//! Everybody, or every place, in the news.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::domain::{PersonId, PersonSummary, PlaceId, PlaceSummary, whereabouts};
use crate::message::{Action, IndexSort};
use crate::query::TermKind;
use crate::text::CleanText;
use crate::ui::keymap::Scope;
use crate::ui::look::{Look, thousands};
use crate::ui::widgets::{ListCursor, Motion, Pen, put, put_marked, put_right};

/// Lines above the rows.
const HEAD: u16 = 2;

/// Which index it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexKind {
    /// Of people.
    People,
    /// Of places.
    Places,
}

/// The index of people or of places.
#[derive(Clone, Debug)]
pub struct Index {
    /// Which.
    pub kind: IndexKind,
    /// What the names must hold.
    pub filter: String,
    /// The order.
    pub sort: IndexSort,
    people: Vec<PersonSummary>,
    places: Vec<PlaceSummary>,
    cursor: ListCursor,
    loaded: bool,
}

impl Index {
    /// Makes an index that waits for its rows.
    pub fn new(kind: IndexKind) -> Self {
        Self {
            kind,
            filter: String::new(),
            sort: IndexSort::default(),
            people: Vec::new(),
            places: Vec::new(),
            cursor: ListCursor::default(),
            loaded: false,
        }
    }

    fn len(&self) -> usize {
        if self.kind == IndexKind::People { self.people.len() } else { self.places.len() }
    }

    /// Takes the people; the selection stays on the same one.
    pub fn set_people(&mut self, people: Vec<PersonSummary>, area: Rect) {
        let kept = self.person().map(|(id, _)| id);
        self.people = people;
        let row = kept.and_then(|id| self.people.iter().position(|person| person.id == id));
        self.arrived(row, area);
    }

    /// Takes the places; the selection stays on the same one.
    pub fn set_places(&mut self, places: Vec<PlaceSummary>, area: Rect) {
        let kept = self.place().map(|(id, _)| id);
        self.places = places;
        let row = kept.and_then(|id| self.places.iter().position(|place| place.id == id));
        self.arrived(row, area);
    }

    fn arrived(&mut self, row: Option<usize>, area: Rect) {
        self.loaded = true;
        self.cursor.selected = row.unwrap_or(0);
        self.settle(area);
    }

    /// Brings the selection into view.
    pub fn settle(&mut self, area: Rect) {
        self.cursor.settle(self.len(), Self::visible(area));
    }

    /// Returns how many rows show.
    pub fn visible(area: Rect) -> usize {
        usize::from(area.height.saturating_sub(HEAD)).max(1)
    }

    /// Moves; says whether anything changed.
    pub fn go(&mut self, motion: Motion, area: Rect) -> bool {
        self.cursor.go(motion, self.len(), Self::visible(area))
    }

    /// Scrolls as the mouse wheel does.
    pub fn scroll(&mut self, by: isize, area: Rect) -> bool {
        self.cursor.scroll(by, self.len(), Self::visible(area))
    }

    /// Returns the row at a line of the screen, and whether it is the selected one.
    pub fn row_at(&self, area: Rect, y: u16) -> Option<(usize, bool)> {
        let line = y.checked_sub(area.y + HEAD).filter(|_| y < area.bottom())?;
        let row = self.cursor.top + usize::from(line);
        (row < self.len()).then_some((row, row == self.cursor.selected))
    }

    /// Returns the selected person, in the index of people.
    pub fn person(&self) -> Option<(PersonId, CleanText)> {
        let row = self.people.get(self.cursor.selected).filter(|_| self.kind == IndexKind::People);
        row.map(|person| (person.id, person.name.clone()))
    }

    /// Returns the selected place, in the index of places.
    pub fn place(&self) -> Option<(PlaceId, CleanText)> {
        let row = self.places.get(self.cursor.selected).filter(|_| self.kind == IndexKind::Places);
        row.map(|place| (place.id, place.name.clone()))
    }

    /// Goes to the next order.
    pub fn sort_on(&mut self) {
        self.sort = match self.sort {
            IndexSort::Stories => IndexSort::Rising,
            IndexSort::Rising => IndexSort::Name,
            IndexSort::Name => IndexSort::Stories,
        };
    }

    /// Draws the index.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>, all: u32) {
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        let title = if self.kind == IndexKind::People { "PEOPLE" } else { "PLACES" };
        let order = match (self.kind, self.sort) {
            (IndexKind::Places, _) | (_, IndexSort::Stories) => "most stories first",
            (_, IndexSort::Rising) => "rising most this week first",
            (_, IndexSort::Name) => "by name",
        };
        let count = if self.filter.is_empty() { thousands(all) } else { format!("holding “{}”", self.filter) };
        let mut pen = Pen::new(buffer, inner);
        pen.right(order, look.theme.faint);
        pen.line(&[(title, look.theme.heading), (" ", look.theme.text), (&count, look.theme.faint)]);
        pen.skip(1);
        if self.len() == 0 {
            pen.wrapped(&self.empty_words(look), look.theme.faint);
            return;
        }
        let list = pen.rest();
        for line in 0..list.height {
            let row = self.cursor.top + usize::from(line);
            if row >= self.len() {
                break;
            }
            let area = Rect { y: list.y + line, height: 1, ..list };
            self.draw_row(row, area, buffer, look);
        }
    }

    fn empty_words(&self, look: &Look<'_>) -> String {
        let key = |action| look.keymap.key_for(Scope::Index, action);
        let (who, what) = if self.kind == IndexKind::People { ("Nobody", "people") } else { ("No place", "places") };
        match (self.loaded, self.filter.is_empty()) {
            (false, _) => "Loading…".into(),
            (true, true) => {
                format!(
                    "{who} is named in any story yet. Stories bring their {what} as they are read in; {} polls now.",
                    key(Action::PollAll)
                )
            }
            (true, false) => format!(
                "{who} with “{}” in the name. {} narrows to something else, {} shows all.",
                self.filter,
                key(Action::Narrow),
                key(Action::Out)
            ),
        }
    }

    fn draw_row(&self, row: usize, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        let selected = row == self.cursor.selected;
        if selected {
            put(buffer, area.x.saturating_sub(1), area.y, 1, "▌", look.theme.accent);
        }
        let strong = if selected { Modifier::BOLD } else { Modifier::empty() };
        let numbers = 8;
        let rising = if area.width >= 56 && self.kind == IndexKind::People { 9 } else { 0 };
        let name_width = if area.width >= 72 { 36 } else { area.width.saturating_sub(numbers + rising + 1) };
        let (name, style, about, stories, kind) = match self.kind {
            IndexKind::People => {
                let person = &self.people[row];
                (
                    &person.name,
                    look.theme.person,
                    person.role.as_ref().map(ToString::to_string),
                    person.stories,
                    TermKind::PersonId(person.id),
                )
            }
            IndexKind::Places => {
                let place = &self.places[row];
                let around = whereabouts(&place.name, place.region.as_deref(), place.country.as_deref());
                (&place.name, look.theme.place, around, place.stories, TermKind::PlaceId(place.id))
            }
        };
        let name = (name.as_str(), style.add_modifier(strong));
        put_marked(buffer, (area.x, area.y), name_width, name, (look.kept(kind), style));
        let numbers_at = area.right().saturating_sub(rising + numbers).min(area.x + 84);
        let about_at = area.x + name_width + 2;
        if let Some(about) = about.filter(|_| numbers_at >= about_at + 12) {
            put(buffer, about_at, area.y, numbers_at.saturating_sub(about_at + 1), &about, look.theme.faint);
        }
        put_right(buffer, numbers_at, area.y, numbers, &thousands(stories), look.theme.text);
        if rising > 0 && self.people[row].rising != 0 {
            let change = self.people[row].rising;
            let (sign, style) = match (change > 0, look.plain) {
                (true, false) => ("▲", look.theme.new),
                (false, false) => ("▼", look.theme.faint),
                (true, true) => ("up", look.theme.new),
                (false, true) => ("down", look.theme.faint),
            };
            put_right(buffer, numbers_at + numbers, area.y, rising, &format!("{sign} {}", change.unsigned_abs()), style);
        }
    }
}
