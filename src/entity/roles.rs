//! The role that a story gives a person: "Foreign Minister" or "the 54-year-old defender" before the name, ", the finance
//! minister," or ", who heads the agency," after it.
//!
//! Roles are kept as written; an article, a nationality or party before them and a bare "Mr." are dropped.

use std::ops::Range;

use super::document::{Case, Document, Text, Word};
use super::lexicon::Marks;

/// Longest role, in tokens.
const ROLE_TOKENS_MAX: usize = 6;
/// Longest account of what somebody does, in tokens: "heads the agency for the protection of lakes".
const WORK_TOKENS_MAX: usize = 8;

/// What somebody does who stands at the head of something.
const WORK: [&str; 26] = [
    "heads",
    "headed",
    "leads",
    "led",
    "runs",
    "ran",
    "chairs",
    "chaired",
    "directs",
    "directed",
    "manages",
    "managed",
    "coaches",
    "coached",
    "owns",
    "owned",
    "founded",
    "co-founded",
    "represents",
    "represented",
    "edits",
    "edited",
    "commands",
    "commanded",
    "oversees",
    "oversaw",
];

/// Returns the role that stands before or behind a person's name.
pub(super) fn role(document: &Document<'_>, text: &Text<'_>, name: &Range<usize>) -> Option<String> {
    let range = before(document, text, name).or_else(|| behind(document, text, name)).or_else(|| work(document, text, name))?;
    let written = text.written(&range).split_whitespace().collect::<Vec<_>>().join(" ");
    (written.chars().count() <= 60).then_some(written)
}

fn before(document: &Document<'_>, text: &Text<'_>, name: &Range<usize>) -> Option<Range<usize>> {
    let sentence = &text.sentence_of(name.start).tokens;
    let mut start = name.start;
    let mut head = None;
    while start > sentence.start && name.start - start < ROLE_TOKENS_MAX {
        let token = start - 1;
        let word = document.word(text, token);
        if word.marks.has(Marks::ROLE) {
            head.get_or_insert(token);
        } else if word.text == "of"
            && start < name.start
            && start >= sentence.start + 2
            && document.word(text, start - 2).marks.has(Marks::ROLE)
        {
            // "Secretary of State": the part behind "of" need not be a role itself.
        } else if !(word.marks.has(Marks::ROLE_PART) && (head.is_some() || behind_of(document, text, token, sentence))
            || head.is_some() && is_age(word.text))
        {
            break;
        }
        start = token;
    }
    let head = head?;
    // What follows "of" ends the role; otherwise its head does.
    let has_of = (head..name.start).any(|token| document.word(text, token).text == "of");
    let end = if has_of { name.start } else { head + 1 };
    let belongs = |word: &Word<'_>| word.marks.has(Marks::ROLE | Marks::ROLE_PART) || is_age(word.text);
    let start = (start..end).find(|&token| belongs(document.word(text, token)))?;
    // "says President Varga" and "a spokesman said": a lower-case word before a capital one is no part of the role.
    let capital = document.word(text, head).case != Case::Lower;
    let start = (start..=head).find(|&token| !capital || document.word(text, token).case != Case::Lower)?;
    Some(start..end)
}

/// Says whether a word is "54-year-old".
fn is_age(word: &str) -> bool {
    word.strip_suffix("-year-old").is_some_and(|years| years.chars().all(char::is_alphanumeric))
}

/// Returns the first token behind a name and its comma, and behind the age that may stand there: ", 54, …".
fn behind_comma(document: &Document<'_>, text: &Text<'_>, name: &Range<usize>, end: usize) -> Option<usize> {
    let word = |token: usize| (token < end).then(|| document.word(text, token).text);
    if word(name.end)? != "," {
        return None;
    }
    let is_number = word(name.end + 1)?.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { (word(name.end + 2)? == ",").then_some(name.end + 3) } else { Some(name.end + 1) }
}

/// Reads ", who heads the agency," behind a name.
fn work(document: &Document<'_>, text: &Text<'_>, name: &Range<usize>) -> Option<Range<usize>> {
    let sentence = &text.sentence_of(name.start).tokens;
    let who = behind_comma(document, text, name, sentence.end)?;
    let word = |token: usize| (token < sentence.end).then(|| document.word(text, token).text);
    if word(who)? != "who" || !WORK.contains(&word(who + 1)?) {
        return None;
    }
    let ends = |token: &usize| {
        word(*token).is_none_or(|word| matches!(word, "," | "." | ";" | ":" | "—" | "–" | "and" | "but" | "until"))
    };
    let end = (who + 2..=who + 2 + WORK_TOKENS_MAX).find(ends)?;
    (end > who + 2).then_some(who + 1..end)
}

/// Says whether the token stands behind "Secretary of" or a part of an office that does.
fn behind_of(document: &Document<'_>, text: &Text<'_>, token: usize, sentence: &Range<usize>) -> bool {
    let mut at = token;
    while at > sentence.start {
        at -= 1;
        let word = document.word(text, at);
        if word.text == "of" {
            return at > sentence.start && document.word(text, at - 1).marks.has(Marks::ROLE);
        }
        if !word.marks.has(Marks::ROLE_PART) && word.text != "the" {
            return false;
        }
    }
    false
}

/// Reads ", the Swiss finance minister," behind a name.
fn behind(document: &Document<'_>, text: &Text<'_>, name: &Range<usize>) -> Option<Range<usize>> {
    let sentence = &text.sentence_of(name.start).tokens;
    let word = |token: usize| (token < sentence.end).then(|| document.word(text, token));
    let mut start = behind_comma(document, text, name, sentence.end)?;
    if matches!(word(start)?.text, "a" | "an" | "the" | "its" | "their" | "his" | "her") {
        start += 1;
    }
    while word(start)?.marks.has(Marks::DEMONYM) {
        start += 1;
    }
    let mut end = start;
    let mut head = None;
    while end < sentence.end && end - start < ROLE_TOKENS_MAX {
        let word = document.word(text, end);
        if word.marks.has(Marks::ROLE) {
            head = Some(end);
        } else if !(word.marks.has(Marks::ROLE_PART) || end == start && is_age(word.text)) {
            break;
        }
        end += 1;
    }
    let head = head?;
    let next = word(head + 1).map_or("", |word| word.text);
    let closes = matches!(next, "," | "." | ";" | ")" | "of" | "for" | "at" | "in" | "who" | "and" | "with" | "from" | "");
    closes.then_some(start..head + 1)
}
