//! Reads what the reader typed, and says which word of it cannot be understood.
//!
//! Terms stand apart by space and must all hold; `OR` parts alternatives; `-` before a term turns it round. A text with
//! spaces stands in quotation marks, inside which `\"` and `\\` are the characters themselves.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::SignedDuration;

use super::{Query, Term, TermKind};
use crate::domain::{EntryId, FeedId, PersonId, PlaceId};
use crate::text::fold::fold;
use crate::text::nearest::nearest;

/// What may stand before a colon.
const KEYS: [&str; 12] = ["is", "feed", "folder", "tag", "person", "place", "id", "like", "newer", "older", "author", "title"];

/// What may stand after `is:`.
const STATES: [&str; 5] = ["unread", "read", "starred", "later", "followed"];

/// Longest query that is read, in bytes: the longest that somebody would type, many times over.
const QUERY_BYTES_MAX: usize = 4096;

/// Most terms in a query; each may become a join.
const TERMS_MAX: usize = 64;

/// Most different beginnings of words in a query. Every word of the index that begins so is looked through for each.
const BEGINNINGS_MAX: usize = 12;

/// Why a query cannot be understood, and which bytes of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct QueryError {
    /// The bytes of the query that the complaint is about, on character boundaries.
    pub at: Range<usize>,
    /// What is wrong with them.
    pub problem: QueryProblem,
}

/// What is wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryProblem {
    /// No filter has this name.
    #[error("there is no `{name}:` to filter by{}", meant(name, &KEYS, ":"))]
    UnknownKey {
        /// As typed.
        name: String,
    },
    /// `is:` with something that a story cannot be.
    #[error("a story cannot be `{name}`{}", meant(name, &STATES, ""))]
    UnknownState {
        /// As typed.
        name: String,
    },
    /// A filter without a value.
    #[error("`{key}:` needs a value right after the colon")]
    NoValue {
        /// The filter.
        key: &'static str,
    },
    /// No span of time.
    #[error("a time is a number and a unit, such as 36h, 2d or 1w")]
    NoTime,
    /// `id:` or `like:` without a story.
    #[error("`{key}:` takes the number of a story, as in {key}:#12; `dateline list` shows them")]
    NoStory {
        /// The filter.
        key: &'static str,
    },
    /// A quotation mark without its partner.
    #[error("this quotation mark is not closed")]
    Unclosed,
    /// Quotation marks with nothing inside, or a lone minus.
    #[error("nothing stands here to look for")]
    Empty,
    /// `OR` at an end, or two of them.
    #[error("OR needs a term on either side")]
    LoneOr,
    /// A word that joins terms in other query languages.
    #[error("terms side by side must all fit, and a minus before one turns it round: write \"a -b\" for \"a AND NOT b\"")]
    Operator,
    /// Parentheses, which other query languages have.
    #[error("terms cannot be grouped: write \"a x OR b x\" for \"(a OR b) x\"")]
    Parenthesis,
    /// More than anybody types.
    #[error("the query is too long: it may have {TERMS_MAX} terms and {QUERY_BYTES_MAX} bytes")]
    TooLong,
    /// More words with a star than can be looked up in good time.
    #[error("too many words end in *: a query may have {BEGINNINGS_MAX} of them\nwrite some of them out")]
    TooManyBeginnings,
}

/// Adds what was probably meant, or what there is.
fn meant(typed: &str, known: &[&str], after: &str) -> String {
    match nearest(typed, known.iter().copied()) {
        Some(near) => format!("; did you mean `{near}{after}`?"),
        None => format!("; there is {}", known.iter().map(|word| format!("{word}{after}")).collect::<Vec<_>>().join(" ")),
    }
}

impl Query {
    /// Reads a query as it is typed; an empty one means every story.
    ///
    /// # Errors
    /// Says which bytes cannot be understood, and why.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        if text.len() > QUERY_BYTES_MAX {
            return Err(fail(0..text.len(), QueryProblem::TooLong));
        }
        let mut cursor = Cursor { text, at: 0 };
        let mut any = Vec::new();
        let mut all = Vec::new();
        let mut last_or = None;
        let mut terms = 0;
        while let Some(start) = cursor.next_start() {
            if cursor.takes_or() {
                let range = start..cursor.at;
                if all.is_empty() {
                    return Err(fail(range, QueryProblem::LoneOr));
                }
                any.push(std::mem::take(&mut all));
                last_or = Some(range);
                continue;
            }
            all.push(cursor.term()?);
            terms += 1;
            if terms > TERMS_MAX {
                return Err(fail(start..text.len(), QueryProblem::TooLong));
            }
        }
        match (all.is_empty(), last_or) {
            (true, Some(range)) => return Err(fail(range, QueryProblem::LoneOr)),
            (true, None) => {}
            (false, _) => any.push(all),
        }
        let query = Self { any, without: Vec::new() };
        query.check_beginnings().map_err(|problem| fail(0..text.len(), problem))?;
        Ok(query)
    }

    /// Refuses what would take too long to look up, of a query of plain words that was not parsed.
    ///
    /// # Errors
    /// Says what there is too much of.
    pub fn check_amount(&self, bytes: usize) -> Result<(), QueryProblem> {
        if bytes > QUERY_BYTES_MAX || self.any.iter().map(Vec::len).sum::<usize>() > TERMS_MAX {
            return Err(QueryProblem::TooLong);
        }
        self.check_beginnings()
    }

    fn check_beginnings(&self) -> Result<(), QueryProblem> {
        let words = self.any.iter().flatten().filter_map(|term| match &term.kind {
            TermKind::Word(word) if word.ends_with('*') => Some(fold(word)),
            _ => None,
        });
        let different: BTreeSet<String> = words.collect();
        if different.len() > BEGINNINGS_MAX { Err(QueryProblem::TooManyBeginnings) } else { Ok(()) }
    }
}

fn fail(at: Range<usize>, problem: QueryProblem) -> QueryError {
    QueryError { at, problem }
}

/// A place in the text of the query.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

/// A value as typed, and whether it stood in quotation marks.
struct Value {
    text: String,
    quoted: bool,
    range: Range<usize>,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Skips white space; returns where the next term begins.
    fn next_start(&mut self) -> Option<usize> {
        self.at += self.rest().len() - self.rest().trim_start().len();
        (self.at < self.text.len()).then_some(self.at)
    }

    /// Returns the text up to the next white space.
    fn bare(&self) -> &'a str {
        let rest = self.rest();
        &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())]
    }

    /// Steps over an `OR`, if one stands here alone.
    fn takes_or(&mut self) -> bool {
        let or = self.bare() == "OR";
        if or {
            self.at += 2;
        }
        or
    }

    fn term(&mut self) -> Result<Term, QueryError> {
        let negated = self.rest().starts_with('-');
        self.at += usize::from(negated);
        let kind = self.kind()?;
        Ok(Term { negated, kind })
    }

    fn kind(&mut self) -> Result<TermKind, QueryError> {
        if let Some(phrase) = self.quoted()? {
            return Ok(TermKind::Phrase(phrase.text));
        }
        let start = self.at;
        let word = self.bare();
        if word.is_empty() {
            return Err(fail(start.saturating_sub(1)..start, QueryProblem::Empty));
        }
        if matches!(word, "AND" | "NOT") {
            return Err(fail(start..start + word.len(), QueryProblem::Operator));
        }
        if word.starts_with('(') {
            return Err(fail(start..start + word.len(), QueryProblem::Parenthesis));
        }
        if let Some((name, _)) = word.split_once(':').filter(|(name, value)| is_key_like(name) && !value.starts_with("//")) {
            let Some(key) = KEYS.into_iter().find(|key| key.eq_ignore_ascii_case(name)) else {
                return Err(fail(start..start + name.len() + 1, QueryProblem::UnknownKey { name: name.to_owned() }));
            };
            self.at += name.len() + 1;
            let value = self.value(key, start)?;
            return kind_of(key, value);
        }
        self.at += word.len();
        Ok(TermKind::Word(word.to_owned()))
    }

    /// Reads the value after `key:`, which began at `start`.
    fn value(&mut self, key: &'static str, start: usize) -> Result<Value, QueryError> {
        if let Some(value) = self.quoted()? {
            return Ok(value);
        }
        let text = self.bare().to_owned();
        if text.is_empty() {
            return Err(fail(start..self.at, QueryProblem::NoValue { key }));
        }
        let range = self.at..self.at + text.len();
        self.at = range.end;
        Ok(Value { text, quoted: false, range })
    }

    /// Reads a text in quotation marks, straight or curly, if one begins here.
    fn quoted(&mut self) -> Result<Option<Value>, QueryError> {
        let Some((open, close)) = self.rest().chars().next().and_then(|first| match first {
            '"' => Some(('"', '"')),
            '“' => Some(('“', '”')),
            _ => None,
        }) else {
            return Ok(None);
        };
        let start = self.at;
        let mut text = String::new();
        let mut letters = self.rest().char_indices().skip(1).peekable();
        while let Some((offset, letter)) = letters.next() {
            if letter == close {
                self.at += offset + close.len_utf8();
                let range = start..self.at;
                if text.trim().is_empty() {
                    return Err(fail(range, QueryProblem::Empty));
                }
                return Ok(Some(Value { text, quoted: true, range }));
            }
            match letters.peek() {
                Some(&(_, next)) if letter == '\\' && (next == '\\' || next == close) => {
                    text.push(next);
                    letters.next();
                }
                _ => text.push(letter),
            }
        }
        Err(fail(start..start + open.len_utf8(), QueryProblem::Unclosed))
    }
}

/// Says whether the text before a colon was meant as a filter: `10:30` and `https://…` were not.
fn is_key_like(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|letter| letter.is_ascii_alphabetic())
}

/// Makes a condition of a filter and its value.
fn kind_of(key: &'static str, value: Value) -> Result<TermKind, QueryError> {
    let row = (!value.quoted).then(|| row_number(&value.text)).flatten();
    Ok(match (key, row) {
        ("feed", Some(row)) => TermKind::FeedId(FeedId(row)),
        ("person", Some(row)) => TermKind::PersonId(PersonId(row)),
        ("place", Some(row)) => TermKind::PlaceId(PlaceId(row)),
        ("id" | "like", row) => {
            let row = row.or_else(|| value.text.parse().ok().filter(|row| *row >= 0));
            let id = EntryId(row.ok_or_else(|| fail(value.range, QueryProblem::NoStory { key }))?);
            if key == "id" { TermKind::Id(id) } else { TermKind::Like(id) }
        }
        ("feed", None) => TermKind::Feed(value.text),
        ("person", None) => TermKind::Person(value.text),
        ("place", None) => TermKind::Place(value.text),
        ("folder", _) => TermKind::Folder(value.text),
        ("tag", _) => TermKind::Tag(value.text),
        ("author", _) => TermKind::Author(value.text),
        ("title", _) => TermKind::Title(value.text),
        ("newer", _) => TermKind::Newer(span(&value)?),
        ("older", _) => TermKind::Older(span(&value)?),
        _ => state(value)?,
    })
}

fn state(value: Value) -> Result<TermKind, QueryError> {
    Ok(match value.text.to_ascii_lowercase().as_str() {
        "unread" => TermKind::Unread,
        "read" => TermKind::Read,
        "starred" => TermKind::Starred,
        "later" => TermKind::Later,
        "followed" => TermKind::Followed,
        _ => return Err(fail(value.range, QueryProblem::UnknownState { name: value.text })),
    })
}

/// Returns the number of `#7`.
fn row_number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('#')?;
    digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

fn span(value: &Value) -> Result<SignedDuration, QueryError> {
    parse_span(&value.text).ok_or_else(|| fail(value.range.clone(), QueryProblem::NoTime))
}

/// Reads a span of time as `newer:` takes it: `90s`, `30m`, `36h`, `2d`, `1w`, `6mo`, `1y`.
pub fn parse_span(text: &str) -> Option<SignedDuration> {
    let split = text.find(|letter: char| !letter.is_ascii_digit())?;
    let (number, unit) = text.split_at(split);
    let number: i64 = number.parse().ok()?;
    let seconds = match unit.to_ascii_lowercase().as_str() {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        "mo" => 30 * 86_400,
        "y" => 365 * 86_400,
        _ => return None,
    };
    // A thousand years: far enough for any story, and near enough that no date runs over.
    let total = number.checked_mul(seconds).filter(|total| *total <= 1_000 * 365 * 86_400)?;
    Some(SignedDuration::from_secs(total))
}
