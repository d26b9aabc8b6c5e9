//! What other stories know of the phrases of this one: it may confirm a doubtful person, veto a lone one, and know a surname.
//!
//! What this story adds to the memory is what the finder of names alone thinks, before anything that is remembered has a say: so
//! the memory never feeds on itself.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashMapExt};

use super::agreement::{folded, holders};
use super::bounds::whole;
use super::document::{Case, Document, Text, Word};
use super::fold::fold;
use super::gazetteer::NameFlags;
use super::lexicon::Marks;
use super::person_name::PersonName;
use super::tagger::{Kind, Mention};
use super::things;
use crate::domain::PhraseMemory;

/// Asks the store what it remembers of phrases, folded; it answers for every one.
pub type Recall<'r> = dyn Fn(&[String]) -> BTreeMap<String, PhraseMemory> + 'r;

/// From this share on a phrase may be a person whom other stories confirm.
const PERHAPS: f32 = 0.2;
/// From this share on somebody named in full is one whose surname is worth knowing.
const LIKELY: f32 = 0.75;
/// A longer name with less than this is not kept: nobody will ask for it.
const KEPT: f32 = 0.1;

/// Stories in which a lone name was something else, so that it is that here too.
const VETO_STORIES: f64 = 2.0;
/// How much more of them there must be than of those in which it was a person.
const VETO_TIMES: f64 = 2.0;
/// Stories that make a word a surname, and in how many of them it also stood alone for a person.
const SURNAME_STORIES: f64 = 1.5;
const SURNAME_ALONE: f64 = 1.0;
/// How much of those in which it was a person may be others.
const SURNAME_OTHERS: f64 = 0.34;

/// Caps for hostile texts: no name is so long, no story names so many.
const PHRASE_BYTES_MAX: usize = 80;
const PHRASES_MAX: usize = 400;

/// What a story asks of the memory and adds to it.
#[derive(Default)]
pub(super) struct Remembering<'r> {
    recall: Option<&'r Recall<'r>>,
    /// What the finder of names alone thinks of the phrases.
    pub(super) learned: BTreeMap<String, PhraseMemory>,
    /// What was asked and answered.
    pub(super) recalled: BTreeMap<String, PhraseMemory>,
}

impl<'r> Remembering<'r> {
    /// Makes one that asks this; without, nothing is remembered nor learned.
    pub(super) fn new(recall: Option<&'r Recall<'r>>) -> Self {
        Self { recall, ..Self::default() }
    }

    /// Learns what was found so far and asks for what is in doubt. To be called before the memory has changed anything.
    pub(super) fn look(&mut self, document: &Document<'_>, credit: &[Vec<bool>], mentions: &[Mention]) {
        let Some(recall) = self.recall else { return };
        let mut sums: HashMap<String, (PhraseMemory, f64)> = HashMap::new();
        let mut asked: BTreeSet<String> = BTreeSet::new();
        for mention in mentions {
            let (sum, count) = sums.entry(folded(document, mention).into_owned()).or_default();
            let share = |kind: Kind| f64::from(mention.shares.of(kind).clamp(0.0, 1.0));
            let story =
                PhraseMemory { person: share(Kind::Person), place: share(Kind::Place), other: share(Kind::Other), surname: 0.0 };
            (*sum, *count) = (sum.and(story), *count + 1.0);
        }
        let mean = |(sum, count): &(PhraseMemory, f64)| PhraseMemory {
            person: sum.person / count,
            place: sum.place / count,
            other: sum.other / count,
            surname: 0.0,
        };
        let mut surnames: BTreeSet<String> = BTreeSet::new();
        for mention in mentions {
            let phrase = folded(document, mention);
            let story = mean(&sums[&*phrase]);
            let lone = mention.tokens.len() == 1;
            if phrase.len() > PHRASE_BYTES_MAX || phrase.chars().count() < 2 {
                continue;
            }
            if lone || story.person >= f64::from(KEPT) {
                self.learned.insert(phrase.to_string(), story);
            }
            if story.person >= f64::from(PERHAPS) && (lone || story.person < 1.0) {
                asked.insert(phrase.to_string());
            }
            let text = &document.texts[mention.text];
            if !lone && (story.person >= f64::from(LIKELY) || text.is_known_person(&mention.tokens)) {
                surnames.extend(surname(document, text, mention));
            }
        }
        for surname in surnames {
            self.learned.entry(surname).or_default().surname = 1.0;
        }
        asked.extend(free_words(document, credit, mentions).map(|(at, token)| {
            let text = &document.texts[at];
            document.word(text, token).folded.clone()
        }));
        while self.learned.len() > PHRASES_MAX {
            self.learned.pop_last();
        }
        let asked: Vec<String> = asked.into_iter().take(PHRASES_MAX).collect();
        if !asked.is_empty() {
            self.recalled = recall(&asked);
        }
    }

    /// Returns what is remembered of a phrase.
    pub(super) fn of(&self, phrase: &str) -> Remembered {
        Remembered::of(self.recalled.get(phrase).copied().unwrap_or_default())
    }

    /// A lone word inside a sentence that nothing else claims, and that other stories know as a surname, is that person.
    pub(super) fn surnames(&self, document: &Document<'_>, credit: &[Vec<bool>], mentions: &mut Vec<Mention>) {
        if !self.recalled.values().any(|memory| Remembered::of(*memory).is_surname()) {
            return;
        }
        let mut found = Vec::new();
        for (at, token) in free_words(document, credit, mentions) {
            let text = &document.texts[at];
            let tokens = token..token + 1;
            let is_thing = things::cue(document, text, &tokens).is_some() || things::goes_on(document, text, &tokens);
            if self.of(&document.word(text, token).folded).is_surname() && !is_thing {
                found.push(Mention::certain(at, whole(document, text, &tokens), Kind::Person));
            }
        }
        mentions.append(&mut found);
    }
}

/// Returns the phrase under which a name is remembered.
pub fn phrase(name: &str) -> String {
    name.split_whitespace().map(fold).collect::<Vec<_>>().join(" ")
}

/// Says what a memory, as it weighs, does to a story that leaves its phrase in doubt; nothing where it does nothing.
pub fn effect(phrase: &str, memory: PhraseMemory) -> Option<&'static str> {
    let lone = !phrase.contains(' ');
    let remembered = Remembered::of(memory);
    if lone && remembered.is_surname() {
        Some("alone inside a sentence it is taken for a person")
    } else if lone && remembered.vetoes() {
        Some("alone it is taken for nobody")
    } else {
        let confirms = memory.person >= 1.0 && memory.person > memory.place + memory.other && (!lone || memory.surname >= 1.0);
        confirms.then_some("where a story leaves it in doubt, it is rather a person")
    }
}

/// What is remembered of one phrase.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Remembered(PhraseMemory);

impl Remembered {
    /// Takes what is remembered, as it weighs.
    pub(super) fn of(memory: PhraseMemory) -> Self {
        Self(memory)
    }

    /// Returns how likely a phrase is a person with what other stories say, from the sum of its shares and its mentions here.
    ///
    /// A lone name is confirmed only where it is the surname of somebody named in full: a product that is misread once is misread
    /// again.
    pub(super) fn lifted(self, lone: bool, person: f32, mentions: f32) -> f32 {
        if lone && self.0.surname < 1.0 {
            return 0.0;
        }
        let both = f64::from(person) + self.0.person;
        (both / (f64::from(mentions) + self.0.stories()).max(1.0)) as f32
    }

    /// Says whether other stories know a lone name as something else.
    pub(super) fn vetoes(self) -> bool {
        self.0.other >= VETO_STORIES && self.0.other > VETO_TIMES * (self.0.person + self.0.surname)
    }

    /// Says whether other stories know it as a surname, and hardly ever as anything else.
    pub(super) fn is_surname(self) -> bool {
        let PhraseMemory { person, place, other, surname } = self.0;
        surname >= SURNAME_STORIES && person >= SURNAME_ALONE && place + other <= person * SURNAME_OTHERS
    }
}

/// Returns the surname of somebody named in full, as it would stand alone.
fn surname(document: &Document<'_>, text: &Text<'_>, mention: &Mention) -> Option<String> {
    let first = PersonName::parse(text.written(&mention.tokens)).surname_first;
    let mut words = mention.tokens.clone().map(|token| document.word(text, token));
    let is_name =
        |word: &&Word<'_>| !word.marks.has(Marks::GENERATION) && word.case == Case::Capital && word.folded.chars().count() > 1;
    let word = if first { words.find(is_name) } else { words.rev().find(is_name) };
    word.map(|word| word.folded.clone()).filter(|word| word.len() <= PHRASE_BYTES_MAX)
}

/// Marks of words that are no surname where they stand alone.
const NO_SURNAME: u32 = Marks::TITLE
    | Marks::ROLE
    | Marks::DEMONYM
    | Marks::TIME
    | Marks::NO_NAME
    | Marks::AGENCY
    | Marks::ORG_END
    | Marks::PLACE_END;

/// Returns the capitalised words inside sentences that no mention holds and no capitalised neighbor may belong to, by text and token.
fn free_words<'d>(
    document: &'d Document<'_>,
    credit: &'d [Vec<bool>],
    mentions: &[Mention],
) -> impl Iterator<Item = (usize, usize)> + use<'d> {
    let holders = holders(document, mentions);
    let all = document.texts.iter().enumerate().flat_map(|(at, text)| (0..text.words.len()).map(move |token| (at, token)));
    all.filter(move |&(at, token)| {
        let text = &document.texts[at];
        let word = document.word(text, token);
        word.case == Case::Capital
            && holders[at][token].is_none()
            && !credit[at][token]
            && word.folded.chars().count() >= 3
            && word.folded.len() <= PHRASE_BYTES_MAX
            && !word.lower_here
            && !word.is_ordinary()
            && !word.marks.has(NO_SURNAME)
            && word.place.0.is_none()
            && !text.is_loud(token)
            && stands_free(document, text, token)
    })
}

/// Says whether a word stands inside its sentence, where a capital means something, and alone.
fn stands_free(document: &Document<'_>, text: &Text<'_>, token: usize) -> bool {
    let sentence = &text.sentence_of(token).tokens;
    if token == sentence.start {
        return false;
    }
    let before = document.word(text, token - 1);
    // Behind an opening quote or a colon any word has a capital.
    let inside = before.text.starts_with(char::is_alphanumeric) || before.text == ",";
    let said_of = before.marks.has(Marks::TITLE | Marks::ROLE | Marks::DEMONYM | Marks::FUNCTION);
    let begins = token - 1 == sentence.start && !before.names.has(NameFlags::GIVEN);
    let left = before.is_capital() && !said_of && !begins;
    let right = token + 1 < sentence.end && {
        let after = document.word(text, token + 1);
        after.is_capital() && !after.marks.has(Marks::TIME)
    };
    inside && !left && !right
}
