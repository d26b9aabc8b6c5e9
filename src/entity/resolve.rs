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

use foldhash::{HashMap, HashSet};

use super::gazetteer::{Gazetteer, Place, PlaceIndex, PlaceKind};
use super::large::{Containers, is_overshadowed, likely};
use super::standing::{NEAR_KM, Spot, WEIGHTS, is_english, is_province, lies_in, standing};
use super::voices::Voices;

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
    /// Whether it stands before a noun as only the names of regions do: "a Georgia judge" is none of the Georgian ones.
    pub(super) before_noun: bool,
    /// The bearer into which the story puts another name: "Augusta, Georgia".
    pub(super) holds: Option<PlaceIndex>,
}

/// What the story and its source say beside the names.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    /// How strongly words of the story belong to a country: "Spanish", "sheriff".
    pub(super) countries: HashMap<u16, f32>,
    /// The countries whose people the story names.
    pub(super) peoples: HashSet<u16>,
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

/// What "City, Region" says beyond doubt.
const SAID: f32 = 100.0;
/// Most rounds of listening, and the change of beliefs at which another one would say nothing new.
const ROUNDS: usize = 5;
const SETTLED: f32 = 1e-3;
/// A city of so many people is not doubted because there may be a village of its name somewhere.
const WELL_KNOWN: u32 = 50_000;
/// A belief this strong, beside the next best alone, is certain.
const SURE: f32 = 0.75;

/// What speaks against a province around a large city of its name.
const PROVINCE: f32 = 2.0;
/// What speaks against a small namesake of what is large though its region is named.
const SMALLER: f32 = 1.5;
/// What speaks for a town of so many people in a region that the story names, beside namesakes smaller than a city of the world.
const IN_REGION: f32 = 2.5;
const TOWN: u32 = 5_000;
const WORLD_CITY: u32 = 1_300_000;
/// What speaks for a region whose name stands before a noun.
const ADJECTIVE: f32 = 4.0;
/// A belief this strong makes a country or region one that the story names.
pub(super) const NAMED: f32 = 0.6;

/// Decides all names of a story together.
pub(super) fn resolve(names: &[Name], around: &Around, gazetteer: &Gazetteer) -> Vec<Choice> {
    let all: Vec<Vec<Spot>> =
        names.iter().map(|name| name.bearers.iter().map(|&at| Spot::new(at, gazetteer)).collect()).collect();
    // First without the small namesakes of what is large: so it shows which regions the story names.
    let large: Vec<Vec<Spot>> = names.iter().zip(&all).map(|(name, spots)| likely(name, spots, &Containers::default())).collect();
    let containers = Containers::new(names, &large, &beliefs(names, &large, around, &Containers::default(), gazetteer));
    let spots: Vec<Vec<Spot>> = names.iter().zip(&all).map(|(name, spots)| likely(name, spots, &containers)).collect();
    let beliefs = beliefs(names, &spots, around, &containers, gazetteer);
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
fn beliefs(
    names: &[Name],
    spots: &[Vec<Spot>],
    around: &Around,
    containers: &Containers,
    gazetteer: &Gazetteer,
) -> Vec<Vec<f32>> {
    let own: Vec<Vec<f32>> =
        names.iter().zip(spots).map(|(name, spots)| alone(name, spots, around, containers, gazetteer)).collect();
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

/// Returns what speaks for each bearer before any other name is heard.
fn alone(name: &Name, spots: &[Spot], around: &Around, containers: &Containers, gazetteer: &Gazetteer) -> Vec<f32> {
    let home = &around.home;
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
            // A city goes before the province of its name around it, unless the story says "province".
            let around_city = is_province(place, gazetteer)
                && spots.iter().any(|city| {
                    let city = &city.place;
                    city.kind == PlaceKind::City && city.region == place.region && city.population >= WELL_KNOWN
                });
            let smaller = if name.said.is_none() && is_overshadowed(spot, spots) { SMALLER } else { 0.0 };
            let smaller = if around_city { PROVINCE } else { smaller };
            // "Maine's governor spoke in Portland": what the world knows less than its capitals gives way to a town of the region.
            let home = place.kind == PlaceKind::City
                && place.population >= TOWN
                && containers.hold(spot)
                && !spots.iter().any(is_of_the_world);
            let home = if home { IN_REGION } else { 0.0 };
            let adjective = name.before_noun && place.kind == PlaceKind::Region && !place.county && is_english(place, gazetteer);
            let home = home + if adjective { ADJECTIVE } else { 0.0 };
            standing(place, gazetteer) + source + home - smaller + if said { SAID } else { 0.0 }
        })
        .collect()
}

/// Says whether no town of the region that a story names is likelier meant: a country, a region, a capital, a city
/// of a million or one that is known by its bare name.
fn is_of_the_world(spot: &Spot) -> bool {
    let Place { kind, capital, renowned, population, .. } = spot.place;
    spot.is_large() && (kind != PlaceKind::City || capital || renowned || population >= WORLD_CITY)
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
            let unseen = if spot.place.population >= WELL_KNOWN || spot.is_large() { 0.0 } else { unlisted };
            let sum = |inside: bool| {
                let beliefs = spots.iter().zip(beliefs).filter(|(other, _)| same(other) == inside).map(|(_, belief)| *belief);
                if inside { beliefs.sum() } else { beliefs.fold(unseen, f32::max) }
            };
            // Many small namesakes are no reason for doubt: the next best is.
            let (this, next): (f32, f32) = (sum(true), sum(false));
            // What would be another place by itself was moved by its neighbors, or by where the source is at home.
            let first = spots.iter().max_by(|a, b| standing(&a.place, gazetteer).total_cmp(&standing(&b.place, gazetteer)));
            let itself = first.is_some_and(same) || spot.is_large();
            // A village in a region of the story may be the city of its name after all: "a night in Paris" in a paper of Texas.
            let village = is_overshadowed(spot, spots) && !containers.county_holds(spot) && spots.iter().any(is_of_the_world);
            let near = containers.hold(spot) || containers.countries.contains(&spot.place.country);
            let told = name.said.is_some() || near && !village;
            Choice { place: Some(spot.index), near: None, sure: this >= SURE * (this + next) && (itself || told) }
        }
        // "Belgrade, Minn." may be on no list; that it is in Minnesota is certain.
        _ => Choice { place: None, near: name.said, sure: name.said.is_some() },
    }
}
