//! What the names of a story say to each other: near, in one region, in one list; and where all of the story is.

use foldhash::{HashMap, HashMapExt};

use super::gazetteer::{NOWHERE, Place, PlaceIndex, PlaceKind};
use super::resolve::{Around, NAMED, Name};
use super::standing::{NEAR_KM, Spot, WEIGHTS};

/// Kilometers at which nearness has faded to a third in a part of the world.
const FAR_KM: f32 = 1_500.0;
/// Names that are listened to; a list of all results of a league says nothing more after these.
const VOICES_MAX: usize = 80;
/// So many names must lie in the one region or country of a story before a name of no list is thought to lie there too, with such a
/// share of all that is said.
const SURROUNDING_NAMES_MIN: usize = 2;
const REGION_SHARE_MIN: f32 = 0.6;
const COUNTRY_SHARE_MIN: f32 = 0.75;
/// So many names outweigh one people of another country.
const NAMES_FOR_A_PEOPLE: usize = 3;

/// What the names of a story probably are, ready to be listened to.
pub(super) struct Voices<'a> {
    /// By name: its bearers.
    spots: &'a [Vec<Spot>],
    /// By name: its bearers with the weight of the belief in each.
    heard: Vec<Vec<(&'a Spot, f32)>>,
    /// The different regions that these lie in, each behind its country.
    heard_regions: Vec<(u16, u16)>,
    countries: HashMap<u16, f32>,
    regions: HashMap<u16, f32>,
}

impl<'a> Voices<'a> {
    pub(super) fn new(names: &[Name], spots: &'a [Vec<Spot>], beliefs: &[Vec<f32>]) -> Self {
        let heard: Vec<Vec<(&Spot, f32)>> = names
            .iter()
            .zip(spots)
            .zip(beliefs)
            .take(VOICES_MAX)
            .map(|((name, spots), beliefs)| {
                let rated = spots.iter().zip(beliefs).map(|(spot, belief)| (spot, belief * name.weight));
                rated.filter(|(_, weight)| *weight > 0.02).collect()
            })
            .collect();
        let (mut countries, mut regions) = (HashMap::new(), HashMap::new());
        for (spot, weight) in heard.iter().flatten() {
            *countries.entry(spot.place.country).or_default() += weight;
            *regions.entry(spot.place.region).or_default() += weight;
        }
        let regions_of = |(spot, _): &(&Spot, f32)| (spot.place.country, spot.place.region);
        let mut heard_regions: Vec<(u16, u16)> = heard.iter().flatten().map(regions_of).collect();
        heard_regions.retain(|(_, region)| *region != NOWHERE);
        heard_regions.sort_unstable();
        heard_regions.dedup();
        Self { spots, heard, heard_regions, countries, regions }
    }

    /// Returns how much the other names and the words of the story speak for a bearer of the name `at`.
    pub(super) fn support(&self, at: usize, beside: &[usize], spot: &Spot, around: &Around) -> f32 {
        if spot.place.country == NOWHERE {
            return 0.0;
        }
        let (mut near, mut far) = (0.0f32, 0.0f32);
        let others = self.heard.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, voices)| voices);
        for (other, weight) in others.filter(|(other, _)| !spot.place.is_wide() && !other.place.is_wide()) {
            let km = spot.km(other);
            near += weight * (-km / NEAR_KM).exp();
            far += weight * (-km / FAR_KM).exp();
        }
        WEIGHTS.near * near.ln_1p()
            + WEIGHTS.far * far.ln_1p()
            + self.among_regions(at, beside, &spot.place, around)
            + self.inside(at, spot.place.country, spot.place.region, around)
    }

    /// Returns where a place of no list probably is, because all of the story is there: a place that stands for the one region, or
    /// else the one country. It needs several names that say so, and none that speaks for another country.
    pub(super) fn surroundings(&self, at: usize, names: &[Name], around: &Around) -> Option<PlaceIndex> {
        let others = || (0..self.heard.len()).filter(move |other| *other != at && names[*other].named);
        let heard = || others().flat_map(|other| &self.heard[other]).filter(|(spot, _)| spot.place.country != NOWHERE);
        let all: f32 = heard().map(|(_, weight)| *weight).sum();
        let most = |key: &dyn Fn(&Place) -> (u16, u16)| {
            let mut sums: HashMap<(u16, u16), (f32, usize)> = HashMap::new();
            for (spot, weight) in heard() {
                let (sum, count) = sums.entry(key(&spot.place)).or_default();
                *sum += weight;
                *count += usize::from(*weight >= NAMED);
            }
            sums.into_iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0).then(b.0.cmp(&a.0)))
        };
        let abroad = |home: u16| around.peoples.iter().filter(|country| **country != home).count();
        let enough = |((country, _), (sum, count)): &((u16, u16), (f32, usize)), share: f32| {
            *count >= SURROUNDING_NAMES_MIN.max(NAMES_FOR_A_PEOPLE * abroad(*country)) && *sum >= share * all
        };
        let region =
            most(&|place| (place.country, place.region)).filter(|most| most.0.1 != NOWHERE && enough(most, REGION_SHARE_MIN));
        if let Some((home, _)) = region {
            let inside = heard().filter(|(spot, _)| (spot.place.country, spot.place.region) == home);
            let rank = |spot: &Spot, weight: f32| weight + if spot.place.is_wide() { 0.0 } else { 1.0 };
            return inside.max_by(|a, b| rank(a.0, a.1).total_cmp(&rank(b.0, b.1))).map(|(spot, _)| spot.index);
        }
        let country = most(&|place| (place.country, NOWHERE)).filter(|most| enough(most, COUNTRY_SHARE_MIN));
        country.map(|((country, _), _)| PlaceIndex(u32::from(country)))
    }

    /// Returns how much the other regions of a country, the towns inside it and the words of its papers speak for one more of them:
    /// Georgia beside Michigan, or beside Savannah.
    fn among_regions(&self, at: usize, beside: &[usize], place: &Place, around: &Around) -> f32 {
        let is_region = |other: &Place| other.kind == PlaceKind::Region && !other.county && other.country == place.country;
        // The question is only whether another country of the name is meant.
        let abroad = |spot: &Spot| spot.place.kind == PlaceKind::Country && spot.place.country != place.country;
        if !is_region(place) || !self.spots[at].iter().any(abroad) {
            return 0.0;
        }
        let said = |name: usize| {
            self.heard[name].iter().filter(|(spot, _)| is_region(&spot.place)).map(|(_, weight)| *weight).sum::<f32>()
        };
        let others: f32 = (0..self.heard.len()).filter(|other| *other != at).map(said).sum();
        let listed: f32 = beside.iter().filter(|other| **other < self.heard.len()).map(|other| said(*other)).sum();
        // "Georgia Gov. Brian Kemp spoke in Savannah."
        let holds = |name: usize| {
            let towns = self.heard[name].iter().filter(|(spot, _)| !is_region(&spot.place) && spot.place.region == place.region);
            towns.map(|(_, weight)| *weight).sum::<f32>()
        };
        let towns: f32 = (0..self.heard.len()).filter(|other| *other != at).map(holds).sum();
        let words = around.countries.get(&place.country).copied().unwrap_or(0.0);
        WEIGHTS.among_regions * (others + towns).ln_1p() + WEIGHTS.listed * listed.ln_1p() + WEIGHTS.words * words.ln_1p()
    }

    /// Returns how much speaks for a country and a region of it.
    fn inside(&self, at: usize, country: u16, region: u16, around: &Around) -> f32 {
        let own = |key: u16, of: &dyn Fn(&Place) -> u16| -> f32 {
            self.heard
                .get(at)
                .map_or(0.0, |voices| voices.iter().filter(|(spot, _)| of(&spot.place) == key).map(|(_, weight)| weight).sum())
        };
        let rest = |all: &HashMap<u16, f32>, key: u16, of: &dyn Fn(&Place) -> u16| {
            (all.get(&key).copied().unwrap_or(0.0) - own(key, of)).max(0.0)
        };
        let same_country = rest(&self.countries, country, &|place| place.country);
        let same_region = if region == NOWHERE { 0.0 } else { rest(&self.regions, region, &|place| place.region) };
        let words = around.countries.get(&country).copied().unwrap_or(0.0);
        WEIGHTS.same_country * same_country.ln_1p() + WEIGHTS.same_region * same_region.ln_1p() + WEIGHTS.words * words.ln_1p()
    }

    /// Returns how much speaks for a place that no list holds, in the region that the story is about.
    pub(super) fn unlisted(&self, at: usize, around: &Around) -> f32 {
        let mut best: f32 = 0.0;
        for (country, region) in &self.heard_regions {
            best = best.max(self.inside(at, *country, *region, around));
            if best >= WEIGHTS.unlisted_max {
                break;
            }
        }
        WEIGHTS.unlisted + best.min(WEIGHTS.unlisted_max)
    }
}
