//! Makes the embedded tables from lists of names and places: the work behind `dateline-train gazetteer` and `words`.
//!
//! The same lists give the same bytes. Where the lists come from and under which licences stands in `assets/README.md`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::counties;
use super::fold::{fold, with_capitals};
use super::gazetteer::{NOWHERE, NameFlags, PLACES_MAGIC, WORDS_MAGIC};
use super::place_lists::{AREAS, CITY_NAMES, COUNTRY_NAMES, PEOPLES};
use super::place_table::{STEPS_PER_DEGREE, pack_population};
use super::table::write::Writer;

/// Countries whose own papers write of small towns: every place of the list is taken.
const WHOLE_COUNTRIES: [&str; 6] = ["US", "CA", "GB", "IE", "AU", "NZ"];
/// How many people a place elsewhere needs.
const POPULATION_MIN: u32 = 1_000;
/// Most places that may bear one name; the larger ones are kept.
const BEARERS_MAX: usize = 60;

/// A list that cannot be used: which and what is wrong.
#[derive(Debug, thiserror::Error)]
#[error("{file} cannot be used: {why}")]
pub struct PackError {
    pub(super) file: &'static str,
    pub(super) why: &'static str,
}

impl PackError {
    pub(super) fn new(file: &'static str, why: &'static str) -> Self {
        Self { file, why }
    }
}

/// The lists of places and names, as text.
pub struct NameLists<'a> {
    /// `cities.tsv`.
    pub cities: &'a str,
    /// `admin1.tsv`.
    pub regions: &'a str,
    /// `countries.tsv`.
    pub countries: &'a str,
    /// `counties-10m.json` of us-atlas.
    pub counties: &'a str,
    /// `first.txt`.
    pub given: &'a str,
    /// `last.txt`.
    pub surnames: &'a str,
    /// `last2.txt`.
    pub rare_surnames: &'a str,
    /// `common-forenames-by-country.csv`.
    pub forenames_by_country: &'a str,
    /// `common-surnames-by-country.csv`.
    pub surnames_by_country: &'a str,
}

struct Entry {
    id: u32,
    name: String,
    lat: f64,
    lon: f64,
    country: u16,
    region: u16,
    population: u32,
    capital: bool,
}

#[derive(Default)]
struct Places {
    entries: Vec<Entry>,
    keys: BTreeMap<String, BTreeSet<u32>>,
}

impl Places {
    fn add(&mut self, entry: Entry, other_names: &[&str]) -> u32 {
        let index = self.entries.len() as u32;
        for name in other_names.iter().copied().chain([entry.name.as_str()]) {
            let key = fold(name);
            if !key.is_empty() {
                self.keys.entry(key).or_default().insert(index);
            }
        }
        self.entries.push(entry);
        index
    }
}

/// Packs places and names; the result is `assets/gazetteer.bin`.
///
/// # Errors
/// Says which list has a row without the wanted columns.
pub fn pack_gazetteer(lists: &NameLists<'_>) -> Result<Vec<u8>, PackError> {
    let mut places = Places::default();
    let (iso, capitals) = add_countries(&mut places, lists.countries)?;
    let countries = places.entries.len();
    let codes = add_regions(&mut places, lists.regions, &iso)?;
    for (names, id, lat, lon) in AREAS {
        let (name, others) = names.split_once('|').unwrap_or((names, ""));
        let entry = Entry {
            id: *id,
            name: (*name).to_owned(),
            lat: *lat,
            lon: *lon,
            country: NOWHERE,
            region: NOWHERE,
            population: 0,
            capital: false,
        };
        places.add(entry, &others.split('|').collect::<Vec<_>>());
    }
    let counties = add_counties(&mut places, lists.counties, &codes)?;
    add_cities(&mut places, lists.cities, &iso, &codes, &capitals)?;

    let mut writer = Writer::new(PLACES_MAGIC);
    writer.number(countries as u32);
    writer.number(codes.len() as u32);
    writer.number(places.entries.len() as u32);
    let iso_bytes: Vec<u32> = iso.iter().flat_map(|code| code.bytes().map(u32::from)).collect();
    writer.planes(&iso_bytes, 1);
    writer.strings(&codes);
    write_places(&mut writer, &places, counties);
    write_peoples(&mut writer, lists.countries, &iso)?;
    write_names(&mut writer, lists);
    writer.finish().map_err(|_| PackError { file: "gazetteer.bin", why: "it does not compress" })
}

fn rows<'a>(file: &'static str, text: &'a str, columns: usize) -> impl Iterator<Item = Result<Vec<&'a str>, PackError>> {
    text.lines().skip(1).map(move |line| {
        let row: Vec<&str> = line.split('\t').collect();
        if row.len() < columns { Err(PackError { file, why: "a row has too few columns" }) } else { Ok(row) }
    })
}

fn number<T: std::str::FromStr>(file: &'static str, text: &str) -> Result<T, PackError> {
    text.parse().map_err(|_| PackError { file, why: "a number cannot be read" })
}

type Capitals = HashMap<u16, Vec<(String, f64, f64)>>;

fn add_countries(places: &mut Places, text: &str) -> Result<(Vec<String>, Capitals), PackError> {
    const FILE: &str = "countries.tsv";
    let (mut iso, mut capitals) = (Vec::new(), Capitals::new());
    for row in rows(FILE, text, 14) {
        let row = row?;
        // Countries that are no more have neither code nor coordinates in use today.
        if row[5].is_empty() || ["CS", "AN"].contains(&row[0]) {
            continue;
        }
        let country = iso.len() as u16;
        let shown = COUNTRY_NAMES.iter().find(|(code, _)| *code == row[0]).and_then(|(_, names)| names.first()).copied();
        let name = shown.map_or(row[2], |name| name).trim_start_matches("The ").to_owned();
        let mut others: Vec<&str> = vec![row[2]];
        others.push(row[3].split(" (").next().unwrap_or_default());
        others.extend(COUNTRY_NAMES.iter().filter(|(code, _)| *code == row[0]).flat_map(|(_, names)| names.iter().copied()));
        others.retain(|other| !other.contains([';', '(', '&']));
        let entry = Entry {
            id: number(FILE, row[1])?,
            name,
            lat: number(FILE, row[5])?,
            lon: number(FILE, row[6])?,
            country,
            region: NOWHERE,
            population: row[10].parse().unwrap_or(0),
            capital: false,
        };
        if let (Ok(lat), Ok(lon)) = (row[8].parse(), row[9].parse()) {
            capitals.entry(country).or_default().push((
                fold(row[7].split(['(', ',', ';']).next().unwrap_or_default().trim()),
                lat,
                lon,
            ));
        }
        iso.push(row[0].to_owned());
        places.add(entry, &others);
    }
    Ok((iso, capitals))
}

/// Adds the regions by their codes; returns the codes, sorted.
fn add_regions(places: &mut Places, text: &str, iso: &[String]) -> Result<Vec<String>, PackError> {
    const FILE: &str = "admin1.tsv";
    let mut sorted = rows(FILE, text, 6).collect::<Result<Vec<_>, _>>()?;
    sorted.sort_by_key(|row| row[0]);
    let mut codes: Vec<String> = Vec::new();
    for row in sorted {
        let Some(country) = row[0].get(..2).and_then(|code| iso.iter().position(|known| known == code)) else { continue };
        // A region without any city of its own has no coordinates; it would point nowhere.
        if row[4].is_empty() {
            continue;
        }
        let short = short_region(row[2]);
        let entry = Entry {
            id: number(FILE, row[1])?,
            name: short.to_owned(),
            lat: number(FILE, row[4])?,
            lon: number(FILE, row[5])?,
            country: country as u16,
            region: codes.len() as u16,
            population: 0,
            capital: false,
        };
        codes.push(row[0].to_owned());
        places.add(entry, &[row[2], row[3]]);
    }
    Ok(codes)
}

/// Drops "Province", "Oblast" and the like, which news leave out as often as not.
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
    KINDS.iter().find_map(|kind| name.strip_suffix(kind)).filter(|short| short.len() > 3).unwrap_or(name)
}

/// Adds the counties; returns how many there are.
fn add_counties(places: &mut Places, outlines: &str, codes: &[String]) -> Result<usize, PackError> {
    let before = places.entries.len();
    let names = |region: u16| codes.get(usize::from(region)).map_or("", String::as_str);
    let regions: Vec<(u16, String, u16)> = places
        .entries
        .iter()
        .filter(|entry| entry.region != NOWHERE)
        .map(|entry| (entry.country, format!("{}={}", names(entry.region), entry.name), entry.region))
        .collect();
    for county in counties::all(outlines)? {
        let Some((country, _, region)) = regions.iter().find(|(_, name, _)| *name == county.region) else { continue };
        let entry = Entry {
            id: 0,
            name: county.name,
            lat: county.lat,
            lon: county.lon,
            country: *country,
            region: *region,
            population: 0,
            capital: false,
        };
        places.add(entry, &county.other_names.iter().map(String::as_str).collect::<Vec<_>>());
    }
    Ok(places.entries.len() - before)
}

fn add_cities(places: &mut Places, text: &str, iso: &[String], codes: &[String], capitals: &Capitals) -> Result<(), PackError> {
    const FILE: &str = "cities.tsv";
    for row in rows(FILE, text, 7) {
        let row = row?;
        let Some(country) = iso.iter().position(|code| code == row[4]) else { continue };
        let country = country as u16;
        let population: u32 = number(FILE, row[6])?;
        let (lat, lon): (f64, f64) = (number(FILE, row[2])?, number(FILE, row[3])?);
        let key = fold(row[1]);
        let capital = capitals.get(&country).is_some_and(|capitals| {
            let near = |a: f64, b: f64| (a - b).abs() < 0.6;
            capitals
                .iter()
                .any(|(name, north, east)| near(*north, lat) && near(*east, lon) && (*name == key || fold_close(name, &key)))
        });
        if !capital && population < POPULATION_MIN && !WHOLE_COUNTRIES.contains(&row[4]) {
            continue;
        }
        let known = CITY_NAMES
            .iter()
            .find(|(name, country, _)| *name == row[1] && *country == row[4])
            .map_or(&[][..], |(_, _, names)| names);
        let region =
            codes.binary_search_by(|code| code.as_str().cmp(&format!("{}.{}", row[4], row[5]))).map_or(NOWHERE, |at| at as u16);
        let name = known.iter().find_map(|name| name.strip_prefix('!')).unwrap_or(row[1]).to_owned();
        let mut others: Vec<&str> = known.iter().map(|name| name.trim_start_matches('!')).collect();
        others.push(row[1]);
        places.add(Entry { id: number(FILE, row[0])?, name, lat, lon, country, region, population, capital }, &others);
    }
    Ok(())
}

/// Says whether two folded spellings of a capital begin alike; they are known to stand at the same spot.
fn fold_close(a: &str, b: &str) -> bool {
    a.chars().take(4).eq(b.chars().take(4))
}

fn write_places(writer: &mut Writer, places: &Places, counties: usize) {
    let keys: Vec<&String> = places.keys.keys().collect();
    writer.strings(&keys);
    let bearers: Vec<Vec<u32>> = places.keys.values().map(|bearers| most_important(bearers, &places.entries)).collect();
    writer.planes(&bearers.iter().map(|bearers| bearers.len() as u32).collect::<Vec<_>>(), 1);
    writer.planes(&bearers.concat(), 3);

    let plain = |entry: &Entry| with_capitals(&fold(&entry.name)) == entry.name;
    let special: Vec<(u32, &str)> =
        (0u32..).zip(&places.entries).filter(|(_, entry)| !plain(entry)).map(|(at, entry)| (at, entry.name.as_str())).collect();
    writer.strings(&special.iter().map(|(_, name)| *name).collect::<Vec<_>>());
    writer.planes(&special.iter().map(|(at, _)| *at).collect::<Vec<_>>(), 3);

    let key_of: HashMap<&str, u32> = keys.iter().zip(0u32..).map(|(key, at)| (key.as_str(), at)).collect();
    let column = |of: &dyn Fn(&Entry) -> u32| places.entries.iter().map(of).collect::<Vec<u32>>();
    let steps = |degrees: f64, from: f64| ((degrees + from) * STEPS_PER_DEGREE).round() as u32;
    writer.number(AREAS.len() as u32);
    writer.number(counties as u32);
    writer.planes(&column(&|entry| entry.id), 4);
    writer.planes(&column(&|entry| steps(entry.lat, 90.0)), 3);
    writer.planes(&column(&|entry| steps(entry.lon, 180.0)), 3);
    writer.planes(&column(&|entry| u32::from(entry.country)), 2);
    writer.planes(&column(&|entry| u32::from(entry.region)), 2);
    writer.planes(&column(&|entry| pack_population(entry.population, entry.capital)), 2);
    writer.planes(&column(&|entry| key_of.get(fold(&entry.name).as_str()).copied().unwrap_or(0)), 3);
}

/// Orders the bearers of a name by kind and population, and drops the smallest of very many.
fn most_important(bearers: &BTreeSet<u32>, entries: &[Entry]) -> Vec<u32> {
    let mut bearers: Vec<u32> = bearers.iter().copied().collect();
    // Regions and counties have no number of people, and stand first.
    bearers.sort_by_key(|&at| std::cmp::Reverse(entries[at as usize].population.wrapping_sub(1)));
    bearers.truncate(BEARERS_MAX);
    bearers.sort_unstable();
    bearers
}

/// Writes the adjectives and names of peoples that belong to one country; "Korean" says nothing.
fn write_peoples(writer: &mut Writer, text: &str, iso: &[String]) -> Result<(), PackError> {
    let mut peoples: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for row in rows("countries.tsv", text, 14) {
        let row = row?;
        let Some(country) = iso.iter().position(|known| known == row[0]) else { continue };
        let hand = PEOPLES.iter().find(|(code, _)| *code == row[0]).map_or("", |(_, words)| words);
        let listed = [row[12], row[13], hand].into_iter().flat_map(|cell| cell.split([',', ';', '/', '|']));
        for word in listed.flat_map(|part| part.split(" or ")) {
            let single = word.split('(').next().unwrap_or_default().trim();
            let name = fold(single);
            if name.is_empty() || name.contains(' ') || name == fold(row[2]) || name == "none" {
                continue;
            }
            for form in [format!("{name}s"), name] {
                peoples.entry(form).or_default().insert(country as u32);
            }
        }
    }
    peoples.retain(|_, countries| countries.len() == 1);
    writer.strings(&peoples.keys().collect::<Vec<_>>());
    writer.planes(&peoples.values().flatten().copied().collect::<Vec<_>>(), 2);
    Ok(())
}

fn write_names(writer: &mut Writer, lists: &NameLists<'_>) {
    let mut names: BTreeMap<String, u8> = BTreeMap::new();
    let mut mark = |name: &str, flags: u8| {
        let name = fold(name.trim());
        if !name.is_empty() && !name.contains(' ') {
            *names.entry(name).or_default() |= flags;
        }
    };
    lists.given.lines().for_each(|name| mark(name, NameFlags::GIVEN));
    lists.surnames.lines().for_each(|name| mark(name, NameFlags::SURNAME));
    lists.rare_surnames.lines().for_each(|name| mark(name, NameFlags::RARE_SURNAME));
    for row in lists.forenames_by_country.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        if let [.., gender, _, name] = cells[..] {
            let gender = if gender == "F" { NameFlags::FEMALE } else { NameFlags::MALE };
            mark(name, NameFlags::GIVEN | gender);
        }
    }
    for row in lists.surnames_by_country.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        if let [country, _, _, _, _, name, ..] = cells[..] {
            let first = if ["CN", "TW", "KR", "VN", "KH"].contains(&country) { NameFlags::SURNAME_FIRST } else { 0 };
            mark(name, NameFlags::SURNAME | first);
        }
    }
    let texts: Vec<&String> = names.keys().collect();
    writer.strings(&texts);
    writer.planes(&names.values().map(|&flags| u32::from(flags)).collect::<Vec<_>>(), 1);
}

/// Packs how words are written and read; the result is `assets/words.bin`.
///
/// `case` has rows of word and class, `prior` of word, five shares, how often, and the commonest kind.
///
/// # Errors
/// Says which list has a row without the wanted columns.
pub fn pack_words(case: &str, prior: &str) -> Result<Vec<u8>, PackError> {
    let mut words: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for line in case.lines() {
        let (word, class) = line.split_once('\t').ok_or(PackError { file: "case.tsv", why: "a row has too few columns" })?;
        words.entry(word).or_default().0 = number("case.tsv", class)?;
    }
    for line in prior.lines() {
        let mut cells = line.split('\t');
        let word = cells.next().unwrap_or_default();
        let values = cells.map(|cell| number("prior.tsv", cell)).collect::<Result<Vec<u32>, _>>()?;
        if values.len() != 7 {
            return Err(PackError { file: "prior.tsv", why: "a row has not eight columns" });
        }
        let packed = values.iter().enumerate().fold(0, |bits, (at, value)| bits | (value & 15) << (3 * at));
        words.entry(word).or_default().1 = packed;
    }
    let mut writer = Writer::new(WORDS_MAGIC);
    writer.strings(&words.keys().collect::<Vec<_>>());
    writer.planes(&words.values().map(|(case, _)| *case).collect::<Vec<_>>(), 1);
    writer.planes(&words.values().map(|(_, prior)| *prior).collect::<Vec<_>>(), 3);
    writer.finish().map_err(|_| PackError { file: "words.bin", why: "it does not compress" })
}
