//! What speaks for a person and for a place: the words of a name and the words around it, weighed.
//!
//! Weights are shares of certainty; they were set by reading errors, a name wins from `ENOUGH` on.

use std::ops::Range;

use super::document::{Case, Document, Text, Word};
use super::gazetteer::NameFlags;
use super::lexicon::Marks;

/// From here on a name is taken for what speaks for it.
pub(super) const ENOUGH: f32 = 0.62;

/// Shares that a prior of 0 to 6 stands for.
const SHARES: [f32; 7] = [0.0, 0.03, 0.12, 0.35, 0.65, 0.87, 0.97];

/// How a word was read elsewhere: as person, place, and anything else.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reading {
    pub(super) person: f32,
    pub(super) place: f32,
    pub(super) other: f32,
    /// 0 for a word never seen, 1 for one seen often.
    pub(super) sure: f32,
}

/// Returns how a word was read elsewhere; names of lists and unknown words get a guess.
pub(super) fn reading(word: &Word<'_>) -> Reading {
    if word.stats.seen > 0 {
        let share = |kind: usize| SHARES[usize::from(word.stats.prior[kind].min(6))];
        let sure = f32::from(word.stats.seen.min(4)) / 4.0;
        return Reading { person: share(0), place: share(1), other: share(2) + share(3) + share(4), sure };
    }
    let (person, other) = match (word.case, word.names) {
        (Case::Initial, _) => (0.8, 0.1),
        (_, names) if names.has(NameFlags::GIVEN) => (0.7, 0.2),
        (_, names) if names.has(NameFlags::SURNAME) => (0.6, 0.3),
        (Case::Upper, _) if word.text.chars().count() <= ACRONYM_CHARS_MAX => (0.1, 0.8),
        _ if ends_like_a_surname(&word.folded) => (0.65, 0.3),
        (_, names) if names.has(NameFlags::RARE_SURNAME) => (0.5, 0.4),
        _ if word.stats.lowness().is_some_and(|lowness| lowness >= 4) => (0.1, 0.8),
        _ => (0.4, 0.4),
    };
    Reading { person, place: 0.1, other, sure: 0.0 }
}

/// Longer words in capitals are names in a loud voice.
const ACRONYM_CHARS_MAX: usize = 5;

/// Endings that hardly any word has but surnames.
const SURNAME_ENDINGS: [&str; 21] = [
    "ov", "ova", "ev", "eva", "sky", "skiy", "ski", "ska", "enko", "chuk", "vich", "vych", "yan", "shvili", "adze", "escu",
    "sson", "poulos", "oglu", "czyk", "quist",
];

fn ends_like_a_surname(folded: &str) -> bool {
    folded.len() >= 5 && SURNAME_ENDINGS.iter().any(|ending| folded.ends_with(ending))
}

/// Returns how much the words of a name speak for a person.
pub(super) fn person_words(document: &Document<'_>, text: &Text<'_>, name: &Range<usize>) -> f32 {
    let words: Vec<&Word<'_>> = name.clone().map(|token| document.word(text, token)).collect();
    let solid: Vec<&&Word<'_>> = words.iter().filter(|word| !word.marks.has(Marks::PARTICLE | Marks::GENERATION)).collect();
    let Some((first, last)) = solid.first().zip(solid.last()) else { return 0.0 };
    let mut score = solid.iter().map(|word| reading(word).person).sum::<f32>() / solid.len() as f32;
    if name.len() > 1 {
        score += match first.names {
            names if names.has(NameFlags::GIVEN) && reading(first).person >= 0.3 => 0.25,
            names if names.has(NameFlags::SURNAME_FIRST) => 0.1,
            // A word never seen before a well-known surname is most likely a given name of another country.
            _ if first.stats.seen == 0 && reading(last).person >= 0.6 => 0.12,
            _ if first.stats.seen == 0 && last.names.has(NameFlags::SURNAME | NameFlags::RARE_SURNAME) => 0.0,
            _ => -0.1,
        };
        score += if last.names.has(NameFlags::SURNAME) { 0.12 } else { 0.0 };
        score += if solid.iter().any(|word| word.case == Case::Initial) && first.case != Case::Upper { 0.2 } else { 0.0 };
        score +=
            if words[1..].iter().any(|word| word.case == Case::Lower && word.marks.has(Marks::PARTICLE)) { 0.1 } else { 0.0 };
        score += if words.iter().any(|word| word.marks.has(Marks::GENERATION)) { 0.3 } else { 0.0 };
        let common = |word: &Word<'_>| {
            word.stats.lowness().is_some_and(|lowness| lowness >= 5)
                && !word.names.has(NameFlags::GIVEN | NameFlags::SURNAME_FIRST)
                && reading(word).person < 0.6
        };
        score -= if common(last) { 0.15 } else { 0.0 };
        score -= if common(first) { 0.4 } else { 0.0 };
        score -= if words.iter().all(|word| word.case == Case::Upper && word.text.len() <= 4) { 0.3 } else { 0.0 };
        score -= if solid.len() > 4 { 0.3 } else { 0.0 };
    }
    score
}

/// Returns how much the words around a name speak for a person.
pub(super) fn person_around(document: &Document<'_>, text: &Text<'_>, name: &Range<usize>, titled: bool) -> f32 {
    let around = Around::new(document, text, name);
    let mut score: f32 = if titled { 0.45 } else { 0.0 };
    if around.marks_after(0).has(Marks::SAYING) && around.case_after(0) == Some(Case::Lower) {
        score += 0.3;
    } else if around.marks_before(0).has(Marks::SAYING) && around.case_before(0) == Some(Case::Lower) {
        score += 0.2;
    }
    match (around.after(0), around.after(1)) {
        (",", age) if is_age(age) => score += 0.45,
        ("," | "(", "who" | "whose") | ("who" | "whose", _) => score += 0.35,
        (",", "a" | "an" | "the") if around.marks_after(2).has(Marks::ROLE | Marks::ROLE_PART | Marks::DEMONYM) => score += 0.3,
        (",", _) if around.marks_after(1).has(Marks::ROLE) && around.case_after(1) == Some(Case::Lower) => score += 0.3,
        ("(", age) if is_age(age) => score += 0.2,
        _ => {}
    }
    if around.marks_before(0).has(Marks::ROLE | Marks::KIN) && around.case_before(0) == Some(Case::Lower) {
        score += 0.35;
    }
    if matches!(
        around.before(0),
        "met" | "named" | "elected" | "appointed" | "arrested" | "quoted" | "interviewed" | "replaced" | "with" | "by"
    ) {
        score += 0.08;
    }
    if matches!(around.before(0), "the" | "The" | "a" | "an" | "this") && !titled {
        score -= 0.4;
    }
    if matches!(around.before(0), "in" | "at" | "In" | "At" | "near") {
        score -= 0.25;
    }
    score
}

/// What "the" before a name says against a place; not against seas, unions and the like.
pub(super) const THE_BEFORE: f32 = 0.3;

/// Returns how much the words around a name speak for a place.
pub(super) fn place_around(document: &Document<'_>, text: &Text<'_>, name: &Range<usize>) -> f32 {
    let around = Around::new(document, text, name);
    let mut score: f32 = 0.0;
    if around.marks_before(0).has(Marks::LOCATIVE) {
        score += 0.25;
    } else if around.before(0) == "of" {
        // "Ines Varga, 41, of Geneva" tells where she lives.
        score += if around.before(1) == "," { 0.25 } else { 0.08 };
    }
    if around.marks_before(0).has(Marks::DIRECTION)
        || matches!(
            around.before(0),
            "city"
                | "town"
                | "village"
                | "capital"
                | "downtown"
                | "mainland"
                | "metro"
                | "nearby"
                | "neighboring"
                | "neighbouring"
        )
    {
        score += 0.25;
    }
    if around.marks_after(0).has(Marks::PLACE_NOUN) && around.case_after(0) == Some(Case::Lower) {
        score += 0.2;
    }
    if matches!(around.before(0), "the" | "The") && !around.marks_after(0).has(Marks::PLACE_NOUN) {
        score -= THE_BEFORE;
    }
    if matches!(around.before(0), "a" | "an" | "A" | "An" | "Mr." | "Mrs." | "Ms." | "Dr.") {
        score -= 0.5;
    }
    if around.marks_after(0).has(Marks::SAYING) {
        score -= 0.15;
    }
    score
}

fn is_age(word: &str) -> bool {
    word.parse::<u8>().is_ok_and(|age| (5..=110).contains(&age))
}

/// The words before and after a name, in its sentence.
struct Around<'d, 'a> {
    document: &'d Document<'a>,
    text: &'d Text<'a>,
    name: Range<usize>,
    sentence: Range<usize>,
}

impl<'d, 'a> Around<'d, 'a> {
    fn new(document: &'d Document<'a>, text: &'d Text<'a>, name: &Range<usize>) -> Self {
        Self { document, text, name: name.clone(), sentence: text.sentence_of(name.start).tokens.clone() }
    }

    fn word_after(&self, count: usize) -> Option<&'d Word<'a>> {
        let token = self.name.end + count;
        (token < self.sentence.end).then(|| self.document.word(self.text, token))
    }

    fn word_before(&self, count: usize) -> Option<&'d Word<'a>> {
        let token = self.name.start.checked_sub(count + 1)?;
        (token >= self.sentence.start).then(|| self.document.word(self.text, token))
    }

    fn after(&self, count: usize) -> &'d str {
        self.word_after(count).map_or("", |word| word.text)
    }

    fn before(&self, count: usize) -> &'d str {
        self.word_before(count).map_or("", |word| word.text)
    }

    fn marks_after(&self, count: usize) -> Marks {
        self.word_after(count).map_or_else(Marks::default, |word| word.marks)
    }

    fn marks_before(&self, count: usize) -> Marks {
        self.word_before(count).map_or_else(Marks::default, |word| word.marks)
    }

    fn case_after(&self, count: usize) -> Option<Case> {
        self.word_after(count).map(|word| word.case)
    }

    fn case_before(&self, count: usize) -> Option<Case> {
        self.word_before(count).map(|word| word.case)
    }
}
