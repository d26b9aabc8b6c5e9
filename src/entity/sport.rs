//! How much a story is a report on sport, where the names of places are mostly those of teams.

use super::document::{Case, Document};
use super::lexicon::Marks;

/// How much a report on sport is one: at least one word in twenty says so.
pub(super) const SPORT_MOST: u32 = 3;

/// Words of reports on sport, in lower case.
const SPORT: [&str; 40] = [
    "match",
    "season",
    "coach",
    "league",
    "cup",
    "goal",
    "goals",
    "scored",
    "win",
    "defeat",
    "victory",
    "team",
    "players",
    "striker",
    "midfielder",
    "half-time",
    "innings",
    "wickets",
    "quarterfinal",
    "semifinal",
    "final",
    "champions",
    "championship",
    "tournament",
    "playoff",
    "playoffs",
    "game",
    "games",
    "round",
    "seed",
    "seeded",
    "draw",
    "points",
    "penalty",
    "batting",
    "touchdown",
    "inning",
    "standings",
    "medal",
    "olympic",
];

/// Says whether a word in lower case is one of reports on sport.
pub(super) fn is_of_sport(lower: &str) -> bool {
    SPORT.contains(&lower)
}

/// Returns how much a story is one of sport, by its words.
pub(super) fn sport(document: &Document<'_>) -> u32 {
    let (mut words, mut hits) = (0usize, 0usize);
    for text in &document.texts {
        for id in &text.words {
            let word = &document.words[*id];
            words += usize::from(word.case != Case::Other && !word.marks.has(Marks::FUNCTION));
            hits += usize::from(word.sport);
        }
    }
    match (hits * 1000).checked_div(words.max(1)).unwrap_or(0) {
        _ if words < 30 => 0,
        0..=9 => 0,
        10..=24 => 1,
        25..=49 => 2,
        _ => SPORT_MOST,
    }
}
