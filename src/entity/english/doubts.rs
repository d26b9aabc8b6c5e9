//! The words of English news by which what sounds like a place is none.

use super::super::language::Doubts;

pub(super) const DOUBTS: Doubts = Doubts {
    called_after: &[
        "globe",
        "times",
        "herald",
        "tribune",
        "gazette",
        "journal",
        "chronicle",
        "observer",
        "post",
        "show",
        "festival",
        "marathon",
        "symphony",
        "orchestra",
        "opera",
        "ballet",
        "philharmonic",
        "biennale",
        "grammys",
        "prize",
        "composite",
    ],
    nobles: &["prince", "princess", "duke", "duchess", "earl", "marquess", "countess"],
    people_endings: &["ican", "ans", "ian", "ers", "ites"],
    planets: &["earth", "moon", "mercury", "venus", "mars", "jupiter", "saturn", "uranus", "neptune", "pluto", "europa"],
    houses: &["commons", "lords", "knesset", "bundestag", "bundesrat", "duma", "rada", "riksdag", "sejm"],
};
