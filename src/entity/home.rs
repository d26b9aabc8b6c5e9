//! Where a source is at home: what its title says and where its stories were.
//!
//! A local paper's "Springfield" is the one of its own state. The counts come from the store; here they become shares that
//! `resolve` weighs beside what the story itself says.

use super::fold::fold;
use super::gazetteer::{Gazetteer, NOWHERE, Place, PlaceIndex, PlaceKind};
use super::resolve::{Home, Name};
use crate::domain::SourceHome;

/// What a title's place weighs beside the names of a story; one mention weighs 1.
const TITLE: f32 = 4.0;
/// So many stories elsewhere are always thought possible: a source with few stories has no home yet.
const STORIES_ELSEWHERE: f32 = 8.0;
/// Words that are written small more often than this name nowhere, nor do those that are never seen.
const LOWNESS_MAX: u8 = 1;
/// A city in a title counts from so many people on; smaller ones are mostly words like "Harbor".
const CITY_IN_TITLE: u32 = 30_000;

/// Reads what the stories of a source say.
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
    for known in &source.places {
        if let Some(index) = gazetteer.numbered(known.geonameid) {
            count(&mut home, &gazetteer.place(index), known.stories as f32);
            let often = home.places.entry(index).or_default();
            *often = often.max((known.stories as f32 / 2.0).min(1.0));
        }
    }
    home.countries.values_mut().chain(home.regions.values_mut()).for_each(|stories| *stories /= all);
    home
}

/// Returns the place that a title names, to be decided together with the places of the story: the "Georgia Recorder" beside
/// Atlanta is not of the Caucasus. The widest counts, for the "Illinois Harbor Journal" is not of a village called Harbor.
pub(super) fn in_title(title: &str, gazetteer: &Gazetteer) -> Option<Name> {
    let parts = title.split(|letter: char| !letter.is_alphanumeric() && letter != '.' && letter != '\'');
    let words: Vec<String> = parts.filter(|word| !word.is_empty()).map(fold).collect();
    let rank = |place: &Place| match place.kind {
        PlaceKind::Country => Some(u32::MAX),
        PlaceKind::Region if place.county => Some(CITY_IN_TITLE),
        PlaceKind::Region => Some(u32::MAX - 1),
        PlaceKind::City => Some(place.population).filter(|people| *people >= CITY_IN_TITLE),
        PlaceKind::Area | PlaceKind::Feature => None,
    };
    let mut best: Option<(u32, Vec<PlaceIndex>)> = None;
    for start in 0..words.len() {
        for length in 1..=3.min(words.len() - start) {
            let key = words[start..start + length].join(" ");
            // "Meridian" and "Enterprise" are towns, but more often words; "Washington" is never one.
            let word = length == 1 && gazetteer.word(&key).lowness().is_none_or(|lowness| lowness > LOWNESS_MAX);
            let bearers = gazetteer.bearers(&key).filter(|_| key.len() > 3 && !word);
            let ranked: Vec<(u32, PlaceIndex)> =
                bearers.filter_map(|place| Some((rank(&gazetteer.place(place))?, place))).collect();
            let Some(&(highest, _)) = ranked.iter().max() else { continue };
            // "West Virginia" goes before "Virginia", which is as wide.
            if best.as_ref().is_none_or(|(known, _)| highest > *known) {
                best = Some((highest, ranked.into_iter().map(|(_, place)| place).collect()));
            }
        }
    }
    best.map(|(_, bearers)| Name { bearers, weight: TITLE, ..Name::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_names_its_widest_place_and_no_ordinary_word() {
        let gazetteer = Gazetteer::embedded().unwrap();
        let names = |title: &str| {
            let bearers = in_title(title, &gazetteer).map(|name| name.bearers).unwrap_or_default();
            bearers.first().map(|&place| gazetteer.shown_name(place)).unwrap_or_default()
        };
        assert_eq!(names("Illinois Harbor Journal"), "Illinois");
        assert_eq!(names("The West Virginia Gazette"), "West Virginia");
        assert_eq!(names("Huntsville Item"), "Huntsville");
        assert_eq!(names("Meridian Wire"), "");
        assert_eq!(names("The Enterprise & Sun"), "");
    }
}
