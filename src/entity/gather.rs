//! Gathers the places of the gazetteer from the lists: countries, regions, areas, counties, features and cities, with all names.
//!
//! Only the work behind `dateline-train gazetteer` needs this. What is written by hand stands in `place_lists`, which other names of
//! cities and features are taken in `other_names` and `landmarks`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::cities::{City, Extra, add_cities, cities, extras};
use super::fold::fold;
use super::gazetteer::NOWHERE;
use super::other_names::Judge;
use super::pack::{NameLists, PackError, number, rows};
use super::place_lists::{AREAS, COUNTRY_NAMES, COUNTRY_SPOTS, REGION_NAMES};
use super::words::Words;
use super::{counties, landmarks};

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
        let east = turn.min(360.0 - turn) * f64::midpoint(self.lat, lat).to_radians().cos();
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
    landmarks::add(&mut places, lists.features, &cities, &iso, &judge)?;
    let features = places.entries.len() - before - areas - counties;
    add_cities(&mut places, cities, &judge);
    Ok(Gathered { iso, codes, places, areas, counties, features })
}

pub(super) type Capitals = HashMap<u16, Vec<(String, f64, f64)>>;

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
        let shown = names.iter().find_map(|name| name.strip_prefix('!')).unwrap_or_else(|| short_region(row[2]));
        let names: Vec<&str> = names.iter().map(|name| name.trim_start_matches('!')).collect();
        let short: Vec<&str> = names.iter().map(|name| short_region(name)).collect();
        let entry = Entry {
            // A few regions of today have no number yet.
            id: row[1].parse().unwrap_or(0),
            country: country as u16,
            region: codes.len() as u16,
            ..Entry::new(shown, number(FILE, row[5])?, number(FILE, row[6])?)
        };
        codes.push(row[0].to_owned());
        let names = [names, short].concat();
        // Whoever writes "Washington, D.C." means the city.
        let own_city = row[0] == "US.DC";
        if own_city { places.add_named(entry, &["District of Columbia"]) } else { places.add(entry, &names) }
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
    for region in regions {
        region.population = people.get(&region.region).copied().unwrap_or(0);
    }
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
    // The District of Columbia is no county beside the city.
    for county in counties::all(outlines)?.into_iter().filter(|county| county.region != "US.DC") {
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
