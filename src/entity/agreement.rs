//! Makes the mentions of one story agree: a word that is somebody's surname in one sentence is that person in the next.

use std::collections::HashMap;

use super::document::{Case, Document};
use super::lexicon::Marks;
use super::tagger::{Kind, Mention};

/// A phrase whose other mentions outnumber it so many times takes their kind.
const MAJORITY: usize = 3;

/// Applies the three rules; what is ordinary lower case elsewhere in the story is left alone.
pub(super) fn agree(document: &Document<'_>, credit: &[Vec<bool>], mentions: &mut Vec<Mention>) {
    surnames(document, credit, mentions);
    majorities(document, mentions);
    repeated(document, credit, mentions);
}

fn folded(document: &Document<'_>, mention: &Mention) -> String {
    let text = &document.texts[mention.text];
    mention.tokens.clone().map(|token| document.word(text, token).folded.as_str()).collect::<Vec<_>>().join(" ")
}

/// For each token of a text the mention that holds it.
fn holders(document: &Document<'_>, mentions: &[Mention]) -> [Vec<Option<usize>>; 2] {
    let mut holders = [vec![None; document.texts[0].words.len()], vec![None; document.texts[1].words.len()]];
    for (at, mention) in mentions.iter().enumerate() {
        holders[mention.text][mention.tokens.clone()].fill(Some(at));
    }
    holders
}

/// Returns the words that stand for the people of the story: last words, and first ones where the surname comes first.
fn short_names(document: &Document<'_>, mentions: &[Mention]) -> HashMap<String, usize> {
    let mut names: HashMap<String, usize> = HashMap::new();
    for mention in mentions.iter().filter(|mention| mention.kind == Kind::Person && mention.tokens.len() > 1) {
        let text = &document.texts[mention.text];
        let last = mention
            .tokens
            .clone()
            .rev()
            .map(|token| document.word(text, token))
            .find(|word| !word.marks.has(Marks::GENERATION) && word.case != Case::Initial && !word.folded.is_empty());
        if let Some(last) = last {
            *names.entry(last.folded.clone()).or_default() += 1;
            if let Some(bare) = last.folded.strip_prefix("al ").or_else(|| last.folded.strip_prefix("el ")) {
                *names.entry(bare.to_owned()).or_default() += 1;
            }
        }
        let first = document.word(text, mention.tokens.start);
        if first.names.has(super::gazetteer::NameFlags::SURNAME_FIRST) {
            *names.entry(first.folded.clone()).or_default() += 1;
        }
    }
    names
}

/// A lone capitalised word that ends the name of a person of the story is that person.
fn surnames(document: &Document<'_>, credit: &[Vec<bool>], mentions: &mut Vec<Mention>) {
    let names = short_names(document, mentions);
    if names.is_empty() {
        return;
    }
    let holders = holders(document, mentions);
    let alone = |kind: Kind, name: &str| {
        mentions
            .iter()
            .filter(|mention| mention.kind == kind && mention.tokens.len() == 1 && folded(document, mention) == name)
            .count()
    };
    let mut found = Vec::new();
    let mut changed = Vec::new();
    for (at, text) in document.texts.iter().enumerate() {
        for token in 0..text.words.len() {
            let word = document.word(text, token);
            if !word.is_capital()
                || word.lower_here
                || word.folded.chars().count() < 2
                || !names.contains_key(&word.folded)
                || credit[at][token]
            {
                continue;
            }
            match holders[at][token] {
                None => {
                    let sentence = &text.sentence_of(token).tokens;
                    let neighbor = |token: usize| document.word(text, token).is_capital();
                    let left = token > sentence.start + 1 && neighbor(token - 1) && holders[at][token - 1].is_none() && {
                        let before = document.word(text, token - 1);
                        !before.marks.has(Marks::TITLE | Marks::ROLE | Marks::DEMONYM | Marks::FUNCTION)
                    };
                    let right =
                        token + 1 < sentence.end && neighbor(token + 1) && !document.word(text, token + 1).marks.has(Marks::TIME);
                    if !left && !right && !super::headline::is_loud(document, text, sentence) {
                        found.push(Mention { text: at, tokens: token..token + 1, kind: Kind::Person });
                    }
                }
                Some(holder) if mentions[holder].tokens.len() == 1 && mentions[holder].kind != Kind::Person => {
                    let kind = mentions[holder].kind;
                    if kind == Kind::Other || names[&word.folded] + alone(Kind::Person, &word.folded) >= alone(kind, &word.folded)
                    {
                        changed.push(holder);
                    }
                }
                Some(_) => {}
            }
        }
    }
    for holder in changed {
        mentions[holder].kind = Kind::Person;
    }
    mentions.append(&mut found);
}

/// A phrase takes the kind that its other mentions mostly have.
fn majorities(document: &Document<'_>, mentions: &mut [Mention]) {
    let mut counts: HashMap<String, [usize; 3]> = HashMap::new();
    for mention in mentions.iter() {
        counts.entry(folded(document, mention)).or_default()[mention.kind as usize] += 1;
    }
    for mention in mentions {
        let counts = counts[&folded(document, mention)];
        for kind in [Kind::Person, Kind::Place, Kind::Other] {
            if kind != mention.kind && counts[kind as usize] >= MAJORITY * counts[mention.kind as usize] {
                mention.kind = kind;
                break;
            }
        }
    }
}

/// A person or place of several words is found wherever it stands; one of a single word where two mentions were found.
fn repeated(document: &Document<'_>, credit: &[Vec<bool>], mentions: &mut Vec<Mention>) {
    let mut known: HashMap<Vec<&str>, (Kind, usize)> = HashMap::new();
    for mention in mentions.iter().filter(|mention| mention.kind != Kind::Other) {
        let text = &document.texts[mention.text];
        let words = mention.tokens.clone().map(|token| document.word(text, token).text).collect();
        known.entry(words).or_insert((mention.kind, 0)).1 += 1;
    }
    let longest = known.keys().map(Vec::len).max().unwrap_or(0);
    let holders = holders(document, mentions);
    for (at, text) in document.texts.iter().enumerate() {
        let mut token = 0;
        while token < text.words.len() {
            let sentence = &text.sentence_of(token).tokens;
            let hit = (1..=longest.min(sentence.end - token)).rev().find_map(|length| {
                let range = token..token + length;
                if range.clone().any(|token| holders[at][token].is_some() || credit[at][token]) {
                    return None;
                }
                let words: Vec<&str> = range.clone().map(|token| document.word(text, token).text).collect();
                let (kind, count) = known.get(&words)?;
                let free =
                    |token: usize| !document.word(text, token).is_capital() || document.word(text, token).marks.has(Marks::TIME);
                let left = token == sentence.start || free(token - 1) || token == sentence.start + 1;
                let right = range.end >= sentence.end || free(range.end);
                let single = length > 1 || *count >= 2 && !document.word(text, token).is_ordinary();
                (left && right && single && !super::headline::is_loud(document, text, sentence)).then_some((range, *kind))
            });
            match hit {
                Some((range, kind)) => {
                    token = range.end;
                    mentions.push(Mention { text: at, tokens: range, kind });
                }
                None => token += 1,
            }
        }
    }
}
