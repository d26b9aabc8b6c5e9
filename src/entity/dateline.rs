//! The dateline of a wire's story: "BANDAR SERI BEGAWAN, Brunei, July 2 (UPI) --" names places and nobody.

use std::ops::Range;

use super::document::{Case, Document, Text, Word};
use super::lexicon::Marks;
use super::phrases::known_place;
use super::tokenize::Sentence;

/// Longest dateline, in tokens.
const TOKENS_MAX: usize = 18;
/// Longest name of the town that it begins with.
const TOWN_TOKENS_MAX: usize = 4;
/// Capitals from this length on are a town's name and no abbreviation.
const LOUD_BYTES_MIN: usize = 4;

/// What a sentence opens with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    pub(super) places: Vec<Range<usize>>,
    /// The token with which the text proper begins.
    pub(super) end: usize,
}

/// Words in capitals as short as this are abbreviations, unless a list knows a town of that name.
const ACRONYM_BYTES_MAX: usize = 4;
/// How famous a town must be to be one where its name is an ordinary word too: "NICE -", "READING -".
const FAME_MIN: f32 = 0.4;

/// Says whether capitals alone before a dash are a town's name, and not what the story is of: "SOCCER -", "NOTE -".
fn is_town(document: &Document<'_>, text: &Text<'_>, town: &Range<usize>) -> bool {
    let known =
        known_place(&document.words, text, town.start, town.end, document.vocabulary).filter(|known| known.tokens == *town);
    let mut words = town.clone().map(|token| document.word(text, token));
    match known {
        Some(known) if known.fame >= FAME_MIN => true,
        Some(_) => !words.any(Word::is_ordinary),
        None => !words.any(|word| word.is_ordinary() || word.text.len() <= ACRONYM_BYTES_MAX),
    }
}

/// Reads the dateline of a sentence, if it has one.
pub(super) fn dateline(document: &Document<'_>, text: &Text<'_>, sentence: &Sentence) -> Opening {
    let range = &sentence.tokens;
    let none = Opening { places: Vec::new(), end: range.start };
    let word = |token: usize| document.word(text, token);
    let first = word(range.start);
    let opens = sentence.opens || first.case == Case::Upper && first.text.len() >= LOUD_BYTES_MIN;
    if !opens {
        return none;
    }
    let end = range.end.min(range.start + TOKENS_MAX);
    let is_dash = |token: &usize| matches!(word(*token).text, "--" | "—" | "–" | "-" | "---");
    // The hyphen of "(D-Texas)" is none.
    let spaced = |token: &usize| {
        let start = text.tokens.tokens[*token].bytes.start;
        word(*token).text != "-" || text.whole[..start].ends_with([' ', ')'])
    };
    let is_dash = |token: &usize| is_dash(token) && spaced(token);
    let Some(dash) = (range.start..end).find(is_dash) else { return none };
    let head = range.start..dash;
    let agency = head.clone().any(|token| word(token).text == "(" && word(token + 1).case != Case::Lower);
    let is_name = |token: usize| {
        let word = word(token);
        word.is_capital() && (!word.marks.has(Marks::FUNCTION) || word.text == "US")
    };
    // "PORT OF SPAIN"
    let known =
        known_place(&document.words, text, range.start, dash, document.vocabulary).map_or(range.start, |place| place.tokens.end);
    let town_end = head.clone().find(|token| !is_name(*token)).unwrap_or(dash).max(known);
    let town = range.start..town_end;
    let capitals = !town.is_empty() && town.clone().all(|token| word(token).case == Case::Upper);
    let lower = head.clone().any(|token| word(token).case == Case::Lower);
    if town.is_empty() || lower || !(agency || capitals) || town.len() > TOWN_TOKENS_MAX {
        return none;
    }
    if town.clone().any(|token| word(token).marks.has(Marks::NO_NAME | Marks::AGENCY | Marks::TIME)) {
        return Opening { places: Vec::new(), end: dash + 1 };
    }
    // "SOCCER - Kane scores twice": nothing but capitals says that it is a town.
    if !agency && town_end == dash && !is_town(document, text, &town) {
        return Opening { places: Vec::new(), end: dash + 1 };
    }
    let mut places = vec![town];
    let mut at = town_end;
    while at < dash {
        if document.vocabulary.lexicon.state(word(at).text).is_some() && word(at - 1).text == "," {
            places.push(at..at + 1);
            at += 1;
            continue;
        }
        match known_place(&document.words, text, at, dash, document.vocabulary) {
            Some(place) if is_name(at) && !word(at).marks.has(Marks::AGENCY | Marks::TIME) => {
                at = place.tokens.end;
                places.push(place.tokens);
            }
            _ => at += 1,
        }
    }
    Opening { places, end: dash + 1 }
}
