//! Which of a place's many other names English readers may meet: a name that is mostly a word, a person or another town is none.
//!
//! Only the work behind `dateline-train gazetteer` needs this. The lists hold names of all languages in Latin letters; each one taken
//! needs a reason, and no one against it.

use std::collections::HashSet;

use super::fold::fold;
use super::gather::{Entry, Places};
use super::gazetteer::WordStats;
use super::pack::NameLists;
use super::words::Words;

/// Shorter names are codes and syllables.
const LETTERS_MIN: usize = 4;
/// From this share of lower case on, in eighths, a word is an ordinary one.
const LOWNESS_MIN: u8 = 2;
/// A word is known as a place when so much of what was counted says so: 0 never to 6 always.
const PLACE_PRIOR_MIN: u8 = 4;
/// The place of "place" among the kinds of [`WordStats::prior`].
const PLACE: usize = 1;
/// Spellings of a name differ in so many letters.
const SPELLING_MAX: usize = 2;
/// A name that a town of so many people bears is that town's.
const TOWN: u32 = 15_000;
/// So well known a surname or given name is a person's before it is a place's.
const BEARERS_MIN: u32 = 8;

/// Judges other names of places.
pub(super) struct Judge<'a> {
    words: &'a Words,
    people: HashSet<String>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(lists: &NameLists<'_>, words: &'a Words) -> Self {
        let mut people: HashSet<String> =
            lists.given.lines().chain(lists.surnames.lines()).map(|name| fold(name.trim())).collect();
        for row in lists.known_given.lines().chain(lists.known_surnames.lines()).skip(1) {
            let mut cells = row.split('\t');
            if let (Some(name), Some(Ok(bearers))) = (cells.next(), cells.next().map(str::parse::<u32>))
                && bearers >= BEARERS_MIN
            {
                people.insert(fold(name));
            }
        }
        Self { words, people }
    }

    fn stats(&self, key: &str) -> WordStats {
        self.words.get(key)
    }

    /// Says whether a single word is mostly an ordinary one or somebody's name.
    pub(super) fn is_word_or_person(&self, name: &str) -> bool {
        let key = fold(name);
        if key.contains(' ') {
            return false;
        }
        let stats = self.stats(&key);
        let place = stats.seen > 0 && stats.prior[PLACE] >= PLACE_PRIOR_MIN;
        stats.lowness().is_some_and(|lowness| lowness >= LOWNESS_MIN) || self.people.contains(&key) && !place
    }

    /// Says whether an English text may call a city by a name that some list gives.
    pub(super) fn is_name_of(&self, name: &str, city: &Entry, places: &Places) -> bool {
        let key = fold(name);
        let shown = fold(&city.name);
        let letters = key.chars().all(|letter| letter.is_ascii_alphabetic() || matches!(letter, ' ' | '\''));
        let code = name.chars().filter(|letter| letter.is_alphabetic()).all(char::is_uppercase);
        if !letters || code || key.len() < LETTERS_MIN || key == shown || key.split(' ').count() > 3 {
            return false;
        }
        if self.is_word_or_person(&key) || key.starts_with("city of ") {
            return false;
        }
        // Whoever bears it already keeps it, but for villages far smaller than the city.
        let others = places.bearers(&key).filter(|other| other.id != city.id);
        if others.into_iter().any(|other| other.population == 0 || other.population >= TOWN.min(city.population / 10)) {
            return false;
        }
        let known = !key.contains(' ') && {
            let stats = self.stats(&key);
            stats.seen > 0 && stats.prior[PLACE] >= PLACE_PRIOR_MIN
        };
        let city_of = |long: &str, short: &str| long.strip_suffix(" city") == Some(short);
        // "Marburg an der Lahn"
        let head = shown.strip_prefix(key.as_str()).is_some_and(|rest| rest.starts_with(' ') && rest != " city");
        known || head || city_of(&key, &shown) || city_of(&shown, &key) || is_spelling(&key, &shown)
    }
}

/// Says whether two folded names are spellings of one: they begin alike and differ in few letters.
fn is_spelling(one: &str, other: &str) -> bool {
    let alike = |letter: Option<char>| match letter {
        Some('c' | 'k' | 'q') => Some('k'),
        other => other,
    };
    let begin = alike(one.chars().next()) == alike(other.chars().next());
    begin && one.len() >= 6 && other.len() >= 5 && distance(one, other) <= SPELLING_MAX.min(other.len() / 4)
}

/// Returns how many letters must change between two words (Levenshtein 1966).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (to, wanted) in other.iter().enumerate() {
            let changed = corner + usize::from(letter != *wanted);
            corner = row[to + 1];
            row[to + 1] = changed.min(row[to] + 1).min(corner + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_told_from_other_names() {
        for (one, other, spelling) in [
            ("marseilles", "marseille", true),
            ("cracow", "krakow", true),
            ("kharkov", "kharkiv", true),
            ("rostok", "rostock", true),
            ("munchen", "munich", false),
            ("nice", "nis", false),
            ("lagos", "laos", false),
        ] {
            assert_eq!(is_spelling(one, other), spelling, "{one} {other}");
        }
    }
}
