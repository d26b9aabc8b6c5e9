//! What is typed, understood and written back; what is mistyped, pointed at.

use jiff::SignedDuration;
use proptest::prelude::*;

use super::{Query, Term, TermKind};
use crate::domain::{EntryId, FeedId, PersonId, PlaceId};

fn check(typed: &str, written: &str) {
    let query = Query::parse(typed).unwrap_or_else(|error| panic!("{typed}: {error}"));
    assert_eq!(query.to_string(), written, "{typed}");
    assert_eq!(Query::parse(written).unwrap(), query, "{written}");
}

#[test]
fn what_is_typed_is_understood_and_written_back() {
    for (typed, written) in [
        ("", ""),
        ("  grain   harbour* ", "grain harbour*"),
        ("\"port pay deal\"", "\"port pay deal\""),
        ("“port pay deal” x", "\"port pay deal\" x"),
        ("is:unread IS:Starred is:later is:read -is:followed", "is:unread is:starred is:later is:read -is:followed"),
        ("feed:wire feed:#7 person:#12 place:#3", "feed:wire feed:#7 person:#12 place:#3"),
        ("feed:\"#7\"", "feed:\"#7\""),
        ("person:\"Tomas Varga\" place:Geneva", "person:\"Tomas Varga\" place:Geneva"),
        ("folder:News/World tag:daily", "folder:News/World tag:daily"),
        ("newer:48h older:14d", "newer:2d older:2w"),
        ("newer:90m", "newer:90m"),
        ("author:Lindqvist title:\"grain\"", "author:Lindqvist title:grain"),
        ("-is:read -\"storm warning\" -rain", "-is:read -\"storm warning\" -rain"),
        ("grain OR wheat newer:1d OR -x", "grain OR wheat newer:1d OR -x"),
        ("or -OR ORE", "or -OR ORE"),
        ("10:30 https://example.org/a", "10:30 https://example.org/a"),
        (r#"person:"Ines \"Rio\" Okafor""#, r#"person:"Ines \"Rio\" Okafor""#),
        ("5\" x", "5\" x"),
        ("--x", "--x"),
        ("Zürich 東京", "Zürich 東京"),
    ] {
        check(typed, written);
    }
}

#[test]
fn a_mistake_is_pointed_at() {
    for (typed, word, said) in [
        (
            "grain form:wire",
            "form:",
            "there is no `form:` to filter by; there is is: feed: folder: tag: person: place: id: like: newer: older: author: \
             title:",
        ),
        ("grain prson:Varga", "prson:", "there is no `prson:` to filter by; did you mean `person:`?"),
        ("is:unraed x", "unraed", "a story cannot be `unraed`; did you mean `unread`?"),
        ("x feed: y", "feed:", "`feed:` needs a value right after the colon"),
        ("newer:tomorrow", "tomorrow", "a time is a number and a unit, such as 36h, 2d or 1w"),
        ("like:strike", "strike", "`like:` takes the number of a story, as in like:#12; `dateline list` shows them"),
        ("newer:99999999999999y", "99999999999999y", "a time is a number and a unit, such as 36h, 2d or 1w"),
        ("é \"port pay", "\"", "this quotation mark is not closed"),
        ("x \"\" y", "\"\"", "nothing stands here to look for"),
        ("x - y", "-", "nothing stands here to look for"),
        ("OR x", "OR", "OR needs a term on either side"),
        ("x OR", "OR", "OR needs a term on either side"),
        (
            "a AND b",
            "AND",
            "terms side by side must all fit, and a minus before one turns it round: write \"a -b\" for \"a AND NOT b\"",
        ),
        ("(a OR b) c", "(a", "terms cannot be grouped: write \"a x OR b x\" for \"(a OR b) x\""),
    ] {
        let error = Query::parse(typed).expect_err(typed);
        assert_eq!(&typed[error.at.clone()], word, "{typed}");
        assert_eq!(error.to_string(), said, "{typed}");
    }
}

fn word() -> impl Strategy<Value = String> {
    "[a-zé東0-9][a-zé東0-9\"\\\\#*-]{0,6}"
}

fn text() -> impl Strategy<Value = String> {
    "[a-z#\"\\\\“” é:(-]{0,8}[a-zé#]"
}

fn kind() -> impl Strategy<Value = TermKind> {
    let seconds = (0..50_000_000i64).prop_map(SignedDuration::from_secs);
    prop_oneof![
        word().prop_map(TermKind::Word),
        text().prop_map(TermKind::Phrase),
        Just(TermKind::Unread),
        Just(TermKind::Read),
        Just(TermKind::Starred),
        Just(TermKind::Later),
        Just(TermKind::Followed),
        text().prop_map(TermKind::Feed),
        (0..i64::MAX).prop_map(|id| TermKind::FeedId(FeedId(id))),
        text().prop_map(TermKind::Folder),
        text().prop_map(TermKind::Tag),
        text().prop_map(TermKind::Person),
        (0..i64::MAX).prop_map(|id| TermKind::PersonId(PersonId(id))),
        text().prop_map(TermKind::Place),
        (0..i64::MAX).prop_map(|id| TermKind::PlaceId(PlaceId(id))),
        (0..i64::MAX).prop_map(|id| TermKind::Id(EntryId(id))),
        (0..i64::MAX).prop_map(|id| TermKind::Like(EntryId(id))),
        seconds.clone().prop_map(TermKind::Newer),
        seconds.prop_map(TermKind::Older),
        text().prop_map(TermKind::Author),
        text().prop_map(TermKind::Title),
    ]
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_back_the_same(
        any in prop::collection::vec(
            prop::collection::vec((any::<bool>(), kind()).prop_map(|(negated, kind)| Term { negated, kind }), 1..4),
            0..4,
        )
    ) {
        let query = Query { any, ..Query::default() };
        prop_assert_eq!(Query::parse(&query.to_string()), Ok(query.clone()), "{}", query);
    }

    #[test]
    fn whatever_is_typed_is_understood_or_pointed_at(typed in any::<String>()) {
        match Query::parse(&typed) {
            Ok(query) => prop_assert_eq!(Query::parse(&query.to_string()), Ok(query)),
            Err(error) => prop_assert!(typed.get(error.at).is_some()),
        }
    }

    #[test]
    fn whatever_looks_like_a_query_is_understood_or_pointed_at(typed in "(-?(is:|feed:|newer:|#|OR|\"|“|”|\\\\|[a-z1]| ){0,4} ?){0,5}") {
        match Query::parse(&typed) {
            Ok(query) => prop_assert_eq!(Query::parse(&query.to_string()), Ok(query)),
            Err(error) => prop_assert!(typed.get(error.at).is_some()),
        }
    }
}
