//! The three files of a model: where they are, how much of them is read, and what its labels mean.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{CAUSE_CHARS_MAX, WINDOW_MAX};
use crate::entity::model_error::ModelError;
use crate::entity::tagger::Kind;
use crate::text::CleanText;

/// Largest network that is read; what is larger cannot be one file of this format anyhow.
const NETWORK_BYTES_MAX: u64 = 2 << 30;
/// Largest vocabulary; those of the largest multilingual models have 17 MB.
const TOKENIZER_BYTES_MAX: u64 = 64 << 20;
/// Largest description; real ones have a few kilobytes.
const CONFIG_BYTES_MAX: u64 = 1 << 20;
/// Most labels; the finest sets of names have some hundreds.
const LABELS_MAX: usize = 4096;

/// What to do about a file that is not what it should be.
pub(super) const ADVICE: &str =
    "export the model again for token classification, with its tokenizer and config, or leave `model` out of [names]";

/// Where the files of a model are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Files {
    pub(super) network: PathBuf,
    pub(super) tokenizer: PathBuf,
    pub(super) config: PathBuf,
}

impl Files {
    /// Finds them: in the directory that is named, or beside the file that is.
    ///
    /// # Errors
    /// When there is nothing of that name.
    pub(super) fn of(path: &Path) -> Result<Self, ModelError> {
        let about = fs::metadata(path).map_err(|source| ModelError::Unreadable { path: path.to_owned(), source })?;
        let network = if about.is_dir() { path.join("model.onnx") } else { path.to_owned() };
        let beside = |name| network.with_file_name(name);
        Ok(Self { tokenizer: beside("tokenizer.json"), config: beside("config.json"), network })
    }

    /// Reads the network's bytes.
    pub(super) fn read_network(&self) -> Result<Vec<u8>, ModelError> {
        read(&self.network, NETWORK_BYTES_MAX)
    }

    /// Reads the tokenizer's bytes.
    pub(super) fn read_tokenizer(&self) -> Result<Vec<u8>, ModelError> {
        read(&self.tokenizer, TOKENIZER_BYTES_MAX)
    }

    /// Reads what the labels mean and how much the model reads at once.
    pub(super) fn read_config(&self) -> Result<Settings, ModelError> {
        let bytes = read(&self.config, CONFIG_BYTES_MAX)?;
        let raw: RawConfig = serde_json::from_slice(&bytes).map_err(|error| unusable(&self.config, &error.to_string()))?;
        Settings::new(&self.config, raw)
    }
}

/// Makes the error of a file that is not what it should be.
pub(super) fn unusable(path: &Path, cause: &str) -> ModelError {
    ModelError::Unusable { path: path.to_owned(), cause: CleanText::capped(cause, CAUSE_CHARS_MAX), advice: ADVICE }
}

/// Reads a plain file of a bounded size: nobody waits for a pipe here.
fn read(path: &Path, limit_bytes: u64) -> Result<Vec<u8>, ModelError> {
    let unreadable = |source| ModelError::Unreadable { path: path.to_owned(), source };
    let too_large = || ModelError::TooLarge { path: path.to_owned(), limit_bytes };
    let about = fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        return Err(unreadable(io::Error::new(io::ErrorKind::InvalidInput, "it is no plain file")));
    }
    if about.len() > limit_bytes {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(about.len() as usize);
    File::open(path).map_err(unreadable)?.take(limit_bytes + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > limit_bytes { Err(too_large()) } else { Ok(bytes) }
}

/// What is looked at in `config.json`.
#[derive(Deserialize)]
struct RawConfig {
    #[serde(default)]
    id2label: BTreeMap<u32, String>,
    max_position_embeddings: Option<i64>,
    pad_token_id: Option<u32>,
}

/// What a label says of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// What the word names, if it is a name.
    pub(super) kind: Option<Kind>,
    /// Whether a new name begins with it even right behind another of its kind.
    pub(super) begins: bool,
}

/// What the config says of the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    /// By their number.
    pub(super) labels: Vec<Label>,
    /// Most sub-words that the model reads at once, its own marks included.
    pub(super) window: usize,
    /// What fills up a window that must be full.
    pub(super) padding: u32,
}

impl Settings {
    fn new(path: &Path, raw: RawConfig) -> Result<Self, ModelError> {
        if raw.id2label.is_empty() {
            return Err(unusable(path, "it has no labels (id2label)"));
        }
        let counted = raw.id2label.len() <= LABELS_MAX && raw.id2label.keys().copied().eq(0..raw.id2label.len() as u32);
        if !counted {
            return Err(unusable(path, "its labels (id2label) are not numbered from 0 on"));
        }
        let labels: Vec<Label> = raw.id2label.values().map(|name| label(name)).collect();
        for (kind, missing) in [(Kind::Person, "people"), (Kind::Place, "places")] {
            if labels.iter().all(|label| label.kind != Some(kind)) {
                let labels = raw.id2label.into_values().collect::<Vec<_>>().join(", ");
                let labels = CleanText::capped(&labels, CAUSE_CHARS_MAX);
                return Err(ModelError::Labels { path: path.to_owned(), missing, labels });
            }
        }
        let positions = raw.max_position_embeddings.and_then(|count| usize::try_from(count).ok()).filter(|count| *count > 0);
        let window = positions.map_or(WINDOW_MAX, |count| count.min(WINDOW_MAX));
        Ok(Self { labels, window, padding: raw.pad_token_id.unwrap_or(0) })
    }
}

/// Reads the name of a label: "B-PER", "I-LOC", "GPE", "O".
fn label(name: &str) -> Label {
    let name = name.trim().to_ascii_uppercase();
    let (position, class) = match name.split_once(['-', '_']) {
        Some((position @ ("B" | "I" | "E" | "L" | "S" | "U"), class)) => (position, class),
        _ => ("I", name.as_str()),
    };
    let kind = match class {
        "O" | "" => None,
        "PER" | "PERS" | "PERSON" => Some(Kind::Person),
        "LOC" | "LOCATION" | "GPE" | "PLACE" => Some(Kind::Place),
        _ => Some(Kind::Other),
    };
    Label { kind, begins: kind.is_some() && matches!(position, "B" | "S" | "U") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_as_they_are_usually_written() {
        let check = |name: &str, kind: Option<Kind>, begins: bool| assert_eq!(label(name), Label { kind, begins }, "{name}");
        check("B-PER", Some(Kind::Person), true);
        check("I-PER", Some(Kind::Person), false);
        check("PERSON", Some(Kind::Person), false);
        check("S-person", Some(Kind::Person), true);
        check("I-LOC", Some(Kind::Place), false);
        check("GPE", Some(Kind::Place), false);
        check("B-ORG", Some(Kind::Other), true);
        check("I-MISC", Some(Kind::Other), false);
        check("LABEL_0", Some(Kind::Other), false);
        check("O", None, false);
    }
}
