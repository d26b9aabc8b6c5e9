//! How much a place's own kind and size speak for it before a story says anything, and what each kind of evidence counts.

use super::gazetteer::{Gazetteer, NOWHERE, Place, PlaceIndex, PlaceKind};

/// A city of so many people is itself unless the story names the region of another.
const ITSELF: u32 = 500_000;
/// The same for a capital.
const CAPITAL_ITSELF: u32 = 100_000;
/// Kilometers at which nearness has faded to a third: in a county.
pub(super) const NEAR_KM: f32 = 60.0;

/// How much each kind of evidence counts; set on one half of a set of annotated stories and tried on the other.
pub(super) struct Weights {
    /// A tenfold number of people.
    pub(super) people: f32,
    /// A country of a million.
    pub(super) country: f32,
    pub(super) area: f32,
    pub(super) region: f32,
    /// A region of a country whose papers name them all the time.
    pub(super) region_english: f32,
    pub(super) county: f32,
    /// A county and a city that the world knows, and a feature that it knows beside what its size says.
    pub(super) county_renowned: f32,
    pub(super) city_renowned: f32,
    pub(super) feature_renowned: f32,
    pub(super) capital: f32,
    /// Another name close by, in the same part of the world, in the same region, in the same country; each grows with the logarithm of how many.
    pub(super) near: f32,
    pub(super) far: f32,
    pub(super) same_region: f32,
    pub(super) same_country: f32,
    /// Other regions of its country, for a region; so much more where they stand in one list.
    pub(super) among_regions: f32,
    pub(super) listed: f32,
    /// Words that belong to a country.
    pub(super) words: f32,
    pub(super) home_country: f32,
    pub(super) home_region: f32,
    pub(super) home_place: f32,
    /// A place that no list holds, and the most that the other names may add to that.
    pub(super) unlisted: f32,
    pub(super) unlisted_max: f32,
    /// How fast belief follows the score.
    pub(super) zeal: f32,
}

pub(super) const WEIGHTS: Weights = Weights {
    people: 0.7,
    country: 6.0,
    area: 6.3,
    region: 0.2,
    region_english: 3.6,
    county: 0.5,
    county_renowned: 1.65,
    city_renowned: 2.4,
    feature_renowned: 1.5,
    capital: 2.2,
    near: 2.8,
    far: 0.8,
    same_region: 1.5,
    same_country: 0.85,
    among_regions: 3.5,
    listed: 4.0,
    words: 2.0,
    home_country: 1.5,
    home_region: 3.0,
    home_place: 2.0,
    unlisted: -1.2,
    unlisted_max: 2.4,
    zeal: 2.0,
};

/// A bearer with what is needed of it again and again.
#[derive(Clone, Copy)]
pub(super) struct Spot {
    pub(super) index: PlaceIndex,
    pub(super) place: Place,
    /// Where on a globe of radius 1.
    pub(super) globe: [f32; 3],
}

impl Spot {
    pub(super) fn new(index: PlaceIndex, gazetteer: &Gazetteer) -> Self {
        let place = gazetteer.place(index);
        let (lat, lon) = (place.lat().to_radians(), place.lon().to_radians());
        let globe = [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()].map(|axis| axis as f32);
        Self { index, place, globe }
    }

    /// Says whether the whole world knows it by its bare name.
    pub(super) fn is_large(&self) -> bool {
        let Place { kind, county, renowned, population, .. } = self.place;
        match kind {
            PlaceKind::Country => true,
            PlaceKind::Region => !county && population >= ITSELF,
            PlaceKind::City => population >= ITSELF || renowned || self.place.capital && population >= CAPITAL_ITSELF,
            PlaceKind::Area | PlaceKind::Feature => renowned,
        }
    }

    /// Returns how far another place is, as the mole digs.
    pub(super) fn km(&self, other: &Self) -> f32 {
        let apart: f32 = self.globe.iter().zip(other.globe).map(|(a, b)| (a - b) * (a - b)).sum();
        apart.sqrt() * 6_371.0
    }
}

/// Says whether a place lies in a country or region, or is it.
pub(super) fn lies_in(place: &Place, container: &Place) -> bool {
    let same_country = place.country != NOWHERE && place.country == container.country;
    match container.kind {
        PlaceKind::Country => same_country,
        PlaceKind::Region => same_country && place.region != NOWHERE && place.region == container.region,
        _ => false,
    }
}

/// Says whether a place is a region of a country whose regions are less named than their cities.
pub(super) fn is_province(place: &Place, gazetteer: &Gazetteer) -> bool {
    place.kind == PlaceKind::Region && !place.county && !is_english(place, gazetteer)
}

/// Says whether papers of English name the regions of a place's country as they name countries.
pub(super) fn is_english(place: &Place, gazetteer: &Gazetteer) -> bool {
    gazetteer.iso(place.country).is_some_and(|iso| matches!(iso, "US" | "CA" | "GB" | "AU"))
}

/// Returns how much a place's kind and size speak for it.
pub(super) fn standing(place: &Place, gazetteer: &Gazetteer) -> f32 {
    let english = is_english(place, gazetteer);
    let tenfolds = |people: u32, from: f32| (people.max(500) as f32).log10() - from;
    match place.kind {
        PlaceKind::Country => WEIGHTS.country + WEIGHTS.people * tenfolds(place.population, 6.0),
        PlaceKind::Area => WEIGHTS.area,
        PlaceKind::Feature => {
            WEIGHTS.people * tenfolds(place.population, 3.0) + if place.renowned { WEIGHTS.feature_renowned } else { 0.0 }
        }
        PlaceKind::Region if place.county && place.renowned => WEIGHTS.county_renowned,
        PlaceKind::Region if place.county => WEIGHTS.county,
        PlaceKind::Region if english => WEIGHTS.region_english,
        PlaceKind::Region => WEIGHTS.region + WEIGHTS.people * tenfolds(place.population, 3.5),
        PlaceKind::City => {
            // The news are full of the capitals of large countries.
            let country = gazetteer.country(place.country).filter(|_| place.capital);
            let seat = country.map_or(0.0, |country| (tenfolds(country.population, 5.0) / 3.0).clamp(0.0, 1.3));
            let size = WEIGHTS.people * tenfolds(place.population, 3.0);
            size.max(if place.renowned { WEIGHTS.city_renowned } else { 0.0 }) + WEIGHTS.capital * seat
        }
    }
}
