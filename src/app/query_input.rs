//! What the reader types, to a query.

use crate::query::{Query, Term, TermKind};

/// Reads the words of a search: what is no query is searched for as it stands.
pub(super) fn search(typed: &str) -> Query {
    Query::parse(typed).unwrap_or_else(|_| {
        // A word that would be read as something else stands in quotation marks, so that it can be written down and kept.
        let is_plain = |word: &str| Query::parse(word).is_ok_and(|query| query == Query::of(TermKind::Word(word.to_owned())));
        let kind = |word: &str| if is_plain(word) { TermKind::Word(word.to_owned()) } else { TermKind::Phrase(word.to_owned()) };
        let word = |word: &str| Term { negated: false, kind: kind(word) };
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
