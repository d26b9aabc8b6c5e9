//! The page of a person, of a place, or of what came lately: names and stories in lists side by side.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::edition::{self, EditionAsked};
use super::page_lists::{Column, side_by_side};
use crate::domain::{Edition, Headline, PersonId, PersonPage, PlaceId, PlacePage, perhaps, whereabouts};
use crate::query::TermKind;
use crate::text::CleanText;
use crate::ui::look::{Look, counted, thousands};
use crate::ui::screen::{Breadth, breadth};
use crate::ui::widgets::{Dot, ListCursor, Motion, Pen, WorldMap, map_height, put, spark, spark_days};

/// Days of the long sparkline.
const DAYS: usize = 90;

/// What a page tells.
#[derive(Clone, Debug)]
pub enum PageBody {
    /// Of a person; `None` until it is read.
    Person(PersonId, Option<Arc<PersonPage>>),
    /// Of a place; `None` until it is read.
    Place(PlaceId, Option<Arc<PlacePage>>),
    /// Of what came lately.
    Edition(EditionAsked, Option<Arc<Edition>>),
}

/// What is selected on a page.
#[derive(Clone, Debug, PartialEq)]
pub enum NamePageItem {
    /// A person and their name.
    Person(PersonId, CleanText),
    /// A place and its name.
    Place(PlaceId, CleanText),
    /// A story.
    Story(Box<Headline>),
    /// An event that several sources tell of, by its newest story.
    Event(Box<Headline>),
}

/// The page of a person or of a place.
#[derive(Clone, Debug)]
pub struct NamePage {
    /// What it tells.
    pub body: PageBody,
    name: CleanText,
    column: usize,
    cursors: [ListCursor; 3],
}

impl NamePage {
    /// Makes a page that waits to be read; the name is known from where the reader comes.
    pub fn new(body: PageBody, name: CleanText) -> Self {
        let column = match body {
            PageBody::Person(..) => 2,
            PageBody::Place(..) => 1,
            PageBody::Edition(..) => 0,
        };
        Self { body, name, column, cursors: [ListCursor::default(); 3] }
    }

    /// Returns the name of the person or place.
    pub fn name(&self) -> &CleanText {
        match &self.body {
            PageBody::Person(_, Some(page)) => &page.name,
            PageBody::Place(_, Some(page)) => &page.place.name,
            _ => &self.name,
        }
    }

    /// Takes what the page tells as it is now; what is selected in each list stays so, and on its line of the screen,
    /// unless the list stood at its top: there what is new shows.
    pub fn set(&mut self, body: PageBody) {
        let cursors = self.cursors;
        let kept: Vec<_> = self.columns().iter().zip(cursors).map(|(column, cursor)| column.key(cursor.selected)).collect();
        self.body = body;
        let rows: Vec<Option<usize>> = self
            .columns()
            .iter()
            .zip(kept)
            .map(|(column, kept)| (0..column.len()).find(|row| kept.is_some() && column.key(*row) == kept))
            .collect();
        for (cursor, row) in self.cursors.iter_mut().zip(rows) {
            if let Some(row) = row {
                if cursor.top > 0 {
                    cursor.top = (cursor.top + row).saturating_sub(cursor.selected);
                }
                cursor.selected = row;
            }
        }
    }

    fn columns(&self) -> Vec<Column<'_>> {
        match &self.body {
            PageBody::Person(_, Some(page)) => vec![
                Column::People("TOGETHER WITH", &page.together),
                Column::Places("PLACES", &page.places),
                Column::Stories("STORIES", &page.newest),
            ],
            PageBody::Place(_, Some(page)) => {
                vec![Column::People("PEOPLE", &page.people), Column::Stories("STORIES", &page.newest)]
            }
            PageBody::Edition(_, Some(edition)) => edition::columns(edition).into(),
            _ => Vec::new(),
        }
    }

    /// Goes to the list at the left or right; says whether there is one.
    pub fn slide(&mut self, by: isize) -> bool {
        let columns = self.columns().len();
        match self.column.checked_add_signed(by) {
            Some(column) if column < columns => {
                self.column = column;
                true
            }
            _ => false,
        }
    }

    /// Moves in the list; says whether anything changed.
    pub fn go(&mut self, motion: Motion, area: Rect, look: &Look<'_>) -> bool {
        let rows = self.columns().get(self.column).map_or(0, Column::len);
        let visible = self.visible(area, look);
        self.cursors[self.column].go(motion, rows, visible)
    }

    /// Brings the selection into view after the page or the size changed.
    pub fn settle(&mut self, area: Rect, look: &Look<'_>) {
        let rows: Vec<usize> = self.columns().iter().map(Column::len).collect();
        let visible = self.visible(area, look);
        for (cursor, rows) in self.cursors.iter_mut().zip(rows) {
            cursor.settle(rows, visible);
        }
    }

    /// Returns how many rows of a list show.
    pub fn visible(&self, area: Rect, look: &Look<'_>) -> usize {
        usize::from(self.lists_area(area, look).height.saturating_sub(1)).max(1)
    }

    /// Returns what is selected.
    pub fn selected(&self) -> Option<NamePageItem> {
        let row = self.cursors[self.column].selected;
        match self.columns().get(self.column)? {
            Column::People(_, rows) => rows.get(row).map(|row| NamePageItem::Person(row.id, row.name.clone())),
            Column::Places(_, rows) => rows.get(row).map(|row| NamePageItem::Place(row.id, row.name.clone())),
            Column::Stories(_, rows) => rows.get(row).map(|row| NamePageItem::Story(Box::new(row.clone()))),
            Column::Events(_, rows) => rows.get(row).map(|(newest, sources)| {
                let newest = Box::new(newest.clone());
                if *sources > 1 { NamePageItem::Event(newest) } else { NamePageItem::Story(newest) }
            }),
        }
    }

    /// Selects what stands at a place of the screen; says whether it was selected before.
    pub fn click(&mut self, area: Rect, look: &Look<'_>, x: u16, y: u16) -> Option<bool> {
        let lists = self.lists_area(area, look);
        let before = (self.column, self.cursors);
        let (column, _) = self.column_areas(lists, look).into_iter().find(|(_, area)| (area.x..area.right()).contains(&x))?;
        let line = usize::from(y.checked_sub(lists.y + 1).filter(|_| y < lists.bottom())?);
        let rows = self.columns().get(column).map_or(0, Column::len);
        let row = self.cursors[column].top + line;
        if row >= rows {
            return None;
        }
        self.column = column;
        self.cursors[column].go(Motion::To(row), rows, usize::from(lists.height.saturating_sub(1)).max(1));
        Some(before == (self.column, self.cursors))
    }

    fn head(&self, look: &Look<'_>) -> Vec<String> {
        let join = |names: &[CleanText]| names.iter().take(6).map(CleanText::as_str).collect::<Vec<_>>().join(" · ");
        let mut lines = Vec::new();
        match &self.body {
            PageBody::Person(_, Some(page)) => {
                if !page.aliases.is_empty() {
                    lines.push(format!("also as: {}", join(&page.aliases)));
                }
                let roles = page.roles.iter().take(4).map(|(role, count)| format!("{role} ({count})")).collect::<Vec<_>>();
                if !roles.is_empty() {
                    lines.push(roles.join(" · "));
                }
                lines.push(format!(
                    "first seen {} · {} · {}",
                    look.date(page.first_seen),
                    counted(page.stories, "story", "stories"),
                    counted(page.sources, "source", "sources")
                ));
            }
            PageBody::Place(_, Some(page)) => {
                if !page.aliases.is_empty() {
                    lines.push(format!("also as: {}", join(&page.aliases)));
                }
                let place = &page.place;
                let around = whereabouts(&place.name, place.region.as_deref(), place.country.as_deref());
                let doubtful = is_doubtful(page);
                let around =
                    if doubtful { Some(perhaps(&place.name, place.region.as_deref(), place.country.as_deref())) } else { around };
                let mut facts: Vec<String> = around.into_iter().collect();
                if let (Some(lat), Some(lon)) = (page.place.lat, page.place.lon) {
                    facts.push(degrees(lat, lon));
                }
                facts.push(counted(page.place.stories, "story", "stories"));
                if let Some(within) = page.within.filter(|within| *within > page.place.stories) {
                    facts.push(format!("{} with the places in it", thousands(within)));
                }
                if page.unsure > 0 && !doubtful {
                    facts.push(format!("{} of them perhaps of another {}", thousands(page.unsure), page.place.name));
                }
                lines.push(facts.join(" · "));
            }
            PageBody::Edition(span, Some(edition)) => lines.push(edition::head(span.span, edition, look)),
            _ => lines.push("Loading…".into()),
        }
        lines
    }

    /// Returns where the lists stand: below the name, what is known, and the bars of ninety days where there is room.
    fn lists_area(&self, area: Rect, look: &Look<'_>) -> Rect {
        let head = 1 + self.head(look).len() as u16;
        let bars = if area.height >= 18 && !look.plain && matches!(self.body, PageBody::Person(..)) { 2 } else { 0 };
        let above = (head + bars + 1).min(area.height);
        Rect { y: area.y + above, height: area.height - above, width: area.width.saturating_sub(1), ..area }
    }

    /// Returns the lists that show, each with its area: all side by side, or on a narrow screen the one in use.
    fn column_areas(&self, lists: Rect, look: &Look<'_>) -> Vec<(usize, Rect)> {
        let count = self.columns().len();
        if look.plain || breadth(lists.width + 1) == Breadth::Narrow || count < 2 {
            return vec![(self.column, lists)];
        }
        side_by_side(&self.columns(), lists)
    }

    /// Draws the page.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        let mut pen = Pen::new(buffer, inner);
        let (style, kept) = match self.body {
            PageBody::Person(id, _) => (look.theme.person, look.kept(TermKind::PersonId(id))),
            PageBody::Place(id, _) => (look.theme.place, look.kept(TermKind::PlaceId(id))),
            PageBody::Edition(..) => (look.theme.heading, ""),
        };
        pen.line(&[(self.name(), style.add_modifier(Modifier::BOLD)), (kept, style)]);
        for line in self.head(look) {
            pen.line(&[(&line, look.theme.faint)]);
        }
        if let PageBody::Person(_, Some(page)) = &self.body
            && area.height >= 18
            && !look.plain
        {
            let today = look.today();
            let bars = spark(&spark_days(&page.days, today, DAYS), usize::from(inner.width.saturating_sub(10)));
            pen.skip(1);
            pen.line(&[(&bars, look.theme.person), ("  90 days", look.theme.faint)]);
        }
        let lists = self.lists_area(area, look);
        let areas = self.column_areas(lists, look);
        if areas.len() == 1 && self.columns().len() > 1 {
            self.draw_tabs(lists, buffer, look);
        }
        for (index, area) in &areas {
            if let Some(column) = self.columns().get(*index) {
                self.draw_column(*index, column, *area, buffer, look, areas.len() > 1);
            }
        }
        self.draw_map(area, lists, buffer, look);
    }

    /// On a narrow screen one line names all lists, the one that shows in bold.
    fn draw_tabs(&self, lists: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        let mut x = lists.x + 1;
        for (index, column) in self.columns().iter().enumerate() {
            let style = if index == self.column { look.theme.heading } else { look.theme.faint };
            let shown = index == self.column && look.plain;
            let title = if shown { format!("[{}]", column.title()) } else { column.title().to_owned() };
            x += put(buffer, x, lists.y, lists.right().saturating_sub(x), &title, style) + 3;
        }
    }

    fn draw_column(&self, index: usize, column: &Column<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>, titled: bool) {
        let focused = index == self.column;
        if titled {
            let style = if focused { look.theme.heading } else { look.theme.faint };
            put(buffer, area.x + 1, area.y, area.width.saturating_sub(1), column.title(), style);
        }
        let cursor = self.cursors[index];
        for line in 0..area.height.saturating_sub(1) {
            let row = cursor.top + usize::from(line);
            let area = Rect { y: area.y + 1 + line, height: 1, ..area };
            let selected = focused && row == cursor.selected;
            if !column.draw_row(row, selected, focused, area, buffer, look) {
                break;
            }
        }
        if column.len() == 0 {
            let below = Rect { x: area.x + 1, y: area.y + 1, width: area.width.saturating_sub(2), height: area.height.min(4) };
            let words = if matches!(self.body, PageBody::Edition(..)) { edition::nothing(index) } else { "none yet" };
            Pen::new(buffer, below).wrapped(words, look.theme.faint);
        }
    }

    /// Draws where a place is, at the bottom left, where the list of people leaves room for it.
    fn draw_map(&self, area: Rect, lists: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        let PageBody::Place(_, Some(page)) = &self.body else { return };
        let (Some(lat), Some(lon)) = (page.place.lat, page.place.lon) else { return };
        let areas = self.column_areas(lists, look);
        let Some((_, column)) = areas.first().filter(|_| areas.len() > 1) else { return };
        let height = map_height(column.width);
        if lists.height < page.people.len().min(12) as u16 + 3 + height {
            return;
        }
        let map = Rect { y: area.bottom() - height, height, ..*column };
        for y in map.y..map.bottom() {
            put(buffer, map.x, y, map.width, &" ".repeat(usize::from(map.width)), look.theme.text);
        }
        WorldMap { theme: look.theme, places: &[], selected: Some(Dot::new(lat, lon, !is_doubtful(page)).selected()) }
            .draw(map, buffer);
    }
}

/// Says whether no story is certain to mean this place.
fn is_doubtful(page: &PlacePage) -> bool {
    page.unsure > 0 && page.unsure >= page.place.stories
}

/// Writes where a place is as an atlas does: `46.2° N, 6.1° E`.
fn degrees(lat: f64, lon: f64) -> String {
    let north = if lat < 0.0 { 'S' } else { 'N' };
    let east = if lon < 0.0 { 'W' } else { 'E' };
    format!("{:.1}° {north}, {:.1}° {east}", lat.abs(), lon.abs())
}
