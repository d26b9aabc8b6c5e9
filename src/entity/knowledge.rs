//! Who and what is known by name: people, organisations, teams and storms in the news, and how many notable people bear a name.
//!
//! Phrases are kept as hashes, so that a table of 180,000 of them takes half a megabyte: a phrase that is not in it is taken for one
//! of it in one case of 20,000. What stands in the table is evidence and never decides alone: "Jordan" beside Amman stays a country.

use std::ops::Range;

use super::document::{Case, Document, Text, Word};
use super::fold::fold;
use super::language::Language;
use super::lexicon::Marks;
use super::table::{Numbers, Reader, Strings, TableError, unpack};
use super::vocabulary::Vocabulary;

pub(super) const KNOWN_MAGIC: &[u8] = b"dateline known 1\n";

/// Longest phrase, in tokens.
const PHRASE_TOKENS_MAX: usize = 7;

/// What a phrase is known as; several may hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fame(pub(super) u8);

impl Fame {
    /// A person of several words who is in the news of these years.
    pub(super) const PERSON: u8 = 1;
    /// A person of several words who is less well known: members of parliaments, players.
    pub(super) const MINOR_PERSON: u8 = 2;
    /// A person known by one word: "Pelé".
    pub(super) const ONE_WORD: u8 = 4;
    /// An organisation, firm or paper whose name means nothing else.
    pub(super) const ORGANISATION: u8 = 8;
    /// An organisation whose name is also a place, a person, a surname or a word.
    pub(super) const ORGANISATION_TOO: u8 = 16;
    /// A team whose name means nothing else.
    pub(super) const TEAM: u8 = 32;
    /// A team whose name is also something else.
    pub(super) const TEAM_TOO: u8 = 64;
    /// A storm. The network reads its bit as it does the others; no rule does.
    #[cfg(feature = "train")]
    pub(super) const STORM: u8 = 128;

    pub(super) const ANY_PERSON: u8 = Self::PERSON | Self::MINOR_PERSON | Self::ONE_WORD;

    pub(super) fn has(self, fame: u8) -> bool {
        self.0 & fame != 0
    }
}

/// How many notable people bear a word as given name and as surname, each as the rounded logarithm to base 2 of one more than
/// the number, at most 15.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bearers {
    pub(super) given: u8,
    pub(super) surname: u8,
}

/// The table.
#[derive(Debug)]
pub(super) struct Knowledge {
    /// Hashes of folded phrases, ascending.
    phrases: Vec<u32>,
    fame: Vec<u8>,
    names: Strings,
    bearers: Numbers,
}

impl Knowledge {
    /// Reads the table that is part of the program.
    pub(super) fn embedded() -> Result<Self, TableError> {
        Self::read(include_bytes!("../../assets/known.bin"))
    }

    /// Reads a table.
    ///
    /// # Errors
    /// Refuses data that is damaged or of another version.
    pub(super) fn read(packed: &[u8]) -> Result<Self, TableError> {
        let bytes = unpack(packed)?;
        let mut reader = Reader::new(&bytes, KNOWN_MAGIC)?;
        let count = reader.count()?;
        let phrases: Vec<u32> = reader.numbers(count, 4)?.iter().collect();
        let fame = reader.take(count)?.to_vec();
        let names = reader.strings()?;
        let bearers = reader.numbers(names.len(), 1)?;
        if !phrases.is_sorted() {
            return Err(TableError::Damaged);
        }
        Ok(Self { phrases, fame, names, bearers })
    }

    /// Returns what a folded phrase is known as.
    pub(super) fn fame(&self, folded: &str) -> Fame {
        self.phrases.binary_search(&hash(folded)).map_or_else(|_| Fame::default(), |at| Fame(self.fame[at]))
    }

    /// Returns how many notable people bear a folded word.
    pub(super) fn bearers(&self, folded: &str) -> Bearers {
        self.names.find(folded).map_or_else(Bearers::default, |at| {
            let packed = self.bearers.get(at) as u8;
            Bearers { given: packed & 15, surname: packed >> 4 }
        })
    }
}

/// Returns the hash of a folded phrase: FNV-1a of 64 bits (Fowler, Noll, Vo), its halves joined.
pub(super) fn hash(folded: &str) -> u32 {
    let hash =
        folded.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 32) as u32 ^ hash as u32
}

/// A run of tokens that is known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct KnownPhrase {
    pub(super) tokens: Range<usize>,
    pub(super) fame: Fame,
}

/// Returns the longest known phrases of a text, by their first tokens; they do not overlap.
pub(super) fn known_phrases(words: &[Word<'_>], text: &Text<'_>, vocabulary: &Vocabulary) -> Vec<KnownPhrase> {
    let mut found = Vec::new();
    for sentence in &text.tokens.sentences {
        let Range { mut start, end } = sentence.tokens.clone();
        while start < end {
            let known = known_phrase(words, text, start, end, vocabulary);
            start = known.as_ref().map_or(start + 1, |known| known.tokens.end);
            found.extend(known);
        }
    }
    found
}

fn known_phrase(words: &[Word<'_>], text: &Text<'_>, start: usize, end: usize, vocabulary: &Vocabulary) -> Option<KnownPhrase> {
    let Vocabulary { language, knowledge, .. } = vocabulary;
    let word = |token: usize| &words[text.words[token]];
    if !word(start).is_capital() {
        return None;
    }
    let longest =
        (start..end.min(start + PHRASE_TOKENS_MAX)).take_while(|token| *token == start || may_belong(word(*token), language));
    longest.collect::<Vec<_>>().into_iter().rev().find_map(|last| {
        // A name ends with a word, or with the "'s" of "Lowe's".
        if !(word(last).is_capital() || matches!(word(last).text, "'s" | "’s")) {
            return None;
        }
        let tokens = start..last + 1;
        let folded = fold(text.written(&tokens));
        let fame = knowledge.fame(&folded);
        let fame = if fame.0 == 0 && tokens.len() > 2 {
            Fame(knowledge.fame(&plain(words, text, &tokens)?).0 & Fame::ANY_PERSON)
        } else {
            fame
        };
        // One word may be the surname of anybody.
        (fame.0 != 0).then_some(KnownPhrase { tokens, fame })
    })
}

/// Says whether a word may stand inside of a known phrase.
fn may_belong(word: &Word<'_>, language: &Language) -> bool {
    word.is_capital()
        || word.marks.has(Marks::PARTICLE)
        || matches!(word.text, "&" | "'s" | "’s" | "-")
        || language.things.inside_names.contains(&word.text)
}

/// Returns a name folded without its inner initials and generation, if it has any.
fn plain(words: &[Word<'_>], text: &Text<'_>, tokens: &Range<usize>) -> Option<String> {
    let word = |token: usize| &words[text.words[token]];
    let extra = |token: &usize| {
        *token > tokens.start && (word(*token).case == Case::Initial || word(*token).marks.has(Marks::GENERATION))
    };
    if !tokens.clone().any(|token| extra(&token)) {
        return None;
    }
    let kept: Vec<&str> = tokens.clone().filter(|token| !extra(token)).map(|token| word(token).folded.as_str()).collect();
    (kept.len() > 1).then(|| kept.join(" "))
}

/// So many numbers say what is known of a token.
pub(super) const FACTS: usize = 12;

/// Returns for each token of a text what is known of it, as numbers from 0 to 1: one for each kind of fame, whether its phrase
/// has several words, and how many people bear it as given name and surname.
pub(super) fn facts(document: &Document<'_>, text: &Text<'_>) -> Vec<[f32; FACTS]> {
    let mut facts: Vec<[f32; FACTS]> = Vec::with_capacity(text.words.len());
    for id in &text.words {
        let bearers = document.words[*id].bearers;
        let mut row = [0.0; FACTS];
        row[9] = f32::from(bearers.given) / 11.0;
        row[10] = f32::from(bearers.surname) / 9.0;
        row[11] = f32::from(u8::from(bearers.given > 0 && bearers.surname > bearers.given));
        facts.push(row);
    }
    for known in &text.known {
        for token in known.tokens.clone() {
            facts[token][..8].iter_mut().enumerate().for_each(|(bit, fact)| *fact = f32::from(known.fame.0 >> bit & 1));
            facts[token][8] = f32::from(u8::from(known.tokens.len() > 1));
        }
    }
    facts
}
