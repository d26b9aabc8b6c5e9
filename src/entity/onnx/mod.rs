//! A model of the reader's own that says which words are names: an ONNX network for token classification with its tokenizer.
//!
//! Takes the place of the embedded model only: credits, datelines, the agreement within a story and everything behind the
//! mentions are the same. Reads the disk when it is loaded and never the network. The files are foreign: their sizes are
//! capped, and a panic of the crates that read them is an error here.

mod files;
mod network;
mod subwords;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use tokenizers::Tokenizer;

use super::budget::Budget;
use super::document::{Document, Text};
use super::model_error::ModelError;
use super::tagger::{Findings, Kind, Mention, Shares};
use crate::text::CleanText;
use files::{Files, Label, unusable};
use network::Network;
use subwords::{Marks, Subwords};

/// Most sub-words that are read at once, whatever the model allows: its work grows faster than the window.
const WINDOW_MAX: usize = 512;
/// Fewest sub-words of a window that are of the text and not marks around it.
const WINDOW_MIN: usize = 4;
/// Longest cause of a fault that is told, in characters.
const CAUSE_CHARS_MAX: usize = 240;

/// A model that is ready to look at stories.
#[derive(Debug)]
pub(super) struct TokenModel {
    tokenizer: Tokenizer,
    marks: Marks,
    network: Network,
    labels: Vec<Label>,
    /// Most sub-words of a text that are read at once.
    size: usize,
}

/// What the model says of a word.
#[derive(Clone, Copy, Debug)]
struct Reading {
    label: Label,
    shares: Shares,
    /// How far the word is from where the window was cut off.
    margin: usize,
}

impl TokenModel {
    /// Reads a model and tries it.
    ///
    /// # Errors
    /// Says which file cannot be used, and why.
    pub(super) fn load(path: &Path) -> Result<Self, ModelError> {
        let files = Files::of(path)?;
        let settings = files.read_config()?;
        let bytes = files.read_tokenizer()?;
        let (tokenizer, marks) = caught(|| tokenizer(&bytes)).map_err(|cause| unusable(&files.tokenizer, &cause))?;
        drop(bytes);
        let bytes = files.read_network()?;
        let trial = marks.around(&[settings.padding]);
        let network = caught(|| {
            let network = Network::load(bytes, settings.labels.len(), settings.window, settings.padding, &trial);
            network.map_err(|error| format!("{error:#}"))
        });
        let network = network.map_err(|cause| unusable(&files.network, &cause))?;
        let size = network.window(settings.window).saturating_sub(marks.len());
        if size < WINDOW_MIN {
            return Err(unusable(&files.config, "it reads too few words at once"));
        }
        Ok(Self { tokenizer, marks, network, labels: settings.labels, size })
    }

    /// Returns what the model finds in a story: people, places and other names, in the order of the story.
    ///
    /// # Errors
    /// Says what it stumbled over.
    pub(super) fn mentions(&self, document: &Document<'_>, budget: Budget) -> Result<Findings, CleanText> {
        let found = caught(|| {
            let mut mentions = Vec::new();
            let mut read_bytes = None;
            for (at, text) in document.texts.iter().enumerate() {
                let (readings, read) = self.read(text, budget)?;
                read_bytes = read;
                for sentence in &text.tokens.sentences {
                    mentions.extend(names(document, at, &sentence.tokens, &readings));
                }
            }
            Ok(Findings { mentions, read_bytes })
        });
        found.map_err(|cause| CleanText::capped(&cause, CAUSE_CHARS_MAX))
    }

    /// Returns what the model says of each token, and where it stopped because the time was over.
    fn read(&self, text: &Text<'_>, budget: Budget) -> Result<(Vec<Option<Reading>>, Option<usize>), String> {
        let words = Subwords::new(&self.tokenizer, text).map_err(|error| error.to_string())?;
        let mut readings: Vec<Option<Reading>> = vec![None; text.tokens.tokens.len()];
        for window in words.windows(self.size) {
            if budget.is_spent() {
                let unread = words.begins[window].iter().flatten().next();
                return Ok((readings, Some(unread.map_or(0, |token| text.tokens.tokens[*token].bytes.start))));
            }
            let weights = self.network.weigh(&self.marks.around(&words.ids[window.clone()]));
            let weights = weights.map_err(|error| format!("{error:#}"))?;
            for (at, weights) in window.clone().zip(&weights[self.marks.before.len()..]) {
                let Some(token) = words.begins[at] else { continue };
                let margin = words.margin(&window, at);
                if readings[token].is_none_or(|reading| reading.margin < margin) {
                    readings[token] = self.reading(weights, margin);
                }
            }
        }
        Ok((readings, None))
    }

    /// Returns the best label of a word and how likely it is a person or a place; nothing where the weights are no numbers.
    fn reading(&self, weights: &[f32], margin: usize) -> Option<Reading> {
        let (best, most) = weights.iter().copied().enumerate().max_by(|one, other| one.1.total_cmp(&other.1))?;
        let all: f32 = weights.iter().map(|weight| (weight - most).exp()).sum();
        let share = |kind: Kind| {
            let of_kind = weights.iter().zip(&self.labels).filter(|(_, label)| label.kind == Some(kind));
            of_kind.map(|(weight, _)| (weight - most).exp()).sum::<f32>() / all
        };
        let shares = Shares { person: share(Kind::Person), place: share(Kind::Place) };
        (shares.person.is_finite() && shares.place.is_finite()).then(|| Reading { label: self.labels[best], shares, margin })
    }
}

/// Reads a tokenizer and what it puts around a text.
fn tokenizer(bytes: &[u8]) -> Result<(Tokenizer, Marks), String> {
    let mut tokenizer = Tokenizer::from_bytes(bytes).map_err(|error| error.to_string())?;
    // Windows are made here, with more care for sentences.
    tokenizer.with_truncation(None).map_err(|error| error.to_string())?;
    tokenizer.with_padding(None);
    let marks = Marks::of(&tokenizer).map_err(|error| error.to_string())?;
    Ok((tokenizer, marks))
}

/// Returns the names of a sentence: words in a row with labels of one kind.
fn names(document: &Document<'_>, at: usize, sentence: &Range<usize>, readings: &[Option<Reading>]) -> Vec<Mention> {
    let text = &document.texts[at];
    let mut names: Vec<Mention> = Vec::new();
    for token in sentence.clone() {
        // Marks belong to no name, whatever the model says of them, nor does the "'s" of a possessive.
        let is_word = document.word(text, token).text.starts_with(char::is_alphanumeric);
        let Some(Reading { label: Label { kind: Some(kind), begins }, shares, .. }) = readings[token].filter(|_| is_word) else {
            continue;
        };
        match names.last_mut() {
            Some(last) if last.tokens.end == token && last.kind == kind && !begins => {
                last.tokens.end = token + 1;
                last.shares.person += shares.person;
                last.shares.place += shares.place;
            }
            _ => names.push(Mention { text: at, tokens: token..token + 1, kind, shares }),
        }
    }
    names.retain(|name| name.tokens.clone().any(|token| document.word(text, token).is_capital()));
    for name in &mut names {
        let count = name.tokens.len() as f32;
        name.shares = Shares { person: name.shares.person / count, place: name.shares.place / count };
    }
    names
}

/// Does work on foreign data; a panic is a fault in words.
fn caught<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err("reading it ended in a panic".to_owned()))
}
