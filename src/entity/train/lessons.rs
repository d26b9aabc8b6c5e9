//! Annotated texts as the network sees them.

use std::collections::HashMap;
use std::ops::Range;

use super::corpus::Annotated;
use crate::entity::document::{Document, Text};
use crate::entity::net::labels::{Class, FIRST, INNER, LAST, ONLY, label as label_of};
use crate::entity::net::{Scene, Token, WordInput};
use crate::entity::vocabulary::Vocabulary;

/// A text to learn from.
#[derive(Debug)]
pub(super) struct Lesson {
    /// With the numbers of [`Lessons::words`].
    pub(super) tokens: Vec<Token>,
    pub(super) stretches: Vec<Range<usize>>,
    pub(super) labels: Vec<u8>,
    /// How much it counts.
    pub(super) weight: f32,
}

/// Everything to learn from.
#[derive(Debug, Default)]
pub(super) struct Lessons {
    pub(super) words: Vec<WordInput>,
    numbers: HashMap<String, u32>,
    pub(super) list: Vec<Lesson>,
}

impl Lessons {
    /// Adds a text.
    pub(super) fn add(&mut self, annotated: &Annotated, vocabulary: &Vocabulary) {
        let document = Document::new("", &annotated.text, vocabulary);
        let Scene { mut tokens, stretches, .. } = Scene::new(&document);
        let numbers: Vec<u32> = document
            .words
            .iter()
            .map(|word| {
                if let Some(number) = self.numbers.get(word.text) {
                    return *number;
                }
                let number = self.words.len() as u32;
                self.numbers.insert(word.text.to_owned(), number);
                self.words.push(WordInput::of(word.text, &word.known, &vocabulary.net.clusters));
                number
            })
            .collect();
        for token in &mut tokens {
            token.word = numbers[token.word as usize];
        }
        let labels = labels(&document.texts[1], &annotated.names);
        self.list.push(Lesson { tokens, stretches, labels, weight: annotated.weight });
    }
}

/// Returns the label of each token; a name that ends inside of a token ends with it.
fn labels(text: &Text<'_>, names: &[(Range<usize>, Class)]) -> Vec<u8> {
    let mut labels = vec![0; text.words.len()];
    let tokens = &text.tokens.tokens;
    for (bytes, class) in names {
        let start = tokens.partition_point(|token| token.bytes.end <= bytes.start);
        let end = tokens.partition_point(|token| token.bytes.start < bytes.end);
        for (at, label) in labels.iter_mut().enumerate().take(end).skip(start) {
            let position = match (at == start, at + 1 == end) {
                (true, true) => ONLY,
                (true, false) => FIRST,
                (false, true) => LAST,
                (false, false) => INNER,
            };
            *label = label_of(*class as usize, position) as u8;
        }
    }
    labels
}
