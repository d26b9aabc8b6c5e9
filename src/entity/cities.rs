//! Gathers the cities of the gazetteer with all their names, and what a second list says of them.
//!
//! Only the work behind `dateline-train gazetteer` needs this; which other names are taken is decided in `other_names`.

use std::collections::{BTreeSet, HashMap};

use super::fold::fold;
use super::gather::{Capitals, Entry, Places};
use super::gazetteer::NOWHERE;
use super::other_names::Judge;
use super::pack::{PackError, number, rows};
use super::place_lists::{CITY_NAMES, RENOWNED};

/// Countries whose own papers write of small towns: every place of the list is taken.
const WHOLE_COUNTRIES: [&str; 6] = ["US", "CA", "GB", "IE", "AU", "NZ"];
/// A town on the maps of the world of which no list counts the people has about so many.
const POPULATION_UNKNOWN: u32 = 20_000;
/// How many people a place elsewhere needs.
const POPULATION_MIN: u32 = 1_000;

/// A row of `places_extra.tsv`.
pub(super) struct Extra<'a> {
    pub(super) name: &'a str,
    pub(super) kind: &'a str,
    pub(super) country: &'a str,
    pub(super) region: &'a str,
    pub(super) lat: f64,
    pub(super) lon: f64,
    pub(super) population: u32,
    pub(super) hand: bool,
}

/// Returns the further names of cities, by their number in `GeoNames`; those without one under 0.
pub(super) fn extras(text: &str) -> Result<HashMap<u32, Vec<Extra<'_>>>, PackError> {
    const FILE: &str = "places_extra.tsv";
    let mut extras: HashMap<u32, Vec<Extra<'_>>> = HashMap::new();
    for row in rows(FILE, text, 9) {
        let row = row?;
        let extra = Extra {
            name: row[0],
            kind: row[6],
            country: row[4],
            region: row[5],
            lat: number(FILE, row[2])?,
            lon: number(FILE, row[3])?,
            population: row[7].parse().unwrap_or(0),
            hand: row[8] == "hand",
        };
        extras.entry(row[1].parse().unwrap_or(0)).or_default().push(extra);
    }
    Ok(extras)
}

/// A city before it is known which of its other names are taken.
pub(super) struct City {
    pub(super) entry: Entry,
    /// Names that are taken whatever they are.
    pub(super) names: Vec<String>,
    /// Names that some list gives and that may be words, people or other towns; and whether it is a list of English spellings.
    pub(super) doubtful: Vec<(String, bool)>,
}

pub(super) fn cities(
    text: &str,
    iso: &[String],
    codes: &[String],
    capitals: &Capitals,
    extras: &HashMap<u32, Vec<Extra<'_>>>,
) -> Result<Vec<City>, PackError> {
    const FILE: &str = "cities.tsv";
    let mut cities = Vec::new();
    let mut seen: BTreeSet<u32> = BTreeSet::new();
    let seats = seats(text, iso, capitals)?;
    for row in rows(FILE, text, 8) {
        let row = row?;
        let Some(country) = iso.iter().position(|code| code == row[4]) else { continue };
        let country = country as u16;
        let id = number(FILE, row[0])?;
        let population: u32 = number(FILE, row[6])?;
        let (lat, lon): (f64, f64) = (number(FILE, row[2])?, number(FILE, row[3])?);
        let capital = seats.contains(&id);
        let extra = extras.get(&id).map_or(&[][..], Vec::as_slice);
        let by_hand = extra.iter().any(|extra| extra.hand);
        if !capital && !by_hand && population < POPULATION_MIN && !WHOLE_COUNTRIES.contains(&row[4]) {
            continue;
        }
        seen.insert(id);
        let known = CITY_NAMES
            .iter()
            .find(|(name, country, _)| *name == row[1] && *country == row[4])
            .map_or(&[][..], |(_, _, names)| names);
        let of_kind = |kind: &str| extra.iter().find(|extra| extra.kind == kind).map(|extra| extra.name);
        let name = known
            .iter()
            .find_map(|name| name.strip_prefix('!'))
            .or_else(|| of_kind("display"))
            .or_else(|| of_kind("plain"))
            .unwrap_or(row[1]);
        let mut names: Vec<String> = known.iter().map(|name| name.trim_start_matches('!').to_owned()).collect();
        names.push(row[1].to_owned());
        names.extend(row[1].strip_prefix("Ko ").filter(|_| row[4] == "TH").map(|island| format!("Koh {island}")));
        names.extend(extra.iter().filter(|extra| extra.hand).map(|extra| extra.name.to_owned()));
        let mut doubtful: Vec<(String, bool)> =
            extra.iter().filter(|extra| !extra.hand).map(|extra| (extra.name.to_owned(), true)).collect();
        doubtful.extend(row[7].split('|').chain(head_of(name, population)).map(|name| (name.to_owned(), false)));
        let region =
            codes.binary_search_by(|code| code.as_str().cmp(&format!("{}.{}", row[4], row[5]))).map_or(NOWHERE, |at| at as u16);
        let renowned = RENOWNED.iter().any(|(known, code)| *code == row[4] && (*known == row[1] || *known == name));
        let entry = Entry { id, country, region, population, capital, renowned, ..Entry::new(name, lat, lon) };
        cities.push(City { entry, names, doubtful });
    }
    add_missing(&mut cities, &seen, iso, extras);
    Ok(only_the_largest_renowned(cities))
}

/// Adds the towns of `places_extra.tsv` that the list of cities lacks, in the region of the nearest one that it has.
fn add_missing(cities: &mut Vec<City>, seen: &BTreeSet<u32>, iso: &[String], extras: &HashMap<u32, Vec<Extra<'_>>>) {
    let mut missing: Vec<(u32, &Extra<'_>)> = extras
        .iter()
        .filter(|(id, _)| !seen.contains(id))
        .flat_map(|(id, extras)| extras.iter().map(|extra| (*id, extra)))
        .filter(|(_, extra)| matches!(extra.kind, "new" | "display" | "alias"))
        .collect();
    missing.sort_by_key(|(id, extra)| (*id, extra.name));
    for (id, extra) in missing {
        let Some(country) = iso.iter().position(|code| code == extra.country) else { continue };
        let country = country as u16;
        let inside = cities.iter().filter(|city| city.entry.country == country);
        let near = inside.min_by(|a, b| a.entry.km(extra.lat, extra.lon).total_cmp(&b.entry.km(extra.lat, extra.lon)));
        let region = near.map_or(NOWHERE, |city| city.entry.region);
        let population = if extra.kind == "alias" { extra.population.max(POPULATION_UNKNOWN) } else { extra.population };
        let entry = Entry { id, country, region, population, ..Entry::new(extra.name, extra.lat, extra.lon) };
        cities.push(City { entry, names: Vec::new(), doubtful: Vec::new() });
    }
}

/// Of two places of one name in a country only the larger is the one that the world knows.
fn only_the_largest_renowned(mut cities: Vec<City>) -> Vec<City> {
    let mut largest: HashMap<(String, u16), u32> = HashMap::new();
    for City { entry, .. } in cities.iter().filter(|city| city.entry.renowned) {
        let most = largest.entry((entry.name.clone(), entry.country)).or_default();
        *most = (*most).max(entry.population);
    }
    for City { entry, .. } in cities.iter_mut().filter(|city| city.entry.renowned) {
        entry.renowned = largest.get(&(entry.name.clone(), entry.country)) == Some(&entry.population);
    }
    cities
}

/// Returns the short name of a city whose list has a long one: Marburg an der Lahn, Pachuca de Soto.
fn head_of(name: &str, population: u32) -> Option<&str> {
    const RIVERS: [&str; 8] = [" an der ", " am ", " im ", " ob der ", " upon ", "-upon-", " bei ", " in der "];
    let spanish = || name.split_once(" de ").map(|(head, _)| head).filter(|head| population >= 100_000 && head.len() > 5);
    RIVERS.iter().find_map(|river| name.split_once(river)).map(|(head, _)| head).or_else(spanish)
}

/// Returns the numbers of the cities that are capitals: where the list of countries has one of that name, or else one that begins
/// alike.
fn seats(text: &str, iso: &[String], capitals: &Capitals) -> Result<BTreeSet<u32>, PackError> {
    const FILE: &str = "cities.tsv";
    const NEAR: f64 = 0.6;
    let mut found: HashMap<(u16, usize), (bool, u32, u32)> = HashMap::new();
    for row in rows(FILE, text, 8) {
        let row = row?;
        let Some(country) = iso.iter().position(|code| code == row[4]).map(|at| at as u16) else { continue };
        let (lat, lon): (f64, f64) = (number(FILE, row[2])?, number(FILE, row[3])?);
        let key = fold(row[1]);
        for (at, (name, north, east)) in capitals.get(&country).into_iter().flatten().enumerate() {
            let exact = *name == key;
            if (north - lat).abs() < NEAR && (east - lon).abs() < NEAR && (exact || fold_close(name, &key)) {
                let seat = found.entry((country, at)).or_default();
                *seat = (*seat).max((exact, number(FILE, row[6])?, number(FILE, row[0])?));
            }
        }
    }
    Ok(found.into_values().map(|(.., id)| id).collect())
}

/// Says whether two folded spellings of a capital begin alike; they are known to stand at the same spot.
fn fold_close(a: &str, b: &str) -> bool {
    a.chars().take(4).eq(b.chars().take(4))
}

pub(super) fn add_cities(places: &mut Places, cities: Vec<City>, judge: &Judge<'_>) {
    let doubtful: Vec<Vec<(String, bool)>> = cities.iter().map(|city| city.doubtful.clone()).collect();
    let first = places.entries.len();
    for city in cities {
        places.add(city.entry, &city.names);
    }
    // First all names that are sure, so that a doubtful one meets whoever bears it.
    for (at, names) in doubtful.iter().enumerate() {
        for (name, english) in names {
            if judge.is_name_of(name, *english, &places.entries[first + at], places) {
                places.keys.entry(fold(name)).or_default().insert((first + at) as u32);
            }
        }
    }
}
