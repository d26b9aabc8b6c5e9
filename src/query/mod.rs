//! What the reader asks to see: one language for the list, the search, saved views and the command line.
//!
//! [`Query::parse`] reads it, the store turns it into SQL, `Display` writes it back.

mod display;
mod parse;
mod rule;

use jiff::SignedDuration;

use crate::domain::{EntryId, FeedId, PersonId, PlaceId};

pub use parse::{QueryError, QueryProblem, parse_span};
pub use rule::{Purpose, Rule, RuleError};

/// A disjunction of conjunctions; no alternatives at all means every story.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Query {
    /// A story fits if it fits all terms of one of these.
    pub any: Vec<Vec<Term>>,
    /// No story fits that fits all terms of one of these. Never typed: so what is muted is kept out of a list.
    pub without: Vec<Vec<Term>>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// Whether the story must not fit.
    pub negated: bool,
    /// What it is about.
    pub kind: TermKind,
}

/// What a condition is about. Texts are as typed, without their quotation marks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TermKind {
    /// A word of title or text; a trailing `*` stands for any ending.
    Word(String),
    /// Words that stand together in title or text.
    Phrase(String),
    /// `is:unread`.
    Unread,
    /// `is:read`.
    Read,
    /// `is:starred`.
    Starred,
    /// `is:later`.
    Later,
    /// `is:followed`: what one of the rules to follow speaks of.
    Followed,
    /// `feed:word`: a feed whose title or address holds the word.
    Feed(String),
    /// `feed:#7`: the feed of this row.
    FeedId(FeedId),
    /// `folder:name`: feeds in this folder or in one inside it.
    Folder(String),
    /// `tag:name`: feeds or stories with this tag.
    Tag(String),
    /// `person:"name"`: stories naming a person with this name or alias.
    Person(String),
    /// `person:#7`: stories naming this person.
    PersonId(PersonId),
    /// `place:name`.
    Place(String),
    /// `place:#7`.
    PlaceId(PlaceId),
    /// `id:#7`: this story.
    Id(EntryId),
    /// `like:#7`: stories that tell of the same event as this one, itself among them.
    Like(EntryId),
    /// `newer:2d`: published within this time before now.
    Newer(SignedDuration),
    /// `older:1w`: published longer ago than this.
    Older(SignedDuration),
    /// `author:word`: somebody of this name wrote it.
    Author(String),
    /// `title:word`: the title holds the word.
    Title(String),
}

impl Query {
    /// Says whether it speaks of what is followed.
    pub fn is_of_followed(&self) -> bool {
        self.any.iter().flatten().any(|term| term.kind == TermKind::Followed)
    }

    /// Returns the query with one condition.
    pub fn of(kind: TermKind) -> Self {
        Self { any: vec![vec![Term { negated: false, kind }]], without: Vec::new() }
    }
}

#[cfg(test)]
mod tests;
