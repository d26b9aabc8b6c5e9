//! What the reader types, to a query.

use crate::query::{Query, Term, TermKind};

/// Reads the words of a search: what is no query is searched for as it stands.
pub(super) fn search(typed: &str) -> Query {
    Query::parse(typed).unwrap_or_else(|_| {
        let word = |word: &str| Term { negated: false, kind: TermKind::Word(word.to_owned()) };
        Query { any: vec![typed.split_whitespace().map(word).collect()], ..Query::default() }
    })
}

/// Returns the query whose stories fit both.
pub(super) fn both(one: &Query, other: &Query) -> Query {
    match (one.any.is_empty(), other.any.is_empty()) {
        (true, _) => other.clone(),
        (_, true) => one.clone(),
        _ => {
            let pairs = one.any.iter().flat_map(|a| other.any.iter().map(move |b| a.iter().chain(b).cloned().collect()));
            Query { any: pairs.collect(), ..Query::default() }
        }
    }
}
