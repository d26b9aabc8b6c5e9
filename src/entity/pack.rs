//! Makes the embedded tables from lists of names and places: the work behind `dateline-train gazetteer` and `words`.
//!
//! The same lists give the same bytes. Where the lists come from and under which licences stands in `assets/README.md`; how the
//! places are gathered from them in `gather`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::fold::{fold, with_capitals};
use super::gather::{Entry, Gathered, gather};
use super::gazetteer::{NameFlags, PLACES_MAGIC};
use super::place_lists::PEOPLES;
use super::place_table::{Bits, STEPS_PER_DEGREE, pack_population};
use super::table::write::Writer;
use super::words::{WORDS_MAGIC, Words};

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
    /// `admin1_current.tsv`.
    pub regions: &'a str,
    /// `country_names_extra.tsv`.
    pub country_names: &'a str,
    /// `places_extra.tsv`.
    pub city_names: &'a str,
    /// `features.tsv`.
    pub features: &'a str,
    /// `surnames.tsv`, counted over well-known people.
    pub known_surnames: &'a str,
    /// `given_names.tsv`, counted over the same.
    pub known_given: &'a str,
    /// `words.bin`, packed.
    pub words: &'a [u8],
}

/// Packs places and names; the result is `assets/gazetteer.bin`.
///
/// # Errors
/// Says which list has a row without the wanted columns.
pub fn pack_gazetteer(lists: &NameLists<'_>) -> Result<Vec<u8>, PackError> {
    let words = Words::read(lists.words).map_err(|_| PackError::new("words.bin", "it is damaged or of another version"))?;
    let gathered = gather(lists, &words)?;
    let mut writer = Writer::new(PLACES_MAGIC);
    writer.number(gathered.iso.len() as u32);
    writer.number(gathered.codes.len() as u32);
    writer.number(gathered.places.entries.len() as u32);
    let iso_bytes: Vec<u32> = gathered.iso.iter().flat_map(|code| code.bytes().map(u32::from)).collect();
    writer.planes(&iso_bytes, 1);
    writer.strings(&gathered.codes);
    write_places(&mut writer, &gathered);
    write_peoples(&mut writer, lists.countries, &gathered.iso)?;
    write_names(&mut writer, lists);
    writer.finish().map_err(|_| PackError { file: "gazetteer.bin", why: "it does not compress" })
}

pub(super) fn rows<'a>(
    file: &'static str,
    text: &'a str,
    columns: usize,
) -> impl Iterator<Item = Result<Vec<&'a str>, PackError>> {
    text.lines().skip(1).map(move |line| {
        let row: Vec<&str> = line.split('\t').collect();
        if row.len() < columns { Err(PackError { file, why: "a row has too few columns" }) } else { Ok(row) }
    })
}

pub(super) fn number<T: std::str::FromStr>(file: &'static str, text: &str) -> Result<T, PackError> {
    text.parse().map_err(|_| PackError { file, why: "a number cannot be read" })
}

fn write_places(writer: &mut Writer, gathered: &Gathered) {
    let places = &gathered.places;
    let keys: Vec<&String> = places.keys.keys().collect();
    writer.strings(&keys);
    let bearers: Vec<Vec<u32>> = places.keys.values().map(|bearers| most_important(bearers, &places.entries)).collect();
    writer.planes(&bearers.iter().map(|bearers| bearers.len() as u32).collect::<Vec<_>>(), 1);
    writer.planes(&bearers.concat(), 3);

    // A river that is found behind its article only has no key of its own name.
    let plain = |entry: &Entry| with_capitals(&fold(&entry.name)) == entry.name && places.keys.contains_key(&fold(&entry.name));
    let special: Vec<(u32, &str)> =
        (0u32..).zip(&places.entries).filter(|(_, entry)| !plain(entry)).map(|(at, entry)| (at, entry.name.as_str())).collect();
    writer.strings(&special.iter().map(|(_, name)| *name).collect::<Vec<_>>());
    writer.planes(&special.iter().map(|(at, _)| *at).collect::<Vec<_>>(), 3);

    let key_of: HashMap<&str, u32> = keys.iter().zip(0u32..).map(|(key, at)| (key.as_str(), at)).collect();
    let column = |of: &dyn Fn(&Entry) -> u32| places.entries.iter().map(of).collect::<Vec<u32>>();
    let steps = |degrees: f64, from: f64| ((degrees + from) * STEPS_PER_DEGREE).round() as u32;
    writer.number(gathered.areas as u32);
    writer.number(gathered.counties as u32);
    writer.number(gathered.features as u32);
    writer.planes(&column(&|entry| entry.id), 4);
    writer.planes(&column(&|entry| steps(entry.lat, 90.0)), 3);
    writer.planes(&column(&|entry| steps(entry.lon, 180.0)), 3);
    writer.planes(&column(&|entry| u32::from(entry.country)), 2);
    writer.planes(&column(&|entry| u32::from(entry.region)), 2);
    writer.planes(
        &column(&|entry| pack_population(entry.population, &Bits { capital: entry.capital, renowned: entry.renowned })),
        2,
    );
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
