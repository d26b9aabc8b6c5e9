//! All that is known of a word wherever it stands: looked up once, and kept for the stories that follow.

use std::sync::{Arc, OnceLock};

use quick_cache::sync::Cache;

use super::english::ENGLISH;
use super::facts::lower_hash;
use super::fold::fold;
use super::gazetteer::{Gazetteer, NameFlags, WordStats};
use super::knowledge::{Bearers, Knowledge};
use super::language::Language;
use super::lexicon::{Lexicon, Marks};
use super::net::{Hidden, Net, WordInput};
use super::phrases::fame;
use super::table::TableError;

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
    /// What the network's first layer makes of it.
    projected: OnceLock<Box<Hidden>>,
}

/// The tables in which words are looked up, and the words that were.
#[derive(Debug)]
pub(super) struct Vocabulary {
    pub(super) language: &'static Language,
    pub(super) gazetteer: Gazetteer,
    pub(super) knowledge: Knowledge,
    pub(super) lexicon: Lexicon,
    pub(super) net: Net,
    kept: Cache<Box<str>, Arc<Known>>,
}

impl Vocabulary {
    fn new(language: &'static Language, gazetteer: Gazetteer, knowledge: Knowledge, net: Net) -> Self {
        Self { language, gazetteer, knowledge, lexicon: Lexicon::new(language), net, kept: Cache::new(WORDS_MAX) }
    }

    /// Makes the one of English with its embedded tables and a model.
    ///
    /// # Errors
    /// Says that a table is damaged.
    pub(super) fn english(net: Net) -> Result<Self, TableError> {
        let gazetteer = Gazetteer::embedded()?;
        Ok(Self::new(&ENGLISH, gazetteer, Knowledge::embedded()?, net))
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
        let Self { language, gazetteer, knowledge, lexicon, .. } = self;
        let case = case_of(text, language);
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
            sport: case == Case::Lower && language.sport.words.contains(&text),
            capital: text.chars().any(char::is_uppercase),
            projected: OnceLock::new(),
        }
    }

    /// Returns what the network's first layer makes of a word.
    pub(super) fn projected<'k>(&self, text: &str, known: &'k Known) -> &'k Hidden {
        known.projected.get_or_init(|| Box::new(self.net.project(&WordInput::of(text, known, &self.net.clusters))))
    }
}

/// Returns what follows from how many notable people bear a name: a few may bear any word.
fn borne(bearers: Bearers) -> u8 {
    const SOME: u8 = 3;
    let given = bearers.given >= SOME && bearers.given + 2 >= bearers.surname;
    let surname = bearers.surname >= SOME && bearers.surname + 4 >= bearers.given;
    (u8::from(given) * NameFlags::GIVEN) | (u8::from(surname) * NameFlags::SURNAME)
}

/// Prefixes of names that keep their small letter: "al-Assad".
const PREFIXES: [&str; 14] = ["al-", "el-", "ul-", "as-", "ash-", "ad-", "bin-", "ibn-", "d'", "d’", "ez-", "er-", "az-", "ar-"];

fn case_of(text: &str, language: &Language) -> Case {
    let Some(first) = text.chars().next().filter(|letter| letter.is_alphabetic()) else { return Case::Other };
    if !first.is_uppercase() {
        let prefixed =
            PREFIXES.iter().any(|prefix| text.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(char::is_uppercase)));
        return if prefixed { Case::Capital } else { Case::Lower };
    }
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    let lower = text.chars().any(char::is_lowercase);
    if !lower && text.ends_with('.') && letters <= 3 && !language.sentences.no_initials.contains(&text) {
        return Case::Initial;
    }
    match (letters, lower) {
        (1, _) => Case::Initial,
        (_, true) => Case::Capital,
        (_, false) => Case::Upper,
    }
}
