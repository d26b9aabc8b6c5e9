//! What the network is told of a word wherever it stands.

use super::super::clusters::{Clusters, VECTOR};
use super::super::facts::{pieces, shape};
use super::super::gazetteer::NameFlags;
use super::super::vocabulary::{Case, Known};

/// Ways in which a word is mostly written: `WordStats::case` ends before this.
pub(in super::super) const CASES: usize = 32;
/// Rows for the shapes of words, and for their pieces; several share one.
pub(in super::super) const SHAPES: usize = 256;
pub(in super::super) const PIECES: usize = 1 << 14;
/// Most pieces of a word that are looked at.
const PIECES_MAX: usize = 24;

/// Lists of given names and surnames.
const NAMES: [u8; 6] =
    [NameFlags::GIVEN, NameFlags::SURNAME, NameFlags::RARE_SURNAME, NameFlags::MALE, NameFlags::FEMALE, NameFlags::SURNAME_FIRST];
/// Closed lists of words.
const MARKS: usize = 23;
/// How often it was counted, as what, and as what mostly.
const READINGS: usize = 1 + 5 + 16;
/// How it is written.
const WRITING: usize = 5 + 4;
/// Whether it is a place by itself, how well known, whether names of places begin with it, whether a people has its name.
const PLACING: usize = 4;

/// Numbers about a word that come from no table of the network.
pub(in super::super) const WORD_FACTS: usize = NAMES.len() + MARKS + READINGS + WRITING + PLACING;

/// Where among the facts the lists of names and the readings stand: what training leaves out by chance.
#[cfg(feature = "train")]
pub(in super::super) const NAME_FACTS: std::ops::Range<usize> = 0..NAMES.len();
#[cfg(feature = "train")]
pub(in super::super) const READING_FACTS: std::ops::Range<usize> = NAMES.len() + MARKS..NAMES.len() + MARKS + READINGS;

/// What is known of a word, as rows of tables and as numbers.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct WordInput {
    /// 0 for a word that is not in the tree.
    pub(in super::super) leaf: u16,
    pub(in super::super) case: u8,
    pub(in super::super) shape: u8,
    pub(in super::super) pieces: Box<[u16]>,
    pub(in super::super) vector: [f32; VECTOR],
    pub(in super::super) facts: [f32; WORD_FACTS],
}

impl WordInput {
    /// Gathers what is known of a word.
    pub(in super::super) fn of(text: &str, known: &Known, clusters: &Clusters) -> Self {
        let mut rows = Vec::with_capacity(PIECES_MAX);
        pieces(text, |piece| {
            if rows.len() < PIECES_MAX {
                rows.push((piece % PIECES as u32) as u16);
            }
        });
        let counted = clusters.find(text);
        Self {
            leaf: counted.map_or(0, |word| clusters.leaf(word) as u16 + 1),
            vector: counted.map_or([0.0; VECTOR], |word| clusters.vector(word)),
            case: known.stats.case % CASES as u8,
            shape: (shape(text) % SHAPES as u32) as u8,
            pieces: rows.into(),
            facts: facts(text, known),
        }
    }
}

fn facts(text: &str, known: &Known) -> [f32; WORD_FACTS] {
    let mut facts = [0.0; WORD_FACTS];
    let mut rest = facts.as_mut_slice();
    let mut next = |count: usize| -> &mut [f32] {
        let (head, tail) = std::mem::take(&mut rest).split_at_mut(count);
        rest = tail;
        head
    };
    let flag = |holds: bool| f32::from(u8::from(holds));
    for (fact, list) in next(NAMES.len()).iter_mut().zip(NAMES) {
        *fact = flag(known.names.has(list));
    }
    for (bit, fact) in next(MARKS).iter_mut().enumerate() {
        *fact = flag(known.marks.has(1 << bit));
    }
    let (counted, stats) = (next(READINGS), known.stats);
    if stats.seen > 0 {
        counted[0] = f32::from(stats.seen) / 4.0;
        counted[1..6].iter_mut().zip(stats.prior).for_each(|(fact, share)| *fact = f32::from(share) / 6.0);
        counted[6 + usize::from(stats.best % 16)] = 1.0;
    }
    let writing = next(WRITING);
    writing[known.case as usize] = 1.0;
    writing[5] = flag(known.capital);
    writing[6] = flag(text.bytes().any(|byte| byte.is_ascii_digit()));
    writing[7] = flag(text.contains(char::is_alphabetic));
    writing[8] = text.chars().take(12).count() as f32 / 12.0;
    let placing = next(PLACING);
    let (fame, goes_on) = known.place;
    placing[0] = flag(fame.is_some());
    placing[1] = fame.unwrap_or(0.0);
    placing[2] = flag(goes_on);
    placing[3] = flag(!known.countries.is_empty());
    debug_assert!(rest.is_empty() && Case::Other as usize == 4);
    facts
}
