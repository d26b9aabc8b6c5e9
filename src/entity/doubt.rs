//! Which words that were taken for places are none, and which are two: planets, parliaments, halves of other names.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::document::{Case, Document, Text};
use super::lexicon::Marks;
use super::phrases::key_of;
use super::tagger::{Kind, Mention};

/// How famous a place must be to be one where its name is also an ordinary word of the story.
const FAME_MIN: f32 = 0.6;
/// The same where it is an ordinary word anywhere.
const FAME_OF_WORD: f32 = 0.45;
/// Names of places that are written with so many capitals and nothing else are known ones.
const LETTERS_MAX: usize = 3;

/// A lone word that only begins sentences, and is an ordinary one elsewhere in the story, names no place: "Bridge" in a headline is
/// one of the bridges that follow, not the village.
pub(super) fn doubted(document: &Document<'_>, mentions: &mut [Mention]) {
    let place = |mention: &Mention| {
        let (text, token) = (&document.texts[mention.text], mention.tokens.start);
        (mention.kind == Kind::Place && mention.tokens.len() == 1).then(|| (text, token, text.words[token]))
    };
    let mut doubts: HashMap<usize, bool> = HashMap::new();
    for (text, token, word) in mentions.iter().filter_map(place) {
        let begins = text.sentence_of(token).tokens.start == token;
        let known = document.word(text, token);
        let doubt = begins && known.lower_here && known.place.0.is_none_or(|fame| fame < FAME_MIN);
        doubts.entry(word).and_modify(|all| *all &= doubt).or_insert(doubt);
    }
    for mention in mentions.iter_mut().filter(|mention| mention.kind == Kind::Place) {
        let lone = place(mention).is_some_and(|(text, token, word)| doubts[&word] || is_none(document, text, token));
        if lone || is_part(document, mention) {
            mention.kind = Kind::Other;
        }
    }
}

/// So many words may stand between a place and the last word of what is called after it.
const CALLED_AFTER_WORDS: usize = 3;

/// Says whether a place is but a part of another name: "Boston Globe", "the Prince of Wales".
fn is_part(document: &Document<'_>, mention: &Mention) -> bool {
    let words = &document.vocabulary.language.doubts;
    let text = &document.texts[mention.text];
    let Range { start, end } = text.sentence_of(mention.tokens.start).tokens;
    let behind = (mention.tokens.end..end.min(mention.tokens.end + CALLED_AFTER_WORDS)).map(|token| document.word(text, token));
    let called = behind.take_while(|word| word.is_capital()).any(|word| words.called_after.contains(&word.folded.as_str()));
    let of = mention.tokens.start >= start + 2 && document.word(text, mention.tokens.start - 1).text == "of";
    let noble = || {
        let title = document.word(text, mention.tokens.start - 2);
        title.is_capital() && words.nobles.contains(&title.folded.as_str())
    };
    called && !text.is_loud(mention.tokens.start) || of && noble() || is_people(document, text, &mention.tokens)
}

/// Says whether a name of two words is that of a people: "North Carolinians", "a New Yorker".
fn is_people(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let (first, last) = (document.word(text, tokens.start), document.word(text, tokens.end - 1));
    let of_region = first.marks.has(Marks::DIRECTION) || first.folded == "new";
    let endings = document.vocabulary.language.doubts.people_endings;
    let people = endings.iter().any(|ending| last.folded.ends_with(ending));
    tokens.len() == 2 && of_region && people && document.vocabulary.gazetteer.bearers(&key_of(text, tokens)).next().is_none()
}

/// Says whether a lone word that was taken for a place is none: "North Korean", "the UN", a planet, "A.m.".
fn is_none(document: &Document<'_>, text: &Text<'_>, token: usize) -> bool {
    let words = &document.vocabulary.language.doubts;
    let word = document.word(text, token);
    let sentence = &text.sentence_of(token).tokens;
    let next = (token + 1 < sentence.end).then(|| document.word(text, token + 1));
    let direction = word.marks.has(Marks::DIRECTION);
    // Jupiter in Florida is said to be there.
    let said = next.is_some_and(|next| next.text == ",") && text.place_at(token + 2).is_some();
    let planet = words.planets.contains(&word.folded.as_str()) && !said;
    let office = word.case == Case::Upper && word.marks.has(Marks::NO_NAME);
    let hour = matches!(word.folded.as_str(), "am" | "pm");
    // "IP-based" is no Ip, "U.S. in Progress" no Progress.
    let fame = word.place.0.unwrap_or_default();
    let state = document.vocabulary.lexicon.state(word.text).is_some();
    let short = word.case == Case::Upper && word.text.len() <= LETTERS_MAX;
    let letters = short && !state && !text.is_loud(token) && fame < FAME_MIN;
    // "the village of Bridge"
    let of_place = &document.vocabulary.language.places.of_place;
    let told = token >= sentence.start + 2
        && document.word(text, token - 1).text == "of"
        && of_place.contains(&document.word(text, token - 2).folded.as_str());
    let ordinary = word.is_ordinary() && fame > 0.0 && fame < FAME_OF_WORD && !said && !told;
    let house = words.houses.contains(&word.folded.as_str());
    direction || planet || office || hour || letters || ordinary || house
}

/// Parts what the model took for one place at its comma: "Denver, Colorado".
pub(super) fn parted(document: &Document<'_>, mentions: &mut Vec<Mention>) {
    let mut more = Vec::new();
    for mention in mentions.iter_mut().filter(|mention| mention.kind == Kind::Place) {
        let text = &document.texts[mention.text];
        let tokens = mention.tokens.clone();
        let comma = tokens.clone().find(|token| document.word(text, *token).text == ",");
        if let Some(comma) = comma.filter(|comma| *comma > tokens.start && comma + 1 < tokens.end) {
            more.push(Mention { tokens: comma + 1..tokens.end, ..mention.clone() });
            mention.tokens.end = comma;
        }
    }
    mentions.append(&mut more);
}
