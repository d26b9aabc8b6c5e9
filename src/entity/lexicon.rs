//! The closed lists of a language: words of its news that decide what the names beside them are.
//!
//! The lists themselves are the language's; long lists of names live in the packed tables.

use foldhash::{HashMap, HashMapExt};

use super::language::Language;

/// What the closed lists say of a word; several may hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks(pub(super) u32);

macro_rules! marks {
    ($($(#[$doc:meta])* $name:ident = $bit:expr),* $(,)?) => {
        impl Marks {$(
            $(#[$doc])*
            pub(super) const $name: u32 = 1 << $bit;
        )*}
    };
}

marks! {
    /// "Mr.", "Sen.": stands before a name and is no part of it.
    TITLE = 0,
    /// "Minister", "spokeswoman": the head of a role.
    ROLE = 1,
    /// "Prime", "Deputy", "former": stands before the head of a role.
    ROLE_PART = 2,
    /// "said", "told": who does this is a person, or speaks for many.
    SAYING = 3,
    /// "Russian": belongs to a place but is none.
    DEMONYM = 4,
    /// Month or day of the week.
    TIME = 5,
    /// "Bank", "University": an organisation's name ends with it.
    ORG_END = 6,
    /// "Ministry", "University": goes on with "of" to an organisation's name.
    ORG_OF = 7,
    /// "River", "Street": a place's name ends with it.
    PLACE_END = 8,
    /// "Lake", "Mount": a place's name begins with it.
    PLACE_START = 9,
    /// "bin", "van": stands inside a person's name, small or with a capital.
    PARTICLE = 10,
    /// "Jr.", "III".
    GENERATION = 11,
    /// "in", "near": a place often follows.
    LOCATIVE = 12,
    /// The small words of every English sentence.
    FUNCTION = 13,
    /// "Reuters", "AP": makes pictures and reports.
    AGENCY = 14,
    /// An office that is no name: "Senate", "Congress", "Parliament", "Internet", "Christmas".
    NO_NAME = 15,
    /// A ball club, orchestra or paper is meant when a place stands before it: "United", "Times".
    ORG_TAIL = 16,
    /// "Mr.", "King", "Sir": he.
    HE = 17,
    /// "Mrs.", "Queen": she.
    SHE = 18,
    /// "north", "central": may stand before a place.
    DIRECTION = 19,
    /// "airport", "suburb": what stands before it is a place.
    PLACE_NOUN = 20,
    /// "brother", "wife": who follows is a person.
    KIN = 21,
    /// "based", "led": the second half of "Moscow-based".
    COMPOUND = 22,
    /// "baker", "foreman": the head of a role in lower case; with a capital it may be a surname.
    TRADE = 23,
}

impl Marks {
    pub(super) fn has(self, marks: u32) -> bool {
        self.0 & marks != 0
    }
}

/// The closed lists, by word; words of the lists are found in lower case and without their last dot.
#[derive(Debug)]
pub(super) struct Lexicon {
    words: HashMap<&'static str, Marks>,
    states: HashMap<&'static str, &'static str>,
    countries: HashMap<&'static str, Vec<&'static str>>,
    glued_before: &'static [&'static str],
    glued_behind: &'static [&'static str],
}

impl Lexicon {
    pub(super) fn new(language: &Language) -> Self {
        let mut words: HashMap<&'static str, Marks> = HashMap::new();
        for (marks, list) in language.marks {
            for word in list.split_whitespace() {
                words.entry(word).or_default().0 |= marks;
            }
        }
        let states = language.states.split_whitespace().filter_map(|pair| pair.split_once('=')).collect();
        let mut countries: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
        for (codes, list) in language.country_words {
            for word in list.split_whitespace() {
                countries.entry(word).or_default().extend_from_slice(codes);
            }
        }
        let (glued_before, glued_behind) = language.roles.glued;
        Self { words, states, countries, glued_before, glued_behind }
    }

    /// Returns the codes of the countries whose papers a folded word belongs to.
    pub(super) fn countries(&self, folded: &str) -> &[&'static str] {
        self.countries.get(folded).map_or(&[], Vec::as_slice)
    }

    /// Returns what the lists say of a word in lower case.
    pub(super) fn marks(&self, lower: &str) -> Marks {
        let bare = lower.strip_suffix('.').unwrap_or(lower);
        self.words.get(bare).copied().unwrap_or_else(|| self.glued(bare))
    }

    /// Returns what a hyphen has glued to an office: "then-president", "ex-prime", "president-elect", "commander-in-chief".
    fn glued(&self, word: &str) -> Marks {
        let Some((head, tail)) = word.split_once(['-', '‐', '‑']) else { return Marks::default() };
        let of = |part: &str| self.words.get(part).copied().unwrap_or_default().0 & (Marks::ROLE | Marks::ROLE_PART);
        let (before, behind) = (self.glued_before.contains(&head), self.glued_behind.contains(&tail));
        Marks(if before {
            of(tail)
        } else if behind {
            of(head)
        } else {
            0
        })
    }

    /// Returns the region that an abbreviation stands for after a city: "La." is "US.LA".
    pub(super) fn state(&self, abbreviation: &str) -> Option<&'static str> {
        self.states.get(abbreviation).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_with_and_without_their_dot() {
        let lexicon = Lexicon::new(&super::super::english::ENGLISH);
        assert!(lexicon.marks("sen.").has(Marks::TITLE) && lexicon.marks("sen").has(Marks::TITLE));
        assert!(lexicon.marks("minister").has(Marks::ROLE) && !lexicon.marks("minister").has(Marks::TITLE));
        assert_eq!(lexicon.state("La."), Some("US.LA"));
        assert_eq!(lexicon.marks("qwertz"), Marks::default());
        assert!(
            ["then-president", "president-elect", "commander-in-chief"].iter().all(|word| lexicon.marks(word).has(Marks::ROLE))
        );
        assert!(lexicon.marks("ex-prime").has(Marks::ROLE_PART) && !lexicon.marks("mid-march").has(Marks::TIME));
    }
}
