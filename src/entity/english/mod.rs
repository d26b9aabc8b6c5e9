//! English: everything that the finding of names knows of this language.

mod marks;
mod roles;
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
    roles: roles::ROLES,
    things: things::THINGS,
    words: include_bytes!("../../../assets/words.bin"),
    model: include_bytes!("../../../assets/names.bin"),
};
