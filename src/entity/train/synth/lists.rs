//! Lists of names that invented texts are written from.

use std::collections::BTreeMap;

/// The files with the names, as they are.
#[derive(Clone, Debug, Default)]
pub struct NameFiles {
    /// A given name a line.
    pub given: String,
    /// A surname a line.
    pub surnames: String,
    /// Comma-separated, the country in the first column and the name in Latin letters in the last.
    pub forenames_by_country: String,
    /// The same of surnames, the name in the sixth column.
    pub surnames_by_country: String,
    /// Tab-separated: name, population and adjective of countries.
    pub countries: String,
    /// Tab-separated: name and population of towns.
    pub cities: String,
    /// Tab-separated: name, kind, country and weight of well-known people.
    pub people: String,
    /// Tab-separated: name and weight of organisations.
    pub organisations: String,
    /// Tab-separated: name and weight of teams.
    pub teams: String,
}

/// A well-known person.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) name: String,
    /// Whether the surname comes first.
    pub(super) surname_first: bool,
}

/// The lists, ready to draw from.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) given: Vec<String>,
    pub(super) surnames: Vec<String>,
    /// Given names and surnames of countries that have both.
    pub(super) by_country: Vec<(Vec<String>, Vec<String>)>,
    pub(super) countries: Vec<String>,
    pub(super) adjectives: Vec<String>,
    pub(super) large_cities: Vec<String>,
    pub(super) cities: Vec<String>,
    /// People of today first, then everybody.
    pub(super) known: Vec<Known>,
    pub(super) people: Vec<Known>,
    pub(super) organisations: Vec<String>,
    pub(super) teams: Vec<String>,
}

/// Towns of more people are large, those of fewer are left out.
const LARGE: u32 = 400_000;
const SMALL: u32 = 15_000;
/// From this weight on a person is known today.
const KNOWN_WEIGHT: u32 = 4;
/// Countries whose people write their surname first.
const SURNAME_FIRST: [&str; 7] = ["CN", "KR", "KP", "TW", "HK", "VN", "KH"];

/// Countries as texts name them beside their usual names.
const MORE_COUNTRIES: [&str; 16] = [
    "U.S.",
    "US",
    "United States",
    "Britain",
    "UK",
    "England",
    "Scotland",
    "Wales",
    "Czech Republic",
    "South Korea",
    "North Korea",
    "South Africa",
    "New Zealand",
    "Ivory Coast",
    "Russia",
    "Turkey",
];

impl Lists {
    pub(super) fn read(files: &NameFiles) -> Self {
        let mut names: BTreeMap<String, (Vec<String>, Vec<String>)> = BTreeMap::new();
        for (country, name) in by_country(&files.forenames_by_country, 11) {
            names.entry(country).or_default().0.push(name);
        }
        for (country, name) in by_country(&files.surnames_by_country, 5) {
            names.entry(country).or_default().1.push(name);
        }
        let rows = |file: &'static [&'static str], content: &str| -> Vec<Vec<String>> { columns(content, file) };
        let countries = rows(&["name", "population", "adjective"], &files.countries);
        let large = |row: &&Vec<String>| number(&row[1]) > 1_000_000;
        let mut lists = Self {
            given: titled(&files.given),
            surnames: titled(&files.surnames),
            by_country: names.into_values().filter(|(given, surnames)| !given.is_empty() && !surnames.is_empty()).collect(),
            countries: countries.iter().filter(large).map(|row| row[0].clone()).collect(),
            adjectives: countries
                .iter()
                .filter(large)
                .map(|row| row[2].clone())
                .filter(|word| word.chars().all(char::is_alphabetic) && !word.is_empty())
                .collect(),
            ..Self::default()
        };
        (0..2).for_each(|_| lists.countries.extend(MORE_COUNTRIES.map(str::to_owned)));
        for row in rows(&["name", "population"], &files.cities) {
            match number(&row[1]) {
                LARGE.. => lists.large_cities.push(row[0].clone()),
                SMALL.. => lists.cities.push(row[0].clone()),
                _ => {}
            }
        }
        if lists.large_cities.is_empty() {
            lists.large_cities.clone_from(&lists.cities);
        }
        for row in rows(&["name", "country", "weight"], &files.people) {
            let surname_first = SURNAME_FIRST.contains(&row[1].as_str()) && row[0].split(' ').count() <= 3;
            let known = Known { name: row[0].clone(), surname_first };
            if number(&row[2]) >= KNOWN_WEIGHT { lists.known.push(known) } else { lists.people.push(known) }
        }
        if lists.people.is_empty() {
            lists.people.clone_from(&lists.known);
        }
        let sound = |content: &str| -> Vec<String> {
            let mut names: Vec<String> = columns(content, &["name"]).into_iter().map(|mut row| row.remove(0)).collect();
            names
                .retain(|name| name.contains(char::is_uppercase) && name.len() < 50 && !name.contains(['(', ',', '/', '"', '{']));
            names
        };
        lists.organisations = sound(&files.organisations);
        lists.teams = sound(&files.teams);
        lists
    }
}

fn number(cell: &str) -> u32 {
    cell.parse().unwrap_or(0)
}

/// Returns some columns of a tab-separated file, by their names in its first line.
fn columns(content: &str, wanted: &[&str]) -> Vec<Vec<String>> {
    let mut lines = content.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let places: Vec<usize> = wanted.iter().filter_map(|name| head.iter().position(|cell| cell == name)).collect();
    if places.len() < wanted.len() {
        return Vec::new();
    }
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        places.iter().map(|at| cells.get(*at).map(|cell| (*cell).to_owned())).collect::<Option<Vec<String>>>()
    };
    lines.filter_map(row).filter(|row| !row[0].trim().is_empty()).collect()
}

/// Returns countries with one column of names that are of plain letters.
fn by_country(content: &str, column: usize) -> impl Iterator<Item = (String, String)> + '_ {
    content.lines().skip(1).filter_map(move |line| {
        let cells: Vec<&str> = line.split(',').collect();
        let name = cells.get(column)?.trim();
        let plain = name.len() > 1 && name.chars().all(|letter| letter.is_alphabetic() && letter < '\u{250}');
        plain.then(|| (cells[0].to_owned(), name.to_owned()))
    })
}

/// Returns a list of words with a capital each.
fn titled(content: &str) -> Vec<String> {
    let titled = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    content.lines().map(str::trim).filter_map(titled).collect()
}
