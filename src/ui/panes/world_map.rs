//! The world over the whole screen: the places of some stories, the larger the more of these name it.

use jiff::SignedDuration;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::{PlaceId, PlaceSummary, whereabouts};
use crate::text::CleanText;
use crate::ui::look::{Look, counted};
use crate::ui::measure;
use crate::ui::widgets::{Dot, Pen, WorldMap, map_height, put};

/// Most places that are drawn: more would cover the land.
const PLACES_MAX: usize = 400;
/// Lines above the map, and below it.
const HEAD: u16 = 2;
const FOOT: u16 = 1;

/// Of which time the stories are.
const SPANS: [(Option<SignedDuration>, &str); 3] = [
    (None, "any time"),
    (Some(SignedDuration::from_hours(7 * 24)), "the last seven days"),
    (Some(SignedDuration::from_hours(24)), "the last day"),
];

/// A step to another place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// Upwards.
    North,
    /// To the right.
    East,
    /// Downwards.
    South,
    /// To the left.
    West,
}

/// What the map's surroundings say of it.
#[derive(Clone, Copy, Debug)]
pub struct MapShown<'a> {
    /// Whose places they are.
    pub heading: &'a str,
    /// What to say when there are none: what to do next.
    pub empty: &'a str,
}

/// The map over the whole screen.
#[derive(Clone, Debug, Default)]
pub struct MapPane {
    places: Vec<PlaceSummary>,
    selected: usize,
    span: usize,
    loaded: bool,
}

impl MapPane {
    /// Returns of which time the stories are; `None` for all.
    pub fn since(&self) -> Option<SignedDuration> {
        SPANS[self.span].0
    }

    /// Returns that time in words.
    pub fn span(&self) -> &'static str {
        SPANS[self.span].1
    }

    /// Goes to the next span of time.
    pub fn next_span(&mut self) {
        self.span = (self.span + 1) % SPANS.len();
    }

    /// Takes the places, those with most stories first; the selection stays on the same one.
    pub fn set(&mut self, places: Vec<PlaceSummary>) {
        let kept = self.selected().map(|(id, _)| id);
        self.places = places.into_iter().filter(|place| degrees(place).is_some()).take(PLACES_MAX).collect();
        self.selected = kept.and_then(|id| self.places.iter().position(|place| place.id == id)).unwrap_or(0);
        self.loaded = true;
    }

    /// Returns the selected place.
    pub fn selected(&self) -> Option<(PlaceId, CleanText)> {
        self.places.get(self.selected).map(|place| (place.id, place.name.clone()))
    }

    /// Goes to the place with most stories, or with the fewest.
    pub fn go_to_end(&mut self, last: bool) {
        self.selected = if last { self.places.len().saturating_sub(1) } else { 0 };
    }

    /// Goes to the next place by the number of stories.
    pub fn walk(&mut self, forward: bool) {
        let count = self.places.len().max(1);
        self.selected = (self.selected + if forward { 1 } else { count - 1 }) % count;
    }

    /// Goes so many places on by the number of stories, or back; not beyond the last.
    pub fn go_by(&mut self, by: isize) {
        self.selected = self.selected.saturating_add_signed(by).min(self.places.len().saturating_sub(1));
    }

    /// Goes to the nearest place in a direction; says whether there is one.
    pub fn go(&mut self, heading: Heading) -> bool {
        let Some((lat, lon)) = self.places.get(self.selected).and_then(degrees) else { return false };
        // What lies straight ahead is nearer than what lies as far aside.
        let distance = |place: &PlaceSummary| {
            let (other_lat, other_lon) = degrees(place)?;
            let (north, east) = (other_lat - lat, other_lon - lon);
            let (ahead, aside) = match heading {
                Heading::North => (north, east),
                Heading::South => (-north, east),
                Heading::East => (east, north),
                Heading::West => (-east, north),
            };
            (ahead > 0.0 && aside.abs() <= 2.0 * ahead).then(|| ahead + 2.0 * aside.abs())
        };
        let ranked = self.places.iter().enumerate().filter_map(|(at, place)| Some((at, distance(place)?)));
        let Some((at, _)) = ranked.min_by(|(_, one), (_, other)| one.total_cmp(other)) else { return false };
        self.selected = at;
        true
    }

    /// Selects the place that is drawn nearest to a cell; says whether it was selected already.
    pub fn click(&mut self, area: Rect, x: u16, y: u16) -> bool {
        let map = map_area(area);
        let far = |place: &PlaceSummary| {
            let (column, row) = degrees(place).map(|(lat, lon)| WorldMap::cell(map, lat, lon))?;
            Some(u32::from(column.abs_diff(x)) + 2 * u32::from(row.abs_diff(y)))
        };
        let near = self.places.iter().enumerate().filter_map(|(at, place)| Some((at, far(place)?))).min_by_key(|(_, far)| *far);
        let Some((at, _)) = near.filter(|(_, far)| *far <= 4) else { return false };
        std::mem::replace(&mut self.selected, at) == at
    }

    /// Draws the map, with the name of the selected place beside its dot and more about it underneath.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>, shown: &MapShown<'_>) {
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        let mut pen = Pen::new(buffer, inner);
        pen.right(self.span(), look.theme.faint);
        let room = usize::from(inner.width).saturating_sub(measure::width(self.span()) + 2);
        let heading = measure::truncate(shown.heading, room);
        let count = if self.places.is_empty() {
            String::new()
        } else {
            format!(" · {}", counted(self.places.len() as u32, "place", "places"))
        };
        let count = Some(count).filter(|count| measure::width(&heading) + measure::width(count) <= room).unwrap_or_default();
        pen.line(&[(&heading, look.theme.heading), (&count, look.theme.faint)]);
        if self.places.is_empty() {
            pen.skip(1);
            let words = if self.loaded { shown.empty } else { "Loading…" };
            pen.wrapped(words, look.theme.faint);
            return;
        }
        let most = self.places.iter().map(|place| place.stories).max().unwrap_or(1);
        // The largest are drawn last, over their neighbours.
        let dots: Vec<Dot> = self.places.iter().rev().filter_map(|place| dot(place, most)).collect();
        let map = map_area(area);
        let selected = &self.places[self.selected.min(self.places.len() - 1)];
        let marked = degrees(selected).map(|(lat, lon)| Dot { lat, lon, sign: "◉" });
        WorldMap { theme: look.theme, places: &dots, selected: marked }.draw(map, buffer);
        if let Some((lat, lon)) = degrees(selected) {
            let (column, row) = WorldMap::cell(map, lat, lon);
            let width = measure::width(&selected.name) as u16;
            let x = if column + 2 + width <= map.right() { column + 2 } else { column.saturating_sub(width + 1).max(map.x) };
            // Nothing of the land and the dots under it shows through.
            let style = Style::reset().patch(look.theme.text).patch(look.theme.heading);
            put(buffer, x, row, map.right().saturating_sub(x), &selected.name, style);
        }
        let around = whereabouts(&selected.name, selected.region.as_deref(), selected.country.as_deref());
        let around = around.map(|around| format!(" · {around}")).unwrap_or_default();
        let stories = format!("{around} · {}", counted(selected.stories, "story", "stories"));
        let line = Rect { y: area.bottom().saturating_sub(FOOT), height: FOOT, ..inner };
        Pen::new(buffer, line).line(&[(&selected.name, look.theme.place), (&stories, look.theme.faint)]);
    }
}

fn degrees(place: &PlaceSummary) -> Option<(f64, f64)> {
    Some((place.lat?, place.lon?))
}

fn dot(place: &PlaceSummary, most: u32) -> Option<Dot> {
    let (lat, lon) = degrees(place)?;
    let sign = match place.stories {
        stories if stories * 3 >= most => "●",
        stories if stories * 12 >= most => "•",
        _ => "·",
    };
    Some(Dot { lat, lon, sign })
}

/// Returns where the map is: as large as fits while the world keeps its shape, in the middle.
fn map_area(area: Rect) -> Rect {
    let room = Rect { y: area.y + HEAD, height: area.height.saturating_sub(HEAD + FOOT), ..area };
    let mut width = room.width;
    while width > 1 && map_height(width) > room.height {
        width -= 1;
    }
    let height = map_height(width).min(room.height);
    Rect { x: room.x + (room.width - width) / 2, y: room.y + (room.height - height) / 2, width, height }
}
