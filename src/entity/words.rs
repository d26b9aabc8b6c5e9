//! How words are mostly written and read, counted over much text: what `assets/words.bin` says of a word.

use super::table::{Numbers, Reader, Strings, TableError, unpack};

pub(super) const WORDS_MAGIC: &[u8] = b"dateline words 1\n";

/// How a word is mostly written and read, counted over much text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct WordStats {
    /// 0 for words never counted; else the share of lower case in eighths of a scale (`lowness`) with how often it was seen.
    pub(super) case: u8,
    /// How often it was a person, a place, an organisation, something else named, or no name, where capitalised inside a
    /// sentence: 0 never to 6 always.
    pub(super) prior: [u8; 5],
    /// How often that was counted, 1 to 4; 0 for never.
    pub(super) seen: u8,
    /// Which of the five was commonest and how clearly, 1 to 15; 0 for unknown.
    pub(super) best: u8,
}

impl WordStats {
    /// Returns how much the word is one of lower case: `Some(0)` never to `Some(7)` nearly always.
    pub(super) fn lowness(self) -> Option<u8> {
        self.case.checked_sub(1).map(|case| case / 3)
    }
}

/// The counted words.
#[derive(Debug, Default)]
pub(super) struct Words {
    written: Strings,
    case: Vec<u8>,
    prior: Numbers,
}

impl Words {
    /// Reads the packed table.
    ///
    /// # Errors
    /// Refuses data that is damaged or of another version.
    pub(super) fn read(packed: &[u8]) -> Result<Self, TableError> {
        let bytes = unpack(packed)?;
        let mut reader = Reader::new(&bytes, WORDS_MAGIC)?;
        let written = reader.strings()?;
        let case = reader.take(written.len())?.to_vec();
        let prior = reader.numbers(written.len(), 3)?;
        Ok(Self { written, case, prior })
    }

    /// Returns how a word, in lower case, is mostly written and read.
    pub(super) fn get(&self, lower: &str) -> WordStats {
        self.written.find(lower).map_or_else(WordStats::default, |at| stats_of(self.case[at], self.prior.get(at)))
    }
}

fn stats_of(case: u8, prior: u32) -> WordStats {
    let bits = |at: u32| (prior >> (3 * at) & 7) as u8;
    WordStats { case, prior: [bits(0), bits(1), bits(2), bits(3), bits(4)], seen: bits(5), best: (prior >> 18 & 15) as u8 }
}
