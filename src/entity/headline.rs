//! Names in headlines where nearly every word has a capital: what the story has shown elsewhere goes before what the words say.

use foldhash::{HashMap, HashMapExt};
use std::ops::Range;

use super::document::{Case, Document, Text};
use super::evidence::reading;
use super::gazetteer::NameFlags;
use super::lexicon::Marks;
use super::phrases::known_place;
use super::tagger::{Kind, Mention};

/// How famous a place must be to be found among capitals alone.
const FAME_MIN: f32 = 0.6;

/// How likely a name must be that only the model finds, and only there.
const SURE: f32 = 0.65;

/// Adds the names of loud sentences: those that the rest of the story has shown, then what is surely one by itself or by the
/// model, which has found `loud` there.
pub(super) fn tag_loud(document: &Document<'_>, credit: &[Vec<bool>], loud: &[Mention], mentions: &mut Vec<Mention>) {
    if !document.texts.iter().any(Text::has_loud) {
        return;
    }
    let known = known_names(document, mentions);
    for (at, text) in document.texts.iter().enumerate() {
        let mut taken = credit[at].clone();
        for mention in mentions.iter().filter(|mention| mention.text == at) {
            taken[mention.tokens.clone()].fill(true);
        }
        for sentence in &text.tokens.sentences {
            if !text.is_loud(sentence.tokens.start) {
                continue;
            }
            let mut token = sentence.tokens.start;
            while token < sentence.tokens.end {
                // Up to what is taken already.
                let end = (token..sentence.tokens.end).find(|token| taken[*token]).unwrap_or(sentence.tokens.end);
                let hit = (end > token)
                    .then(|| {
                        known_here(document, text, token, end, &known)
                            .or_else(|| by_model(loud, at, token, end))
                            .or_else(|| famous_place(document, text, token, end))
                            .or_else(|| full_name(document, text, token, end))
                    })
                    .flatten();
                match hit {
                    Some((tokens, kind)) => {
                        token = tokens.end;
                        mentions.push(Mention::certain(at, tokens, kind));
                    }
                    None => token += 1,
                }
            }
        }
    }
}

/// Returns the name that the model has found to begin here, if it is sure of it.
fn by_model(loud: &[Mention], text: usize, token: usize, end: usize) -> Option<(Range<usize>, Kind)> {
    let first = loud.partition_point(|mention| (mention.text, mention.tokens.start) < (text, token));
    let found = loud.get(first).filter(|found| (found.text, found.tokens.start) == (text, token) && found.tokens.end <= end)?;
    (found.shares.of(found.kind) >= SURE).then(|| (found.tokens.clone(), found.kind))
}

/// Returns the names that the story shows where capitals mean something, folded, with the last words of its people.
fn known_names(document: &Document<'_>, mentions: &[Mention]) -> HashMap<String, Kind> {
    let mut known = HashMap::new();
    for mention in mentions {
        let text = &document.texts[mention.text];
        let words: Vec<&str> = mention.tokens.clone().map(|token| document.word(text, token).folded.as_str()).collect();
        known.insert(words.join(" "), mention.kind);
        if let (Kind::Person, Some(last)) = (mention.kind, words.last()) {
            known.entry((*last).to_owned()).or_insert(Kind::Person);
        }
    }
    known
}

fn known_here(
    document: &Document<'_>,
    text: &Text<'_>,
    token: usize,
    end: usize,
    known: &HashMap<String, Kind>,
) -> Option<(Range<usize>, Kind)> {
    if !document.word(text, token).is_capital() {
        return None;
    }
    (1..=5.min(end - token)).rev().find_map(|length| {
        let range = token..token + length;
        let words: Vec<&str> = range.clone().map(|token| document.word(text, token).folded.as_str()).collect();
        let kind = known.get(&words.join(" "))?;
        (length > 1 || !document.word(text, token).is_ordinary()).then_some((range, *kind))
    })
}

fn famous_place(document: &Document<'_>, text: &Text<'_>, token: usize, end: usize) -> Option<(Range<usize>, Kind)> {
    let place = known_place(&document.words, text, token, end, document.vocabulary)?;
    let word = document.word(text, token);
    let read = reading(word);
    let organisation =
        place.tokens.end < end && document.word(text, place.tokens.end).marks.has(Marks::ORG_END | Marks::ORG_TAIL);
    let sure = place.fame >= FAME_MIN && (place.tokens.len() > 1 || read.sure > 0.0 && read.place >= 0.6) && !word.is_ordinary();
    (sure && !organisation).then_some((place.tokens, Kind::Place))
}

/// A given name and a surname that are hardly ever anything else.
fn full_name(document: &Document<'_>, text: &Text<'_>, token: usize, end: usize) -> Option<(Range<usize>, Kind)> {
    let given = document.word(text, token);
    let mut last = token + 1;
    if last < end && document.word(text, last).case == Case::Initial {
        last += 1;
    }
    let surname = (last < end).then(|| document.word(text, last))?;
    let sure = given.is_capital()
        && given.names.has(NameFlags::GIVEN)
        && reading(given).person >= 0.8
        && given.stats.seen >= 2
        && surname.is_capital()
        && !surname.is_ordinary()
        && surname.stats.seen >= 2
        && reading(surname).person >= 0.6;
    sure.then_some((token..last + 1, Kind::Person))
}
