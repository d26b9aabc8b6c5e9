//! What is followed, as a condition of a query: `is:followed` is the sum of the rules to follow.

use std::borrow::Cow;

use rusqlite::Connection;

use crate::query::{Purpose, Query, Term, TermKind};
use crate::store::rules;

/// The queries that are followed, where a query asks for them.
#[derive(Debug, Default)]
pub(super) struct Followed {
    sides: Vec<Vec<Term>>,
}

impl Followed {
    /// Reads the rules if the query speaks of them.
    pub(super) fn of(db: &Connection, query: &Query) -> rusqlite::Result<Self> {
        if !query.any.iter().chain(&query.without).flatten().any(is_of_followed) {
            return Ok(Self::default());
        }
        let rules = rules::all(db)?.into_iter().filter(|rule| rule.purpose == Purpose::Follow);
        // A rule that speaks of what is followed says nothing.
        let sides = rules.flat_map(|rule| rule.query.any).filter(|side| !side.iter().any(is_of_followed)).collect();
        Ok(Self { sides })
    }

    /// Returns the conjunctions of which a story that is followed fits one.
    pub(super) fn sides(&self) -> &[Vec<Term>] {
        &self.sides
    }
}

fn is_of_followed(term: &Term) -> bool {
    term.kind == TermKind::Followed
}

/// Writes what is followed in the place of each `is:followed` that must fit: a side becomes as many as there are rules, each of
/// which is walked by the narrowest thing that it asks for.
pub(super) fn spelled_out<'a>(sides: &'a [Vec<Term>], followed: &Followed) -> Cow<'a, [Vec<Term>]> {
    let asks = |term: &Term| is_of_followed(term) && !term.negated;
    if !sides.iter().flatten().any(asks) {
        return sides.into();
    }
    let mut all = Vec::new();
    for side in sides {
        if !side.iter().any(asks) {
            all.push(side.clone());
            continue;
        }
        let rest: Vec<Term> = side.iter().filter(|term| !asks(term)).cloned().collect();
        all.extend(followed.sides().iter().map(|terms| rest.iter().chain(terms).cloned().collect()));
    }
    all.into()
}
