//! One story as the recogniser sees it: title and text in tokens, each different word looked up once.

use std::ops::{Deref, Range};
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::knowledge::{Fame, KnownPhrase, known_phrases};
use super::lexicon::Marks;
use super::phrases::{KnownPlace, known_places};
use super::tokenize::{Sentence, Tokens, tokenize};
pub(super) use super::vocabulary::Case;
use super::vocabulary::{Known, Vocabulary};
use crate::domain::{Field, TextRange};

/// A word as a story writes it, with all that is known of it.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) known: Arc<Known>,
    /// Whether the story also writes it in lower case.
    pub(super) lower_here: bool,
}

impl Deref for Word<'_> {
    type Target = Known;

    fn deref(&self) -> &Known {
        &self.known
    }
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
    /// For each sentence whether capitals carry no meaning in it.
    loud: Vec<bool>,
    /// What the gazetteer knows as places, by their first tokens.
    pub(super) places: Vec<KnownPlace>,
    /// Whom and what the table of known names holds, by first tokens.
    pub(super) known: Vec<KnownPhrase>,
    /// Titles that end a name of several words only where its sentence ends too.
    stops: &'static [&'static str],
}

/// A story has a different word for about so many bytes; a guess beyond this is none.
const BYTES_FOR_A_WORD: usize = 12;
const WORDS_GUESSED_MAX: usize = 4_000;

/// A whole story.
#[derive(Debug)]
pub(super) struct Document<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) texts: [Text<'a>; 2],
    pub(super) words: Vec<Word<'a>>,
}

impl<'a> Document<'a> {
    /// Splits title and text and looks every word up.
    pub(super) fn new(title: &'a str, text: &'a str, vocabulary: &'a Vocabulary) -> Self {
        let mut words: Vec<Word<'a>> = Vec::new();
        let mut known: HashMap<&'a str, usize> = HashMap::with_capacity((text.len() / BYTES_FOR_A_WORD).min(WORDS_GUESSED_MAX));
        let mut read = |field, text: &'a str| {
            let tokens = tokenize(text, &vocabulary.language.sentences);
            let ids = tokens
                .tokens
                .iter()
                .map(|token| {
                    let written = &text[token.bytes.clone()];
                    *known.entry(written).or_insert_with(|| {
                        words.push(Word { text: written, known: vocabulary.look_up(written), lower_here: false });
                        words.len() - 1
                    })
                })
                .collect();
            let stops = vocabulary.language.people.stops;
            Text { field, whole: text, tokens, words: ids, loud: Vec::new(), places: Vec::new(), known: Vec::new(), stops }
        };
        let mut texts = [read(Field::Title, title), read(Field::Text, text)];
        for word in words.iter_mut().filter(|word| matches!(word.case, Case::Capital | Case::Upper)) {
            word.lower_here = known.contains_key(&*word.known.lower);
        }
        for text in &mut texts {
            let sentences = text.tokens.sentences.iter();
            text.loud = sentences.map(|sentence| is_loud(&words, &text.words[sentence.tokens.clone()])).collect();
            text.places = known_places(&words, text, vocabulary);
            text.known = known_phrases(&words, text, vocabulary);
        }
        Self { vocabulary, texts, words }
    }

    /// Returns the word of a token of a text.
    pub(super) fn word(&self, text: &Text<'_>, token: usize) -> &Word<'a> {
        &self.words[text.words[token]]
    }
}

impl Text<'_> {
    /// Returns the place of a run of tokens in the story.
    pub(super) fn range(&self, tokens: &Range<usize>) -> TextRange {
        let last = &self.tokens.tokens[tokens.end - 1].bytes;
        // "Hun Sen." ends its sentence with what looks like a title; "Jr." and "J." keep their dot.
        let written = &self.whole[last.clone()];
        let stop = tokens.len() > 1 && self.stops.contains(&written);
        TextRange { field: self.field, bytes: self.tokens.tokens[tokens.start].bytes.start..last.end - usize::from(stop) }
    }

    /// Returns the words of a run of tokens as they are written.
    pub(super) fn written(&self, tokens: &Range<usize>) -> &str {
        &self.whole[self.range(tokens).bytes]
    }

    /// Returns the sentence that holds a token.
    pub(super) fn sentence_of(&self, token: usize) -> &Sentence {
        &self.tokens.sentences[self.sentence_at(token)]
    }

    /// Says whether capitals carry no meaning in the sentence that holds a token, because ordinary words have them too.
    pub(super) fn is_loud(&self, token: usize) -> bool {
        self.loud[self.sentence_at(token)]
    }

    /// Says whether there is a loud sentence at all.
    pub(super) fn has_loud(&self) -> bool {
        self.loud.contains(&true)
    }

    /// Returns the longest known place of its sentence that begins with a token.
    pub(super) fn place_at(&self, token: usize) -> Option<&KnownPlace> {
        self.places.binary_search_by_key(&token, |place| place.tokens.start).ok().map(|at| &self.places[at])
    }

    /// Returns the known places that begin with one of these tokens.
    pub(super) fn places_from(&self, tokens: Range<usize>) -> &[KnownPlace] {
        let at = |token: usize| self.places.partition_point(|place| place.tokens.start < token);
        &self.places[at(tokens.start)..at(tokens.end)]
    }

    /// Says whether somebody in the news is known by just these words.
    pub(super) fn is_known_person(&self, tokens: &Range<usize>) -> bool {
        let at = self.known.binary_search_by_key(&tokens.start, |known| known.tokens.start);
        at.is_ok_and(|at| self.known[at].tokens == *tokens && self.known[at].fame.has(Fame::PERSON))
    }

    fn sentence_at(&self, token: usize) -> usize {
        self.tokens.sentences.partition_point(|sentence| sentence.tokens.end <= token)
    }
}

/// Says whether ordinary words of a sentence, given by their numbers, have capitals too.
fn is_loud(words: &[Word<'_>], sentence: &[usize]) -> bool {
    let (mut all, mut upper, mut ordinary, mut lower) = (0, 0, 0, 0);
    for word in sentence.iter().map(|id| &words[*id]).filter(|word| word.case != Case::Other) {
        all += 1;
        upper += usize::from(word.case == Case::Upper);
        // The first word has a capital in any sentence, and small words in none.
        if all == 1 || word.marks.has(Marks::FUNCTION | Marks::PARTICLE) || word.text.chars().count() <= 3 {
            continue;
        }
        ordinary += usize::from(word.is_capital() && word.stats.lowness().is_some_and(|lowness| lowness >= 5));
        lower += usize::from(word.case == Case::Lower);
    }
    ordinary >= 2 && ordinary > lower || all > 3 && upper == all
}
