//! English: everything that the finding of names knows of this language.

mod credits;
mod doubts;
mod firms;
mod marks;
mod people;
mod places;
mod roles;
mod sentences;
mod sport;
mod things;

use whatlang::Lang;

use super::language::Language;

/// What is known of English.
pub(super) static ENGLISH: Language = Language {
    lang: Lang::Eng,
    small_words_percent_min: 12,
    marks: marks::MARKS,
    country_words: marks::COUNTRY_WORDS,
    states: marks::STATES,
    sentences: sentences::SENTENCES,
    credits: credits::CREDITS,
    people: people::PEOPLE,
    places: places::PLACES,
    doubts: doubts::DOUBTS,
    roles: roles::ROLES,
    sport: sport::SPORT,
    firms: firms::FIRMS,
    things: things::THINGS,
    words: include_bytes!("../../../assets/words.bin"),
    model: include_bytes!("../../../assets/names.bin"),
};
