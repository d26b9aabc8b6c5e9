//! The people and places of a story: found in its words, joined within it, resolved on the map, matched with those known.
//!
//! [`Recognizer`] does one story; [`across`] decides which person of the store each one is. Nothing here touches the store.

pub mod across;
mod agreement;
mod bounds;
mod budget;
#[cfg(feature = "train")]
mod cities;
mod clusters;
mod container;
#[cfg(feature = "train")]
mod counties;
mod credits;
mod dateline;
mod document;
mod doubt;
mod english;
mod evidence;
mod facts;
mod fold;
mod frames;
#[cfg(feature = "train")]
mod gather;
mod gazetteer;
mod given_names;
mod headline;
mod home;
mod knowledge;
#[cfg(feature = "train")]
mod landmark_lists;
#[cfg(feature = "train")]
mod landmarks;
mod language;
mod large;
mod lexicon;
mod memory;
mod model_error;
mod net;
mod offices;
#[cfg(feature = "onnx")]
mod onnx;
#[cfg(feature = "train")]
mod other_names;
#[cfg(feature = "train")]
pub mod pack;
#[cfg(feature = "train")]
pub mod pack_known;
mod passed_over;
mod person_name;
mod phrases;
#[cfg(feature = "train")]
mod place_lists;
mod place_table;
mod places;
mod placing;
mod resolve;
mod roles;
mod salience;
mod settle;
mod signs;
mod sound;
mod sport;
mod standing;
mod table;
mod tagger;
#[cfg(test)]
mod tests;
mod things;
mod tokenize;
#[cfg(feature = "train")]
pub mod train;
mod vocabulary;
mod voices;
mod within;
mod words;

use std::path::Path;

use crate::domain::{LeftOut, Names, SourceHome};
use crate::text::CleanText;
use budget::Budget;
use document::Document;
use english::ENGLISH;
use memory::Remembering;
use net::Net;
use vocabulary::Vocabulary;

pub use memory::{Recall, effect as memory_effect, phrase as memory_phrase};
pub use model_error::ModelError;
pub use table::TableError;

/// Longest title that is looked at, in bytes.
const TITLE_BYTES_MAX: usize = 2_000;

/// Finds the people and places of stories. Holds the embedded tables: make one and share it.
#[derive(Debug)]
pub struct Recognizer {
    vocabulary: Vocabulary,
    finder: Finder,
}

/// What says which words are names.
#[derive(Debug)]
enum Finder {
    /// The model that is part of the program.
    Embedded,
    /// A model of the reader's own.
    #[cfg(feature = "onnx")]
    Own(Box<onnx::TokenModel>),
}

impl Recognizer {
    /// Whether the program was built with the part that reads models of the reader's own.
    pub const READS_MODELS: bool = cfg!(feature = "onnx");

    /// Reads the tables that are part of the program.
    ///
    /// # Panics
    /// Only where the program itself is damaged: the tables were checked when it was built.
    pub fn new() -> Self {
        let sound = "the embedded tables are read by the tests of every build";
        let net = Net::read(ENGLISH.model).expect(sound);
        Self { vocabulary: Vocabulary::english(net).expect(sound), finder: Finder::Embedded }
    }

    /// Makes one with another embedded model, to try it.
    ///
    /// # Errors
    /// Says what is wrong with the model.
    #[cfg(feature = "train")]
    pub fn trying(model: &[u8]) -> Result<Self, TableError> {
        Ok(Self { vocabulary: Vocabulary::english(Net::read(model)?)?, finder: Finder::Embedded })
    }

    /// Makes one that finds names with a model of the reader's own: a directory with `model.onnx`, `tokenizer.json` and
    /// `config.json`, or the network's file with the other two beside it.
    ///
    /// # Errors
    /// Says which file cannot be used and why, or that the program was built without the feature `onnx`.
    #[cfg(feature = "onnx")]
    pub fn with_model(path: &Path) -> Result<Self, ModelError> {
        let model = onnx::TokenModel::load(path)?;
        Ok(Self { finder: Finder::Own(Box::new(model)), ..Self::new() })
    }

    /// Says that the program was built without the feature `onnx`.
    ///
    /// # Errors
    /// Always.
    #[cfg(not(feature = "onnx"))]
    pub fn with_model(_path: &Path) -> Result<Self, ModelError> {
        Err(ModelError::NotBuiltIn)
    }

    /// Makes one with the reader's own model if there is one that can be used; else with the embedded one, and in words why.
    pub fn or_embedded(model: Option<&Path>) -> (Self, Option<CleanText>) {
        match model.map(Self::with_model) {
            None => (Self::new(), None),
            Some(Ok(recognizer)) => (recognizer, None),
            Some(Err(error)) => {
                let words = format!("{error}\nuntil then the model inside the program finds the names");
                (Self::new(), Some(CleanText::lines(&words)))
            }
        }
    }

    /// Returns everybody and everywhere that a story names; nobody where it is not written in English.
    ///
    /// `source` is what is known of its feed: a local paper's says which of several towns is meant.
    ///
    /// Of a very long text only the beginning is read, and of one that takes too long what was read by then:
    /// [`LeftOut::read_bytes`] says so.
    pub fn names(&self, title: &str, text: &str, source: Option<&SourceHome>) -> Names {
        self.find(title, text, source, None, Budget::of_a_story())
    }

    /// Returns the same where other stories are remembered: `recall` is asked at most once, for what the story leaves in doubt.
    ///
    /// With the same answers the names are the same.
    pub fn names_with_memory(&self, title: &str, text: &str, source: Option<&SourceHome>, recall: &Recall<'_>) -> Names {
        self.find(title, text, source, Some(recall), Budget::of_a_story())
    }

    fn find(&self, title: &str, text: &str, source: Option<&SourceHome>, recall: Option<&Recall<'_>>, budget: Budget) -> Names {
        let title = head(title, TITLE_BYTES_MAX);
        let all_bytes = text.trim_end().len();
        let text = budget::beginning(text);
        let document = Document::new(title, text, &self.vocabulary);
        if let Some(language) = language::foreign(&document) {
            return Names { foreign: Some(CleanText::new(language)), ..Names::default() };
        }
        let mut memory = Remembering::new(recall);
        let net = &self.vocabulary.net;
        let found = match &self.finder {
            Finder::Embedded => tagger::names(&document, net, budget),
            #[cfg(feature = "onnx")]
            Finder::Own(model) => model.mentions(&document, budget).unwrap_or_else(|cause| {
                tracing::warn!(%cause, "the model cannot read a story; the embedded one reads it");
                tagger::names(&document, net, budget)
            }),
        };
        let read_bytes = found.read_bytes.unwrap_or(text.len());
        let mentions = tagger::tag(&document, &found.mentions, &mut memory);
        let gazetteer = &self.vocabulary.gazetteer;
        let (people, more_people) = within::people(&document, &mentions, gazetteer);
        let (places, more_places) = places::places(&document, &mentions, source, gazetteer);
        Names {
            people,
            places,
            left_out: LeftOut {
                people: more_people,
                places: more_places,
                read_bytes: (read_bytes < all_bytes).then_some(read_bytes as u64),
            },
            foreign: None,
            learned: memory.learned,
            recalled: memory.recalled,
        }
    }
}

/// Returns the beginning of a text, cut on a character's boundary.
fn head(text: &str, bytes_max: usize) -> &str {
    let mut end = text.len().min(bytes_max);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

impl Default for Recognizer {
    fn default() -> Self {
        Self::new()
    }
}
