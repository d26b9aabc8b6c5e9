//! The world in braille, with a dot for each place.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;
use ratatui::symbols::Marker;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Map, MapResolution};

use crate::ui::theme::Theme;

/// From the ice of the south to the last islands of the north; nobody's news is from beyond.
const LATITUDES: [f64; 2] = [-58.0, 78.0];
const LONGITUDES: [f64; 2] = [-170.0, 180.0];

/// Returns the rows that a map of this many columns takes to keep the shape of the world.
pub fn map_height(columns: u16) -> u16 {
    // A cell is twice as high as wide: 350 degrees over `columns`, 136 degrees over half as many rows.
    (f64::from(columns) * (LATITUDES[1] - LATITUDES[0]) / (LONGITUDES[1] - LONGITUDES[0]) / 2.0 * 1.15).round() as u16
}

/// A place on the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// How it is drawn.
    pub sign: &'static str,
}

impl Dot {
    /// Makes a dot that is hollow where it is not certain that the place is there.
    pub fn new(lat: f64, lon: f64, sure: bool) -> Self {
        Self { lat, lon, sign: if sure { "●" } else { "○" } }
    }

    /// Returns it as the selected one.
    #[must_use]
    pub fn selected(self) -> Self {
        Self { sign: if self.sign == "○" { "◎" } else { "◉" }, ..self }
    }
}

/// A map of the world.
pub struct WorldMap<'a> {
    /// The colours.
    pub theme: &'a Theme,
    /// The places; where two stand in one cell, the later one shows.
    pub places: &'a [Dot],
    /// The place that is selected.
    pub selected: Option<Dot>,
}

impl WorldMap<'_> {
    /// Draws the map into an area.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer) {
        if area.width < 12 || area.height < 4 {
            return;
        }
        let land = self.theme.rule.fg.unwrap_or(Color::Reset);
        let resolution = if area.width >= 70 { MapResolution::High } else { MapResolution::Low };
        Canvas::default()
            .marker(Marker::Braille)
            .x_bounds(LONGITUDES)
            .y_bounds(LATITUDES)
            .paint(|context| context.draw(&Map { resolution, color: land }))
            .render(area, buffer);
        for dot in self.places.iter().chain(&self.selected) {
            let (x, y) = Self::cell(area, dot.lat, dot.lon);
            super::put(buffer, x, y, 1, dot.sign, self.theme.place);
        }
    }

    /// Returns the column and row where a place stands on a map of this area.
    pub fn cell(area: Rect, lat: f64, lon: f64) -> (u16, u16) {
        let share = |value: f64, [from, to]: [f64; 2]| ((value - from) / (to - from)).clamp(0.0, 1.0);
        let x = (share(lon, LONGITUDES) * f64::from(area.width.saturating_sub(1))).round() as u16;
        let y = ((1.0 - share(lat, LATITUDES)) * f64::from(area.height.saturating_sub(1))).round() as u16;
        (area.x + x, area.y + y)
    }
}
