//! Words that stand in like places in much text, by Brown's clusters (Brown et al. 1992): each word is a leaf of a binary
//! tree, and the first steps of the way to it are what it shares with its like.

use super::facts::mix;
use super::table::{Numbers, Reader, Strings, TableError};

/// How many steps of the way are looked at.
pub(super) const PREFIXES: [u32; 4] = [4, 6, 10, 20];

/// Longest way in the tree, in steps.
pub(super) const PATH_MAX: u32 = 24;

/// Longer numbers are all one word of the table.
const NUMBER_BYTES_MAX: usize = 6;

/// The tree.
#[derive(Debug, Default)]
pub(super) struct Clusters {
    words: Strings,
    /// For each word the leaf it stands at.
    leaves: Numbers,
    /// For each leaf what its ways say.
    prefixes: Vec<[u32; PREFIXES.len()]>,
}

impl Clusters {
    /// Reads the table.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, TableError> {
        let count = reader.count()?;
        let lengths = reader.numbers(count, 1)?;
        let paths = reader.numbers(count, 3)?;
        let words = reader.strings()?;
        let leaves = reader.numbers(words.len(), 2)?;
        let sound = lengths.iter().all(|length| length <= PATH_MAX) && leaves.iter().all(|leaf| (leaf as usize) < count);
        if !sound {
            return Err(TableError::Damaged);
        }
        let prefixes = lengths.iter().zip(paths.iter()).map(|(length, path)| prefixes(length, path)).collect();
        Ok(Self { words, leaves, prefixes })
    }

    /// Returns the first 4, 6, 10 and 20 steps of the way to a word, as numbers; 0 for an unknown word.
    pub(super) fn prefixes(&self, word: &str) -> [u32; PREFIXES.len()] {
        self.leaf(word).map_or([0; PREFIXES.len()], |leaf| self.prefixes[leaf])
    }

    fn leaf(&self, word: &str) -> Option<usize> {
        let find = |word: &str| self.words.find(word).map(|at| self.leaves.get(at) as usize);
        if word.bytes().any(|byte| byte.is_ascii_digit()) {
            if word.len() > NUMBER_BYTES_MAX {
                return find("<num>");
            }
            return find(&word.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect::<String>());
        }
        find(word).or_else(|| {
            // What is shouted is looked for as it is mostly written; a word that opens a sentence is not: it may be either.
            let loud = word.chars().count() > 3 && word.chars().all(char::is_uppercase);
            let mut letters = word.chars();
            let first = letters.next().filter(|_| loud)?;
            find(&first.to_string().chars().chain(letters.flat_map(char::to_lowercase)).collect::<String>())
        })
    }
}

/// Numbers that stand for the beginnings of one way; none of them is 0.
fn prefixes(length: u32, path: u32) -> [u32; PREFIXES.len()] {
    PREFIXES.map(|steps| {
        let kept = steps.min(length);
        mix(kept, path >> (length - kept)) | 1
    })
}
