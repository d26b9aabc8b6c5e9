//! How a word was read elsewhere, as shares; lists of names and the look of a word stand in where it was never seen.

use super::document::{Case, Word};
use super::gazetteer::NameFlags;

/// Shares that a prior of 0 to 6 stands for.
const SHARES: [f32; 7] = [0.0, 0.03, 0.12, 0.35, 0.65, 0.87, 0.97];

/// How a word was read elsewhere: as person, place, and anything else.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reading {
    pub(super) person: f32,
    pub(super) place: f32,
    pub(super) other: f32,
    /// 0 for a word never seen, 1 for one seen often.
    pub(super) sure: f32,
}

/// Returns how a word was read elsewhere; names of lists and unknown words get a guess.
pub(super) fn reading(word: &Word<'_>) -> Reading {
    if word.stats.seen > 0 {
        let share = |kind: usize| SHARES[usize::from(word.stats.prior[kind].min(6))];
        let sure = f32::from(word.stats.seen.min(4)) / 4.0;
        return Reading { person: share(0), place: share(1), other: share(2) + share(3) + share(4), sure };
    }
    let (person, other) = match (word.case, word.names) {
        (Case::Initial, _) => (0.8, 0.1),
        (_, names) if names.has(NameFlags::GIVEN) => (0.7, 0.2),
        (_, names) if names.has(NameFlags::SURNAME) => (0.6, 0.3),
        (Case::Upper, _) if word.text.chars().count() <= ACRONYM_CHARS_MAX => (0.1, 0.8),
        _ if ends_like_a_surname(&word.folded) => (0.65, 0.3),
        (_, names) if names.has(NameFlags::RARE_SURNAME) => (0.5, 0.4),
        _ if word.stats.lowness().is_some_and(|lowness| lowness >= 4) => (0.1, 0.8),
        _ => (0.4, 0.4),
    };
    Reading { person, place: 0.1, other, sure: 0.0 }
}

/// Longer words in capitals are names in a loud voice.
const ACRONYM_CHARS_MAX: usize = 5;

/// Endings that hardly any word has but surnames.
const SURNAME_ENDINGS: [&str; 21] = [
    "ov", "ova", "ev", "eva", "sky", "skiy", "ski", "ska", "enko", "chuk", "vich", "vych", "yan", "shvili", "adze", "escu",
    "sson", "poulos", "oglu", "czyk", "quist",
];

fn ends_like_a_surname(folded: &str) -> bool {
    folded.len() >= 5 && SURNAME_ENDINGS.iter().any(|ending| folded.ends_with(ending))
}
