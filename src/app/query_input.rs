//! What the reader types, to a query.
//!
//! A stand-in for `Query::parse` until that is there: words, and the plain `is:` terms.

use crate::query::{Query, Term, TermKind};

/// Reads a query; an error says in words what is wrong with it.
pub(super) fn parse(typed: &str) -> Result<Query, String> {
    let mut terms = Vec::new();
    for word in typed.split_whitespace() {
        let (negated, word) = word.strip_prefix('-').map_or((false, word), |rest| (true, rest));
        let kind = match word.split_once(':') {
            None => TermKind::Word(word.trim_matches('"').to_owned()),
            Some(("is", "unread")) => TermKind::Unread,
            Some(("is", "read")) => TermKind::Read,
            Some(("is", "starred")) => TermKind::Starred,
            Some(("is", "later")) => TermKind::Later,
            Some(("feed", name)) => TermKind::Feed(name.to_owned()),
            Some(("person", name)) => TermKind::Person(name.to_owned()),
            Some(("place", name)) => TermKind::Place(name.to_owned()),
            Some((key, _)) => return Err(format!("there is no {key}:")),
        };
        terms.push(Term { negated, kind });
    }
    if terms.is_empty() { Ok(Query::default()) } else { Ok(Query { any: vec![terms] }) }
}

/// Reads the words of a search: what is no query is searched for as it stands.
pub(super) fn search(typed: &str) -> Query {
    parse(typed).unwrap_or_else(|_| {
        let word = |word: &str| Term { negated: false, kind: TermKind::Word(word.to_owned()) };
        Query { any: vec![typed.split_whitespace().map(word).collect()] }
    })
}

/// Returns the query whose stories fit both.
pub(super) fn both(one: &Query, other: &Query) -> Query {
    match (one.any.is_empty(), other.any.is_empty()) {
        (true, _) => other.clone(),
        (_, true) => one.clone(),
        _ => {
            let pairs = one.any.iter().flat_map(|a| other.any.iter().map(move |b| a.iter().chain(b).cloned().collect()));
            Query { any: pairs.collect() }
        }
    }
}
