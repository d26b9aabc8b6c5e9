//! What a language is to the finding of names, and which one a story is written in.
//!
//! Everything that differs from language to language stands in one [`Language`]: a second one is data, with a model of its own. So
//! far there is English; in stories of other languages names would be guesses, and none are looked for.

use whatlang::Lang;

use super::document::{Case, Document};
use super::lexicon::Marks;

/// What is known of a language.
#[derive(Debug)]
pub(super) struct Language {
    /// Which it is.
    pub(super) lang: Lang,
    /// So many of the words of its news, in per cent, are small ones: about four in ten in English, hardly any in other languages.
    pub(super) small_words_percent_min: usize,
    /// Words, in lower case and without a last dot, with what they say of the names beside them.
    pub(super) marks: &'static [(u32, &'static str)],
    /// Words that mostly the papers of some countries write, by ISO codes.
    pub(super) country_words: &'static [(&'static [&'static str], &'static str)],
    /// Short forms of states and provinces behind a town, each with the code of its region: "La.=US.LA".
    pub(super) states: &'static str,
    /// Words by which sentences and tokens end.
    pub(super) sentences: Sentences,
    /// Words of credits and bylines.
    pub(super) credits: Credits,
    /// Words in and around the names of people.
    pub(super) people: People,
    /// Words around the names of places.
    pub(super) places: Places,
    /// Words by which what sounds like a place is none.
    pub(super) doubts: Doubts,
    /// Words around roles.
    pub(super) roles: Roles,
    /// Words of reports on sport.
    pub(super) sport: Sport,
    /// Words around the names of firms.
    pub(super) firms: Firms,
    /// Words around what is neither person nor place.
    pub(super) things: Things,
    /// How words are written and read: the packed table.
    pub(super) words: &'static [u8],
    /// The trained model.
    pub(super) model: &'static [u8],
}

/// Words by which sentences and tokens end, as they are written.
#[derive(Debug)]
pub(super) struct Sentences {
    /// Second halves of words whose first half is a name of its own: "Geneva-based".
    pub(super) halves: &'static [&'static str],
    /// Short names that stand beside another one: "U.S.-China", "EU-Turkey".
    pub(super) powers: &'static [&'static str],
    /// Parties before the home of whom they sent: "D-N.Y.".
    pub(super) parties: &'static [&'static str],
    /// Abbreviations that may end a sentence.
    pub(super) abbreviations: &'static [&'static str],
    /// Abbreviations that stand before something: they end no sentence.
    pub(super) never_last: &'static [&'static str],
    /// Words that begin a sentence when they have a capital after an abbreviation.
    pub(super) starters: &'static [&'static str],
    /// Abbreviations that look like initials and are none.
    pub(super) no_initials: &'static [&'static str],
}

/// Words of credits and bylines.
#[derive(Debug)]
pub(super) struct Credits {
    /// What a sentence says of whoever wrote the story, folded: "Mara Lindqvist is a reporter in Leeds."
    pub(super) of_authors: &'static [&'static str],
    /// What a credit is for, folded: "Photo by …".
    pub(super) pictures: &'static [&'static str],
    /// Words between these and a name.
    pub(super) of_pictures: &'static [&'static str],
    /// What is done to a story, folded: "Reporting by …; editing by …".
    pub(super) work: &'static [&'static str],
    /// Words that begin a byline, as they are written.
    pub(super) bylines: &'static [&'static str],
}

/// Words in and around the names of people.
#[derive(Debug)]
pub(super) struct People {
    /// Honors and degrees behind a name, as they are written.
    pub(super) honors: &'static [&'static str],
    /// Titles that are never part of a name, folded.
    pub(super) glued_titles: &'static [&'static str],
    /// Positions of players, as they are written before their names.
    pub(super) positions: &'static [&'static str],
    /// What follows the apostrophe of a contraction: "He'd", "We'll".
    pub(super) contractions: &'static [&'static str],
    /// Titles that end a name of several words only where its sentence ends too, with the dot: "Hun Sen."
    pub(super) stops: &'static [&'static str],
    /// What a hyphen adds behind a name that is no part of it: "Swift-themed".
    pub(super) tails: &'static [&'static str],
    /// Words between a name and those that tell of another one: ", also known as".
    pub(super) before_known: &'static [&'static str],
    /// Words before "as" and another name of somebody: "known as".
    pub(super) known_as: &'static [&'static str],
    /// Words right before another name of somebody: "nicknamed".
    pub(super) called: &'static [&'static str],
    /// Words with which somebody is said to be whom the name behind "as" names: "identified".
    pub(super) naming: &'static [&'static str],
}

/// Words around the names of places.
#[derive(Debug)]
pub(super) struct Places {
    /// Words, as they are written, behind which a known place is meant as one.
    pub(super) placing: &'static [&'static str],
    /// Words, as they are written, that may stand between these and the place: "in downtown Lyon".
    pub(super) passed: &'static [&'static str],
    /// Words of which a place follows behind "of": "the mayor of Lyon", "the port of Odesa", "north of Kidal".
    pub(super) of_place: &'static [&'static str],
    /// What a town is said to be: "Wrexham is a city".
    pub(super) towns: &'static [&'static str],
    /// What goes to a place: "flew to Lomé".
    pub(super) moves: &'static [&'static str],
    /// Words behind which mostly places stand.
    pub(super) likely: &'static [&'static str],
    /// Words of offices beside the titles, folded.
    pub(super) office_parts: &'static [&'static str],
    /// Offices before which the name of a place is that of a team or a band, folded.
    pub(super) of_teams: &'static [&'static str],
    /// Offices of those who head a place, folded.
    pub(super) heads: &'static [&'static str],
    /// Parties between the name of a place and an office, folded: "Kentucky GOP Gov.".
    pub(super) parties: &'static [&'static str],
    /// Words between which and a comma an unknown name is a place where a country follows.
    pub(super) before_unlisted: &'static [&'static str],
    /// Words, in lower case, behind which hardly ever a person stands.
    pub(super) before_nobody: &'static [&'static str],
    /// What the people of a country have, before its name: "the Syrian city of Palmyra".
    pub(super) kinds: &'static [&'static str],
    /// Words behind the names of regions, folded: "Anbar Province", "Edo State".
    pub(super) region_kinds: &'static [&'static str],
    /// Verbs of which a river or range is the subject, and nouns before which it keeps its article.
    pub(super) behind_features: &'static [&'static str],
}

/// Words by which what sounds like a place is none, folded.
#[derive(Debug)]
pub(super) struct Doubts {
    /// Last words of papers, shows and orchestras that are called after a place.
    pub(super) called_after: &'static [&'static str],
    /// Titles that go on with "of" and a place: "the Prince of Wales".
    pub(super) nobles: &'static [&'static str],
    /// Endings of the names of peoples: "North Carolinians".
    pub(super) people_endings: &'static [&'static str],
    /// Worlds whose names some towns bear.
    pub(super) planets: &'static [&'static str],
    /// Parliaments, which only sound like places.
    pub(super) houses: &'static [&'static str],
}

/// Words around roles, in lower case.
#[derive(Debug)]
pub(super) struct Roles {
    /// What somebody does who stands at the head of something: "leads".
    pub(super) work: &'static [&'static str],
    /// Titles as papers shorten them, without the dot, and in full.
    pub(super) short_titles: &'static [(&'static str, &'static str)],
    /// What somebody is, which stands before names with a capital too and is hardly a surname: "Trooper".
    pub(super) callings: &'static [&'static str],
    /// First words of offices of several: "Postmaster General".
    pub(super) parts: &'static [&'static str],
    /// Words that say since or until when somebody holds an office: they stay with it.
    pub(super) when: &'static [&'static str],
    /// Words behind which what looks like a trade is something that is done: "to guard".
    pub(super) doers: &'static [&'static str],
    /// Words with which an account of somebody begins: "the", "his".
    pub(super) articles: &'static [&'static str],
    /// What a hyphen glues to an office, before it and behind it: "ex", "elect".
    pub(super) glued: (&'static [&'static str], &'static [&'static str]),
    /// Short names of countries that stand before an office, as they are written: "former US Senator".
    pub(super) countries: &'static [&'static str],
    /// Words before which an account of somebody behind the name ends.
    pub(super) behind: &'static [&'static str],
    /// Words of roles, by the field in which they are held; the words of one field may be one person's.
    pub(super) fields: &'static [&'static str],
}

/// Words of reports on sport.
#[derive(Debug)]
pub(super) struct Sport {
    /// Words of reports on sport, in lower case.
    pub(super) words: &'static [&'static str],
    /// Words of reports on games that are played on a screen, folded.
    pub(super) screens: &'static [&'static str],
    /// Words right before a place that say that it is meant as one, even where teams bear the names of places.
    pub(super) placing: &'static [&'static str],
    /// Verbs between two teams, where a score follows, folded.
    pub(super) played: &'static [&'static str],
    /// Words between a verb and the other team.
    pub(super) played_with: &'static [&'static str],
    /// Results that stand behind a score: "a 3-1 win over Phoenix".
    pub(super) results: &'static [&'static str],
    /// Words between a result and the other team.
    pub(super) result_of: &'static [&'static str],
}

/// Words around the names of firms, folded.
#[derive(Debug)]
pub(super) struct Firms {
    /// Nouns before the name of a firm: "the carmaker X".
    pub(super) nouns: &'static [&'static str],
    /// Of these, what a person may be too.
    pub(super) people_too: &'static [&'static str],
    /// Nouns that end an account of a firm behind its name: "X, the Swiss trading group,".
    pub(super) nouns_behind: &'static [&'static str],
    /// Words before "of", "in" or "at" and the name of a firm: "shares of X", "an analyst at X".
    pub(super) before: &'static [&'static str],
    /// What firms have: "X's shares", "X shares".
    pub(super) owned: &'static [&'static str],
    /// What nobody but a firm has.
    pub(super) shares: &'static [&'static str],
    /// What stands behind the name of a firm.
    pub(super) forms: &'static [&'static str],
    /// Words with which an account of a firm behind its name begins.
    pub(super) openers: &'static [&'static str],
    /// Words before which such an account ends, as they are written.
    pub(super) closers: &'static [&'static str],
    /// Those who speak or work for the firm that is named right before them.
    pub(super) staff: &'static [&'static str],
}

/// Words around what is neither person nor place, folded.
#[derive(Debug)]
pub(super) struct Things {
    /// Words right before the name of a storm.
    pub(super) storms: &'static [&'static str],
    /// Words right before the name of a ship or an animal.
    pub(super) ships: &'static [&'static str],
    /// What is built to look or go far, and is named after somebody: "the Hubble Space Telescope".
    pub(super) instruments: &'static [&'static str],
    /// Days and feasts, by their first word: "Eid al-Fitr".
    pub(super) festivals: &'static [&'static str],
    /// Words right before the name of a work.
    pub(super) works: &'static [&'static str],
    /// Names that look like those of people and are nobody's: grapes, figures of speech, headings of guides.
    pub(super) nobody: &'static [&'static str],
    /// What is called after those who found it: "Crohn's disease".
    pub(super) namesakes: &'static [&'static str],
    /// A name and the word behind it that together are an ordinary thing: "Miranda warning".
    pub(super) compounds: &'static [(&'static str, &'static [&'static str])],
    /// Words right behind a name that make the name of something else of it.
    pub(super) made_of_names: &'static [&'static str],
    /// Of these, and of others in lower case, what makes the name one of a thing wherever the story has it.
    pub(super) behind: &'static [&'static str],
    /// Small words inside of known names, as they are written.
    pub(super) inside_names: &'static [&'static str],
}

/// A headline alone may do without small words.
const WORDS_MIN: usize = 12;
/// A text with fewer words is short.
const SHORT_WORDS: usize = 40;
/// So many words without a capital tell the language of a short text, if so many of them, in per cent, are English.
const LOWER_MIN: usize = 3;
const LOWER_ENGLISH_PERCENT_MIN: usize = 75;
/// So much of a text tells its language, in bytes.
const TEXT_BYTES_MAX: usize = 2_000;

/// Returns the name of the language that a story is written in, in English, where that is not English.
pub(super) fn foreign(document: &Document<'_>) -> Option<&'static str> {
    let words = || document.texts.iter().flat_map(|text| &text.words).map(|&id| &document.words[id]);
    let is_far = |letter: char| letter > '\u{36f}' && letter.is_alphabetic();
    let (mut all, mut small, mut far) = (0, 0, 0);
    let (mut lower, mut english) = (0, 0);
    for word in words() {
        all += usize::from(word.case != Case::Other);
        small += usize::from(word.marks.has(Marks::FUNCTION));
        if word.case == Case::Lower {
            lower += 1;
            english += usize::from(word.marks.has(Marks::FUNCTION) || word.stats.lowness().is_some_and(|lowness| lowness >= 5));
        }
        far += usize::from(!word.text.is_ascii() && word.text.chars().any(is_far));
    }
    let other_script = far * 2 > all.max(1);
    // A short text may be of nothing but foreign names, with English words between them.
    let plain = all < SHORT_WORDS && lower >= LOWER_MIN && english * 100 >= lower * LOWER_ENGLISH_PERCENT_MIN;
    if !other_script && (plain || all < WORDS_MIN || small * 100 >= all * document.vocabulary.language.small_words_percent_min) {
        return None;
    }
    let text = document.texts[1].whole;
    let text = if text.trim().is_empty() { document.texts[0].whole } else { text };
    let found = whatlang::detect(super::head(text, TEXT_BYTES_MAX));
    match found.filter(|found| found.is_reliable() || other_script).map(|found| found.lang()) {
        Some(lang) if lang == document.vocabulary.language.lang => None,
        Some(other) => Some(name(other)),
        // A table of results, a list of names: nearly every word has a capital, and no language is in it.
        None if !other_script && words().filter(|word| word.is_capital()).count() * 2 > all => None,
        None => Some(UNKNOWN),
    }
}

/// What stands for a language that nobody can tell.
const UNKNOWN: &str = "another language";

fn name(language: Lang) -> &'static str {
    match language {
        Lang::Cmn => "Chinese",
        other => other.eng_name(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Recognizer;

    fn language(title: &str, text: &str) -> Option<String> {
        static RECOGNIZER: std::sync::LazyLock<Recognizer> = std::sync::LazyLock::new(Recognizer::new);
        let names = RECOGNIZER.names(title, text, None);
        assert!(names.foreign.is_none() || names.people.is_empty() && names.places.is_empty(), "{names:?}");
        names.foreign.map(|language| language.to_string())
    }

    #[test]
    fn stories_in_other_languages_are_known_as_such() {
        for (language_name, text) in [
            (
                "German",
                "Der Stadtrat von Brunnen hat am Dienstag beschlossen, die alte Fähre nicht zu verkaufen. Lena Arnold, die \
                        den Hafen seit neun Jahren leitet, sagte, das Schiff werde im Frühling wieder fahren.",
            ),
            (
                "French",
                "Le conseil municipal de Vevey a décidé mardi de garder le vieux bateau. Camille Rochat, qui dirige le port \
                        depuis neuf ans, a déclaré que les travaux commenceraient au printemps.",
            ),
            (
                "Spanish",
                "El ayuntamiento de Cadaqués decidió el martes que no venderá el viejo transbordador. La capitana del puerto, que lo dirige desde hace nueve años, dijo que el barco volverá a navegar en la primavera. Inés Ferrer \
                         añadió que los vecinos lo habían pedido.",
            ),
            (
                "Dutch",
                "De gemeenteraad van Hoorn heeft dinsdag besloten de oude veerboot te houden. Anneke de Wit, die de haven al \
                       negen jaar leidt, zei dat het schip in het voorjaar weer zal varen.",
            ),
            (
                "Russian",
                "Городской совет решил во вторник сохранить старый паром. Начальник порта Вера Соколова сказала, что судно \
                         снова выйдет в море весной.",
            ),
            (
                "Japanese",
                "市議会は火曜日、古い渡し船を残すことを決めた。港を九年間率いてきた佐藤美咲さんは、春にはまた海に出ると話した。",
            ),
        ] {
            assert_eq!(language("", text).as_deref(), Some(language_name), "{text}");
        }
    }

    #[test]
    fn english_is_english_without_many_small_words() {
        for (title, text) in [
            ("Ferry to sail again", "The council of Brunnen decided on Tuesday to keep the old ferry, Lena Arnold said."),
            ("Okafor beats Lindqvist", ""),
            ("", "Botic van de Zandmeer beat Alex de Minho in Rotterdam. Van de Zandmeer and de Minho hugged."),
            ("", "Robert F. Varga Jr. testified. Varga said vaccines were safe. RFK's nephew left."),
            (
                "Results",
                "Hamar Harriers 3, Brunnen Rovers 1; Vevey Wanderers 2, Cadaques City 2; Hoorn United 0, Lindal Town 4; \
                         Amberley Rangers 1, Tessel Athletic 1; Women's final: Hamar Harriers beat Vevey Wanderers 2-0.",
            ),
        ] {
            assert_eq!(language(title, text), None, "{text}");
        }
    }
}
