//! One story as the recogniser sees it: title and text in tokens, each different word looked up once.

use std::collections::HashMap;
use std::ops::Range;

use super::fold::fold;
use super::gazetteer::{Gazetteer, NameFlags, WordStats};
use super::lexicon::{Lexicon, Marks};
use super::phrases::fame;
use super::tokenize::{Sentence, Tokens, tokenize};
use crate::domain::{Field, TextRange};

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// `talks`
    Lower,
    /// `Geneva`, `McCain`, `al-Assad`
    Capital,
    /// `GENEVA`, `UPI`, `U.S.`
    Upper,
    /// `J.`, `H.W.`
    Initial,
    /// Numbers and marks.
    Other,
}

/// A word as it is written, with all that is known of it.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) folded: String,
    pub(super) case: Case,
    pub(super) marks: Marks,
    pub(super) names: NameFlags,
    pub(super) stats: WordStats,
    /// How well known a place of this name alone is, and whether names of places begin with it and go on.
    pub(super) place: (Option<f32>, bool),
    /// Whether the story also writes it in lower case.
    pub(super) lower_here: bool,
}

impl Word<'_> {
    /// Says whether it is written as names are.
    pub(super) fn is_capital(&self) -> bool {
        matches!(self.case, Case::Capital | Case::Upper | Case::Initial)
    }

    /// Says whether it is an ordinary word of English that capitals alone do not make a name.
    pub(super) fn is_ordinary(&self) -> bool {
        self.marks.has(Marks::FUNCTION) || self.lower_here || self.stats.lowness().is_some_and(|lowness| lowness >= 5)
    }
}

/// Title or text of a story.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub(super) field: Field,
    pub(super) whole: &'a str,
    pub(super) tokens: Tokens,
    /// For each token its word.
    pub(super) words: Vec<usize>,
}

/// A whole story.
#[derive(Debug)]
pub(super) struct Document<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) texts: [Text<'a>; 2],
    pub(super) words: Vec<Word<'a>>,
}

impl<'a> Document<'a> {
    /// Splits title and text and looks every word up.
    pub(super) fn new(title: &'a str, text: &'a str, gazetteer: &Gazetteer, lexicon: &'a Lexicon) -> Self {
        let mut words: Vec<Word<'a>> = Vec::new();
        let mut known: HashMap<&'a str, usize> = HashMap::new();
        let mut read = |field, text: &'a str| {
            let tokens = tokenize(text);
            let ids = tokens
                .tokens
                .iter()
                .map(|token| {
                    let written = &text[token.bytes.clone()];
                    *known.entry(written).or_insert_with(|| {
                        words.push(look_up(written, gazetteer, lexicon));
                        words.len() - 1
                    })
                })
                .collect();
            Text { field, whole: text, tokens, words: ids }
        };
        let texts = [read(Field::Title, title), read(Field::Text, text)];
        for word in words.iter_mut().filter(|word| matches!(word.case, Case::Capital | Case::Upper)) {
            word.lower_here = known.contains_key(word.text.to_lowercase().as_str());
        }
        Self { lexicon, texts, words }
    }

    /// Returns the word of a token of a text.
    pub(super) fn word(&self, text: &Text<'_>, token: usize) -> &Word<'a> {
        &self.words[text.words[token]]
    }

    /// Says whether the story is written in English, judged by its small words.
    pub(super) fn is_english(&self) -> bool {
        let ids = || self.texts.iter().flat_map(|text| &text.words);
        let all = ids().filter(|&&id| self.words[id].case != Case::Other).count();
        let small = ids().filter(|&&id| self.words[id].marks.has(Marks::FUNCTION)).count();
        let foreign =
            ids().filter(|&&id| self.words[id].text.chars().any(|letter| letter > '\u{36f}' && letter.is_alphabetic())).count();
        // A headline alone may do without small words; a page of another language has next to none of ours.
        (all < 12 || small * 100 >= all * ENGLISH_PERCENT_MIN) && foreign * 2 <= all
    }
}

/// Of the words of English news about four in ten are small ones, of other languages hardly any.
const ENGLISH_PERCENT_MIN: usize = 12;

impl Text<'_> {
    /// Returns the place of a run of tokens in the story.
    pub(super) fn range(&self, tokens: &Range<usize>) -> TextRange {
        TextRange {
            field: self.field,
            bytes: self.tokens.tokens[tokens.start].bytes.start..self.tokens.tokens[tokens.end - 1].bytes.end,
        }
    }

    /// Returns the words of a run of tokens as they are written.
    pub(super) fn written(&self, tokens: &Range<usize>) -> &str {
        &self.whole[self.range(tokens).bytes]
    }

    /// Returns the sentence that holds a token.
    pub(super) fn sentence_of(&self, token: usize) -> &Sentence {
        let at = self.tokens.sentences.partition_point(|sentence| sentence.tokens.end <= token);
        &self.tokens.sentences[at]
    }
}

fn look_up<'a>(text: &'a str, gazetteer: &Gazetteer, lexicon: &Lexicon) -> Word<'a> {
    let case = case_of(text);
    if case == Case::Other {
        return Word {
            text,
            folded: String::new(),
            case,
            marks: Marks::default(),
            names: NameFlags::default(),
            stats: WordStats::default(),
            place: (None, false),
            lower_here: false,
        };
    }
    let lower = text.to_lowercase();
    let folded = fold(text);
    let marks = lexicon.marks(&lower);
    // Most words of a text are small ones: they are no names, and looking them up as such took a fifth of the time.
    let names =
        if case == Case::Lower { NameFlags::default() } else { gazetteer.name(folded.rsplit(' ').next().unwrap_or(&folded)) };
    // Words with an accent or a prefix are mostly counted without it.
    let mut stats = gazetteer.word(&lower);
    if stats == WordStats::default() && case != Case::Lower && folded != lower {
        stats = gazetteer.word(folded.strip_prefix("al ").unwrap_or(&folded));
    }
    let place = match case {
        Case::Capital | Case::Upper => (fame(gazetteer, &folded, text), gazetteer.goes_on(&folded)),
        _ => (None, false),
    };
    Word { text, folded, case, marks, names, stats, place, lower_here: false }
}

/// Prefixes of names that keep their small letter: "al-Assad".
const PREFIXES: [&str; 10] = ["al-", "el-", "ul-", "as-", "ash-", "ad-", "bin-", "ibn-", "d'", "d’"];

fn case_of(text: &str) -> Case {
    let Some(first) = text.chars().next().filter(|letter| letter.is_alphabetic()) else { return Case::Other };
    if !first.is_uppercase() {
        let prefixed =
            PREFIXES.iter().any(|prefix| text.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(char::is_uppercase)));
        return if prefixed { Case::Capital } else { Case::Lower };
    }
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    let lower = text.chars().any(char::is_lowercase);
    if !lower && text.ends_with('.') && letters <= 3 && text != "U.S." && text != "U.K." && text != "U.N." && text != "D.C." {
        return Case::Initial;
    }
    match (letters, lower) {
        (1, _) => Case::Initial,
        (_, true) => Case::Capital,
        (_, false) => Case::Upper,
    }
}
