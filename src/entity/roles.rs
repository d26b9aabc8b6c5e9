//! The role that a story gives a person: "Foreign Minister" before the name, ", the finance minister," after it.
//!
//! Roles are kept as written; a nationality or party before them and a bare "Mr." are dropped.

use std::ops::Range;

use super::document::{Case, Document, Text};
use super::lexicon::Marks;

/// Longest role, in tokens.
const ROLE_TOKENS_MAX: usize = 6;

/// Returns the role that stands before or behind a person's name.
pub(super) fn role(document: &Document<'_>, text: &Text<'_>, name: &Range<usize>) -> Option<String> {
    let range = before(document, text, name).or_else(|| behind(document, text, name))?;
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
        } else if !(word.marks.has(Marks::ROLE_PART) && (head.is_some() || behind_of(document, text, token, sentence))) {
            break;
        }
        start = token;
    }
    let head = head?;
    // What follows "of" ends the role; otherwise its head does.
    let has_of = (head..name.start).any(|token| document.word(text, token).text == "of");
    let end = if has_of { name.start } else { head + 1 };
    let start = (start..end).find(|&token| document.word(text, token).marks.has(Marks::ROLE | Marks::ROLE_PART))?;
    // "says President Varga" and "a spokesman said": a lower-case word before a capital one is no part of the role.
    let capital = document.word(text, head).case != Case::Lower;
    let start = (start..=head).find(|&token| !capital || document.word(text, token).case != Case::Lower)?;
    Some(start..end)
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
    if word(name.end)?.text != "," {
        return None;
    }
    let mut start = name.end + 1;
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
        } else if !word.marks.has(Marks::ROLE_PART) {
            break;
        }
        end += 1;
    }
    let head = head?;
    let next = word(head + 1).map_or("", |word| word.text);
    let closes = matches!(next, "," | "." | ";" | ")" | "of" | "for" | "at" | "in" | "who" | "and" | "with" | "from" | "");
    closes.then_some(start..head + 1)
}
