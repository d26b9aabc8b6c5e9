//! Words that stand in like places in much text, by Brown's clusters (Brown et al. 1992): each word is a leaf of a binary
//! tree, and those of one leaf are much alike; and the vectors of the words, which say finer what stands beside them.

use std::borrow::Cow;

use super::table::{Numbers, Reader, Strings, TableError};

/// Most leaves of a tree.
const LEAVES_MAX: usize = 4096;

/// Numbers of the vector that says what stands beside a word.
pub(super) const VECTOR: usize = 48;
/// They are kept in steps of this size, in half a byte each.
pub(super) const VECTOR_STEP: f32 = 0.2;
const VECTOR_BYTES: usize = VECTOR / 2;
/// What is taken from half a byte to have its number.
const HALF: u8 = 8;

/// Longer numbers are all one word of the table.
const NUMBER_BYTES_MAX: usize = 6;

/// The leaves of the tree.
#[derive(Debug, Default)]
pub(super) struct Clusters {
    words: Strings,
    /// For each word the leaf it stands at.
    leaves: Numbers,
    /// For each word its vector.
    vectors: Vec<u8>,
    /// How many leaves there are.
    count: usize,
}

impl Clusters {
    /// Reads the table.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, TableError> {
        let count = reader.number()? as usize;
        let words = reader.strings()?;
        let leaves = reader.numbers(words.len(), 2)?;
        let vectors = reader.take(words.len() * VECTOR_BYTES)?.to_vec();
        if count > LEAVES_MAX || leaves.iter().any(|leaf| (leaf as usize) >= count) {
            return Err(TableError::Damaged);
        }
        Ok(Self { words, leaves, vectors, count })
    }

    /// Returns how many leaves there are.
    pub(super) fn leaves(&self) -> usize {
        self.count
    }

    /// Returns the leaf of a word of the table.
    pub(super) fn leaf(&self, word: usize) -> usize {
        self.leaves.get(word) as usize
    }

    /// Returns the vector of a word of the table.
    pub(super) fn vector(&self, word: usize) -> [f32; VECTOR] {
        let bytes = &self.vectors[word * VECTOR_BYTES..][..VECTOR_BYTES];
        let number = |half: u8| (f32::from(half) - f32::from(HALF)) * VECTOR_STEP;
        std::array::from_fn(|at| number(if at % 2 == 0 { bytes[at / 2] & 15 } else { bytes[at / 2] >> 4 }))
    }

    /// Returns which word of the table a word is, if it is one.
    pub(super) fn find(&self, word: &str) -> Option<usize> {
        self.words.find(&as_counted(word)).or_else(|| {
            // What is shouted is looked for as it is mostly written; what has a capital for another reason, in lower case.
            let mut letters = word.chars();
            let first = letters.next().filter(|first| first.is_uppercase())?;
            let rest: String = letters.flat_map(char::to_lowercase).collect();
            let loud = word.chars().count() > 3 && word.chars().all(char::is_uppercase);
            let as_name = loud.then(|| self.words.find(&format!("{first}{rest}"))).flatten();
            as_name.or_else(|| self.words.find(&first.to_lowercase().chain(rest.chars()).collect::<String>()))
        })
    }
}

/// Returns a word as the table has it: digits are zeros, and longer numbers all one word.
pub(super) fn as_counted(word: &str) -> Cow<'_, str> {
    match word.bytes().any(|byte| byte.is_ascii_digit()) {
        false => Cow::Borrowed(word),
        true if word.len() > NUMBER_BYTES_MAX => Cow::Borrowed("<num>"),
        true => Cow::Owned(word.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect()),
    }
}

/// Packs the vectors of a table.
#[cfg(feature = "train")]
pub(super) fn pack_vectors(steps: &[i8]) -> Vec<u8> {
    let half = |step: i8| step.saturating_add(HALF.cast_signed()).cast_unsigned();
    steps.chunks_exact(2).map(|pair| half(pair[0]) | half(pair[1]) << 4).collect()
}
