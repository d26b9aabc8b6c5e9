//! Lines that are made of names: bylines.

use super::Known;
use super::rules::{Line, ends_sentence};
use crate::article::labels::{self, key, opens_with};

/// Says whether a line names the author again: by the known name, or by names behind a word for "by" where bylines stand.
pub(super) fn is_byline_again(line: &Line<'_>, known: &Known) -> bool {
    if line.spot.part && !line.spot.outside || line.text.len() > 140 || ends_sentence(line.text) && !line.key.starts_with("by ") {
        return false;
    }
    let bare = line
        .key
        .strip_prefix("by ")
        .or_else(|| line.key.strip_prefix("von "))
        .or_else(|| line.key.strip_prefix("par "))
        .unwrap_or(&line.key);
    let is_short = line.key.split(' ').count() <= 14;
    // A sentence may begin with the name of a firm that calls itself the author.
    let opens = |name: &str| (name.contains(' ') || bare.len() < line.key.len()) && opens_with(bare, &[name]);
    let known_name = known.bylines.iter().any(|name| bare == name || is_short && opens(name));
    let names = line.text.split_once([' ', ':']).filter(|(by, _)| labels::BY.contains(&key(by).as_str())).map(|(_, names)| names);
    known_name
        || names.is_some_and(|names| {
            let are_names =
                !names.contains(". ") && names.split_whitespace().count() <= 8 && names.split_whitespace().all(is_name_word);
            are_names && (line.spot.outside && !names_a_day(names) || line.spot.early && are_people(names))
        })
}

/// Says whether words are people's names and nothing else: "Von Anfang An Dabei" and "By Monday" name nobody.
fn are_people(names: &str) -> bool {
    let parts = names.split([',', '&']).flat_map(|part| part.split(" and ")).flat_map(|part| part.split(" und "));
    let is_person = |name: &str| {
        let words = name.split_whitespace().filter(|word| !word.ends_with('.') && !word.starts_with(char::is_lowercase));
        words.clone().count() == 2 && words.clone().all(|word| word.chars().count() >= 3)
    };
    parts.into_iter().all(is_person) && !names_a_day(names)
}

/// Says whether words name a day or a month without its number: "By Friday, Nine Towns Were Dark".
fn names_a_day(names: &str) -> bool {
    let has_day = |names: &str| key(names).split(' ').any(|word| word.len() >= 3 && labels::DATE_WORDS.contains(&word));
    !names.bytes().any(|byte| byte.is_ascii_digit()) && has_day(names)
}

/// Says whether a word may stand in a line of authors: capitalised, or a small joining word.
fn is_name_word(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_uppercase() || !letter.is_alphabetic())
        || matches!(word, "and" | "de" | "van" | "von" | "der" | "al" | "for" | "in" | "bin")
}

/// Says whether a line is made of names alone, as a byline is that stands above the story.
pub(super) fn is_names_only(text: &str) -> bool {
    let words = text.split_whitespace().count();
    (2..=6).contains(&words)
        && text.len() <= 70
        && !ends_sentence(text)
        && !text.contains(['?', '!', ':', '"', '“', '«'])
        && !text.bytes().any(|byte| byte.is_ascii_digit())
        && text.split_whitespace().all(is_name_word)
}
