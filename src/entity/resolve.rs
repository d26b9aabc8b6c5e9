//! Which of its namesakes each name of a story means: all names are decided together.
//!
//! Every name begins with a belief about its bearers, from how many people live there. Then the names listen to each
//! other for a few rounds: a bearer gains by what the others probably are, near it, in its region, in its country. A name
//! with one bearer is sure from the first round and so leads the rest. What the story says in plain words ("Paris, Texas")
//! goes before everything; the home of the source counts beside the other names.
//!
//! What the whole world knows by a name is meant by it: neighbors and home may only choose among small places, and what they
//! alone have moved is not certain. A village called Paris is thought of where the story names its region. What a name in a
//! text is, and what is shown of the answer, is left to `places`.

use foldhash::{HashMap, HashMapExt, HashSet};

use super::gazetteer::{Gazetteer, NOWHERE, Place, PlaceIndex, PlaceKind};

/// A name that is to be decided.
#[derive(Clone, Debug, Default)]
pub(super) struct Name {
    /// Who bears it.
    pub(super) bearers: Vec<PlaceIndex>,
    /// The country or region that the story names right behind it.
    pub(super) said: Option<PlaceIndex>,
    /// How much the story makes of it: 1 for a single mention.
    pub(super) weight: f32,
    /// Whether the story itself says it to be a place; not so the title of the source, or what only sounds like one.
    pub(super) named: bool,
    /// The names that stand in one list with it: "Georgia, Michigan and Arizona".
    pub(super) beside: Vec<usize>,
    /// The bearer into which the story puts another name: "Augusta, Georgia".
    pub(super) holds: Option<PlaceIndex>,
}

/// What the story and its source say beside the names.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    /// How strongly words of the story belong to a country: "Spanish", "sheriff".
    pub(super) countries: HashMap<u16, f32>,
    /// What share of the source's stories is in a country, in a region, about a place.
    pub(super) home: Home,
}

/// Where a source is at home, in shares of 1.
#[derive(Clone, Debug, Default)]
pub(super) struct Home {
    pub(super) countries: HashMap<u16, f32>,
    pub(super) regions: HashMap<u16, f32>,
    pub(super) places: HashMap<PlaceIndex, f32>,
}

/// What was decided about a name.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Choice {
    /// The bearer that is meant; `None` where it is likelier somewhere that no list holds.
    pub(super) place: Option<PlaceIndex>,
    /// The country or region in which the story puts a name without a bearer, or a place of the one region that it is about.
    pub(super) near: Option<PlaceIndex>,
    /// Whether another answer is out of the question.
    pub(super) sure: bool,
}

/// How much each kind of evidence counts; set on one half of a set of annotated stories and tried on the other.
struct Weights {
    /// A tenfold number of people.
    people: f32,
    /// A country of a million.
    country: f32,
    area: f32,
    region: f32,
    /// A region of a country whose papers name them all the time.
    region_english: f32,
    county: f32,
    /// A county and a city that the world knows, and a feature that it knows beside what its size says.
    county_renowned: f32,
    city_renowned: f32,
    feature_renowned: f32,
    capital: f32,
    /// Another name close by, in the same part of the world, in the same region, in the same country; each grows with the logarithm of how many.
    near: f32,
    far: f32,
    same_region: f32,
    same_country: f32,
    /// Other regions of its country, for a region; so much more where they stand in one list.
    among_regions: f32,
    listed: f32,
    /// Words that belong to a country.
    words: f32,
    home_country: f32,
    home_region: f32,
    home_place: f32,
    /// A place that no list holds, and the most that the other names may add to that.
    unlisted: f32,
    unlisted_max: f32,
    /// How fast belief follows the score.
    zeal: f32,
}

const WEIGHTS: Weights = Weights {
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

/// What "City, Region" says beyond doubt.
const SAID: f32 = 100.0;
/// Kilometers at which nearness has faded to a third: in a county, in a part of the world.
const NEAR_KM: f32 = 60.0;
const FAR_KM: f32 = 1_500.0;
/// Most rounds of listening, and the change of beliefs at which another one would say nothing new.
const ROUNDS: usize = 5;
const SETTLED: f32 = 1e-3;
/// Names that are listened to; a list of all results of a league says nothing more after these.
const VOICES_MAX: usize = 80;
/// A city of so many people is not doubted because there may be a village of its name somewhere.
const WELL_KNOWN: u32 = 50_000;
/// A belief this strong, beside the next best alone, is certain.
const SURE: f32 = 0.75;

/// A city of so many people is itself unless the story names the region of another.
const ITSELF: u32 = 500_000;
/// The same for a capital.
const CAPITAL_ITSELF: u32 = 100_000;
/// So many times larger a city may be than one of its name whose country the story names.
const TIMES_LARGER: u32 = 5;
/// A town this near the middle of a county of its region is one of that county.
const COUNTY_KM: f32 = 45.0;
/// So many names must lie in the one region or country of a story before a name of no list is thought to lie there too, with such a
/// share of all that is said.
const SURROUNDING_NAMES_MIN: usize = 2;
const REGION_SHARE_MIN: f32 = 0.6;
const COUNTRY_SHARE_MIN: f32 = 0.75;
/// What speaks against a province around a large city of its name.
const PROVINCE: f32 = 2.0;
/// What speaks against a small namesake of what is large though its region is named.
const SMALLER: f32 = 1.5;
/// A belief this strong makes a country or region one that the story names.
const NAMED: f32 = 0.6;

/// Decides all names of a story together.
pub(super) fn resolve(names: &[Name], around: &Around, gazetteer: &Gazetteer) -> Vec<Choice> {
    let all: Vec<Vec<Spot>> =
        names.iter().map(|name| name.bearers.iter().map(|&at| Spot::new(at, gazetteer)).collect()).collect();
    // First without the small namesakes of what is large: so it shows which regions the story names.
    let large: Vec<Vec<Spot>> = names.iter().zip(&all).map(|(name, spots)| likely(name, spots, &Containers::default())).collect();
    let containers = Containers::new(names, &large, &beliefs(names, &large, around, gazetteer));
    let spots: Vec<Vec<Spot>> = names.iter().zip(&all).map(|(name, spots)| likely(name, spots, &containers)).collect();
    let beliefs = beliefs(names, &spots, around, gazetteer);
    let voices = Voices::new(names, &spots, &beliefs);
    let choose = |at: usize| choice(&names[at], &spots[at], &beliefs[at], &containers, gazetteer);
    (0..names.len())
        .map(|at| {
            let choice = choose(at);
            let near = choice.near.or_else(|| if choice.place.is_none() { voices.surroundings(at, names, around) } else { None });
            Choice { near, ..choice }
        })
        .collect()
}

/// Returns what is believed of the bearers of each name once all have listened to each other, and last of an unlisted place.
fn beliefs(names: &[Name], spots: &[Vec<Spot>], around: &Around, gazetteer: &Gazetteer) -> Vec<Vec<f32>> {
    let own: Vec<Vec<f32>> = names.iter().zip(spots).map(|(name, spots)| alone(name, spots, around, gazetteer)).collect();
    let mut beliefs: Vec<Vec<f32>> = own.iter().map(|scores| believe(scores)).collect();
    for _ in 0..ROUNDS {
        let voices = Voices::new(names, spots, &beliefs);
        let next: Vec<Vec<f32>> = (0..names.len())
            .map(|at| {
                let listened = |(spot, own): (&Spot, &f32)| own + voices.support(at, &names[at].beside, spot, around);
                let mut scores: Vec<f32> = spots[at].iter().zip(&own[at]).map(listened).collect();
                // "Belgrade, Minn." is no Belgrade of the list when none of those is in Minnesota.
                let said = names[at].said.map_or(0.0, |_| SAID / 2.0);
                scores.push(voices.unlisted(at, around) + said);
                believe(&scores)
            })
            .collect();
        let moved = beliefs.iter().zip(&next).flat_map(|(before, after)| before.iter().zip(after)).map(|(a, b)| (a - b).abs());
        let settled = moved.fold(0.0, f32::max) < SETTLED;
        beliefs = next;
        if settled {
            break;
        }
    }
    beliefs
}

/// The countries and regions that a story names.
#[derive(Default)]
struct Containers {
    countries: HashSet<u16>,
    regions: HashSet<u16>,
    /// Bearers of the names of counties.
    counties: Vec<Spot>,
}

impl Containers {
    fn new(names: &[Name], spots: &[Vec<Spot>], beliefs: &[Vec<f32>]) -> Self {
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

    fn hold(&self, spot: &Spot) -> bool {
        let place = &spot.place;
        let inside =
            |county: &Spot| county.index != spot.index && county.place.region == place.region && county.km(spot) < COUNTY_KM;
        place.region != NOWHERE && (self.regions.contains(&place.region) || self.counties.iter().any(inside))
    }
}

/// Returns the bearers of a name that may be meant: all of them, unless the world knows one by it.
fn likely(name: &Name, spots: &[Spot], containers: &Containers) -> Vec<Spot> {
    let largest = spots.iter().filter(|spot| spot.is_large()).max_by_key(|spot| spot.place.population);
    let Some(largest) = largest.filter(|_| name.said.is_none()) else { return spots.to_vec() };
    let country = |place: &Place| containers.countries.contains(&place.country);
    let near = |place: &Place| {
        country(place) && !country(&largest.place) && place.population.saturating_mul(TIMES_LARGER) >= largest.place.population
    };
    let small = |spot: &&Spot| spot.place.kind == PlaceKind::City || spot.place.county;
    spots.iter().filter(|spot| !small(spot) || spot.is_large() || containers.hold(spot) || near(&spot.place)).copied().collect()
}

/// A bearer with what is needed of it again and again.
#[derive(Clone, Copy)]
struct Spot {
    index: PlaceIndex,
    place: Place,
    /// Where on a globe of radius 1.
    globe: [f32; 3],
}

impl Spot {
    fn new(index: PlaceIndex, gazetteer: &Gazetteer) -> Self {
        let place = gazetteer.place(index);
        let (lat, lon) = (place.lat().to_radians(), place.lon().to_radians());
        let globe = [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()].map(|axis| axis as f32);
        Self { index, place, globe }
    }

    /// Says whether the whole world knows it by its bare name.
    fn is_large(&self) -> bool {
        let Place { kind, county, renowned, population, .. } = self.place;
        match kind {
            PlaceKind::Country => true,
            PlaceKind::Region => !county && population >= ITSELF,
            PlaceKind::City => population >= ITSELF || renowned || self.place.capital && population >= CAPITAL_ITSELF,
            PlaceKind::Area | PlaceKind::Feature => renowned,
        }
    }

    /// Returns how far another place is, as the mole digs.
    fn km(&self, other: &Self) -> f32 {
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
fn is_province(place: &Place, gazetteer: &Gazetteer) -> bool {
    place.kind == PlaceKind::Region && !place.county && !is_english(place, gazetteer)
}

/// Says whether papers of English name the regions of a place's country as they name countries.
fn is_english(place: &Place, gazetteer: &Gazetteer) -> bool {
    gazetteer.iso(place.country).is_some_and(|iso| matches!(iso, "US" | "CA" | "GB" | "AU"))
}

/// Returns what speaks for each bearer before any other name is heard.
fn alone(name: &Name, spots: &[Spot], around: &Around, gazetteer: &Gazetteer) -> Vec<f32> {
    let home = &around.home;
    let large = name.said.is_none() && spots.iter().any(Spot::is_large);
    spots
        .iter()
        .map(|spot| {
            let place = &spot.place;
            let said = name.said.is_some_and(|said| said != spot.index && lies_in(place, &gazetteer.place(said)))
                || name.holds == Some(spot.index);
            let share = |shares: &HashMap<u16, f32>, key: u16| shares.get(&key).copied().unwrap_or(0.0);
            let source = WEIGHTS.home_country * share(&home.countries, place.country)
                + WEIGHTS.home_region * share(&home.regions, place.region)
                + WEIGHTS.home_place * home.places.get(&spot.index).copied().unwrap_or(0.0);
            let town = spot.place.kind == PlaceKind::City || spot.place.county;
            // A city goes before the province of its name around it, unless the story says "province".
            let around_city = is_province(place, gazetteer)
                && spots
                    .iter()
                    .any(|city| city.place.kind == PlaceKind::City && city.place.region == place.region && city.is_large());
            let smaller = if large && town && !spot.is_large() { SMALLER } else { 0.0 };
            let smaller = if around_city { PROVINCE } else { smaller };
            standing(place, gazetteer) + source - smaller + if said { SAID } else { 0.0 }
        })
        .collect()
}

/// Returns how much a place's kind and size speak for it.
fn standing(place: &Place, gazetteer: &Gazetteer) -> f32 {
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

/// What the names of a story probably are, ready to be listened to.
struct Voices<'a> {
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
    fn new(names: &[Name], spots: &'a [Vec<Spot>], beliefs: &[Vec<f32>]) -> Self {
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
    fn support(&self, at: usize, beside: &[usize], spot: &Spot, around: &Around) -> f32 {
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
            + self.among_regions(at, beside, &spot.place)
            + self.inside(at, spot.place.country, spot.place.region, around)
    }

    /// Returns where a place of no list probably is, because all of the story is there: a place that stands for the one region, or
    /// else the one country. It needs several names that say so, and none that speaks for another country.
    fn surroundings(&self, at: usize, names: &[Name], around: &Around) -> Option<PlaceIndex> {
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
        let words = |country: u16| around.countries.get(&country).copied().unwrap_or(0.0);
        let abroad = |home: u16| around.countries.iter().any(|(country, count)| *country != home && *count > words(home));
        let enough = |((country, _), (sum, count)): &((u16, u16), (f32, usize)), share: f32| {
            *count >= SURROUNDING_NAMES_MIN && *sum >= share * all && !abroad(*country)
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

    /// Returns how much the other regions of a country speak for one more of them: Georgia beside Michigan and Arizona.
    fn among_regions(&self, at: usize, beside: &[usize], place: &Place) -> f32 {
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
        WEIGHTS.among_regions * others.ln_1p() + WEIGHTS.listed * listed.ln_1p()
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
    fn unlisted(&self, at: usize, around: &Around) -> f32 {
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

/// Turns scores into beliefs that sum to 1.
fn believe(scores: &[f32]) -> Vec<f32> {
    let best = scores.iter().copied().fold(f32::MIN, f32::max);
    let raised: Vec<f32> = scores.iter().map(|score| ((score - best) * WEIGHTS.zeal).exp()).collect();
    let sum: f32 = raised.iter().sum();
    raised.into_iter().map(|value| value / sum).collect()
}

fn choice(name: &Name, spots: &[Spot], beliefs: &[f32], containers: &Containers, gazetteer: &Gazetteer) -> Choice {
    let best = spots.iter().zip(beliefs).max_by(|a, b| a.1.total_cmp(b.1).then(b.0.index.cmp(&a.0.index)));
    let unlisted = beliefs.last().copied().unwrap_or(1.0);
    match best {
        Some((spot, belief)) if *belief >= unlisted => {
            // A city and the region of the same name around it: either answer is right.
            let same = |other: &Spot| {
                other.place.country == spot.place.country
                    && other.place.region == spot.place.region
                    && (other.place.kind != spot.place.kind || other.km(spot) < NEAR_KM / 2.0)
            };
            let village = if spot.place.population >= WELL_KNOWN || spot.is_large() { 0.0 } else { unlisted };
            let sum = |inside: bool| {
                let beliefs = spots.iter().zip(beliefs).filter(|(other, _)| same(other) == inside).map(|(_, belief)| *belief);
                if inside { beliefs.sum() } else { beliefs.fold(village, f32::max) }
            };
            // Many small namesakes are no reason for doubt: the next best is.
            let (this, next): (f32, f32) = (sum(true), sum(false));
            // What would be another place by itself was moved by its neighbors, or by where the source is at home.
            let first = spots.iter().max_by(|a, b| standing(&a.place, gazetteer).total_cmp(&standing(&b.place, gazetteer)));
            let itself = first.is_some_and(|first| same(first)) || spot.is_large();
            let told = name.said.is_some() || containers.hold(spot) || containers.countries.contains(&spot.place.country);
            Choice { place: Some(spot.index), near: None, sure: this >= SURE * (this + next) && (itself || told) }
        }
        // "Belgrade, Minn." may be on no list; that it is in Minnesota is certain.
        _ => Choice { place: None, near: name.said, sure: name.said.is_some() },
    }
}
