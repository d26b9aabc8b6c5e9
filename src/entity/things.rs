//! What bears a name and is neither person nor place: firms, storms, ships, works, prizes, by the words that stand around it.

use std::ops::Range;

use foldhash::HashSet;

use super::document::{Document, Text};
use super::gazetteer::NameFlags;
use super::language::{Firms, Things};
use super::lexicon::Marks;
use super::phrases::is_owning;
use crate::domain::Field;

/// So often, in eighths, a word is in lower case that stands behind the owner of a shop: "Harry's Berries".
const LOWNESS_OF_SHOP: u8 = 3;

/// What the words around a name say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// It is a firm, a paper or another body.
    Firm {
        /// The kind of the reason, below 8.
        reason: u8,
        /// Whether the reason is enough by itself.
        sure: bool,
    },
    /// It is a storm, a ship, a work: nothing else can be meant.
    Thing,
}

/// Returns what the words around a name say.
pub(super) fn cue(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> Option<Cue> {
    let around = Around { document, text, sentence: text.sentence_of(tokens.start).tokens.clone() };
    if around.is_thing(tokens) {
        return Some(Cue::Thing);
    }
    around.firm(tokens).map(|(reason, sure)| Cue::Firm { reason, sure })
}

/// Says whether a word right behind a name makes the name of a prize, a building, a firm of it: "the Varga Prize".
pub(super) fn goes_on(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let around = Around { document, text, sentence: text.sentence_of(tokens.start).tokens.clone() };
    let behind = around.folded(tokens.end);
    let always = around.words().behind.contains(&behind);
    let spot = around.owns(tokens.end) && around.is_capital(tokens.end + 1) && around.has(tokens.end + 1, Marks::PLACE_END);
    let made_of_it = around.words().made_of_names.contains(&behind) && (always || around.is_capital(tokens.end));
    spot || made_of_it || is_compound(document, text, tokens) || around.has_namesake(tokens.end) || around.is_shop(tokens)
}

/// Says whether a name and the word behind it are an ordinary thing: "Miranda warning".
pub(super) fn is_compound(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let around = Around { document, text, sentence: text.sentence_of(tokens.start).tokens.clone() };
    let (own, behind) = (around.folded(tokens.start), around.folded(tokens.end));
    tokens.len() == 1 && around.words().compounds.iter().any(|(name, nouns)| *name == own && nouns.contains(&behind))
}

/// Says whether the words around a name make it that of a place of work: "a strategist at Miller Tabak", "a Jefferies analyst".
pub(super) fn is_workplace(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let around = Around { document, text, sentence: text.sentence_of(tokens.start).tokens.clone() };
    let at =
        around.folded_before(tokens, 1) == "at" && around.before(tokens, 2).is_some_and(|work| around.has(work, Marks::ROLE));
    at || tokens.len() == 1 && matches!(around.folded(tokens.end), "analyst" | "analysts")
}

/// The storms and ships that a story names, folded: "helene" where it has "Hurricane Helene".
#[derive(Debug, Default)]
pub(super) struct Named {
    names: HashSet<String>,
    /// The last words of ships of several: "the Ford" is the Gerald R. Ford.
    short: HashSet<String>,
}

impl Named {
    /// Looks for storms and ships.
    pub(super) fn new(document: &Document<'_>) -> Self {
        let mut named = Self::default();
        for text in &document.texts {
            for sentence in &text.tokens.sentences {
                let around = Around { document, text, sentence: sentence.tokens.clone() };
                for token in sentence.tokens.clone() {
                    named.add_instrument(&around, token);
                    let storm = around.words().storms.contains(&around.folded(token));
                    if !storm && !around.words().ships.contains(&around.folded(token)) || around.has(token, Marks::TITLE) {
                        continue;
                    }
                    // "a dog called Enzo"
                    let first = token + 1 + usize::from(matches!(around.written(token + 1), "called" | "named"));
                    let run = (first..sentence.tokens.end)
                        .take_while(|at| around.is_capital(*at) && !around.words().ships.contains(&around.folded(*at)));
                    let words: Vec<&str> = run.map(|at| around.folded(at)).collect();
                    match &words[..] {
                        [] => {}
                        // Other words with capitals behind a storm are no part of its name, but "Storms Floris and Amy" are two.
                        [name, ..] if storm => {
                            named.names.insert((*name).to_owned());
                            let mut more = first + 1;
                            while around.folded(token).ends_with('s')
                                && matches!(around.written(more), "and" | ",")
                                && around.is_capital(more + 1)
                            {
                                named.names.insert(around.folded(more + 1).to_owned());
                                more += 2;
                            }
                        }
                        [.., last] => {
                            named.names.insert(words.join(" "));
                            named.short.insert((*last).to_owned());
                        }
                    }
                }
            }
        }
        named
    }

    /// Adds what bears a name in front of the word for it: "Hubble" of the "Hubble Space Telescope".
    fn add_instrument(&mut self, around: &Around<'_, '_>, noun: usize) {
        if !around.words().instruments.contains(&around.folded(noun)) {
            return;
        }
        let run = (around.sentence.start..noun).rev().take_while(|at| around.is_capital(*at));
        let words: Vec<&str> = run.map(|at| around.folded(at)).filter(|word| *word != "space").collect();
        if let Some(last) = words.first() {
            self.names.insert((*last).to_owned());
            self.names.insert(words.iter().rev().copied().collect::<Vec<_>>().join(" "));
        }
    }

    /// Says whether a folded name is one of these; `tokens` are where it stands.
    pub(super) fn holds(&self, document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>, name: &str) -> bool {
        let article = || {
            let around = Around { document, text, sentence: text.sentence_of(tokens.start).tokens.clone() };
            around.folded_before(tokens, 1) == "the"
        };
        self.names.contains(name) || self.short.contains(name) && article()
    }
}

/// The sentence of a name.
struct Around<'d, 'a> {
    document: &'d Document<'a>,
    text: &'d Text<'a>,
    sentence: Range<usize>,
}

impl<'d> Around<'d, '_> {
    fn words(&self) -> &'static Things {
        &self.document.vocabulary.language.things
    }

    fn firms(&self) -> &'static Firms {
        &self.document.vocabulary.language.firms
    }

    fn folded(&self, token: usize) -> &'d str {
        let known = self.sentence.contains(&token).then(|| self.document.word(self.text, token));
        known.map_or("", |word| word.known.folded.as_str())
    }

    fn written(&self, token: usize) -> &'d str {
        if self.sentence.contains(&token) { self.document.word(self.text, token).text } else { "" }
    }

    fn owns(&self, token: usize) -> bool {
        is_owning(self.written(token))
    }

    /// Says whether what is called after somebody stands behind a name that ends at `end`: "Alzheimer's, Parkinson's and Crohn's
    /// disease".
    fn has_namesake(&self, end: usize) -> bool {
        let joins = |at: usize| self.owns(at) || matches!(self.written(at), "," | "and" | "or") || self.is_capital(at);
        let noun = (end..self.sentence.end).find(|at| !joins(*at));
        self.owns(end) && noun.is_some_and(|at| self.owns(at - 1) && self.words().namesakes.contains(&self.folded(at)))
    }

    /// Says whether a given name owns a word that is mostly in lower case elsewhere: "Harry's Berries" is a shop.
    fn is_shop(&self, tokens: &Range<usize>) -> bool {
        let name = self.document.word(self.text, tokens.start);
        let given = tokens.len() == 1 && name.names.has(NameFlags::GIVEN);
        let next = tokens.end + 1;
        let work = Marks::TITLE | Marks::ROLE | Marks::ROLE_PART | Marks::KIN | Marks::DEMONYM;
        given
            && self.text.field == Field::Text
            && self.owns(tokens.end)
            && self.is_capital(next)
            && !self.has(next, work)
            && self.document.word(self.text, next).stats.lowness().is_some_and(|lowness| lowness >= LOWNESS_OF_SHOP)
    }

    fn has_letters(&self, token: usize) -> bool {
        self.written(token).starts_with(char::is_alphabetic)
    }

    fn is_capital(&self, token: usize) -> bool {
        self.sentence.contains(&token) && self.document.word(self.text, token).is_capital()
    }

    fn has(&self, token: usize, marks: u32) -> bool {
        self.sentence.contains(&token) && self.document.word(self.text, token).marks.has(marks)
    }

    fn before(&self, tokens: &Range<usize>, count: usize) -> Option<usize> {
        tokens.start.checked_sub(count).filter(|token| self.sentence.contains(token))
    }

    fn folded_before(&self, tokens: &Range<usize>, count: usize) -> &'d str {
        self.before(tokens, count).map_or("", |token| self.folded(token))
    }

    /// Storms, ships, works: "Hurricane X", "the carrier X", "the film X", `the novel "X"`, "the X sailed".
    fn is_thing(&self, tokens: &Range<usize>) -> bool {
        let quoted = self.before(tokens, 1).is_some_and(|token| matches!(self.written(token), "\"" | "“" | "‘" | "'"));
        let noun = self.folded_before(tokens, 1 + usize::from(quoted));
        let storm = self.words().storms.contains(&noun) && self.before(tokens, 1).is_some_and(|token| self.is_capital(token));
        let ship = self.words().ships.contains(&noun);
        let first = self.document.word(self.text, tokens.start);
        let inside = tokens.len() > 1
            && (self.words().storms.contains(&&*first.folded)
                || self.words().ships.contains(&&*first.folded)
                    && first.is_capital()
                    && !first.names.has(NameFlags::GIVEN | NameFlags::SURNAME));
        // "The series Varga directed": a lone name may be a person who did something with the work.
        let work = self.words().works.contains(&noun) && (quoted || tokens.len() > 1 || !first.names.has(NameFlags::SURNAME));
        let own: Vec<&str> = tokens.clone().map(|token| self.folded(token)).collect();
        let nobody = self.words().nobody.contains(&own.join(" ").as_str());
        let inside = inside || nobody || self.words().festivals.contains(&first.folded.as_str());
        let behind = self.words().behind.contains(&self.folded(tokens.end));
        inside || behind || storm || ship || work || self.is_called_the(tokens)
    }

    /// "The Oruc Reis left": a person of two names has no article, unless a noun follows.
    fn is_called_the(&self, tokens: &Range<usize>) -> bool {
        let article = matches!(self.folded_before(tokens, 1), "the");
        let behind = self.written(tokens.end);
        let ends = behind.is_empty() || matches!(behind, "," | "." | ";" | ":" | "?" | "!");
        let small = self.has(tokens.end, Marks::FUNCTION) && !self.is_capital(tokens.end);
        let place = self.text.place_at(tokens.start).is_some_and(|place| place.tokens.end >= tokens.end);
        article && tokens.len() > 1 && !place && (ends || small)
    }

    /// Returns the kind of the reason why a name is a firm's, and whether it is enough.
    fn firm(&self, tokens: &Range<usize>) -> Option<(u8, bool)> {
        let end = tokens.end;
        let first = self.document.word(self.text, tokens.start);
        let full_name = tokens.len() > 1 && first.names.has(NameFlags::GIVEN);
        if self.firms().nouns.contains(&self.folded_before(tokens, 1)) && !full_name {
            return Some((0, false));
        }
        // "shares of X, Y and Z"
        let joined = |token: &usize| self.is_capital(*token) || matches!(self.written(*token), "," | "and" | "&" | "'s" | "’s");
        let list = (self.sentence.start..tokens.start).rev().take_while(joined).last().unwrap_or(tokens.start)..tokens.end;
        let of = matches!(self.folded_before(&list, 1), "of" | "in" | "at");
        if of && self.firms().before.contains(&self.folded_before(&list, 2)) {
            return Some((1, self.firms().shares.contains(&self.folded_before(&list, 2))));
        }
        if self.written(end) == "," && self.firms().openers.contains(&self.folded(end + 1)) {
            let close = (end + 2..end + 10).find(|at| {
                matches!(self.written(*at), "," | "." | ";" | "") || self.firms().closers.contains(&self.written(*at))
            })?;
            let noun = self.folded(close - 1);
            let may_be_somebody = full_name && self.firms().people_too.contains(&noun);
            let named = !may_be_somebody
                && close > end + 2
                && (self.firms().nouns.contains(&noun) || self.firms().nouns_behind.contains(&noun));
            if named && !(end + 2..close).any(|at| self.has(at, Marks::ROLE)) {
                return Some((2, true));
            }
        }
        // "X said its", "X has made its"
        let its = (end..end + 3).take_while(|at| self.has_letters(*at)).any(|at| at > end && self.folded(at) == "its");
        if its || matches!(self.folded(end), "said" | "says") && self.folded(end + 1) == "it" {
            return Some((3, false));
        }
        let chief = |at: usize| self.folded(at) == "chief" && self.folded(at + 1) == "executive";
        if self.owns(end) && (self.firms().owned.contains(&self.folded(end + 1)) || chief(end + 1)) {
            return Some((4, self.firms().shares.contains(&self.folded(end + 1))));
        }
        let spokesman = self.firms().staff.contains(&self.folded(end));
        if self.firms().owned.contains(&self.folded(end)) || chief(end) || spokesman {
            return Some((5, self.firms().shares.contains(&self.folded(end))));
        }
        (self.firms().forms.contains(&self.folded(end)) && self.is_capital(end)).then_some((6, true))
    }
}
