//! Which runs of tokens are known places, and how well known.

use std::borrow::Cow;
use std::ops::Range;

use super::document::{Case, Document, Text, Word};
use super::fold::fold;
use super::gazetteer::{Gazetteer, PlaceKind};
use super::lexicon::Marks;
use super::vocabulary::Vocabulary;

/// Longest name of a place, in tokens: "South Georgia and the South Sandwich Islands".
const PHRASE_TOKENS_MAX: usize = 7;
/// Few names of places are longer than this.
const PHRASE_BYTES: usize = 48;

/// A run of tokens that the gazetteer knows as a place.
#[derive(Clone, Debug)]
pub(super) struct KnownPlace {
    pub(super) tokens: Range<usize>,
    /// How well known the best bearer of the name is: 1 for countries, near 0 for villages.
    pub(super) fame: f32,
}

/// Returns the folded name that a run of tokens writes.
pub(super) fn key_of(text: &Text<'_>, tokens: &Range<usize>) -> String {
    let written = text.written(tokens);
    if tokens.len() == 1 { fold(written) } else { fold(&written.split_whitespace().collect::<Vec<_>>().join(" ")) }
}

/// Says whether a first-level region bears a folded name.
pub(super) fn has_region(gazetteer: &Gazetteer, folded: &str) -> bool {
    gazetteer.bearers(folded).any(|place| {
        let place = gazetteer.place(place);
        place.kind == PlaceKind::Region && !place.county
    })
}

/// Returns the longest known place at each token where one begins, none beyond the end of its sentence.
pub(super) fn known_places(words: &[Word<'_>], text: &Text<'_>, vocabulary: &Vocabulary) -> Vec<KnownPlace> {
    let sentences = text.tokens.sentences.iter().map(|sentence| &sentence.tokens);
    let starts = sentences.flat_map(|tokens| tokens.clone().map(|at| (at, tokens.end)));
    starts.filter_map(|(at, end)| known_place(words, text, at, end, vocabulary)).collect()
}

/// Returns the longest known place that begins at `at` and ends before `end`.
pub(super) fn known_place(
    words: &[Word<'_>],
    text: &Text<'_>,
    at: usize,
    end: usize,
    vocabulary: &Vocabulary,
) -> Option<KnownPlace> {
    let gazetteer = &vocabulary.gazetteer;
    let word = |token: usize| &words[text.words[token]];
    let first = word(at);
    if !first.is_capital() {
        return None;
    }
    let (fame_alone, goes_on) = match first.case {
        // "K2"
        Case::Initial if first.text.contains(char::is_numeric) => (fame(gazetteer, &first.folded, first.text), false),
        // "S. Korea"
        Case::Initial => (None, gazetteer.goes_on(&first.folded)),
        _ => first.place,
    };
    let mut found = fame_alone.map(|fame| KnownPlace { tokens: at..at + 1, fame });
    // "King's Lynn"
    let owns = at + 1 < end && is_owning(word(at + 1).text) && gazetteer.goes_on(&format!("{}'s", first.folded));
    if !goes_on && !owns {
        return with_kind(words, text, found, end, vocabulary);
    }
    let mut key = String::with_capacity(PHRASE_BYTES);
    key.push_str(&first.folded);
    for token in at + 1..end.min(at + PHRASE_TOKENS_MAX) {
        let word = word(token);
        if owns && token == at + 1 {
            key.push_str("'s");
            continue;
        }
        // "'s" and "’s" are no part of a name; marks end it.
        if word.folded.is_empty() {
            break;
        }
        key.push(' ');
        key.push_str(&word.folded);
        let key = if key.starts_with("saint ") { Cow::Owned(fold(&key)) } else { Cow::Borrowed(&*key) };
        if word.is_capital()
            && let Some(fame) = fame(gazetteer, &key, text.written(&(at..token + 1)))
        {
            found = Some(KnownPlace { tokens: at..token + 1, fame });
        }
        if !gazetteer.goes_on(&key) {
            break;
        }
    }
    // Where a name is found by its article only, that is no part of it: "The Trent".
    let article = |place: &KnownPlace| {
        first.folded == "the"
            && gazetteer.bearers(&key_of(text, &place.tokens)).all(|at| gazetteer.place(at).kind == PlaceKind::Feature)
    };
    let found = found.filter(|place| !article(place));
    with_kind(words, text, found, end, vocabulary)
}

/// Says whether a token is the ending of an owner.
pub(super) fn is_owning(word: &str) -> bool {
    matches!(word, "'s" | "’s")
}

/// Returns the known feature that stands behind an article at `at`: "the Trent", "the Golan Heights".
pub(super) fn behind_article(
    words: &[Word<'_>],
    text: &Text<'_>,
    at: usize,
    end: usize,
    gazetteer: &Gazetteer,
) -> Option<KnownPlace> {
    let word = |token: usize| &words[text.words[token]];
    let is_article = at > 0 && word(at - 1).folded == "the" && word(at).is_capital();
    let longest =
        (at + 1..end.min(at + PHRASE_TOKENS_MAX)).take_while(|token| word(*token).is_capital()).last().unwrap_or(at) + 1;
    let lengths = (at + 1..=longest).rev().filter(|_| is_article);
    lengths.map(|to| at..to).find_map(|tokens| {
        let key = key_of(text, &tokens);
        let with_article = format!("the {key}");
        let features =
            [with_article.as_str(), &key].into_iter().flat_map(|key| gazetteer.bearers(key)).map(|at| gazetteer.place(at));
        let fame = features
            .filter(|place| matches!(place.kind, PlaceKind::Feature | PlaceKind::Area))
            .map(|place| if place.kind == PlaceKind::Area || place.renowned { 0.85 } else { 0.4 })
            .reduce(f32::max)?;
        Some(KnownPlace { tokens, fame })
    })
}

/// Says whether a word that may be a noun follows, for which a name only stands as an adjective: "the Amazon driver".
pub(super) fn is_before_noun(document: &Document<'_>, text: &Text<'_>, end: usize) -> bool {
    let next = (end < text.sentence_of(end - 1).tokens.end).then(|| document.word(text, end));
    next.is_some_and(|next| {
        // "the Yukon flooded"
        let done = next.text.len() > 4 && next.text.ends_with("ed");
        let behind = document.vocabulary.language.places.behind_features;
        let small = done || next.marks.has(Marks::FUNCTION | Marks::SAYING | Marks::LOCATIVE) || behind.contains(&next.text);
        next.case == Case::Lower && !small || next.is_capital() && !next.marks.has(Marks::TIME)
    })
}

/// Lets "Anbar Province" be one name.
fn with_kind(
    words: &[Word<'_>],
    text: &Text<'_>,
    mut found: Option<KnownPlace>,
    end: usize,
    vocabulary: &Vocabulary,
) -> Option<KnownPlace> {
    if let Some(place) = &mut found
        && place.tokens.end < end
    {
        let next = &words[text.words[place.tokens.end]];
        let is_kind = vocabulary.language.places.region_kinds.contains(&next.folded.as_str());
        if next.is_capital() && is_kind && has_region(&vocabulary.gazetteer, &key_of(text, &place.tokens)) {
            place.tokens.end += 1;
        }
    }
    found
}

/// Returns how well known the best bearer of a folded name is.
///
/// Short names count only as they are always written, or the pronoun "us" would be a country.
pub(super) fn fame(gazetteer: &Gazetteer, folded: &str, written: &str) -> Option<f32> {
    if folded.len() < 3 && !written.chars().all(|letter| letter.is_uppercase() || letter == '.') {
        return None;
    }
    gazetteer
        .bearers(folded)
        .map(|index| {
            let place = gazetteer.place(index);
            let known = f32::from(u8::try_from(place.population.checked_ilog10().unwrap_or(0)).unwrap_or(0));
            let english = gazetteer.iso(place.country).is_some_and(|iso| matches!(iso, "US" | "CA" | "GB" | "AU" | "IN"));
            match place.kind {
                PlaceKind::Country => 1.0,
                PlaceKind::Area => 0.9,
                PlaceKind::Feature if place.renowned => 0.85,
                PlaceKind::Region if place.county && place.renowned => 0.8,
                PlaceKind::Region if english => 0.9,
                PlaceKind::Region => 0.6,
                PlaceKind::City if place.capital => 0.9,
                PlaceKind::City if place.renowned => 0.75,
                PlaceKind::City | PlaceKind::Feature => ((known - 3.0) * 0.22).clamp(0.1, 0.85),
            }
        })
        .reduce(f32::max)
}
