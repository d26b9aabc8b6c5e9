//! What the network is told of each token of a story beyond its word: where it stands, what the rest of the story shows of the
//! word, which known place holds it.
//!
//! Training and reading share this file, so a model fits only the version of it that it was trained with: whoever changes
//! what this file passes on has to train the model again.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::super::document::{Case, Document, Text};
use super::super::sport::{SPORT_MOST, sport};
use super::knowledge::{KNOWN, knowledge};

/// Most small words that may stand between two capitalised ones inside one name: "Ministry of the Interior".
const BRIDGE_TOKENS_MAX: usize = 2;
/// Longest run of tokens that is decided at once.
const RUN_TOKENS_MAX: usize = 60;
/// Longest stretch of tokens in which one looks at the others: a table without a full stop is cut.
const STRETCH_TOKENS_MAX: usize = 400;

/// Rows for what known place holds a token: how well known in nine steps, and where in its name the token stands.
pub(in super::super) const PLACES: usize = 40;

/// Numbers about where a token stands and what the story shows of its word.
const STANDING: usize = 16;
/// Numbers about a token; the last ones are of the table of known people and organisations.
pub(in super::super) const TOKEN_FACTS: usize = STANDING + KNOWN;
/// Where among them that table's stand.
#[cfg(feature = "train")]
pub(in super::super) const KNOWN_FACTS: Range<usize> = STANDING..TOKEN_FACTS;

/// Counts of other places in the story end here.
const COUNT_MAX: u32 = 3;

/// A token of a story.
#[derive(Clone, Debug)]
pub(in super::super) struct Token {
    /// Which of [`Document::words`].
    pub(in super::super) word: u32,
    /// Tokens of one word have the same number, however it is written.
    pub(in super::super) group: u32,
    /// Row of the known place.
    pub(in super::super) place: u8,
    /// Whether a letter of it is a capital.
    pub(in super::super) capital: bool,
    /// Whether it may be part of a name: it has a capital, or is a small word between two that have.
    pub(in super::super) active: bool,
    pub(in super::super) facts: [f32; TOKEN_FACTS],
}

/// A story as the network sees it: the title's tokens, then the text's.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Scene {
    pub(in super::super) tokens: Vec<Token>,
    /// Sentences, in the order of the story; long ones are cut.
    pub(in super::super) stretches: Vec<Range<usize>>,
    /// Tokens in a row that may be part of names; names lie inside of them.
    pub(in super::super) runs: Vec<Range<usize>>,
}

/// What the story shows of a word.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    /// How often it is written without a capital.
    small: u32,
    /// How often with one where a small letter could stand.
    capital: u32,
}

impl Scene {
    /// Looks at a story.
    pub(in super::super) fn new(document: &Document<'_>) -> Self {
        let mut numbers = HashMap::with_capacity(document.words.len());
        let groups: Vec<u32> = document
            .words
            .iter()
            .map(|word| {
                let next = numbers.len() as u32;
                *numbers.entry(word.lower_hash).or_insert(next)
            })
            .collect();
        let seen = seen(document, &groups, numbers.len());
        let sport = sport(document);
        let mut scene = Self::default();
        for text in &document.texts {
            let start = scene.tokens.len();
            let places = places(text);
            let known = knowledge(document, text);
            for sentence in &text.tokens.sentences {
                let range = &sentence.tokens;
                let of_all = whole(document, text, range, sentence.opens, sport);
                for token in range.clone() {
                    let group = groups[text.words[token]];
                    let mut facts = of_all;
                    let place = places[token];
                    stands(document, text, range, token, &mut facts);
                    facts[10] = seen[group as usize].small.min(COUNT_MAX) as f32 / COUNT_MAX as f32;
                    facts[11] = seen[group as usize].capital.min(COUNT_MAX) as f32 / COUNT_MAX as f32;
                    facts[STANDING..].copy_from_slice(&known[token]);
                    scene.tokens.push(Token {
                        word: text.words[token] as u32,
                        group,
                        place,
                        capital: document.word(text, token).capital,
                        active: false,
                        facts,
                    });
                }
                scene.add_runs(start + range.start..start + range.end);
                let cuts = (range.start..range.end).step_by(STRETCH_TOKENS_MAX);
                scene.stretches.extend(cuts.map(|from| start + from..start + range.end.min(from + STRETCH_TOKENS_MAX)));
            }
        }
        scene
    }

    /// Finds the runs of a sentence.
    fn add_runs(&mut self, sentence: Range<usize>) {
        let first = self.runs.len();
        for token in sentence.filter(|token| self.tokens[*token].capital) {
            match self.runs[first..].last_mut() {
                Some(last) if token - last.end <= BRIDGE_TOKENS_MAX && token - last.start < RUN_TOKENS_MAX => {
                    last.end = token + 1;
                }
                _ => self.runs.push(token..token + 1),
            }
        }
        for run in &self.runs[first..] {
            self.tokens[run.clone()].iter_mut().for_each(|token| token.active = true);
        }
    }
}

/// Counts how the story writes each word, in sentences where capitals mean something.
fn seen(document: &Document<'_>, groups: &[u32], count: usize) -> Vec<Seen> {
    let mut seen = vec![Seen::default(); count];
    for text in &document.texts {
        for sentence in text.tokens.sentences.iter().map(|sentence| &sentence.tokens) {
            if text.is_loud(sentence.start) {
                continue;
            }
            for token in sentence.clone() {
                let word = document.word(text, token);
                let seen = &mut seen[groups[text.words[token]] as usize];
                if word.case == Case::Lower {
                    seen.small += 1;
                } else if word.capital && token > sentence.start {
                    seen.capital += 1;
                }
            }
        }
    }
    seen
}

/// What holds for every token of a sentence.
fn whole(document: &Document<'_>, text: &Text<'_>, sentence: &Range<usize>, opens: bool, sport: u32) -> [f32; TOKEN_FACTS] {
    let mut facts = [0.0; TOKEN_FACTS];
    let flag = |holds: bool| f32::from(u8::from(holds));
    let count = sentence.len() as f32;
    let share = |holds: &dyn Fn(usize) -> bool| sentence.clone().filter(|token| holds(*token)).count() as f32 / count;
    facts[0] = flag(text.is_loud(sentence.start));
    facts[1] = flag(opens);
    facts[2] = (count / 40.0).min(1.0);
    facts[3] = share(&|token| document.word(text, token).capital);
    facts[4] = share(&|token| document.word(text, token).text.starts_with(|letter: char| letter.is_ascii_digit()));
    for level in 1..=SPORT_MOST {
        facts[4 + level as usize] = flag(sport == level);
    }
    facts
}

/// Marks behind which a word has a capital though it is an ordinary one.
const OPENERS: [&str; 9] = ["\"", "“", "``", "''", "‘", ":", "–", "—", "--"];

/// Where a token stands in its sentence.
fn stands(document: &Document<'_>, text: &Text<'_>, sentence: &Range<usize>, token: usize, facts: &mut [f32; TOKEN_FACTS]) {
    let flag = |holds: bool| f32::from(u8::from(holds));
    facts[8] = flag(token == sentence.start);
    facts[9] = flag(token + 1 == sentence.end);
    facts[12] = flag(token > sentence.start && OPENERS.contains(&document.word(text, token - 1).text));
    facts[13] = flag(document.word(text, token).lower_here);
    // Whether a blank stands before it: marks and halves of words have none.
    let bytes = |token: usize| &text.tokens.tokens[token].bytes;
    facts[14] = flag(token > sentence.start && bytes(token - 1).end == bytes(token).start);
    facts[15] = flag(token + 1 < sentence.end && bytes(token).end == bytes(token + 1).start);
}

/// Returns for each token the known place that holds it: how well known, and where in its name the token stands.
fn places(text: &Text<'_>) -> Vec<u8> {
    let mut places = vec![0; text.words.len()];
    let mut end = 0;
    for known in &text.places {
        if known.tokens.start < end {
            continue;
        }
        end = known.tokens.end;
        let fame = (known.fame * 8.0) as u8 + 1;
        for token in known.tokens.clone() {
            let position = match (token == known.tokens.start, token + 1 == end) {
                (true, true) => 3,
                (true, false) => 0,
                (false, true) => 2,
                (false, false) => 1,
            };
            places[token] = (fame << 2 | position).min(PLACES as u8 - 1);
        }
    }
    places
}
