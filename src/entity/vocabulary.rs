//! All that is known of a word wherever it stands: looked up once, and kept for the stories that follow.

use std::sync::{Arc, OnceLock};

use quick_cache::sync::Cache;

use super::facts::{Facts, lower_hash};
use super::features::{OFFSETS, alone};
use super::fold::fold;
use super::gazetteer::{Gazetteer, NameFlags, WordStats};
use super::knowledge::{Bearers, Knowledge};
use super::language::Language;
use super::lexicon::{Lexicon, Marks};
use super::model::{Model, Scores};
use super::phrases::fame;
use super::sport::is_of_sport;

/// So many words are kept; the commonest eight thousand make up nine tenths of the news.
const WORDS_MAX: usize = 8192;

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// `talks`
    Lower,
    /// `Geneva`, `McCain`, `al-Assad`
    Capital,
    /// `GENEVA`, `UPI`, `U.S.`
    Upper,
    /// `J.`, `H.W.`
    Initial,
    /// Numbers and marks.
    Other,
}

/// What is known of a word.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// In lower case.
    pub(super) lower: Box<str>,
    pub(super) folded: String,
    pub(super) case: Case,
    pub(super) marks: Marks,
    pub(super) names: NameFlags,
    /// How many notable people bear it.
    pub(super) bearers: Bearers,
    pub(super) stats: WordStats,
    /// How well known a place of this name alone is, and whether names of places begin with it and go on.
    pub(super) place: (Option<f32>, bool),
    /// The countries that it speaks of: as a name of their people, or as a word that only their papers write.
    pub(super) countries: Box<[u16]>,
    /// Stands for the word in lower case with digits as zeros.
    pub(super) lower_hash: u32,
    /// Whether it is a word of reports on sport, in lower case.
    pub(super) sport: bool,
    /// Whether a letter of it is a capital.
    pub(super) capital: bool,
    /// Most words never stand near a name.
    near: OnceLock<Box<Near>>,
}

/// What the tagger wants to know of a word that may be part of a name or stands beside one.
#[derive(Clone, Debug)]
pub(super) struct Near {
    pub(super) facts: Facts,
    /// What the word says by itself for the labels of the token that stands two behind it, one behind it, of its own, and so on;
    /// most words are seldom asked for more than one or two of these.
    alone: [OnceLock<Scores>; OFFSETS],
}

impl Near {
    fn new(facts: Facts) -> Self {
        Self { facts, alone: std::array::from_fn(|_| OnceLock::new()) }
    }
}

/// The tables in which words are looked up, and the words that were.
#[derive(Debug)]
pub(super) struct Vocabulary {
    pub(super) language: &'static Language,
    pub(super) gazetteer: Gazetteer,
    pub(super) knowledge: Knowledge,
    pub(super) lexicon: Lexicon,
    pub(super) model: Model,
    /// What stands before the first and after the last token of a sentence.
    pub(super) edge: Near,
    kept: Cache<Box<str>, Arc<Known>>,
}

impl Vocabulary {
    pub(super) fn new(language: &'static Language, gazetteer: Gazetteer, knowledge: Knowledge, model: Model) -> Self {
        Self {
            language,
            gazetteer,
            knowledge,
            lexicon: Lexicon::new(language),
            model,
            edge: Near::new(Facts::edge()),
            kept: Cache::new(WORDS_MAX),
        }
    }

    /// Returns what is known of a word.
    pub(super) fn look_up(&self, text: &str) -> Arc<Known> {
        if let Some(known) = self.kept.get(text) {
            return known;
        }
        let known = Arc::new(self.read(text));
        self.kept.insert(text.into(), Arc::clone(&known));
        known
    }

    fn read(&self, text: &str) -> Known {
        let Self { gazetteer, knowledge, lexicon, .. } = self;
        let case = case_of(text);
        let (mut lower, mut folded) = (String::new(), String::new());
        let (mut marks, mut names, mut stats, mut place) =
            (Marks::default(), NameFlags::default(), WordStats::default(), (None, false));
        let mut bearers = Bearers::default();
        if case != Case::Other {
            lower = text.to_lowercase();
            folded = fold(text);
            marks = lexicon.marks(&lower);
            if case != Case::Lower {
                let last = folded.rsplit(' ').next().unwrap_or(&folded);
                bearers = knowledge.bearers(last);
                names = gazetteer.name(last);
                names.0 |= borne(bearers);
            }
            // Words with an accent or a prefix are mostly counted without it.
            stats = gazetteer.word(&lower);
            if stats == WordStats::default() && case != Case::Lower && folded != lower {
                stats = gazetteer.word(folded.strip_prefix("al ").unwrap_or(&folded));
            }
            if matches!(case, Case::Capital | Case::Upper) {
                place = (fame(gazetteer, &folded, text), gazetteer.goes_on(&folded));
            }
        }
        let people = matches!(case, Case::Capital | Case::Upper).then(|| gazetteer.people_of(&folded)).flatten();
        let only_theirs = lexicon.countries(&folded).iter().filter_map(|iso| gazetteer.country_of(iso));
        Known {
            countries: people.into_iter().chain(only_theirs).collect(),
            lower: lower.into(),
            folded,
            case,
            marks,
            names,
            bearers,
            stats,
            place,
            lower_hash: lower_hash(text),
            sport: case == Case::Lower && is_of_sport(text),
            capital: text.chars().any(char::is_uppercase),
            near: OnceLock::new(),
        }
    }

    /// Returns what the tagger wants to know of a word.
    pub(super) fn near<'k>(&self, text: &str, known: &'k Known) -> &'k Near {
        known.near.get_or_init(|| Box::new(Near::new(Facts::of(text, known, &self.model.clusters))))
    }

    /// Returns what a word says by itself for a token; `offset` is 0 where it stands two before that.
    pub(super) fn alone<'n>(&self, text: &str, near: &'n Near, offset: usize) -> &'n Scores {
        near.alone[offset].get_or_init(|| {
            let mut scores = Scores::default();
            alone(&near.facts, text, offset, &mut |fact| self.model.add(fact, &mut scores));
            scores
        })
    }
}

/// Returns what follows from how many notable people bear a name: a few may bear any word.
fn borne(bearers: Bearers) -> u8 {
    const SOME: u8 = 3;
    let given = bearers.given >= SOME && bearers.given + 2 >= bearers.surname;
    let surname = bearers.surname >= SOME && bearers.surname + 4 >= bearers.given;
    u8::from(given) * NameFlags::GIVEN | u8::from(surname) * NameFlags::SURNAME
}

/// Prefixes of names that keep their small letter: "al-Assad".
const PREFIXES: [&str; 10] = ["al-", "el-", "ul-", "as-", "ash-", "ad-", "bin-", "ibn-", "d'", "d’"];

fn case_of(text: &str) -> Case {
    let Some(first) = text.chars().next().filter(|letter| letter.is_alphabetic()) else { return Case::Other };
    if !first.is_uppercase() {
        let prefixed =
            PREFIXES.iter().any(|prefix| text.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(char::is_uppercase)));
        return if prefixed { Case::Capital } else { Case::Lower };
    }
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    let lower = text.chars().any(char::is_lowercase);
    if !lower && text.ends_with('.') && letters <= 3 && text != "U.S." && text != "U.K." && text != "U.N." && text != "D.C." {
        return Case::Initial;
    }
    match (letters, lower) {
        (1, _) => Case::Initial,
        (_, true) => Case::Capital,
        (_, false) => Case::Upper,
    }
}
