//! The people whom the tagger passed over, where something leaves no doubt: those in the news by their full names, those whose title
//! is a part of the name, and those of whom the sentence goes on with "who".

use std::ops::Range;

use super::agreement::holders;
use super::bounds::whole;
use super::document::{Case, Document, Text};
use super::knowledge::{Fame, KnownPhrase};
use super::lexicon::Marks;
use super::person_name::is_reigning;
use super::tagger::{Kind, Mention, insert};
use super::things;

/// Adds them; what they overlap gives way.
pub(super) fn passed_over(document: &Document<'_>, credit: &[Vec<bool>], mentions: &mut Vec<Mention>) {
    let holders = holders(document, mentions);
    let mut found = Vec::new();
    for (at, text) in document.texts.iter().enumerate() {
        let search = Search { document, text, credit: &credit[at], holders: &holders[at], mentions };
        let people = search.well_known().chain(search.rulers()).chain(search.told_of());
        found.extend(people.map(|tokens| Mention::certain(at, tokens, Kind::Person)));
    }
    insert(mentions, found, |_| true);
}

/// Words that end in nobody's name, and stand in none that ", who" follows.
const NO_PART: u32 = Marks::TITLE
    | Marks::ROLE
    | Marks::FUNCTION
    | Marks::ORG_END
    | Marks::ORG_TAIL
    | Marks::PLACE_END
    | Marks::DEMONYM
    | Marks::TIME;

/// No known place is longer, in tokens.
const PLACE_TOKENS_MAX: usize = 20;

/// So many words may stand between "identified" and "as".
const NAMED_WITHIN: usize = 5;

/// One text of a story, and what was found in it so far.
#[derive(Clone, Copy)]
struct Search<'s, 'a> {
    document: &'s Document<'a>,
    text: &'s Text<'a>,
    /// Which tokens are credits.
    credit: &'s [bool],
    /// Which of `mentions` holds each token.
    holders: &'s [Option<usize>],
    mentions: &'s [Mention],
}

impl<'s> Search<'s, '_> {
    /// Finds those in the news by their full names: where no word beside the name belongs to it too, and nothing says that a firm or a
    /// thing is meant.
    fn well_known(self) -> impl Iterator<Item = Range<usize>> + 's {
        let Self { document, text, .. } = self;
        let known = text.known.iter().filter(move |known| self.is_person(known) && self.is_free(&known.tokens));
        known.map(move |known| whole(document, text, &known.tokens))
    }

    fn is_person(self, known: &KnownPhrase) -> bool {
        let KnownPhrase { tokens, fame } = known;
        let one_word = fame.has(Fame::ONE_WORD) && tokens.len() == 1 && self.is_nothing_else(tokens.start);
        let person = one_word || fame.has(Fame::PERSON) && tokens.len() > 1;
        let firm = fame.has(Fame::ORGANISATION | Fame::ORGANISATION_TOO | Fame::TEAM | Fame::TEAM_TOO);
        person && !firm && !self.text.is_loud(tokens.start)
    }

    /// Says whether a full name may be a mention of its own.
    fn is_free(self, tokens: &Range<usize>) -> bool {
        let Self { document, text, .. } = self;
        let held = |token: usize| self.holder(token).is_some_and(|holder| !self.gives_way(holder, tokens));
        !tokens.clone().any(|token| held(token) || self.credit[token])
            && self.stands_alone(tokens)
            && things::cue(document, text, tokens).is_none()
            && !things::goes_on(document, text, tokens)
    }

    /// Says whether a mention is less than the full name that overlaps it: "Vance" of "JD Vance", "Secretary of State Marco Rubio".
    fn gives_way(self, holder: &Mention, tokens: &Range<usize>) -> bool {
        let office = |token: usize| {
            let word = self.document.word(self.text, token);
            word.marks.has(Marks::TITLE | Marks::ROLE | Marks::ROLE_PART) || word.text == "of"
        };
        let inside = tokens.start <= holder.tokens.start && holder.tokens.end <= tokens.end && holder.tokens != *tokens;
        let titled = holder.tokens.end == tokens.end && (holder.tokens.start..tokens.start).all(office);
        match holder.kind {
            Kind::Person => inside,
            Kind::Place => false,
            Kind::Other => inside || titled || holder.tokens.len() <= tokens.len(),
        }
    }

    /// Finds those whose title is a part of the name: "Patriarch Bartholomew".
    fn rulers(self) -> impl Iterator<Item = Range<usize>> + 's {
        (1..self.text.words.len()).filter(move |token| self.is_ruler(*token)).map(|token| token..token + 1)
    }

    fn is_ruler(self, token: usize) -> bool {
        let Self { document, text, .. } = self;
        let (title, word) = (document.word(text, token - 1), document.word(text, token));
        if title.case != Case::Capital || !is_reigning(&title.folded) || word.case != Case::Capital {
            return false;
        }
        let sentence = &text.sentence_of(token).tokens;
        let no_name = Marks::TITLE | Marks::ROLE | Marks::ORG_END | Marks::PLACE_END;
        let plain = word.place.0.is_none() && !word.is_ordinary() && !word.marks.has(no_name);
        let ends = token + 1 == sentence.end || !document.word(text, token + 1).is_capital();
        let free = |token: usize| self.holder(token).is_none_or(|holder| holder.kind == Kind::Other && holder.tokens.len() < 3);
        sentence.contains(&(token - 1))
            && plain
            && ends
            && free(token)
            && free(token - 1)
            && !self.credit[token]
            && !text.is_loud(token)
            && !things::goes_on(document, text, &(token..token + 1))
    }

    /// Finds those of whom the sentence goes on with ", who" or with their age, and who are said to be named: only people are.
    fn told_of(self) -> impl Iterator<Item = Range<usize>> + 's {
        let behind = (2..self.text.words.len().saturating_sub(1)).filter_map(move |comma| {
            let told =
                self.written(comma) == "," && !self.text.is_loud(comma) && (self.is_who(comma + 1) || self.is_age(comma + 1));
            told.then(|| self.name_before(comma)).flatten()
        });
        behind.chain((1..self.text.words.len().saturating_sub(1)).filter_map(move |at| self.identified(at)))
    }

    fn is_who(self, token: usize) -> bool {
        matches!(self.written(token), "who" | "whose")
    }

    /// Says whether a number stands between commas as ages do: ", 31, was".
    fn is_age(self, token: usize) -> bool {
        let age = self.written(token).parse::<u8>().is_ok_and(|age| (3..=110).contains(&age));
        let behind = self.document.word(self.text, (token + 2).min(self.text.words.len() - 1));
        age && self.written(token + 1) == "," && behind.case == Case::Lower
    }

    /// Returns the name behind the last word of "identified the driver as".
    fn identified(self, at: usize) -> Option<Range<usize>> {
        let sentence = &self.text.sentence_of(at).tokens;
        let named = || {
            (at.saturating_sub(NAMED_WITHIN).max(sentence.start)..at)
                .any(|token| self.document.vocabulary.language.people.naming.contains(&self.written(token)))
        };
        if self.written(at) != "as" || !named() {
            return None;
        }
        let end = (at + 1..sentence.end)
            .find(|token| self.document.word(self.text, *token).case != Case::Capital)
            .unwrap_or(sentence.end);
        self.name_before(end).filter(|name| name.start == at + 1)
    }

    fn written(self, token: usize) -> &'s str {
        if token < self.text.words.len() { self.document.word(self.text, token).text } else { "" }
    }

    /// Returns the two or three capitalised words before a token, where nothing else is known of them.
    fn name_before(self, comma: usize) -> Option<Range<usize>> {
        let Self { document, text, .. } = self;
        let sentence = &text.sentence_of(comma - 1).tokens;
        let belongs = |token: &usize| {
            let word = document.word(text, *token);
            word.case == Case::Capital && !word.marks.has(NO_PART)
        };
        let start = (sentence.start..comma).rev().take_while(belongs).last()?;
        let meets = |other: &Range<usize>| other.start < comma && start < other.end;
        let known = text.known[..text.known.partition_point(|known| known.tokens.start < comma)]
            .last()
            .is_some_and(|known| meets(&known.tokens));
        let near = text.places_from(start.saturating_sub(PLACE_TOKENS_MAX)..comma);
        let place = near.iter().any(|place| place.tokens.len() > 1 && meets(&place.tokens));
        let free = |token: usize| !self.credit[token] && self.holder(token).is_none_or(|holder| holder.kind == Kind::Other);
        let after_the = start > sentence.start && document.word(text, start - 1).folded == "the";
        ((2..=3).contains(&(comma - start)) && !known && !place && !after_the && (start..comma).all(free)).then_some(start..comma)
    }

    fn holder(self, token: usize) -> Option<&'s Mention> {
        self.holders[token].map(|holder| &self.mentions[holder])
    }

    /// Says whether a word is nothing but a name where it stands, and no place's.
    fn is_nothing_else(self, token: usize) -> bool {
        let Self { document, text, .. } = self;
        let word = document.word(text, token);
        let begins = text.sentence_of(token).tokens.start == token;
        let low = word.stats.lowness().unwrap_or(0);
        let next = text.words.get(token + 1).map_or("", |next| document.words[*next].text);
        // "Prince of Wales", "the Prince and Princess of Wales"
        let title = next == "of" || next == "and" && is_reigning(&word.folded);
        !title && word.case == Case::Capital && word.place.0.is_none() && !word.is_ordinary() && low <= if begins { 0 } else { 2 }
    }

    /// Says whether no capitalised word beside a name may belong to it.
    fn stands_alone(self, tokens: &Range<usize>) -> bool {
        let Self { document, text, .. } = self;
        let sentence = &text.sentence_of(tokens.start).tokens;
        let free = |token: usize| {
            let word = document.word(text, token);
            let marks =
                Marks::TITLE | Marks::ROLE | Marks::ROLE_PART | Marks::DEMONYM | Marks::KIN | Marks::TIME | Marks::FUNCTION;
            !word.is_capital() || word.marks.has(marks)
        };
        // "Hun Sen." at the end of a sentence looks like a title.
        let stops = tokens.len() > 1 && document.word(text, tokens.end - 1).text.ends_with('.');
        (tokens.start == sentence.start || tokens.start == sentence.start + 1 || free(tokens.start - 1))
            && (tokens.end == sentence.end || stops || free(tokens.end))
    }
}
