//! People and places beside the story, the map under them, and the stories that name the selected person.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::domain::{EntryId, Headline, PersonId, Story, StoryPerson, StoryPlace, perhaps};
use crate::query::TermKind;
use crate::text::display_width;
use crate::ui::look::{Look, thousands};
use crate::ui::plain::state_of;
use crate::ui::widgets::{Dot, ListCursor, Motion, WorldMap, map_height, put, put_marked, put_right, spark};

/// Columns of the number of mentions in the story, and of the number of stories in all.
const HERE: u16 = 5;
const ALL: u16 = 7;
/// Days of the sparkline.
const DAYS: u16 = 14;
/// Narrowest pane that has room for the sparkline beside the role.
const WIDTH_WITH_SPARK: u16 = 27;

/// The stories that name a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// Who.
    pub person: PersonId,
    /// The newest of them, the newest first.
    pub rows: Arc<Vec<Headline>>,
    /// The open story and its place among them, when that is known without them.
    pub rank: Option<(EntryId, u32)>,
}

/// What can be selected in the pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BesideItem {
    /// A person of the story, by index.
    Person(usize),
    /// A place of the story, by index.
    Place(usize),
    /// A related story, by index.
    Related(usize),
}

/// A line of the upper part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    People,
    Person(usize),
    Role(usize),
    Blank,
    Places,
    Place(usize),
    /// What is not certain of a place.
    Doubt(usize),
    Words(&'static str),
    /// The language of the story, in which no names are looked for.
    Foreign,
    /// How many further people, or places, are left out.
    More(u32),
    /// How far the story was read for names, in KiB.
    ReadTo(u64),
}

/// How the pane is shared out.
struct Plan {
    names: Rect,
    map: Option<Rect>,
    related: Option<Rect>,
}

/// People and places beside the story.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    cursor: usize,
    person: Option<PersonId>,
    related: Option<Related>,
}

impl Beside {
    /// Takes the names of another story; the selected person stays selected if the story names them.
    pub fn set_story(&mut self, story: &Story) {
        let kept = self.person.and_then(|id| story.people.iter().position(|person| person.id == id));
        self.cursor = kept.unwrap_or(0);
        self.person = story.people.get(kept.unwrap_or(0)).map(|person| person.id);
        if self.related.as_ref().map(|related| related.person) != self.person {
            self.related = None;
        }
    }

    /// Takes the names of the same story anew: what is selected stays so.
    pub fn renew(&mut self, before: &Story, story: &Story) {
        let selected = self.selected(before).and_then(|item| match item {
            BesideItem::Person(index) => {
                let id = before.people[index].id;
                story.people.iter().position(|person| person.id == id).map(BesideItem::Person)
            }
            BesideItem::Place(index) => {
                let id = before.places[index].id;
                story.places.iter().position(|place| place.id == id).map(BesideItem::Place)
            }
            BesideItem::Related(_) => Some(item),
        });
        self.set_story(story);
        if let Some(item) = selected.filter(|item| self.related.is_some() || !matches!(item, BesideItem::Related(_))) {
            self.select(story, item);
        }
    }

    /// Returns the selected person: the one stood on, or the last one that was.
    pub fn person<'a>(&self, story: &'a Story) -> Option<&'a StoryPerson> {
        story.people.iter().find(|person| Some(person.id) == self.person)
    }

    /// Returns the stories of the selected person.
    pub fn related(&self) -> Option<&Related> {
        self.related.as_ref()
    }

    /// Forgets the stories of the selected person, which are not theirs any more.
    pub fn forget_related(&mut self) {
        self.related = None;
    }

    /// Takes the stories of a person, if that is still the selected one and these are news; says whether they were taken.
    pub fn set_related(&mut self, person: PersonId, rows: Vec<Headline>, story: &Story) -> bool {
        let before = self.related.as_ref().filter(|related| related.person == person);
        if self.person != Some(person) || before.is_some_and(|related| *related.rows == rows) {
            return false;
        }
        let place = |id: EntryId| rows.iter().position(|row| row.key.id == id);
        let rank = before.and_then(|related| related.rank).filter(|(id, _)| place(*id).is_none());
        let selected = match (self.selected(story), before) {
            (Some(BesideItem::Related(index)), Some(related)) => related.rows.get(index).and_then(|row| place(row.key.id)),
            _ => None,
        };
        self.related = Some(Related { person, rows: Arc::new(rows), rank });
        if let Some(index) = selected {
            self.select(story, BesideItem::Related(index));
        }
        true
    }

    /// Takes the place of a story among those of the selected person.
    pub fn set_rank(&mut self, person: PersonId, story: EntryId, rank: u32) {
        match &mut self.related {
            Some(related) if related.person == person => related.rank = Some((story, rank)),
            _ => self.related = Some(Related { person, rows: Arc::default(), rank: Some((story, rank)) }),
        }
        self.person = Some(person);
    }

    /// Says whether the related stories of the selected person are still to be had.
    pub fn wants_related(&self) -> Option<PersonId> {
        let person = self.person?;
        (self.related.as_ref().is_none_or(|related| related.person != person || related.rows.is_empty())).then_some(person)
    }

    fn items(&self, story: &Story) -> usize {
        story.people.len() + story.places.len() + self.related.as_ref().map_or(0, |related| related.rows.len())
    }

    /// Returns what is selected.
    pub fn selected(&self, story: &Story) -> Option<BesideItem> {
        let (people, places) = (story.people.len(), story.places.len());
        match self.cursor {
            index if index < people => Some(BesideItem::Person(index)),
            index if index < people + places => Some(BesideItem::Place(index - people)),
            index if index < self.items(story) => Some(BesideItem::Related(index - people - places)),
            _ => None,
        }
    }

    /// Selects a person or place of the story, as when the reader stands on the name in the text.
    pub fn select(&mut self, story: &Story, item: BesideItem) {
        self.cursor = match item {
            BesideItem::Person(index) => index,
            BesideItem::Place(index) => story.people.len() + index,
            BesideItem::Related(index) => story.people.len() + story.places.len() + index,
        };
        self.note_person(story);
    }

    /// Moves the selection; says whether anything changed.
    pub fn go(&mut self, story: &Story, motion: Motion) -> bool {
        let items = self.items(story);
        let mut cursor = ListCursor { selected: self.cursor, top: 0 };
        cursor.go(motion, items, items.max(1));
        let changed = cursor.selected != self.cursor;
        self.cursor = cursor.selected;
        self.note_person(story);
        changed
    }

    fn note_person(&mut self, story: &Story) {
        if let Some(BesideItem::Person(index)) = self.selected(story) {
            self.person = story.people.get(index).map(|person| person.id);
        }
    }

    fn rows(story: &Story) -> Vec<Row> {
        if story.article.foreign.is_some() {
            let why = ["Names are found in", "English stories only."].map(Row::Words);
            return vec![Row::People, Row::Foreign, why[0], why[1]];
        }
        let mut rows = vec![Row::People];
        for (index, person) in story.people.iter().enumerate() {
            rows.push(Row::Person(index));
            if person.role.is_some() || person.stories > 1 {
                rows.push(Row::Role(index));
            }
        }
        let left_out = story.article.left_out;
        if left_out.read_bytes.is_some_and(|bytes| bytes >> 10 == 0) {
            let why = ["This story was not read", "for names: that never", "came to an end, or took", "too long."];
            rows.extend(why.map(Row::Words));
            return rows;
        }
        if story.people.is_empty() {
            rows.push(Row::Words(if story.digested { "Nobody is named here." } else { "Looking for names…" }));
        }
        rows.extend((left_out.people > 0).then_some(Row::More(left_out.people)));
        rows.extend([Row::Blank, Row::Places]);
        for (index, place) in story.places.iter().enumerate() {
            rows.push(Row::Place(index));
            if !place.sure {
                rows.push(Row::Doubt(index));
            }
        }
        if story.places.is_empty() {
            rows.push(Row::Words(if story.digested { "No place is named here." } else { "Looking for places…" }));
        }
        rows.extend((left_out.places > 0).then_some(Row::More(left_out.places)));
        if let Some(bytes) = left_out.read_bytes {
            rows.extend([Row::Blank, Row::Words("Names are read from the"), Row::ReadTo(bytes >> 10)]);
        }
        rows
    }

    /// Shares the pane out: names first, related stories a third at most, the map where room is left.
    fn plan(&self, area: Rect, story: &Story, names: u16, plain: bool) -> Plan {
        let related_rows = self.related.as_ref().map_or(0, |related| related.rows.len() as u16);
        let related = if related_rows == 0 { 0 } else { (related_rows + 2).min((area.height / 3).max(5)) };
        let dots = story.places.iter().any(|place| place.lat.is_some());
        let map = map_height(area.width).min(12);
        let room = area.height.saturating_sub(related);
        let map = if dots && !plain && names + 1 + map <= room { map } else { 0 };
        let gap = u16::from(map > 0);
        let names = names.min(room.saturating_sub(map + gap));
        let related_top = names + gap + map + 1;
        let part = |from: u16, height: u16| Rect { y: area.y + from, height, ..area };
        Plan {
            names: part(0, names),
            map: (map > 0).then(|| part(names + gap, map)),
            related: (related > 0 && related_top < area.height).then(|| part(related_top, area.height - related_top)),
        }
    }

    /// Returns the first line of the upper part that shows: the selected name stays in view.
    fn top_row(&self, rows: &[Row], story: &Story, height: u16) -> usize {
        let wanted = match self.selected(story) {
            Some(BesideItem::Person(index)) => rows.iter().position(|row| *row == Row::Person(index)).map(|row| row + 1),
            Some(BesideItem::Place(index)) => rows.iter().position(|row| *row == Row::Place(index)),
            _ => None,
        };
        let last = rows.len().saturating_sub(usize::from(height));
        wanted.map_or(0, |row| (row + 2).saturating_sub(usize::from(height))).min(last)
    }

    /// Returns what stands at a line of the screen.
    pub fn item_at(&self, area: Rect, story: &Story, y: u16, plain: bool) -> Option<BesideItem> {
        let area = inner(area);
        let rows = Self::rows(story);
        let plan = self.plan(area, story, rows.len() as u16, plain);
        if (plan.names.y..plan.names.bottom()).contains(&y) {
            let row = self.top_row(&rows, story, plan.names.height) + usize::from(y - plan.names.y);
            return match rows.get(row)? {
                Row::Person(index) | Row::Role(index) => Some(BesideItem::Person(*index)),
                Row::Place(index) | Row::Doubt(index) => Some(BesideItem::Place(*index)),
                _ => None,
            };
        }
        let related = plan.related.filter(|area| y > area.y && y < area.bottom())?;
        let index = self.related_top(story, related.height) + usize::from(y - related.y - 1);
        (index < self.related.as_ref()?.rows.len()).then_some(BesideItem::Related(index))
    }

    fn related_top(&self, story: &Story, height: u16) -> usize {
        match self.selected(story) {
            Some(BesideItem::Related(index)) => (index + 2).saturating_sub(usize::from(height)),
            _ => 0,
        }
    }

    /// Draws the pane.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>, story: Option<&Story>, focused: bool) {
        let area = inner(area);
        let Some(story) = story else { return };
        let rows = Self::rows(story);
        let plan = self.plan(area, story, rows.len() as u16, look.plain);
        let top = self.top_row(&rows, story, plan.names.height);
        for (line, row) in rows.iter().skip(top).take(usize::from(plan.names.height)).enumerate() {
            let area = Rect { y: plan.names.y + line as u16, height: 1, ..area };
            self.draw_row(*row, area, buffer, look, story, focused);
        }
        if let Some(map) = plan.map {
            let at = |place: &StoryPlace| Some(Dot::new(place.lat?, place.lon?, place.sure));
            // What is certain hides what is not, where both stand in one cell.
            let (certain, doubtful): (Vec<_>, Vec<_>) = story.places.iter().partition(|place| place.sure);
            let places: Vec<_> = doubtful.into_iter().chain(certain).filter_map(at).collect();
            let selected = match self.selected(story) {
                Some(BesideItem::Place(index)) if focused => story.places.get(index).and_then(at).map(Dot::selected),
                _ => None,
            };
            WorldMap { theme: look.theme, places: &places, selected }.draw(map, buffer);
        }
        if let Some(related) = plan.related {
            self.draw_related(related, buffer, look, story, focused);
        }
    }

    fn draw_row(&self, row: Row, area: Rect, buffer: &mut Buffer, look: &Look<'_>, story: &Story, focused: bool) {
        let name_width = area.width.saturating_sub(1 + HERE + ALL);
        let mut numbers = |here: &str, all: &str, style| {
            put_right(buffer, area.x + 1 + name_width, area.y, HERE, here, style);
            put_right(buffer, area.x + 1 + name_width + HERE, area.y, ALL, all, style);
        };
        match row {
            Row::Blank => {}
            Row::People => {
                numbers("here", "all", look.theme.faint);
                put(buffer, area.x, area.y, area.width - HERE - ALL, "PEOPLE", look.theme.heading);
            }
            Row::Places => {
                put(buffer, area.x, area.y, area.width, "PLACES", look.theme.heading);
            }
            Row::Words(words) => {
                put(buffer, area.x + 1, area.y, area.width - 1, words, look.theme.faint);
            }
            Row::Foreign => {
                let language = story.article.foreign.as_deref().unwrap_or_default();
                let words = format!("This story is in {language}.");
                put(buffer, area.x + 1, area.y, area.width - 1, &words, look.theme.faint);
            }
            Row::More(count) => {
                let words = format!("and {} more", thousands(count));
                put(buffer, area.x + 1, area.y, area.width - 1, &words, look.theme.faint);
            }
            Row::ReadTo(kib) => {
                let words = format!("first {kib} KiB only.");
                put(buffer, area.x + 1, area.y, area.width - 1, &words, look.theme.faint);
            }
            Row::Person(index) => {
                let person = &story.people[index];
                numbers(&thousands(person.mentions.len() as u32), &thousands(person.stories), look.theme.faint);
                let stands = Some(person.id) == self.person;
                let on = focused && self.selected(story) == Some(BesideItem::Person(index));
                let style = if stands { look.theme.person.add_modifier(Modifier::BOLD) } else { look.theme.person };
                let style = if on { style.add_modifier(look.theme.stood) } else { style };
                let mark = if stands { "▸" } else { " " };
                put(buffer, area.x, area.y, 1, mark, look.theme.accent);
                let kept = (look.kept(TermKind::PersonId(person.id)), look.theme.person);
                put_marked(buffer, (area.x + 1, area.y), name_width, (&person.name, style), kept);
            }
            Row::Role(index) => draw_role(&story.people[index], area, buffer, look),
            Row::Place(index) => {
                let place = &story.places[index];
                numbers(&thousands(place.mentions.len() as u32), &thousands(place.stories), look.theme.faint);
                let on = focused && self.selected(story) == Some(BesideItem::Place(index));
                let style = if on { look.theme.place.add_modifier(look.theme.stood) } else { look.theme.place };
                put(buffer, area.x, area.y, 1, if on { "▸" } else { " " }, look.theme.accent);
                let kept = (look.kept(TermKind::PlaceId(place.id)), look.theme.place);
                put_marked(buffer, (area.x + 1, area.y), name_width, (&place.name, style), kept);
            }
            Row::Doubt(index) => {
                let place = &story.places[index];
                let doubt = perhaps(&place.name, place.region.as_deref(), place.country.as_deref());
                put(buffer, area.x + 2, area.y, area.width.saturating_sub(2), &doubt, look.theme.faint);
            }
        }
    }

    fn draw_related(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>, story: &Story, focused: bool) {
        let Some(related) = &self.related else { return };
        let Some(person) = story.people.iter().find(|person| person.id == related.person) else { return };
        let open = story.headline.key.id;
        let ranked = related.rank.filter(|(id, _)| *id == open).map(|(_, rank)| rank);
        let rank = ranked.or_else(|| related.rows.iter().position(|row| row.key.id == open).map(|index| index as u32 + 1));
        let count = match rank {
            Some(rank) => format!("{}/{}", thousands(rank), thousands(person.stories.max(rank))),
            None => thousands(person.stories),
        };
        let begins = put_right(buffer, area.x, area.y, area.width, &count, look.theme.faint);
        let used = put(buffer, area.x, area.y, area.width, "RELATED", look.theme.heading);
        let room = begins.saturating_sub(area.x + used + 1);
        put(buffer, area.x + used, area.y, room, &format!(" · {}", person.name), look.theme.faint);
        let selected = self.selected(story);
        let top = self.related_top(story, area.height);
        let rows = related.rows.iter().enumerate().skip(top).take(usize::from(area.height).saturating_sub(1));
        for (line, (index, row)) in rows.enumerate() {
            let on = focused && selected == Some(BesideItem::Related(index));
            let here = row.key.id == open;
            let y = area.y + 1 + line as u16;
            let begins = put_right(buffer, area.x, y, area.width, &look.age(row.key.at), look.theme.faint);
            let mut style = if row.unread { look.theme.text } else { look.theme.read };
            if here {
                style = style.add_modifier(Modifier::BOLD);
            }
            if on {
                style = style.add_modifier(look.theme.stood);
            }
            put(buffer, area.x, y, 1, if here { "▸" } else { " " }, look.theme.accent);
            let title = if look.plain { format!("{}: {}", state_of(row), row.title) } else { row.title.to_string() };
            put(buffer, area.x + 1, y, begins.saturating_sub(area.x + 2), &title, style);
        }
    }
}

/// The line beneath a name: the role that the story gives, and two weeks of stories at the right end.
fn draw_role(person: &StoryPerson, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let mut end = area.right();
    if person.stories > 1 && area.width >= WIDTH_WITH_SPARK && !look.plain {
        // A long role takes the room of the older days, down to one week.
        let role = person.role.as_ref().map_or(0, |role| display_width(role) as u16 + 4);
        let shown = usize::from(area.width.saturating_sub(role).clamp(DAYS / 2, DAYS));
        let days: Vec<u32> = person.days.iter().map(|&day| u32::from(day)).collect();
        let days = &days[days.len().saturating_sub(shown)..];
        end = put_right(buffer, area.x, area.y, area.width, &spark(days, shown), look.theme.rule) - 1;
    }
    if let Some(role) = &person.role {
        put(buffer, area.x + 3, area.y, end.saturating_sub(area.x + 3), role, look.theme.faint);
    }
}

/// The pane without the air at its sides.
fn inner(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}
