//! Why a model of the reader's own cannot be used, and what to do about it.

use std::io;
use std::path::PathBuf;

use crate::text::CleanText;

/// Why a model of the reader's own cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The program was built without the part that reads models.
    #[error("this dateline was built without the part that reads other models\n{REBUILD}")]
    NotBuiltIn,
    /// A file is missing or cannot be read.
    #[error("cannot read {}: {source}\n{WANTED}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is far larger than one of its kind should be.
    #[error("{} is larger than {} MiB\n{WANTED}", path.display(), limit_bytes >> 20)]
    TooLarge {
        /// Which file.
        path: PathBuf,
        /// How many bytes would be read.
        limit_bytes: u64,
    },
    /// A file is damaged, or asks for what the program does not know.
    #[error("{} cannot be used: {cause}\n{advice}", path.display())]
    Unusable {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        cause: CleanText,
        /// What to do about it.
        advice: &'static str,
    },
    /// The model marks something else than people and places.
    #[error("the labels in {} name no {missing}: {labels}\nuse a model whose labels are like PER and LOC", path.display())]
    Labels {
        /// Which file.
        path: PathBuf,
        /// What none of them names.
        missing: &'static str,
        /// The labels that there are.
        labels: CleanText,
    },
}

const REBUILD: &str = "build one with `cargo install --path . --features onnx`, or leave `model` out of [names]";

const WANTED: &str =
    "name a directory with model.onnx, tokenizer.json and config.json, or the .onnx file with the other two beside it";
