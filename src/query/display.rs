//! Writes a query as somebody would type it: the inverse of [`Query::parse`].

use std::fmt::{self, Write as _};

use jiff::SignedDuration;

use super::{Query, Term, TermKind};

/// Units of a span, the longest first.
const UNITS: [(i64, char); 4] = [(7 * 86_400, 'w'), (86_400, 'd'), (3_600, 'h'), (60, 'm')];

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, all) in self.any.iter().enumerate() {
            if nth > 0 {
                f.write_str(" OR ")?;
            }
            for (nth, term) in all.iter().enumerate() {
                if nth > 0 {
                    f.write_char(' ')?;
                }
                term.fmt(f)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negated {
            f.write_char('-')?;
        }
        self.kind.fmt(f)
    }
}

impl fmt::Display for TermKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Phrase(text) => quoted(f, text),
            Self::Unread => f.write_str("is:unread"),
            Self::Read => f.write_str("is:read"),
            Self::Starred => f.write_str("is:starred"),
            Self::Later => f.write_str("is:later"),
            Self::Followed => f.write_str("is:followed"),
            Self::Feed(text) => named(f, "feed", text),
            Self::FeedId(id) => write!(f, "feed:#{id}"),
            Self::Folder(text) => named(f, "folder", text),
            Self::Tag(text) => named(f, "tag", text),
            Self::Person(text) => named(f, "person", text),
            Self::PersonId(id) => write!(f, "person:#{id}"),
            Self::Place(text) => named(f, "place", text),
            Self::PlaceId(id) => write!(f, "place:#{id}"),
            Self::Id(id) => write!(f, "id:#{id}"),
            Self::Like(id) => write!(f, "like:#{id}"),
            Self::Newer(span) => write!(f, "newer:{}", in_units(*span)),
            Self::Older(span) => write!(f, "older:{}", in_units(*span)),
            Self::Author(text) => named(f, "author", text),
            Self::Title(text) => named(f, "title", text),
        }
    }
}

/// Writes a filter with its value, in quotation marks only where it needs them.
fn named(f: &mut fmt::Formatter<'_>, key: &str, text: &str) -> fmt::Result {
    write!(f, "{key}:")?;
    let needs_marks = text.is_empty()
        || text.starts_with('#')
        || text.contains(|letter: char| letter.is_whitespace() || matches!(letter, '"' | '“' | '”' | '\\'));
    if needs_marks { quoted(f, text) } else { f.write_str(text) }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            f.write_char('\\')?;
        }
        f.write_char(letter)?;
    }
    f.write_char('"')
}

/// Writes a span in the longest unit that needs no fraction.
fn in_units(span: SignedDuration) -> String {
    let seconds = span.as_secs();
    UNITS
        .into_iter()
        .find(|(unit, _)| seconds != 0 && seconds % unit == 0)
        .map_or_else(|| format!("{seconds}s"), |(unit, name)| format!("{}{name}", seconds / unit))
}
