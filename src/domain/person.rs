//! One person under many names: what joins a name to a person, and what the reader says of people.

use super::{EntryId, PersonId};
use crate::text::CleanText;

/// What titles and given names say of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    /// "Mr.", "King".
    He,
    /// "Mrs.", "Queen".
    She,
}

macro_rules! reasons {
    ($($variant:ident $number:literal $name:literal $words:literal)*) => {
        /// Why a written name is a person's.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum JoinReason {
            $(#[doc = concat!("`", $name, "`: ", $words, ".")] $variant,)*
        }

        impl JoinReason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the number that the store keeps; it never means anything else.
            pub fn number(self) -> u8 {
                match self { $(Self::$variant => $number,)* }
            }

            /// Returns the name that documents use.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns the reason in plain words.
            pub fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }
        }
    };
}

reasons! {
    SameName 1 "same-name" "the same full name"
    InStory 2 "in-story" "a story calls them so after their full name"
    Initials 3 "initials" "initials, or a given name left out"
    SoundsAlike 4 "sounds-alike" "another spelling of the same sounds"
    ShortForm 5 "short-form" "a short form of the given name"
    NameOrder 6 "name-order" "surname and given name in the other order"
    Particles 7 "particles" "only a particle, hyphen or suffix differs"
    LoneSurname 8 "lone-surname" "the only one of this surname in the stories of those days"
    Reader 9 "reader" "you said so"
}

impl JoinReason {
    /// Returns the reason of a number that the store kept.
    pub fn of_number(number: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.number() == number)
    }
}

/// Why a form of a name is a person's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonJoin {
    /// The form, as written.
    pub name: CleanText,
    /// Why.
    pub reason: JoinReason,
    /// The story where it was first taken for theirs, with its title; `None` once it is gone, and for the reader's word.
    pub story: Option<(EntryId, CleanText)>,
}

/// What the reader wants of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonChange {
    /// Somebody else is this person too.
    Merge {
        /// Who stays.
        person: PersonId,
        /// Who goes up in them.
        other: PersonId,
    },
    /// A form of the name is somebody else's.
    Split {
        /// Whose it is now.
        person: PersonId,
        /// The form, as written.
        form: CleanText,
    },
    /// They go by another name; an empty one stands for the program's own choice.
    Rename {
        /// Who.
        person: PersonId,
        /// The name.
        name: CleanText,
    },
    /// They are shown nowhere.
    Hide(PersonId),
    /// They are shown again.
    Show(PersonId),
}

/// One thing that the reader said of people, as the store keeps it. Saying a former one again takes back what came after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonWord {
    /// Somebody is somebody else, or is not.
    Merged {
        /// Who.
        person: PersonId,
        /// Who they are.
        into: Option<PersonId>,
    },
    /// A form of a name means somebody else, or does not.
    Split {
        /// Whom it does not mean.
        from: PersonId,
        /// The form.
        form: CleanText,
        /// Whom it means.
        own: Option<PersonId>,
    },
    /// Somebody goes by a name of the reader's, or not.
    Named {
        /// Who.
        person: PersonId,
        /// The name.
        name: Option<CleanText>,
    },
    /// Somebody is shown nowhere, or is.
    Hidden {
        /// Who.
        person: PersonId,
        /// Whether they are hidden.
        hidden: bool,
    },
}

/// What a change came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonChanged {
    /// What happened, in words.
    pub words: CleanText,
    /// Who it was about.
    pub person: PersonId,
    /// Who went up in them or was made of a form of theirs, with the name.
    pub other: Option<(PersonId, CleanText)>,
    /// What is to be said to take it back.
    pub back: Vec<PersonWord>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_found_by_its_number() {
        for &reason in JoinReason::ALL {
            assert_eq!(JoinReason::of_number(reason.number()), Some(reason));
        }
        assert_eq!(JoinReason::of_number(0), None);
    }
}
