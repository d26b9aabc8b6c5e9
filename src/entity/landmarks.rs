//! Seas, rivers, lakes, islands, mountains and famous sites for the gazetteer, with the country in which the smaller ones lie.
//!
//! Only the work behind `dateline-train gazetteer` needs this. A region or country of the same name goes before them: Sicily is both.

use std::collections::HashMap;

use super::cities::City;
use super::fold::fold;
use super::gather::{Entry, Places};
use super::gazetteer::NOWHERE;
use super::landmark_lists::{FEATURE_NAMES, LANDMARKS, NOT_ALONE, OF_SEVERAL, ONE_COUNTRY};
use super::other_names::Judge;
use super::pack::{PackError, number, rows};

const FILE: &str = "features.tsv";

/// Within so many kilometers a feature and a region of one name are one and the same.
const SAME_KM: f64 = 400.0;
/// How well known a landmark of ours is, among the ranks of the list.
const LANDMARK_RANK: u8 = 2;
/// Rows of one kind so close together whose names share a word are one feature: Everest, Mount Everest.
const SAME_SPOT_KM: f64 = 4.0;
/// So far off its middle the towns say in which country a feature lies.
const TOWNS_KM: f64 = 120.0;
/// So many of the nearest towns are asked.
const TOWNS: usize = 7;

/// Kinds that belong to no country even where all towns around are of one.
const WIDE: [&str; 19] = [
    "sea",
    "ocean",
    "gulf",
    "strait",
    "channel",
    "sound",
    "river",
    "range",
    "mountains",
    "plateau",
    "plain",
    "basin",
    "delta",
    "continent",
    "border",
    "tundra",
    "lowland",
    "depression",
    "pole",
];

/// Kinds of which one that bears the name of a country or region is something else.
const OF_OTHER_KIND: [&str; 6] = ["river", "lake", "alkaline lake", "reservoir", "mountain", "strait"];

/// Kinds that stand behind an article when they stand alone.
const BEHIND_ARTICLE: [&str; 14] = [
    "river",
    "range",
    "mountains",
    "desert",
    "islands",
    "island group",
    "region",
    "plateau",
    "foothills",
    "delta",
    "coast",
    "site",
    "border",
    "basin",
];

/// Kinds whose middle lies on land of their own: the nearest town says where they are.
const ISLANDS: [&str; 3] = ["island", "islands", "island group"];

/// Adds the features of the list behind countries, regions, areas and counties.
pub(super) fn add(places: &mut Places, text: &str, cities: &[City], iso: &[String], judge: &Judge<'_>) -> Result<(), PackError> {
    let mut towns: HashMap<String, u32> = HashMap::new();
    for City { entry, names, .. } in cities {
        for name in names.iter().chain([&entry.name]) {
            let most = towns.entry(fold(name)).or_default();
            *most = (*most).max(entry.population);
        }
    }
    let mut sorted = rows(FILE, text, 7).collect::<Result<Vec<_>, _>>()?;
    // Of two rows of one name the better known comes first.
    sorted.sort_by_key(|row| row[4].parse::<u8>().unwrap_or(9));
    let first = places.entries.len();
    // The kinds of what was added, in the order of the entries.
    let mut kinds: Vec<&str> = Vec::new();
    for (names, code, lat, lon) in LANDMARKS {
        let country = iso.iter().position(|known| known == code).map_or(NOWHERE, |at| at as u16);
        let known = |name: &&str| places.bearers(name).any(|other| other.country == NOWHERE || other.km(*lat, *lon) < SAME_KM);
        let names: Vec<&str> = names.split('|').filter(|name| !known(name)).collect();
        if let Some(shown) = names.first() {
            let entry = Entry { country, population: speaks(LANDMARK_RANK, false), ..Entry::new(shown, *lat, *lon) };
            places.add_named(entry, &names);
            kinds.push("landmark");
        }
    }
    for row in sorted {
        let (kind, hand) = (row[1], row[5] == "hand");
        let Some((name, more)) = names_of(row[0]) else { continue };
        let rank: u8 = number(FILE, row[4])?;
        let (lat, lon): (f64, f64) = (number(FILE, row[2])?, number(FILE, row[3])?);
        let countries = places.countries;
        let known = |name: &str| {
            places.at(name).any(|(at, other)| other.country == NOWHERE || at < countries || other.km(lat, lon) < SAME_KM)
        };
        let free = |name: &str| {
            let town = towns.get(&fold(name)).is_some_and(|people| *people >= smallest_town(kind, rank));
            !town && places.bearers(name).next().is_none() && !judge.is_word_or_person(name)
        };
        let mut names: Vec<String> = Vec::new();
        // Sicily is a region already, and the Niger a country; but the Niger River is neither.
        if known(&name) && !OF_OTHER_KIND.contains(&kind) {
            continue;
        }
        if !known(&name) && (hand && !NOT_ALONE.contains(&name.as_str()) || free(&name)) {
            names.push(name.clone());
        }
        let others = row[6].split('|').filter(|other| !other.is_empty() && (hand || free(other)));
        names.extend(others.map(str::to_owned));
        names.extend(with_kind(&name, kind, hand).into_iter().filter(|form| !known(form) && !towns.contains_key(&fold(form))));
        names.extend(more.into_iter().filter(|name| !known(name)));
        let (alone, taken): (Vec<String>, Vec<String>) = without_kind(&name, kind).into_iter().partition(|short| free(short));
        names.extend(alone);
        // The Niger River is shown as such, for the Niger alone is a country; the Severn by its own name.
        let shown = if known(&name) { names.first().cloned() } else { Some(name.clone()) };
        // "The Trent" is none of the towns and people of that name.
        if BEHIND_ARTICLE.contains(&kind) {
            let first = (!names.contains(&name)).then(|| name.clone());
            let country = |name: &&String| places.at(name).any(|(at, _)| at < countries);
            let behind = taken.iter().chain(&first).filter(|name| !country(name)).map(|name| format!("the {name}"));
            names.extend(behind.filter(|name| !known(name)));
        }
        let Some(shown) = shown.filter(|_| !names.is_empty()) else { continue };
        // The Louvre stands beside the Champs-Élysées, and is none of them.
        let alike =
            |other: &str| fold(other).split(' ').any(|word| word.len() > 3 && fold(&shown).split(' ').any(|own| own == word));
        let same = |at: &usize| {
            let entry = &places.entries[*at];
            kinds[at - first] == kind && entry.km(lat, lon) < SAME_SPOT_KM && alike(&entry.name)
        };
        if let Some(at) = (first..places.entries.len()).find(same) {
            for name in &names {
                places.keys.entry(fold(name)).or_default().insert(at as u32);
            }
            continue;
        }
        kinds.push(kind);
        let country = country_of(&name, kind, hand, (lat, lon), cities);
        let entry = Entry { country, population: speaks(rank, hand), renowned: hand, ..Entry::new(&shown, lat, lon) };
        places.add_named(entry, &names);
    }
    Ok(())
}

/// Returns the name by which English readers know a feature of the list, and others; nothing where the name is a note.
fn names_of(listed: &str) -> Option<(String, Vec<String>)> {
    const SHORT: [(&str, &str); 12] = [
        ("Mt. ", "Mount "),
        (" Mts.", " Mountains"),
        (" Ra.", " Range"),
        (" Is.", " Islands"),
        (" I.", " Island"),
        (" Pen.", " Peninsula"),
        (" Plat.", " Plateau"),
        (" Arch.", " Archipelago"),
        ("Cord. ", "Cordillera "),
        ("S. Nevada", "Sierra Nevada"),
        ("N. ", "North "),
        ("S. ", "South "),
    ];
    let name = SHORT.iter().fold(listed.trim_start_matches("The ").to_owned(), |name, (short, long)| name.replace(short, long));
    let english = FEATURE_NAMES.iter().find(|(known, _)| *known == name);
    let mut names = english.into_iter().flat_map(|(_, names)| names.split('|')).map(str::to_owned);
    let shown = names.next().unwrap_or(name);
    let plain = !shown.is_empty() && !shown.contains(['(', '.', '/']) && !shown.contains(char::is_numeric);
    (plain || shown == "K2" || shown.contains("St.")).then(|| (shown, names.collect()))
}

/// Returns how many people a town of the name of a feature must have to be meant by it.
fn smallest_town(kind: &str, rank: u8) -> u32 {
    if ISLANDS.contains(&kind) && rank <= 5 { 30_000 } else { 0 }
}

/// Returns how many people of a city speak as much for it as the renown of a feature does.
fn speaks(rank: u8, hand: bool) -> u32 {
    match rank {
        _ if hand => 3_000_000,
        0..=1 => 1_000_000,
        2..=3 => 300_000,
        4..=5 => 60_000,
        6..=7 => 15_000,
        _ => 3_000,
    }
}

/// Returns a name with the word for what it is, where it lacks that: "Aksu River", "River Aksu".
fn with_kind(name: &str, kind: &str, hand: bool) -> Vec<String> {
    let has = |words: &[&str]| name.split(' ').any(|word| words.contains(&word));
    match kind {
        "river" if !has(&["River", "Rio", "Río", "Wadi", "Creek", "Canal", "Nile"]) => {
            vec![format!("{name} River"), format!("River {name}")]
        }
        "lake" | "alkaline lake" | "reservoir"
            if !has(&["Lake", "Reservoir", "Sea", "Lago", "Lac", "Ozero", "Loch", "Lough"]) =>
        {
            vec![format!("Lake {name}")]
        }
        "island" if !has(&["Island", "Isla", "Isle", "Île", "Ile", "Ilha"]) => {
            vec![format!("{name} Island"), format!("Island of {name}")]
        }
        "mountain" if !has(&["Mount", "Mountain", "Mont", "Peak", "Volcano", "Cerro", "Pico", "Monte"]) && !hand => {
            vec![format!("Mount {name}")]
        }
        "desert" if !has(&["Desert"]) => vec![format!("{name} Desert")],
        "peninsula" if !has(&["Peninsula"]) => vec![format!("{name} Peninsula")],
        "range" | "mountains" if !has(&["Mountains", "Range", "Sierra"]) => vec![format!("{name} Mountains")],
        "strait" => match (name.strip_prefix("Strait of "), name.strip_suffix(" Strait")) {
            (Some(of), _) => vec![format!("{of} Strait"), format!("Straits of {of}")],
            (None, Some(of)) => vec![format!("Strait of {of}")],
            (None, None) => vec![format!("{name} Strait")],
        },
        _ => Vec::new(),
    }
}

/// Returns what news call many features: "Spratlys" for the Spratly Islands, "Orinoco" for its river.
fn without_kind(name: &str, kind: &str) -> Vec<String> {
    let plural = |ending: &str| name.strip_suffix(ending).filter(|short| !short.ends_with('s')).map(|short| format!("{short}s"));
    let bare = |ending: &str| name.strip_suffix(ending).map(str::to_owned);
    let short = match kind {
        "islands" | "island group" => plural(" Islands").or_else(|| bare(" Islands")),
        "range" | "mountains" => plural(" Mountains"),
        "plateau" => plural(" Plateau"),
        "river" => bare(" River").or_else(|| name.strip_prefix("River ").map(str::to_owned)),
        "peninsula" => bare(" Peninsula"),
        "desert" => bare(" Desert"),
        _ => None,
    };
    short.into_iter().collect()
}

/// Returns the country in which all of a feature lies.
fn country_of(name: &str, kind: &str, hand: bool, (lat, lon): (f64, f64), cities: &[City]) -> u16 {
    let inside = ONE_COUNTRY.contains(&name);
    if WIDE.contains(&kind) && !inside || OF_SEVERAL.contains(&name) {
        return NOWHERE;
    }
    // A degree of latitude is 111 kilometers everywhere.
    let band = cities.iter().map(|city| &city.entry).filter(|town| (town.lat - lat).abs() < 3.0);
    let mut near: Vec<(f64, u16)> = band.map(|town| (town.km(lat, lon), town.country)).collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    let asked = if inside || ISLANDS.contains(&kind) { 1 } else { TOWNS };
    // What is written by hand is wide, or far from everywhere.
    let reach = if hand || inside { 3.0 * TOWNS_KM } else { TOWNS_KM };
    let asked: Vec<u16> = near.iter().take(asked).filter(|(km, _)| *km < reach).map(|(_, country)| *country).collect();
    match asked.first() {
        Some(first) if asked.iter().all(|country| country == first) => *first,
        _ => NOWHERE,
    }
}
