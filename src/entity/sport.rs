//! How much a story is a report on sport, where the names of places are mostly those of teams.

use std::ops::Range;

use super::document::{Case, Document, Text};
use super::lexicon::Marks;
use super::tagger::{Kind, Mention, Shares};

/// How much a report on sport is one: at least one word in twenty says so.
pub(super) const SPORT_MOST: u32 = 3;

/// So many words of games that are played on a screen make a story one of these.
const SCREENS_MIN: usize = 2;

/// Returns how much a story is one of sport, by its words.
pub(super) fn sport(document: &Document<'_>) -> u32 {
    let screen_words = document.vocabulary.language.sport.screens;
    let (mut words, mut hits, mut screens) = (0usize, 0usize, 0usize);
    for text in &document.texts {
        for id in &text.words {
            let word = &document.words[*id];
            words += usize::from(word.case != Case::Other && !word.marks.has(Marks::FUNCTION));
            hits += usize::from(word.sport);
            screens += usize::from(screen_words.contains(&word.folded.as_str()));
        }
    }
    match (hits * 1000).checked_div(words.max(1)).unwrap_or(0) {
        _ if words < 30 || screens >= SCREENS_MIN => 0,
        0..=9 => 0,
        10..=24 => 1,
        25..=49 => 2,
        _ => SPORT_MOST,
    }
}

/// How many words may stand between a verb and the score.
const SCORE_WITHIN: usize = 12;

/// Says whether a place plays: "Dallas beat Denver 101-99", "Houston lost to Phoenix, 3-1", "the 3-1 win over Phoenix".
pub(super) fn plays(document: &Document<'_>, text: &Text<'_>, place: &Range<usize>) -> bool {
    let words = &document.vocabulary.language.sport;
    let sentence = &text.sentence_of(place.start).tokens;
    let folded = |token: usize| if sentence.contains(&token) { document.word(text, token).folded.as_str() } else { "" };
    let before = |count: usize| place.start.checked_sub(count).filter(|token| sentence.contains(token));
    let is_score = |token: usize| sentence.contains(&token) && is_score(document, text, token);
    let follows = |verb: usize| (verb + 1..verb + 1 + SCORE_WITHIN).any(is_score);
    let word_before = |count: usize| before(count).map_or("", folded);
    let played = |verb: usize| words.played.contains(&folded(verb)) && follows(verb);
    let result = |at: usize| words.results.contains(&folded(at)) && (at.saturating_sub(3)..at).any(is_score);
    let linked = before(2).filter(|_| words.played_with.contains(&word_before(1)));
    let won = before(2).filter(|_| words.result_of.contains(&word_before(1)));
    played(place.end) || before(1).is_some_and(played) || linked.is_some_and(played) || won.is_some_and(result)
}

/// Says whether a word is a score, "101-99", or the beginning of one whose dash stands alone.
fn is_score(document: &Document<'_>, text: &Text<'_>, token: usize) -> bool {
    let is_count = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let written = |token: usize| if token < text.words.len() { document.word(text, token).text } else { "" };
    match written(token).split_once(['-', '–']) {
        Some((own, other)) => is_count(own) && is_count(other),
        None => is_count(written(token)) && matches!(written(token + 1), "-" | "–") && is_count(written(token + 2)),
    }
}

/// In a report on sport a place is mostly the team that bears its name, unless the words around it say otherwise.
pub(super) fn team(document: &Document<'_>, text: &Text<'_>, sentence: &Range<usize>, mut mention: Mention) -> Mention {
    let inside = |token: &usize| sentence.contains(token);
    let word = |token: usize| document.word(text, token);
    let written = |token: Option<usize>| token.filter(inside).map_or("", |token| word(token).text);
    let capital = |token: Option<usize>| token.filter(inside).is_some_and(|token| word(token).is_capital());
    let (start, end) = (mention.tokens.start, mention.tokens.end);
    let (before, after) = (written(start.checked_sub(1)), written(Some(end)));
    let within = after == "," && capital(Some(end + 1));
    let behind = before == "," && capital(start.checked_sub(2));
    // "Jesper Ronnback (Sweden)", "Estonia's Robin Kool", "Robin Kool of Estonia" are people of these places.
    let of_somebody = before == "(" && after == ")"
        || matches!(after, "'s" | "’s") && capital(Some(end + 1)) && capital(Some(end + 2))
        || before == "of" && capital(start.checked_sub(2)) && capital(start.checked_sub(3));
    // What the model takes for the team already may still be likelier a place than any one other thing.
    let placing = document.vocabulary.language.sport.placing;
    if mention.kind != Kind::Person && !placing.contains(&before) && !within && !behind && !of_somebody {
        mention.kind = Kind::Other;
        mention.shares = Shares::default();
    }
    mention
}
