//! What the words in and around one name say of it: titles before it, sayings behind it, whether it is built like a person's name.

use std::ops::Range;

use super::document::{Case, Document, Text, Word};
use super::fold::fold;
use super::gazetteer::NameFlags;
use super::knowledge::{Fame, KnownPhrase};
use super::lexicon::Marks;
use super::person_name::is_surname_first;

/// So many words may stand between the ends of a way.
const WAY_TOKENS_MAX: usize = 5;

/// Returns what the table holds of exactly these tokens.
pub(super) fn fame_of(text: &Text<'_>, tokens: &Range<usize>) -> Fame {
    known_at(text, tokens.start).filter(|known| known.tokens == *tokens).map_or_else(Fame::default, |known| known.fame)
}

fn known_at<'t>(text: &'t Text<'_>, token: usize) -> Option<&'t KnownPhrase> {
    text.known.binary_search_by_key(&token, |known| known.tokens.start).ok().map(|at| &text.known[at])
}

/// Says whether a name is joined to that of a firm: "Harbor & Sons and Linden".
pub(super) fn is_listed_with_firms(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let sentence = &text.sentence_of(tokens.start).tokens;
    let joins = |token: usize| sentence.contains(&token) && matches!(document.word(text, token).text, "," | "and" | "or");
    let firm = |known: &KnownPhrase| known.fame.has(Fame::ORGANISATION);
    let behind = joins(tokens.end) && known_at(text, tokens.end + 1).is_some_and(firm);
    let before = tokens.start > 1
        && joins(tokens.start - 1)
        && text.known[..text.known.partition_point(|known| known.tokens.start < tokens.start)]
            .last()
            .is_some_and(|known| known.tokens.end == tokens.start - 1 && firm(known));
    behind || before
}

/// Returns the word before a token of its sentence.
pub(super) fn before<'d, 'a>(document: &'d Document<'a>, text: &Text<'_>, start: usize) -> Option<&'d Word<'a>> {
    let sentence = &text.sentence_of(start).tokens;
    start.checked_sub(1).filter(|at| sentence.contains(at)).map(|at| document.word(text, at))
}

/// Says whether a name is part of a longer one that is known as an organisation's.
pub(super) fn is_inside(text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let holds =
        |known: &KnownPhrase| known.tokens.start <= tokens.start && tokens.end <= known.tokens.end && known.tokens != *tokens;
    // They do not overlap: only the last that begins before the name may hold it.
    let last = text.known.partition_point(|known| known.tokens.start <= tokens.start).checked_sub(1);
    last.map(|at| &text.known[at]).is_some_and(|known| holds(known) && known.fame.has(Fame::ORGANISATION | Fame::TEAM))
}

/// Says whether a name of several words ends as those of organisations do: "Bellevue Hospital".
pub(super) fn is_house(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    tokens.len() > 1 && document.word(text, tokens.end - 1).marks.has(Marks::ORG_END)
}

/// Says whether a name of several words is what the people of a place are called: "Hong Konger", "New Yorkers".
pub(super) fn is_people(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let name = fold(text.written(tokens));
    let place = name.strip_suffix("ers").or_else(|| name.strip_suffix("er"));
    tokens.len() > 1 && place.is_some_and(|place| document.vocabulary.gazetteer.bearers(place).next().is_some())
}

/// Says whether the short name of a state follows behind a comma.
pub(super) fn is_stated(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let sentence = &text.sentence_of(tokens.start).tokens;
    let written = |token: usize| if sentence.contains(&token) { document.word(text, token).text } else { "" };
    written(tokens.end) == "," && document.vocabulary.lexicon.state(written(tokens.end + 1)).is_some()
}

/// Says whether a title, an office or a word of kin stands right before a token.
pub(super) fn is_titled(document: &Document<'_>, text: &Text<'_>, start: usize) -> bool {
    before(document, text, start)
        .is_some_and(|word| word.marks.has(Marks::TITLE | Marks::ROLE | Marks::KIN) && !word.marks.has(Marks::ORG_END))
}

/// Says whether a name is one end of a way: "from Tavan Tolgoi to Gashuunsukhait".
pub(super) fn is_end_of_way(document: &Document<'_>, text: &Text<'_>, start: usize) -> bool {
    let sentence = &text.sentence_of(start).tokens;
    let written = |token: usize| document.word(text, token).text;
    let Some(at) = start.checked_sub(1).filter(|at| sentence.contains(at)) else { return false };
    let near = at.saturating_sub(WAY_TOKENS_MAX).max(sentence.start)..sentence.end.min(at + WAY_TOKENS_MAX);
    let before = || (near.start..at).any(|token| written(token) == "from");
    let behind = || (start..near.end).any(|token| written(token) == "to");
    written(at) == "to" && before() || written(at) == "from" && behind()
}

/// Says whether a name of two or three words begins with a given name, or ends with a surname, or has the surname first.
pub(super) fn is_like_person(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let word = |token: usize| document.word(text, token);
    let (first, last) = (word(tokens.start), word(tokens.end - 1));
    let end = Marks::ORG_END | Marks::ORG_TAIL | Marks::PLACE_END | Marks::TITLE | Marks::ROLE | Marks::DEMONYM | Marks::TIME;
    // "Park Chung-hee": the surname is a word too.
    let family = is_surname_first(&first.folded);
    let eastern = family && tokens.len() == 2 && last.text.contains('-');
    let plain = tokens.clone().skip(usize::from(eastern)).all(|token| {
        let word = word(token);
        word.case == Case::Capital && !word.marks.has(end) && !word.is_ordinary()
    });
    let given = first.names.has(NameFlags::GIVEN) || first.bearers.given > 0;
    let surname = last.names.has(NameFlags::SURNAME | NameFlags::RARE_SURNAME) || last.bearers.surname > 0;
    (2..=3).contains(&tokens.len()) && plain && (given && (surname || last.names.0 == 0) || family)
}

/// Says whether a word for what people do stands right behind a name: "says", "who".
pub(super) fn says(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let sentence = &text.sentence_of(tokens.start).tokens;
    let next = |token: usize| sentence.contains(&token).then(|| document.word(text, token));
    next(tokens.end).is_some_and(|word| word.marks.has(Marks::SAYING) || word.text == "who")
}

/// Says whether a name is one word that begins a sentence, is mostly in lower case elsewhere, and stands before another such word.
pub(super) fn opens_with_word(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let sentence = &text.sentence_of(tokens.start).tokens;
    let next = sentence.contains(&tokens.end).then(|| document.word(text, tokens.end));
    let ordinary = |word: &Word<'_>| word.case == Case::Lower && !word.marks.has(Marks::SAYING | Marks::FUNCTION);
    // "Brush, floss and rinse", "Brush for two minutes"
    let listed = || sentence.contains(&(tokens.end + 1)) && ordinary(document.word(text, tokens.end + 1));
    let goes_on = |word: &Word<'_>| {
        ordinary(word) || matches!(word.text, "for" | "your" | "the" | "a" | "an" | "with") || word.text == "," && listed()
    };
    tokens.start == sentence.start && document.word(text, tokens.start).is_ordinary() && next.is_some_and(goes_on)
}

/// Says whether the words around and in a name leave no doubt that it is a person's.
pub(super) fn confirms(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let sentence = &text.sentence_of(tokens.start).tokens;
    let word = |token: usize| sentence.contains(&token).then(|| document.word(text, token));
    let before = tokens.start.checked_sub(1).and_then(word);
    let first = document.word(text, tokens.start);
    let last = document.word(text, tokens.end - 1);
    let surname = last.names.has(NameFlags::SURNAME);
    tokens.len() > 1
        && (before.is_some_and(|word| word.marks.has(Marks::TITLE | Marks::ROLE | Marks::KIN | Marks::DEMONYM))
            || word(tokens.end).is_some_and(|word| word.marks.has(Marks::SAYING))
            || first.names.has(NameFlags::GIVEN) && surname)
}
