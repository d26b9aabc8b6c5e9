//! [`Rule`]: a query that the reader keeps, and what for.

use super::Query;
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
