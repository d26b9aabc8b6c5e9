//! Where a source is at home: what its title says and where its stories were.
//!
//! A local paper's "Springfield" is the one of its own state. The counts come from the store; here they become shares that
//! `resolve` weighs beside what the story itself says.

use super::fold::fold;
use super::gazetteer::{Gazetteer, NOWHERE, Place, PlaceIndex, PlaceKind};
use super::resolve::Home;
use crate::domain::SourceHome;

/// A title's place counts as so many stories.
const TITLE_STORIES: f32 = 12.0;
/// So many stories elsewhere are always thought possible: a source with few stories has no home yet.
const STORIES_ELSEWHERE: f32 = 8.0;
/// A city in a title counts from so many people on; smaller ones are mostly words like "Harbor".
const CITY_IN_TITLE: u32 = 30_000;

/// Reads what is known of a source.
pub(super) fn read(source: &SourceHome, gazetteer: &Gazetteer) -> Home {
    let mut home = Home::default();
    let mut all = STORIES_ELSEWHERE;
    let mut count = |home: &mut Home, place: &Place, stories: f32| {
        if place.country != NOWHERE {
            *home.countries.entry(place.country).or_default() += stories;
        }
        if place.region != NOWHERE {
            *home.regions.entry(place.region).or_default() += stories;
        }
        all += stories;
    };
    if let Some(place) = in_title(source.title.as_str(), gazetteer) {
        count(&mut home, gazetteer.place(place), TITLE_STORIES);
        home.places.insert(place, 1.0);
    }
    for known in &source.places {
        if let Some(index) = gazetteer.numbered(known.geonameid) {
            count(&mut home, gazetteer.place(index), known.stories as f32);
            let often = home.places.entry(index).or_default();
            *often = often.max((known.stories as f32 / 2.0).min(1.0));
        }
    }
    home.countries.values_mut().chain(home.regions.values_mut()).for_each(|stories| *stories /= all);
    home
}

/// Returns the place that a title names: the widest, for "Illinois Harbor Journal" is not of a village called Harbor.
fn in_title(title: &str, gazetteer: &Gazetteer) -> Option<PlaceIndex> {
    let parts = title.split(|letter: char| !letter.is_alphanumeric() && letter != '.' && letter != '\'');
    let words: Vec<String> = parts.filter(|word| !word.is_empty()).map(fold).collect();
    let mut found: Vec<PlaceIndex> = Vec::new();
    for start in 0..words.len() {
        for length in 1..=3.min(words.len() - start) {
            let key = words[start..start + length].join(" ");
            if key.len() > 3 {
                found.extend(gazetteer.bearers(&key));
            }
        }
    }
    let rank = |place: &Place| match place.kind {
        PlaceKind::Country => Some(3_000_000_000),
        PlaceKind::Region if place.county => Some(2),
        PlaceKind::Region => Some(2_000_000_000),
        PlaceKind::City if place.population >= CITY_IN_TITLE => Some(place.population),
        PlaceKind::City | PlaceKind::Area => None,
    };
    let ranked = found.into_iter().filter_map(|place| Some((rank(gazetteer.place(place))?, place)));
    ranked.max_by_key(|(rank, place)| (*rank, std::cmp::Reverse(*place))).map(|(_, place)| place)
}
