//! [`Rule`]: a query that the reader keeps, and what for.

use super::{Query, QueryError, QueryProblem};
use crate::text::CleanText;

macro_rules! purposes {
    ($($variant:ident $number:literal $help:literal)*) => {
        /// What a query is kept for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Purpose {
            $(#[doc = $help] $variant,)*
        }

        impl Purpose {
            /// Returns the number that the store keeps; it never means anything else.
            pub fn number(self) -> u8 {
                match self { $(Self::$variant => $number,)* }
            }

            /// Returns the purpose of a number that the store kept.
            pub fn of_number(number: u8) -> Option<Self> {
                match number { $($number => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

purposes! {
    View 1 "Its stories are a view of their own."
    Follow 2 "Its stories are marked in every list, and all that are followed are a view together."
    Mute 3 "Its stories are kept out of the lists."
}

impl Purpose {
    /// Returns what a query is not kept for at the same time: who is followed is not muted, and the other way round.
    pub fn opposite(self) -> Option<Self> {
        match self {
            Self::Follow => Some(Self::Mute),
            Self::Mute => Some(Self::Follow),
            Self::View => None,
        }
    }
}

/// A query that the reader keeps. Two with the same purpose and the same query are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What for.
    pub purpose: Purpose,
    /// What it is called: the name of the person, the words.
    pub name: CleanText,
    /// Which stories.
    pub query: Query,
}

impl Rule {
    /// Returns the query as it is kept: as it would be typed.
    ///
    /// # Errors
    /// Says why it could not be read back, or would mean nothing; it is then not to be kept.
    pub fn text(&self) -> Result<String, RuleError> {
        if self.purpose == Purpose::Follow && self.query.is_of_followed() {
            return Err(RuleError::OfItself);
        }
        let text = self.query.to_string();
        match Query::parse(&text) {
            Ok(read) if read.any == self.query.any => Ok(text),
            Err(QueryError { problem: QueryProblem::TooLong, .. }) => Err(RuleError::TooLong),
            _ => Err(RuleError::Unwritable),
        }
    }
}

/// Why a query cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// It has more terms or letters than a query that is typed may have.
    #[error("a query that is kept has at most 64 terms and 4 KiB: this one is longer\nkeep it in parts")]
    TooLong,
    /// It says that what is followed is followed.
    #[error("is:followed is what the rules to follow say: it cannot be one of them")]
    OfItself,
    /// It would not be read back as what it is.
    #[error("this query cannot be written down, and so not kept\ntype it with simpler words")]
    Unwritable,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Term, TermKind};

    fn rule(purpose: Purpose, query: Query) -> Rule {
        Rule { purpose, name: "harbours".into(), query }
    }

    #[test]
    fn what_could_not_be_read_back_is_not_kept() {
        let words = |count: usize, word: &str| Query {
            any: vec![vec![Term { negated: false, kind: TermKind::Word(word.to_owned()) }; count]],
            without: Vec::new(),
        };
        let text = |query| rule(Purpose::View, query).text();
        assert_eq!(text(words(2, "quay")), Ok("quay quay".to_owned()));
        assert!(text(words(64, "quay")).is_ok());
        assert_eq!(text(words(65, "quay")), Err(RuleError::TooLong));
        assert_eq!(text(words(40, &"quay".repeat(30))), Err(RuleError::TooLong));
        assert_eq!(text(words(1, "two words")), Err(RuleError::Unwritable));
    }

    #[test]
    fn what_is_followed_does_not_follow_itself() {
        let followed = Query::of(TermKind::Followed);
        assert_eq!(rule(Purpose::Follow, followed.clone()).text(), Err(RuleError::OfItself));
        assert!(rule(Purpose::Mute, followed).text().is_ok());
    }
}
