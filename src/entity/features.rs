//! What the tagger looks at: numbers that stand for facts of a word, of the words around it and of the rest of the story.
//!
//! Training and reading share this file, so a model fits only the version of it that it was trained with: whoever changes
//! what is emitted here trains the model anew. Only *active* tokens are looked at: those with a capital, and the small words
//! between two of them; everything else is no name.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::document::{Case, Document, Text, Word};
use super::facts::{Facts, mix, pieces};
use super::model::Scores;
use super::sport::{SPORT_MOST, sport};
use super::vocabulary::Near;

/// Most small words that may stand between two capitalised ones inside one name: "Ministry of the Interior".
const BRIDGE_TOKENS_MAX: usize = 2;
/// Longest run of tokens that is decided at once.
pub(super) const RUN_TOKENS_MAX: usize = 60;
/// About so many facts come of one place in the story where a word stands.
const OCCURRENCE_FACTS: usize = 16;
/// Most facts of other places in the story that are kept for one word.
const ELSEWHERE_MAX: usize = 90;
/// Stands for a word that the story writes without a capital.
fn written_small() -> u32 {
    mix(9, 0)
}

/// What was added up in one story, by the word in lower case.
pub(super) struct Memory(Vec<Option<Scores>>);

/// A story as the tagger looks at it.
pub(super) struct Scene<'d, 'a> {
    document: &'d Document<'a>,
    /// For each word of the document its number among those in lower case.
    lower: Vec<usize>,
    /// By the word in lower case: what stands around it elsewhere in the story, where it has a capital.
    elsewhere: Vec<Vec<u32>>,
    /// By the word in lower case: whether the story writes it without a capital.
    small: Vec<bool>,
    /// For each text and token: 0, or what known place holds it and where in it the token stands.
    places: Vec<Vec<u32>>,
    /// How much the story is one of sport: 0 to 3.
    sport: u32,
}

impl<'d, 'a> Scene<'d, 'a> {
    /// Looks at the story as a whole.
    pub(super) fn new(document: &'d Document<'a>) -> Self {
        let places = document.texts.iter().map(places).collect();
        let mut numbers = HashMap::with_capacity(document.words.len());
        let lower: Vec<usize> = document
            .words
            .iter()
            .map(|word| {
                let next = numbers.len();
                *numbers.entry(word.lower_hash).or_insert(next)
            })
            .collect();
        let (elsewhere, small) = (vec![Vec::new(); numbers.len()], vec![false; numbers.len()]);
        let mut scene = Self { document, lower, elsewhere, small, places, sport: sport(document) };
        scene.gather();
        scene
    }

    /// Returns a memory for this story.
    pub(super) fn memory(&self) -> Memory {
        Memory(vec![None; self.elsewhere.len()])
    }

    fn lower(&self, text: &Text<'_>, token: usize) -> usize {
        self.lower[text.words[token]]
    }

    fn word(&self, text: &Text<'_>, token: usize) -> &Word<'a> {
        self.document.word(text, token)
    }

    fn near(&self, text: &Text<'_>, token: usize) -> &Near {
        let word = self.word(text, token);
        self.document.vocabulary.near(word.text, &word.known)
    }

    fn facts(&self, text: &Text<'_>, token: usize) -> &Facts {
        &self.near(text, token).facts
    }

    fn edge(&self) -> &Facts {
        &self.document.vocabulary.edge.facts
    }

    /// Returns the words around a token, from two before it to two behind it, itself included.
    ///
    /// Each comes as it is written; nothing stands beyond the ends of the sentence.
    fn around(&self, text: &Text<'_>, sentence: &Range<usize>, token: usize) -> [(&'a str, &Near); OFFSETS] {
        std::array::from_fn(|offset| {
            let at = (token + offset).checked_sub(OFFSETS / 2).filter(|at| sentence.contains(at));
            at.map_or(("", &self.document.vocabulary.edge), |at| (self.word(text, at).text, self.near(text, at)))
        })
    }

    /// Says whether the story is a report on sport.
    pub(super) fn is_of_sport(&self) -> bool {
        self.sport == SPORT_MOST
    }

    /// Returns the active runs of a sentence; names lie inside of them.
    pub(super) fn runs(&self, text: &Text<'_>, sentence: &Range<usize>) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for token in sentence.clone().filter(|token| self.word(text, *token).capital) {
            match runs.last_mut() {
                Some(last) if token - last.end <= BRIDGE_TOKENS_MAX && token - last.start < RUN_TOKENS_MAX => {
                    last.end = token + 1;
                }
                _ => runs.push(token..token + 1),
            }
        }
        runs
    }

    /// Collects for every word with a capital what stands around it, sentence by sentence.
    fn gather(&mut self) {
        let mut elsewhere = std::mem::take(&mut self.elsewhere);
        let mut small = std::mem::take(&mut self.small);
        for text in &self.document.texts {
            for sentence in &text.tokens.sentences {
                let range = &sentence.tokens;
                if text.is_loud(range.start) {
                    continue;
                }
                for token in range.clone() {
                    let word = self.word(text, token);
                    if word.case == Case::Other {
                        continue;
                    }
                    if !word.capital {
                        small[self.lower(text, token)] = true;
                        continue;
                    }
                    let found = &mut elsewhere[self.lower(text, token)];
                    found.reserve(OCCURRENCE_FACTS);
                    let before = token.checked_sub(1).filter(|before| *before >= range.start);
                    let after = Some(token + 1).filter(|after| *after < range.end);
                    let lower = |at: Option<usize>| at.map_or(self.edge().lower, |at| self.word(text, at).lower_hash);
                    let capital = |at: Option<usize>| at.filter(|at| self.word(text, *at).capital);
                    if before.is_some() {
                        found.push(mix(1, lower(before)));
                    }
                    found.push(mix(2, lower(after)));
                    if let Some(before) = capital(before) {
                        found.extend(set_bits(self.facts(text, before).bits).map(|bit| mix(3, bit)));
                        found.push(mix(4, 0));
                    }
                    if let Some(after) = capital(after) {
                        found.extend(set_bits(self.facts(text, after).bits).map(|bit| mix(5, bit)));
                        found.push(mix(6, 0));
                    }
                    if self.places_at(text, token) != 0 {
                        found.push(mix(7, self.places_at(text, token)));
                    }
                }
            }
        }
        for (found, small) in elsewhere.iter_mut().zip(&small).filter(|(found, _)| !found.is_empty()) {
            if *small {
                found.push(written_small());
            }
            found.sort_unstable();
            found.dedup();
            found.truncate(ELSEWHERE_MAX);
        }
        self.elsewhere = elsewhere;
        self.small = small;
    }

    fn places_at(&self, text: &Text<'_>, token: usize) -> u32 {
        self.places[usize::from(text.field != crate::domain::Field::Title)][token]
    }

    /// Emits every fact that speaks for or against a label of the token.
    #[cfg(feature = "train")]
    pub(super) fn features(&self, text: &Text<'_>, sentence: &Range<usize>, token: usize, emit: &mut impl FnMut(u32)) {
        for (offset, (written, near)) in self.around(text, sentence, token).into_iter().enumerate() {
            alone(&near.facts, written, offset, emit);
        }
        self.together(text, sentence, token, emit);
        self.elsewhere(self.lower(text, token), emit);
    }

    /// Returns what speaks for each label of the token.
    ///
    /// The same as adding up what `features` emits, with what was added up before taken as it is.
    pub(super) fn scores(&self, text: &Text<'_>, sentence: &Range<usize>, token: usize, memory: &mut Memory) -> Scores {
        let model = &self.document.vocabulary.model;
        let mut scores = Scores::default();
        for (offset, (written, near)) in self.around(text, sentence, token).into_iter().enumerate() {
            scores.add(self.document.vocabulary.alone(written, near, offset));
        }
        self.together(text, sentence, token, &mut |fact| model.add(fact, &mut scores));
        let lower = self.lower(text, token);
        scores.add(memory.0[lower].get_or_insert_with(|| {
            let mut scores = Scores::default();
            self.elsewhere(lower, &mut |fact| model.add(fact, &mut scores));
            scores
        }));
        scores
    }

    /// What stands around the word elsewhere in the story.
    fn elsewhere(&self, lower: usize, emit: &mut impl FnMut(u32)) {
        match &self.elsewhere[lower][..] {
            [] if self.small[lower] => emit(mix(300, written_small())),
            found => found.iter().for_each(|fact| emit(mix(300, *fact))),
        }
    }

    /// What words say together, or by their place in the sentence and in the story.
    fn together(&self, text: &Text<'_>, sentence: &Range<usize>, token: usize, emit: &mut impl FnMut(u32)) {
        let near: [&Facts; 2 * REACH + 1] = std::array::from_fn(|offset| {
            let at = (token + offset).checked_sub(REACH).filter(|at| sentence.contains(at));
            at.map_or(self.edge(), |at| self.facts(text, at))
        });
        let at = |offset: isize| near[REACH.saturating_add_signed(offset)];
        let place = |offset: isize| -> u32 {
            token
                .checked_add_signed(offset)
                .filter(|token| sentence.contains(token))
                .map_or(0, |token| self.places_at(text, token))
        };
        let (here, known) = (at(0), place(0));
        emit(mix(0, 0));
        for offset in -2..=2isize {
            let (place, id) = (place(offset), id_of((offset + 2) as u32));
            if place != 0 {
                emit(mix(id + 3, place));
                emit(mix(id + 4, place & 3));
            }
        }
        neighbors(here, &at, known, emit);
        let position = (token - sentence.start, sentence.end - 1 - token);
        stands(here, known, position, emit);
        let run = capital_run(|token| self.word(text, token).capital, sentence, token);
        self.run(text, sentence, token, &run, emit);
        if self.sport > 0 {
            emit(mix(mix(310, self.sport), known));
            emit(mix(mix(311, self.sport), here.best));
        }
    }

    /// The run of capitalised words that holds the token, and what bounds it.
    fn run(&self, text: &Text<'_>, sentence: &Range<usize>, token: usize, run: &Range<usize>, emit: &mut impl FnMut(u32)) {
        if run.is_empty() {
            return;
        }
        let before = |count: usize| {
            run.start.checked_sub(count).filter(|at| *at >= sentence.start).map_or(self.edge(), |at| self.facts(text, at))
        };
        let after = |count: usize| {
            Some(run.end - 1 + count).filter(|at| *at < sentence.end).map_or(self.edge(), |at| self.facts(text, at))
        };
        let (first, last) = (self.facts(text, run.start), self.facts(text, run.end - 1));
        let (before, before2, after, after2) = (before(1), before(2), after(1), after(2));
        emit(mix(200, before.lower));
        emit(mix(201, after.lower));
        emit(mix(mix(202, before2.lower), before.lower));
        emit(mix(mix(203, after.lower), after2.lower));
        emit(mix(204, (run.len().min(6) * 8 + (token - run.start).min(6)) as u32));
        emit(mix(205, last.lower));
        emit(mix(206, first.lower));
        emit(mix(207, last.bits));
        emit(mix(208, first.bits));
        emit(mix(mix(209, before.lower), after.lower));
        for level in [1, 2] {
            emit(mix(210 + level as u32, before.clusters[level]));
            emit(mix(213 + level as u32, after.clusters[level]));
            emit(mix(216 + level as u32, last.clusters[level]));
            emit(mix(219 + level as u32, first.clusters[level]));
        }
        emit(mix(223, last.best));
        emit(mix(224, first.best));
        emit(mix(mix(225, before.clusters[2]), after.clusters[2]));
        emit(mix(mix(226, first.best), mix(last.best, (token - run.start).min(3) as u32)));
    }
}

/// Words two by two and three by three.
fn neighbors<'f>(here: &Facts, at: &impl Fn(isize) -> &'f Facts, place: u32, emit: &mut impl FnMut(u32)) {
    let (before, after, before2, after2) = (at(-1), at(1), at(-2), at(2));
    emit(mix(mix(110, before.lower), here.lower));
    emit(mix(mix(111, here.lower), after.lower));
    emit(mix(mix(112, before.lower), after.lower));
    emit(mix(mix(113, before2.lower), before.lower));
    emit(mix(mix(114, after.lower), after2.lower));
    emit(mix(mix(115, before.shape), here.shape));
    emit(mix(mix(116, here.shape), after.shape));
    emit(mix(mix(117, mix(before.shape, here.shape)), after.shape));
    for offset in [-4, -3, 3, 4] {
        emit(mix(118 + u32::from(offset > 0), at(offset).lower));
    }
    if after.capital {
        emit(mix(120, after.suffix));
    }
    if before.capital {
        emit(mix(121, before.suffix));
    }
    let bits = |facts: &Facts| facts.bits << 1 | u32::from(facts.capital);
    emit(mix(mix(122, bits(before)), here.bits));
    emit(mix(mix(123, here.bits), bits(after)));
    emit(mix(mix(124, bits(before)), mix(here.bits, bits(after))));
    emit(mix(mix(125, before.lower), place));
    emit(mix(mix(126, after.lower), place));
    for level in [1, 2] {
        emit(mix(mix(130 + level as u32, before.clusters[level]), here.clusters[level]));
        emit(mix(mix(132 + level as u32, here.clusters[level]), after.clusters[level]));
    }
    emit(mix(mix(136, before.clusters[1]), after.clusters[1]));
    emit(mix(mix(137, before.clusters[1]), mix(here.clusters[1], after.clusters[1])));
    let read = |facts: &Facts| if facts.capital { facts.best } else { 90 };
    emit(mix(mix(138, read(before)), here.best));
    emit(mix(mix(139, here.best), read(after)));
    emit(mix(mix(140, read(before)), mix(here.best, read(after))));
}

/// How far the words stand that say something of a token together with others.
const REACH: usize = 4;

/// How many words around a token, itself included, speak for it each by itself.
pub(super) const OFFSETS: usize = 5;

fn id_of(offset: u32) -> u32 {
    10 + offset * 16
}

/// What a word says by itself for a token: `offset` is 0 where it stands two before it, 2 where it is the token itself.
pub(super) fn alone(facts: &Facts, written: &str, offset: usize, emit: &mut impl FnMut(u32)) {
    let id = id_of(offset as u32);
    emit(mix(id, facts.lower));
    emit(mix(id + 1, facts.shape));
    for bit in set_bits(facts.bits) {
        emit(mix(id + 2, bit));
    }
    for (level, cluster) in facts.clusters.iter().enumerate() {
        if *cluster != 0 {
            emit(mix(id + 5 + level as u32, *cluster));
        }
    }
    emit(mix(id + 9, facts.case << 1 | u32::from(facts.capital)));
    if (1..=3).contains(&offset) {
        if facts.seen > 0 {
            for (kind, share) in facts.prior.iter().enumerate() {
                emit(mix(id + 10, (kind as u32) << 4 | u32::from(*share)));
            }
            emit(mix(id + 11, facts.best));
        } else {
            emit(mix(id + 12, u32::from(facts.capital)));
        }
    }
    if offset == OFFSETS / 2 {
        own(facts, written, emit);
    }
}

/// What a word says of itself.
fn own(here: &Facts, written: &str, emit: &mut impl FnMut(u32)) {
    if here.capital {
        pieces(written, |piece| emit(mix(100, piece)));
    }
    emit(mix(150, here.written));
    emit(mix(151, here.full_shape));
    emit(mix(152, here.bits));
    emit(mix(mix(157, here.case), here.bits));
    emit(mix(mix(159, here.shape), here.best));
    if here.seen > 0 {
        for (kind, share) in here.prior.iter().enumerate().take(4) {
            emit(mix(161 + kind as u32, u32::from(*share) << 3 | u32::from(here.seen)));
        }
        emit(mix(mix(166, here.best), here.case));
    }
}

/// What a word says together with its place in the sentence and with the known place that holds it.
fn stands(here: &Facts, place: u32, (before, after): (usize, usize), emit: &mut impl FnMut(u32)) {
    let first = u32::from(before == 0);
    emit(mix(153, first << 1 | u32::from(here.upper)));
    emit(mix(mix(154, here.shape), first << 1 | u32::from(here.upper)));
    emit(mix(155, (before.min(2) * 4 + after.min(2)) as u32));
    emit(mix(156, here.case << 2 | first << 1 | u32::from(here.capital)));
    emit(mix(mix(158, place), here.bits));
    if first == 1 {
        emit(mix(160, here.lower));
    }
    if here.seen > 0 {
        emit(mix(mix(165, here.best), place));
    }
    emit(mix(mix(167, place), here.case));
}

/// The bits that are set, by their place.
fn set_bits(bits: u32) -> impl Iterator<Item = u32> {
    let mut left = bits;
    std::iter::from_fn(move || {
        let bit = left.trailing_zeros();
        left &= left.wrapping_sub(1);
        (bit < 32).then_some(bit)
    })
}

/// Returns the capitalised words around a token, or nothing where it has no capital.
fn capital_run(capital: impl Fn(usize) -> bool, sentence: &Range<usize>, token: usize) -> Range<usize> {
    if !capital(token) {
        return token..token;
    }
    let start = (sentence.start..token).rev().take_while(|at| capital(*at)).last().unwrap_or(token);
    let end = (token..sentence.end).take_while(|at| capital(*at)).last().unwrap_or(token) + 1;
    start..end
}

/// Returns for each token the known place that holds it: how well known, and where in its name the token stands.
fn places(text: &Text<'_>) -> Vec<u32> {
    let mut places = vec![0; text.words.len()];
    let mut end = 0;
    for known in &text.places {
        if known.tokens.start < end {
            continue;
        }
        end = known.tokens.end;
        let fame = (known.fame * 8.0) as u32 + 1;
        for token in known.tokens.clone() {
            let position = match (token == known.tokens.start, token + 1 == end) {
                (true, true) => 3,
                (true, false) => 0,
                (false, true) => 2,
                (false, false) => 1,
            };
            places[token] = fame << 2 | position;
        }
    }
    places
}
