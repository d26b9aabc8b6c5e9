//! What the world knows by a name, and which regions a story names: a village called Paris is thought of only where its region is.

use foldhash::HashSet;

use super::gazetteer::{NOWHERE, Place, PlaceKind};
use super::resolve::{NAMED, Name};
use super::standing::Spot;

/// So many times larger a city may be than one of its name whose country the story names.
const TIMES_LARGER: u32 = 5;
/// A town this near the middle of a county of its region is one of that county.
const COUNTY_KM: f32 = 45.0;

/// The countries and regions that a story names.
#[derive(Default)]
pub(super) struct Containers {
    pub(super) countries: HashSet<u16>,
    regions: HashSet<u16>,
    /// Bearers of the names of counties.
    counties: Vec<Spot>,
}

impl Containers {
    pub(super) fn new(names: &[Name], spots: &[Vec<Spot>], beliefs: &[Vec<f32>]) -> Self {
        let mut containers = Self::default();
        for ((_, spots), beliefs) in names.iter().zip(spots).zip(beliefs).filter(|((name, _), _)| name.named) {
            containers.counties.extend(spots.iter().filter(|spot| spot.place.county));
            // "New York" mostly means the city; that it is a state too says nothing of Geneva.
            let city = spots.iter().any(|spot| spot.place.kind == PlaceKind::City && spot.is_large());
            let believed = spots.iter().zip(beliefs).filter(|(_, belief)| **belief >= NAMED).map(|(spot, _)| &spot.place);
            for place in believed {
                match place.kind {
                    PlaceKind::Country => _ = containers.countries.insert(place.country),
                    PlaceKind::Region if !city => _ = containers.regions.insert(place.region),
                    _ => {}
                }
            }
        }
        containers
    }

    /// Says whether the story names the county of a town.
    pub(super) fn county_holds(&self, spot: &Spot) -> bool {
        let region = spot.place.region;
        let around = |county: &Spot| county.index != spot.index && county.place.region == region && county.km(spot) < COUNTY_KM;
        region != NOWHERE && self.counties.iter().any(around)
    }

    pub(super) fn hold(&self, spot: &Spot) -> bool {
        spot.place.region != NOWHERE && (self.regions.contains(&spot.place.region) || self.county_holds(spot))
    }
}

/// Returns the bearers of a name that may be meant: all of them, unless the world knows one by it.
pub(super) fn likely(name: &Name, spots: &[Spot], containers: &Containers) -> Vec<Spot> {
    let largest = spots.iter().filter(|spot| spot.is_large()).max_by_key(|spot| spot.place.population);
    let Some(largest) = largest.filter(|_| name.said.is_none()) else { return spots.to_vec() };
    let country = |place: &Place| containers.countries.contains(&place.country);
    let near = |place: &Place| {
        country(place) && !country(&largest.place) && place.population.saturating_mul(TIMES_LARGER) >= largest.place.population
    };
    let stays = |spot: &&Spot| !is_overshadowed(spot, spots) || containers.hold(spot) || near(&spot.place);
    spots.iter().filter(stays).copied().collect()
}

/// Says whether a town or county is a small namesake of what is large: not so the city in the large region that is called after it.
pub(super) fn is_overshadowed(spot: &Spot, spots: &[Spot]) -> bool {
    let small = (spot.place.kind == PlaceKind::City || spot.place.county) && !spot.is_large();
    let around = |large: &Spot| {
        (large.place.country, large.place.region) == (spot.place.country, spot.place.region) && large.place.region != NOWHERE
    };
    small && spots.iter().any(Spot::is_large) && !spots.iter().any(|other| other.is_large() && around(other))
}
