//! The role that a story gives a person: "Foreign Minister" or "the 54-year-old defender" before the name, ", the finance
//! minister of Austria," or ", who heads the agency," after it, "The mayor, …," before a comma.
//!
//! Roles are kept as written, abbreviations in full; an article, a nationality or party before them and a bare "Mr." are dropped.

use std::ops::Range;

use super::document::{Case, Document, Text, Word};
use super::fold::with_capitals;
use super::language::Roles;
use super::lexicon::Marks;
use super::person_name::is_reigning;

/// Longest role, in tokens.
const ROLE_TOKENS_MAX: usize = 6;
/// Longest account of what somebody does, in tokens: "heads the agency for the protection of lakes".
const WORK_TOKENS_MAX: usize = 8;
/// Longest name of what somebody is the head of, in tokens.
const OF_TOKENS_MAX: usize = 5;
/// Longest role, in characters.
const ROLE_CHARS_MAX: usize = 60;

/// No known place is longer, in tokens.
const PLACE_TOKENS_MAX: usize = 20;

/// A place less famous than this may be anything.
const KNOWN_PLACE: f32 = 0.4;

/// Returns the role that stands before or behind a person's name.
pub(super) fn role(document: &Document<'_>, text: &Text<'_>, name: &Range<usize>) -> Option<String> {
    let around = Around { document, text, sentence: text.sentence_of(name.start).tokens.clone() };
    let found =
        around.before(name).or_else(|| around.behind(name)).or_else(|| around.in_front(name)).or_else(|| around.work(name));
    found.filter(|role| role.chars().count() <= ROLE_CHARS_MAX).or_else(|| around.reign(name))
}

/// The sentence of a name.
struct Around<'d, 'a> {
    document: &'d Document<'a>,
    text: &'d Text<'a>,
    sentence: Range<usize>,
}

impl<'d, 'a> Around<'d, 'a> {
    fn language(&self) -> &'static Roles {
        &self.document.vocabulary.language.roles
    }

    fn word(&self, token: usize) -> Option<&'d Word<'a>> {
        self.sentence.contains(&token).then(|| self.document.word(self.text, token))
    }

    fn written(&self, token: usize) -> &'a str {
        self.word(token).map_or("", |word| word.text)
    }

    fn has(&self, token: usize, marks: u32) -> bool {
        self.word(token).is_some_and(|word| word.marks.has(marks))
    }

    /// Says whether a word is the head of a role: "minister"; a trade only in lower case, because "Baker" is a surname.
    fn is_head(&self, token: usize) -> bool {
        self.word(token).is_some_and(|word| {
            word.marks.has(Marks::ROLE)
                || word.marks.has(Marks::TRADE) && word.case == Case::Lower
                || in_full(self.language(), word).is_some()
                || self.language().callings.contains(&word.folded.as_str())
                || word.folded == "executive" && token > 0 && self.folded(token - 1) == "chief"
        })
    }

    fn folded(&self, token: usize) -> &str {
        self.word(token).map_or("", |word| word.folded.as_str())
    }

    fn is_part(&self, word: &Word<'_>) -> bool {
        self.language().parts.contains(&word.folded.as_str())
    }

    /// Says whether a trade is something that is done to somebody: "to guard Varga".
    fn is_done(&self, token: usize) -> bool {
        let before = token.checked_sub(1).map_or("", |before| self.written(before));
        self.language().doers.contains(&before) && self.word(token).is_some_and(|word| word.case == Case::Lower)
    }

    /// Returns tokens as a role: single spaces, short titles in full.
    fn role(&self, tokens: Range<usize>) -> String {
        let mut role = String::new();
        let mut end = None;
        for token in tokens {
            let bytes = &self.text.tokens.tokens[token].bytes;
            if end.is_some_and(|end| end < bytes.start) {
                role.push(' ');
            }
            end = Some(bytes.end);
            role.push_str(
                self.word(token).and_then(|word| in_full(self.language(), word)).unwrap_or(&self.text.whole[bytes.clone()]),
            );
        }
        role
    }

    /// Reads "former Foreign Minister" before a name.
    fn before(&self, name: &Range<usize>) -> Option<String> {
        let mut start = name.start;
        let mut head = None;
        while start > self.sentence.start && name.start - start < ROLE_TOKENS_MAX {
            let token = start - 1;
            let Some(word) = self.word(token) else { break };
            let of = word.text == "of" && start < name.start && self.has(start.wrapping_sub(2), Marks::ROLE);
            if self.is_head(token) && !(head.is_none() && self.is_done(token)) {
                head.get_or_insert(token);
            } else if !(of
                // "Secretary of State": the part behind "of" need not be a role itself.
                || word.marks.has(Marks::ROLE_PART) && (head.is_some() || self.is_behind_of(token))
                || head.is_some() && self.is_part(word)
                || head.is_some() && (is_age(word.text) || is_when(self.language(), word)))
            {
                break;
            }
            start = token;
        }
        let head = head?;
        // What follows "of" ends the role; otherwise its head does.
        let has_of = (head..name.start).any(|token| self.written(token) == "of");
        let end = if has_of { name.start } else { head + 1 };
        let belongs = |word: &Word<'_>| {
            word.marks.has(Marks::ROLE | Marks::ROLE_PART)
                || self.is_part(word)
                || is_age(word.text)
                || is_when(self.language(), word)
        };
        let start = (start..end).find(|&token| self.is_head(token) || self.word(token).is_some_and(belongs))?;
        // "says President Varga" and "a spokesman said": a lower-case word before a capital one is no part of the role.
        let capital = self.word(head)?.case != Case::Lower;
        let fits = |token: &usize| {
            self.word(*token)
                .is_some_and(|word| !capital || word.case != Case::Lower || is_when(self.language(), word) || word.text == "of")
        };
        let start = (start..=head).find(|token| fits(token) && (*token..head).all(|later| fits(&later)))?;
        // "Voters fear a President Varga": nobody is that yet.
        if capital && matches!(self.written(start.wrapping_sub(1)), "a" | "an") {
            return None;
        }
        // "Oklahoma City coach"
        let near = self.text.places_from(start.saturating_sub(PLACE_TOKENS_MAX)..start);
        let inside = near.iter().find(|place| place.tokens.start < start && start < place.tokens.end);
        let start = inside.map_or(start, |place| place.tokens.end.min(head));
        let role = self.role(start..end);
        // "former US Senator": the country goes, "former" stays.
        let of_country =
            |token: usize| self.has(token, Marks::DEMONYM) || self.language().countries.contains(&self.written(token));
        let when = start
            .checked_sub(2)
            .filter(|_| of_country(start - 1))
            .and_then(|at| self.word(at))
            .filter(|word| is_when(self.language(), word));
        Some(when.map_or(role.clone(), |when| format!("{} {role}", when.known.lower)))
    }

    /// Says whether the token stands behind "Secretary of" or a part of an office that does.
    fn is_behind_of(&self, token: usize) -> bool {
        let mut at = token;
        while at > self.sentence.start {
            at -= 1;
            if self.written(at) == "of" {
                return at > self.sentence.start && self.has(at - 1, Marks::ROLE);
            }
            if !self.has(at, Marks::ROLE_PART) && self.written(at) != "the" {
                return false;
            }
        }
        false
    }

    /// Returns the first token behind a name and its comma, and behind the age that may stand there: ", 54, …".
    fn behind_comma(&self, name: &Range<usize>) -> Option<usize> {
        if self.written(name.end) != "," {
            return None;
        }
        let next = self.written(name.end + 1);
        let is_number = !next.is_empty() && next.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { (self.written(name.end + 2) == ",").then_some(name.end + 3) } else { Some(name.end + 1) }
    }

    /// Reads ", the Swiss finance minister," and ", Apple's chief executive," behind a name.
    fn behind(&self, name: &Range<usize>) -> Option<String> {
        let start = self.behind_comma(name)?;
        let (role, end) = self.account(start)?;
        let closing = self.written(end);
        let closes = closing.is_empty()
            || matches!(closing, "," | "." | ";" | ")" | "—" | "–")
            || self.language().behind.contains(&closing)
            || self.has(end, Marks::SAYING);
        closes.then_some(role)
    }

    /// Reads "The mayor, …," and "Sudan's army chief, …," before a name.
    fn in_front(&self, name: &Range<usize>) -> Option<String> {
        let comma = name.start.checked_sub(1)?;
        let closing = self.written(name.end);
        let closes = matches!(closing, "," | "." | ";" | "") || self.has(name.end, Marks::SAYING);
        if self.written(comma) != "," || !closes || comma <= self.sentence.start {
            return None;
        }
        let first = comma.saturating_sub(ROLE_TOKENS_MAX + OF_TOKENS_MAX).max(self.sentence.start);
        let begins = |token: &usize| {
            let word = self.written(*token).to_lowercase();
            let article = self.language().articles.contains(&word.as_str());
            let owner = matches!(self.written(*token), "'s" | "’s") && *token > self.sentence.start;
            article || owner
        };
        (first..comma).rev().filter(begins).find_map(|token| {
            let owner = matches!(self.written(token), "'s" | "’s");
            let start = if owner { self.owner_start(token) } else { token };
            // "The agency's chief, …,"
            let start = if owner && start == token { token + 1 } else { start };
            self.account(start).filter(|(_, end)| *end == comma).map(|(role, _)| role)
        })
    }

    /// Returns where the name of an owner begins that "'s" ends.
    fn owner_start(&self, ending: usize) -> usize {
        let first = ending.saturating_sub(OF_TOKENS_MAX).max(self.sentence.start);
        (first..ending).rev().take_while(|token| self.word(*token).is_some_and(Word::is_capital)).last().unwrap_or(ending)
    }

    /// Reads an account of what somebody is, from its article or owner on; returns the role and the token behind it.
    fn account(&self, start: usize) -> Option<(String, usize)> {
        let mut start = start;
        let mut owner = None;
        let articled = self.language().articles.contains(&self.written(start).to_lowercase().as_str());
        if articled {
            start += 1;
        } else if let Some(ending) = (start..start + OF_TOKENS_MAX).find(|token| matches!(self.written(*token), "'s" | "’s"))
            && ending > start
            && (start..ending).all(|token| self.word(token).is_some_and(Word::is_capital))
        {
            owner = Some((self.role(start..ending), self.is_place(start, ending)));
            start = ending + 1;
        }
        while self.has(start, Marks::DEMONYM) {
            start += 1;
        }
        let loose = articled || owner.is_some();
        let mut end = start;
        let mut head = None;
        while let Some(word) = self.word(end) {
            let part = word.marks.has(Marks::ROLE_PART) || end == start && is_age(word.text) || is_when(self.language(), word);
            let noun = loose && !word.marks.has(Marks::FUNCTION | Marks::SAYING) && word.case != Case::Other;
            if end - start >= ROLE_TOKENS_MAX {
                break;
            }
            if self.is_head(end) {
                head = Some(end);
            } else if !(part || noun) {
                break;
            }
            end += 1;
        }
        let head = head.filter(|head| end == head + 1)?;
        // "the Fox News host" is a host.
        let start = (start..=head).find(|token| {
            self.word(*token).is_some_and(|word| !word.is_capital() || word.marks.has(Marks::ROLE | Marks::ROLE_PART))
        })?;
        let of = self.of_what(head + 1);
        // "governor of Florida" is a governor: the place stands beside the people as it is.
        let told = of.filter(|end| !self.is_place(head + 2, *end)).unwrap_or(head + 1);
        let role = self.role(start..told);
        let role = match owner {
            Some((owner, false)) if told == head + 1 => format!("{role} of {owner}"),
            _ => role,
        };
        Some((role, of.unwrap_or(head + 1)))
    }

    /// Says whether tokens are the name of a place, with or without an article.
    fn is_place(&self, start: usize, end: usize) -> bool {
        let start = start + usize::from(self.written(start) == "the");
        self.text.place_at(start).is_some_and(|place| place.tokens.end >= end && place.fame >= KNOWN_PLACE)
    }

    /// Returns where "of Tesla" or "of the European Commission" ends that begins at a token.
    fn of_what(&self, token: usize) -> Option<usize> {
        if !matches!(self.written(token), "of" | "at" | "to") {
            return None;
        }
        let start = token + 1 + usize::from(self.written(token + 1) == "the");
        let mut end = start;
        while self.word(end).is_some_and(|word| {
            word.is_capital()
                || end > start
                    && matches!(word.text, "of" | "and" | "for" | "&" | "the")
                    && self.word(end + 1).is_some_and(Word::is_capital)
        }) {
            end += 1;
        }
        (end > start && end - start <= OF_TOKENS_MAX).then_some(end)
    }

    /// Reads ", who heads the agency," behind a name.
    fn work(&self, name: &Range<usize>) -> Option<String> {
        let who = self.behind_comma(name)?;
        if self.written(who) != "who" || !self.language().work.contains(&self.written(who + 1)) {
            return None;
        }
        let ends =
            |token: &usize| matches!(self.written(*token), "" | "," | "." | ";" | ":" | "—" | "–" | "and" | "but" | "until");
        let end = (who + 2..=who + 2 + WORK_TOKENS_MAX).find(ends)?;
        (end > who + 2).then(|| self.role(who + 1..end))
    }

    /// Reads "Crown Prince" or "King" before a name.
    fn reign(&self, name: &Range<usize>) -> Option<String> {
        let title = name.start.checked_sub(1)?;
        let word = self.word(title)?;
        if !word.is_capital() || !is_reigning(&word.folded) || word.folded.starts_with("sheik") {
            return None;
        }
        let crown = title.checked_sub(1).filter(|before| self.written(*before) == "Crown").unwrap_or(title);
        Some(with_capitals(&self.role(crown..name.start).to_lowercase()))
    }
}

/// Returns the full form of a shortened title, where a word is one.
fn in_full(language: &Roles, word: &Word<'_>) -> Option<&'static str> {
    if !word.is_capital() && word.case != Case::Other {
        return None;
    }
    let bare = word.lower.trim_end_matches('.');
    language.short_titles.iter().find(|(short, _)| *short == bare).map(|(_, full)| *full)
}

/// Says whether a word says since or until when an office is held.
fn is_when(language: &Roles, word: &Word<'_>) -> bool {
    language.when.contains(&&*word.known.lower)
}

/// Says whether a word is "54-year-old".
fn is_age(word: &str) -> bool {
    word.strip_suffix("-year-old").is_some_and(|years| years.chars().all(char::is_alphanumeric))
}
