//! Gathers the places of the gazetteer from the lists: countries, regions, areas, counties, features and cities, with all names.
//!
//! Only the work behind `dateline-train gazetteer` needs this. What is written by hand stands in `place_lists`, which other names of
//! cities and features are taken in `other_names` and `landmarks`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::fold::fold;
use super::gazetteer::NOWHERE;
use super::other_names::Judge;
use super::pack::{NameLists, PackError, number, rows};
use super::place_lists::{AREAS, CITY_NAMES, COUNTRY_NAMES, COUNTRY_SPOTS, REGION_NAMES, RENOWNED};
use super::words::Words;
use super::{counties, landmarks};

/// Countries whose own papers write of small towns: every place of the list is taken.
const WHOLE_COUNTRIES: [&str; 6] = ["US", "CA", "GB", "IE", "AU", "NZ"];
/// How many people a place elsewhere needs.
const POPULATION_MIN: u32 = 1_000;

/// A place as it will stand in the table.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) id: u32,
    pub(super) name: String,
    pub(super) lat: f64,
    pub(super) lon: f64,
    pub(super) country: u16,
    pub(super) region: u16,
    pub(super) population: u32,
    pub(super) capital: bool,
    pub(super) renowned: bool,
}

impl Entry {
    /// Makes one of which nothing but its name and middle is known.
    pub(super) fn new(name: &str, lat: f64, lon: f64) -> Self {
        Self {
            id: 0,
            name: name.to_owned(),
            lat,
            lon,
            country: NOWHERE,
            region: NOWHERE,
            population: 0,
            capital: false,
            renowned: false,
        }
    }

    /// Returns roughly how many kilometers off a spot is.
    pub(super) fn km(&self, lat: f64, lon: f64) -> f64 {
        let turn = (self.lon - lon).abs();
        let east = turn.min(360.0 - turn) * ((self.lat + lat) / 2.0).to_radians().cos();
        (east * east + (self.lat - lat) * (self.lat - lat)).sqrt() * 111.2
    }
}

/// All places so far, with who bears which folded name.
#[derive(Default)]
pub(super) struct Places {
    pub(super) entries: Vec<Entry>,
    pub(super) keys: BTreeMap<String, BTreeSet<u32>>,
    /// How many of them are countries; these come first.
    pub(super) countries: usize,
}

impl Places {
    pub(super) fn add<S: AsRef<str>>(&mut self, entry: Entry, other_names: &[S]) {
        let shown = entry.name.clone();
        let names: Vec<&str> = other_names.iter().map(AsRef::as_ref).chain([shown.as_str()]).collect();
        self.add_named(entry, &names);
    }

    /// Adds a place that is found by these names only, whatever is shown of it.
    pub(super) fn add_named<S: AsRef<str>>(&mut self, entry: Entry, names: &[S]) {
        let index = self.entries.len() as u32;
        for name in names.iter().map(AsRef::as_ref) {
            let key = fold(name);
            if !key.is_empty() {
                self.keys.entry(key).or_default().insert(index);
            }
        }
        self.entries.push(entry);
    }

    /// Returns the places that bear a name.
    pub(super) fn bearers(&self, name: &str) -> impl Iterator<Item = &Entry> {
        self.at(name).map(|(_, entry)| entry)
    }

    /// Returns the places that bear a name, with where they stand.
    pub(super) fn at(&self, name: &str) -> impl Iterator<Item = (usize, &Entry)> {
        self.keys.get(&fold(name)).into_iter().flatten().map(|at| (*at as usize, &self.entries[*at as usize]))
    }
}

/// The places in the order of the table: countries, regions, areas, counties, features, cities.
pub(super) struct Gathered {
    /// Codes of the countries.
    pub(super) iso: Vec<String>,
    /// Codes of the regions.
    pub(super) codes: Vec<String>,
    pub(super) places: Places,
    pub(super) areas: usize,
    pub(super) counties: usize,
    pub(super) features: usize,
}

/// Gathers all places.
///
/// # Errors
/// Says which list has a row without the wanted columns.
pub(super) fn gather(lists: &NameLists<'_>, words: &Words) -> Result<Gathered, PackError> {
    let mut places = Places::default();
    let (iso, capitals) = add_countries(&mut places, lists)?;
    places.countries = iso.len();
    let codes = add_regions(&mut places, lists.regions, &iso)?;
    let before = places.entries.len();
    add_areas(&mut places, lists.country_names, &iso)?;
    let areas = places.entries.len() - before;
    let extras = extras(lists.city_names)?;
    add_counties(&mut places, lists.counties, &codes, &extras)?;
    let counties = places.entries.len() - before - areas;
    let judge = Judge::new(lists, words);
    let cities = cities(lists.cities, &iso, &codes, &capitals, &extras)?;
    count_people(&mut places.entries[iso.len()..iso.len() + codes.len()], &cities);
    landmarks::add(&mut places, lists.features, &cities, &judge)?;
    let features = places.entries.len() - before - areas - counties;
    add_cities(&mut places, cities, &judge);
    Ok(Gathered { iso, codes, places, areas, counties, features })
}

type Capitals = HashMap<u16, Vec<(String, f64, f64)>>;

/// Notes of `country_names_extra.tsv` that make a row no other name of a whole country.
const NO_COUNTRY: [&str; 2] = ["nation", "own place"];

fn add_countries(places: &mut Places, lists: &NameLists<'_>) -> Result<(Vec<String>, Capitals), PackError> {
    const FILE: &str = "countries.tsv";
    let (mut iso, mut capitals) = (Vec::new(), Capitals::new());
    let extra = rows("country_names_extra.tsv", lists.country_names, 3).collect::<Result<Vec<_>, _>>()?;
    for row in rows(FILE, lists.countries, 14) {
        let row = row?;
        // Countries that are no more have neither code nor coordinates in use today.
        let spot = COUNTRY_SPOTS.iter().find(|(code, ..)| *code == row[0]).map(|(_, lat, lon)| (*lat, *lon));
        if row[5].is_empty() && spot.is_none() || ["CS", "AN"].contains(&row[0]) {
            continue;
        }
        let country = iso.len() as u16;
        let hand = || COUNTRY_NAMES.iter().filter(|(code, _)| *code == row[0]).flat_map(|(_, names)| names.iter().copied());
        let name = hand().next().unwrap_or(row[2]).trim_start_matches("The ");
        let mut others: Vec<&str> = vec![row[2], row[3].split(" (").next().unwrap_or_default()];
        others.extend(hand());
        let whole = |note: &str| NO_COUNTRY.iter().all(|no| !note.starts_with(no));
        // A former part such as East Germany has its own middle, but whoever reads of it looks for the country of today.
        others.extend(extra.iter().filter(|extra| extra[1] == row[0] && whole(extra[2])).map(|extra| extra[0]));
        others.retain(|other| !other.contains([';', '(', '&']));
        let (lat, lon) = match spot {
            Some(spot) => spot,
            None => (number(FILE, row[5])?, number(FILE, row[6])?),
        };
        let population = row[10].parse().unwrap_or(0);
        if let (Ok(lat), Ok(lon)) = (row[8].parse(), row[9].parse()) {
            let city = fold(row[7].split(['(', ',', ';']).next().unwrap_or_default().trim());
            capitals.entry(country).or_default().push((city, lat, lon));
        }
        iso.push(row[0].to_owned());
        places.add(Entry { id: number(FILE, row[1])?, country, population, ..Entry::new(name, lat, lon) }, &others);
    }
    Ok((iso, capitals))
}

/// Adds the regions by their codes; returns the codes, sorted.
fn add_regions(places: &mut Places, text: &str, iso: &[String]) -> Result<Vec<String>, PackError> {
    const FILE: &str = "admin1_current.tsv";
    let mut sorted = rows(FILE, text, 7).collect::<Result<Vec<_>, _>>()?;
    sorted.sort_by_key(|row| row[0]);
    let mut codes: Vec<String> = Vec::new();
    for row in sorted {
        let Some(country) = row[0].get(..2).and_then(|code| iso.iter().position(|known| known == code)) else { continue };
        // A region without any city of its own has no coordinates; it would point nowhere.
        if row[5].is_empty() {
            continue;
        }
        let mut names = vec![row[2], row[3]];
        names.extend(row[4].split('|'));
        names.extend(REGION_NAMES.iter().filter(|(code, _)| *code == row[0]).flat_map(|(_, names)| names.split('|')));
        let short: Vec<&str> = names.iter().map(|name| short_region(name)).collect();
        let entry = Entry {
            // A few regions of today have no number yet.
            id: row[1].parse().unwrap_or(0),
            country: country as u16,
            region: codes.len() as u16,
            ..Entry::new(short_region(row[2]), number(FILE, row[5])?, number(FILE, row[6])?)
        };
        codes.push(row[0].to_owned());
        places.add(entry, &[names, short].concat());
    }
    Ok(codes)
}

/// Drops "Province", "Oblast" and the like, which news leave out as often as not; what would be left of "Northern Territory" or
/// "Kyiv Oblast" means something else.
fn short_region(name: &str) -> &str {
    const KINDS: [&str; 14] = [
        " Province",
        " Oblast",
        " Region",
        " State",
        " Governorate",
        " Department",
        " District",
        " County",
        " Prefecture",
        " Voivodeship",
        " Territory",
        " Krai",
        " Canton",
        " Emirate",
    ];
    const NO_NAMES: [&str; 18] = [
        "Northern",
        "Southern",
        "Eastern",
        "Western",
        "Central",
        "North",
        "South",
        "East",
        "West",
        "Capital",
        "Federal",
        "Free",
        "Australian",
        "Upper",
        "Lower",
        "Kyiv",
        "Moscow",
        "Red",
    ];
    let is_name = |short: &&str| short.len() > 3 && !short.split(' ').all(|word| NO_NAMES.contains(&word));
    KINDS.iter().find_map(|kind| name.strip_suffix(kind)).filter(is_name).unwrap_or(name)
}

/// Gives each region the people of its cities: the more, the better known it is.
fn count_people(regions: &mut [Entry], cities: &[City]) {
    let mut people: HashMap<u16, u32> = HashMap::new();
    for City { entry, .. } in cities {
        let sum = people.entry(entry.region).or_default();
        *sum = sum.saturating_add(entry.population);
    }
    regions.iter_mut().for_each(|region| region.population = people.get(&region.region).copied().unwrap_or(0));
}

/// Adds continents and areas, and what `country_names_extra.tsv` tells apart from whole countries.
fn add_areas(places: &mut Places, extra: &str, iso: &[String]) -> Result<(), PackError> {
    const FILE: &str = "country_names_extra.tsv";
    let country = |code: &str| iso.iter().position(|known| known == code).map_or(NOWHERE, |at| at as u16);
    for (names, id, code, lat, lon) in AREAS {
        let (name, others) = names.split_once('|').unwrap_or((names, ""));
        let entry = Entry { id: *id, country: country(code), ..Entry::new(name, *lat, *lon) };
        places.add(entry, &others.split('|').collect::<Vec<_>>());
    }
    for row in rows(FILE, extra, 3) {
        let row = row?;
        let spot = row[2].rsplit([':', ';']).next().and_then(|spot| spot.trim().split_once(' '));
        let own = row[1].is_empty() || row[2].starts_with("own place");
        if let Some((lat, lon)) = spot.filter(|_| own && places.bearers(row[0]).next().is_none()) {
            let entry = Entry { country: country(row[1]), ..Entry::new(row[0], number(FILE, lat)?, number(FILE, lon)?) };
            places.add::<&str>(entry, &[]);
        }
    }
    Ok(())
}

/// Adds the counties, and regions of yesterday inside those of today.
fn add_counties(
    places: &mut Places,
    outlines: &str,
    codes: &[String],
    extras: &HashMap<u32, Vec<Extra<'_>>>,
) -> Result<(), PackError> {
    let country_of = |places: &Places, region: usize| {
        places.entries.iter().find(|entry| entry.region == region as u16).map_or(NOWHERE, |entry| entry.country)
    };
    for county in counties::all(outlines)? {
        let Ok(region) = codes.binary_search(&county.region) else { continue };
        let entry = Entry {
            country: country_of(places, region),
            region: region as u16,
            renowned: county.renowned,
            ..Entry::new(&county.name, county.lat, county.lon)
        };
        places.add(entry, &county.other_names);
    }
    for former in extras.get(&0).into_iter().flatten().filter(|extra| extra.kind == "former region") {
        let today = places
            .bearers(former.region)
            .find(|entry| entry.region != NOWHERE && codes[usize::from(entry.region)].starts_with(former.country));
        if let Some(&Entry { country, region, .. }) = today {
            places.add::<&str>(Entry { country, region, ..Entry::new(former.name, former.lat, former.lon) }, &[]);
        }
    }
    Ok(())
}

/// A row of `places_extra.tsv`.
struct Extra<'a> {
    name: &'a str,
    kind: &'a str,
    country: &'a str,
    region: &'a str,
    lat: f64,
    lon: f64,
    population: u32,
    hand: bool,
}

/// Returns the further names of cities, by their number in `GeoNames`; those without one under 0.
fn extras(text: &str) -> Result<HashMap<u32, Vec<Extra<'_>>>, PackError> {
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
    /// Names that some list gives and that may be words, people or other towns.
    pub(super) doubtful: Vec<String>,
}

fn cities(
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
        names.extend(extra.iter().filter(|extra| extra.hand).map(|extra| extra.name.to_owned()));
        let mut doubtful: Vec<String> = extra.iter().filter(|extra| !extra.hand).map(|extra| extra.name.to_owned()).collect();
        doubtful.extend(row[7].split('|').chain(head_of(name, population)).map(str::to_owned));
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
        .filter(|(_, extra)| matches!(extra.kind, "new" | "display"))
        .collect();
    missing.sort_by_key(|(id, extra)| (*id, extra.name));
    for (id, extra) in missing {
        let Some(country) = iso.iter().position(|code| code == extra.country) else { continue };
        let country = country as u16;
        let inside = cities.iter().filter(|city| city.entry.country == country);
        let near = inside.min_by(|a, b| a.entry.km(extra.lat, extra.lon).total_cmp(&b.entry.km(extra.lat, extra.lon)));
        let region = near.map_or(NOWHERE, |city| city.entry.region);
        let population = extra.population;
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

fn add_cities(places: &mut Places, cities: Vec<City>, judge: &Judge<'_>) {
    let doubtful: Vec<Vec<String>> = cities.iter().map(|city| city.doubtful.clone()).collect();
    let first = places.entries.len();
    cities.into_iter().for_each(|city| places.add(city.entry, &city.names));
    // First all names that are sure, so that a doubtful one meets whoever bears it.
    for (at, names) in doubtful.iter().enumerate() {
        for name in names {
            if judge.is_name_of(name, &places.entries[first + at], places) {
                places.keys.entry(fold(name)).or_default().insert((first + at) as u32);
            }
        }
    }
}
