//! A person's name in its parts, and whether two names may be one person's.
//!
//! Knows particles, initials, generations, names with the surname first, short forms and transliterations. Which of several
//! people is meant is decided in `within` and `across`.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::fold::fold;
use super::given_names::{self, Same};
use super::sound::{Sound, is_vowel};
use crate::domain::JoinReason;

/// A name in comparable parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PersonName {
    /// Given and middle names and initials, folded.
    pub(super) given: Vec<String>,
    /// The surname, folded, without particles that come and go.
    pub(super) surname: String,
    /// How the surname sounds.
    pub(super) sound: Sound,
    /// "jr", "sr", "ii", …
    pub(super) generation: Option<String>,
    /// Whether a given name was written with a hyphen: "Jean-Marie" is not "Jean".
    hyphenated: bool,
    /// Whether the surname came first.
    pub(super) surname_first: bool,
    /// Whether a title stands in the place of a surname: "King Charles", "Pope Leo XIV", "Sheikh Hasina".
    pub(super) reigning: bool,
}

/// How two names stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// They cannot be one person's.
    Conflict,
    /// One is a bare surname that the other bears.
    Surname,
    /// They may be one person's: initials, short forms, left out middle names.
    Compatible,
    /// They are the same but for spelling.
    Same,
}

/// Parts between given name and surname that some papers leave out.
const PARTICLES: [&str; 21] = [
    "al", "el", "ul", "van", "von", "de", "da", "di", "do", "dos", "das", "del", "della", "der", "den", "ter", "le", "la", "du",
    "af", "av",
];
/// "son of": what follows is not the surname alone.
const SON_OF: [&str; 4] = ["bin", "ibn", "ben", "bint"];
const GENERATIONS: [&str; 5] = ["jr", "sr", "ii", "iii", "iv"];
/// Titles that belong to the name where only a given name follows: "King Charles" is not "Charles".
const REIGNING: [&str; 16] = [
    "king",
    "queen",
    "prince",
    "princess",
    "pope",
    "emperor",
    "empress",
    "sultan",
    "emir",
    "sheikh",
    "sheikha",
    "shaikh",
    "tsar",
    "kaiser",
    "archduke",
    "patriarch",
];

/// Says whether a word, folded, is a title that belongs to the name where only a given name follows.
pub(super) fn is_reigning(title: &str) -> bool {
    REIGNING.contains(&title)
}

/// Says whether a folded word is a number that tells rulers of one name apart, as it is written: "XIV".
pub(super) fn is_numeral(word: &str) -> bool {
    word.len() > 1 && word.bytes().all(|letter| matches!(letter, b'i' | b'v' | b'x')) && word != "xi"
}

/// Surnames that come first in Chinese, Korean and Vietnamese names.
static SURNAMES_FIRST: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "bai ban bao bui cai cao chang chen cheng cho choe choi chu chun chung cui dai dang dao deng ding do dong du \
    duan duong fan fang feng fu gao ge gong gu guo hahn han hao ho hoang hong hou hu huang hui hwang jang jeon jeong ji jia jiang jin jo \
    jung kang kim ko kong kwon lai lam lee lei li liang liao lin ling liu long lu luo luong lyu ma mao mei meng mo moon nam ngo nguyen oh \
    ong pan pang park peng pham phan qian qiao qin qiu quan ren rhee roh ryu shao shen shi shin sim so sohn son song su suh sun tan tang \
    tao tian tong tran trinh truong tsai tseng vo vu wan wang wei wen won woo wu xi xia xiang xiao xie xiong xu xue yan yang yao ye yi yin \
    yoo yoon you yu yuan yun zeng zhai zhan zhang zhao zheng zhong zhou zhu zhuang zou"
        .split_whitespace()
        .collect()
});

/// Names that the sound rules would take for one.
const DIFFERENT_GIVEN: [(&str, &str); 4] = [("frances", "francis"), ("jean", "jan"), ("erica", "eric"), ("adrian", "adrien")];

impl PersonName {
    /// Parses a name without titles.
    pub(super) fn parse(name: &str) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut hyphen_at = None;
        for raw in name.split_whitespace() {
            let raw = raw.trim_end_matches(',');
            let folded = fold(strip_article(raw));
            let parts: Vec<&str> = folded.split(' ').filter(|part| !part.is_empty()).collect();
            // "H.W." are two initials; folding has dropped the dots.
            let initials = raw.contains('.') && raw.chars().all(|letter| letter == '.' || letter.is_uppercase());
            if initials && parts.len() == 1 {
                words.extend(folded.chars().map(String::from));
                continue;
            }
            if parts.len() > 1 {
                hyphen_at = Some(words.len());
            }
            words.extend(parts.into_iter().map(str::to_owned));
        }
        let generation = match words.last() {
            Some(last) if words.len() > 1 && (GENERATIONS.contains(&last.as_str()) || is_numeral(last)) => words.pop(),
            _ => None,
        };
        let reigning = words.len() == 2 && is_reigning(&words[0]);
        if reigning {
            words.remove(0);
        }
        // "Alexander-Arnold", "Ing-wen": one written word is one name, however many hyphens it has.
        if !reigning
            && words.len() > 1
            && hyphen_at == Some(0)
            && name.split_whitespace().count() == 1 + usize::from(generation.is_some())
        {
            let surname = words.join(" ");
            let sound = Sound::of(&surname, false);
            let given = Vec::new();
            return Self { given, surname, sound, generation, hyphenated: false, surname_first: false, reigning: false };
        }
        let surname_first = has_surname_first(&words, hyphen_at);
        if surname_first {
            let surname = words.remove(0);
            let sound = Sound::of(&surname, false);
            return Self { given: words, surname, sound, generation, hyphenated: false, surname_first, reigning };
        }
        let mut surname = words.pop().unwrap_or_default();
        let mut hyphenated = hyphen_at == Some(0) && words.len() > 1;
        if hyphen_at.is_some_and(|at| at > 0 && at + 1 >= words.len() && !words.is_empty() && at == words.len() - 1) {
            // A double surname: both halves belong to it.
            if let Some(first_half) = words.pop() {
                surname = format!("{first_half} {surname}");
            }
            hyphenated = false;
        }
        while let Some(last) = words.last() {
            if SON_OF.contains(&last.as_str()) {
                // "Ben Stokes" is nobody's son by his name.
                if last == "ben" && words.len() == 1 {
                    break;
                }
                surname = format!("bin {surname}");
            } else if !PARTICLES.contains(&last.as_str()) {
                break;
            }
            words.pop();
        }
        let sound = Sound::of(&surname, false);
        Self { given: words, surname, sound, generation, hyphenated, surname_first, reigning }
    }

    /// Says whether this is a surname and nothing else.
    pub(super) fn is_lone(&self) -> bool {
        self.given.is_empty()
    }

    /// Returns the given name by which somebody is called: the last one where the surname comes first, as "Khuê" of "Đặng Minh
    /// Khuê".
    pub(super) fn called_by(&self) -> Option<&String> {
        if self.surname_first { self.given.last() } else { self.given.first() }
    }

    /// Returns how these names stand to each other; the order does not matter.
    pub(super) fn likeness(&self, other: &Self) -> Likeness {
        if self.given == other.given && self.surname == other.surname && self.generation == other.generation {
            return Likeness::Same;
        }
        // "George H. W. and George W. Bush": a letter is no surname by which two could be told to be one.
        if self.surname.chars().count() == 1 || other.surname.chars().count() == 1 {
            return Likeness::Conflict;
        }
        if self.reigning != other.reigning && !(self.is_lone() && other.is_lone()) {
            return Likeness::Conflict;
        }
        if self.is_son_of(other) || other.is_son_of(self) {
            return Likeness::Surname;
        }
        if self.is_lone() || other.is_lone() {
            if self.is_lone() && other.is_lone() && self.generations_differ(other) {
                return Likeness::Conflict;
            }
            let called = |full: &Self, lone: &Self| {
                full.surname_first
                    && (full.called_by() == Some(&lone.surname) || full.given.len() > 1 && full.given.join(" ") == lone.surname)
            };
            let alike = self.sound.is_like(&other.sound) || called(self, other) || called(other, self);
            return match (alike, self.is_lone() && other.is_lone()) {
                (false, _) => Likeness::Conflict,
                (true, true) => Likeness::Same,
                (true, false) => Likeness::Surname,
            };
        }
        if self.begins(other) || other.begins(self) {
            return if self.generations_conflict(other) { Likeness::Conflict } else { Likeness::Compatible };
        }
        if !self.sound.is_like(&other.sound) || self.generations_conflict(other) {
            return Likeness::Conflict;
        }
        self.given_likeness(other)
    }

    /// Says whether this is the beginning of the other name, two parts of it at least: "Felipe Calderón" of "Felipe Calderón
    /// Hinojosa", "Sabah al-Khalid" of "Sabah al-Khalid al-Sabah".
    fn begins(&self, other: &Self) -> bool {
        let parts = |name: &Self| -> Vec<String> {
            let surname = name.surname.split(' ').filter(|part| *part != "bin").map(str::to_owned);
            let given =
                name.given.iter().filter(|given| !SON_OF.contains(&given.as_str()) && !PARTICLES.contains(&given.as_str()));
            given.cloned().chain(surname).collect()
        };
        if self.given.is_empty()
            || self.given[0].chars().count() < 2
            || self.surname_first
            || other.surname_first
            || self.hyphenated
        {
            return false;
        }
        let (short, long) = (parts(self), parts(other));
        short.len() >= 2 && short.len() < long.len() && long.starts_with(&short)
    }

    /// Says whether this is "Ben Ali" and the other "Zine El Abidine Ben Ali".
    fn is_son_of(&self, other: &Self) -> bool {
        self.given.len() == 1
            && self.given[0] == "ben"
            && other.surname.strip_prefix("bin ").is_some_and(|rest| rest == self.surname)
    }

    fn generations_differ(&self, other: &Self) -> bool {
        matches!((&self.generation, &other.generation), (Some(a), Some(b)) if a != b)
    }

    /// Returns why two names that are alike may be one person's, where they are not written the same.
    pub(super) fn reason(&self, other: &Self) -> JoinReason {
        let spelled = self.surname != other.surname;
        let mut pairs = self.given.iter().zip(&other.given).filter(|(a, b)| a != b && a.len() > 1 && b.len() > 1);
        let same_count = self.given.len() == other.given.len();
        if pairs.clone().any(|(a, b)| given_names::same(a, b) == Some(Same::ShortForm)) {
            JoinReason::ShortForm
        } else if self.begins(other) || other.begins(self) {
            JoinReason::Initials
        } else if spelled || same_count && pairs.next().is_some() {
            JoinReason::SoundsAlike
        } else if self.given != other.given {
            JoinReason::Initials
        } else if self.surname_first != other.surname_first {
            JoinReason::NameOrder
        } else {
            JoinReason::Particles
        }
    }

    fn given_likeness(&self, other: &Self) -> Likeness {
        let (short, long) = if self.given.len() <= other.given.len() { (self, other) } else { (other, self) };
        if short.given.iter().zip(&long.given).all(|(a, b)| same_given(a, b)) {
            if short.given.len() == long.given.len() {
                return if short.given.iter().zip(&long.given).all(|(a, b)| a.len() > 1 && b.len() > 1) {
                    Likeness::Same
                } else {
                    Likeness::Compatible
                };
            }
            // "Jean" is not "Jean-Marie", but "John" is "John F.".
            return if long.hyphenated || short.surname_first != long.surname_first {
                Likeness::Conflict
            } else {
                Likeness::Compatible
            };
        }
        // "Tayyip Erdogan" and "Recep Tayyip Erdogan": the shorter is the end of the longer, word by word.
        let tail = &long.given[long.given.len() - short.given.len()..];
        let is_tail = short.given.len() < long.given.len()
            && !long.surname_first
            && short.given.iter().zip(tail).all(|(a, b)| a.len() > 1 && b.len() > 1 && same_given(a, b));
        if is_tail {
            return Likeness::Compatible;
        }
        if self.middle_is_left_out(other) { Likeness::Compatible } else { Likeness::Conflict }
    }

    /// Says whether one has a middle name between the same first names and the other has another count of them.
    fn middle_is_left_out(&self, other: &Self) -> bool {
        let (short, long) = if self.given.len() <= other.given.len() { (self, other) } else { (other, self) };
        short.given.len() >= 2
            && short.given.len() < long.given.len()
            && same_given(&short.given[0], &long.given[0])
            && long.given[1..].iter().any(|middle| same_given(middle, &short.given[1]) && middle.len() > 1)
    }

    /// Father and son: "Jr." on one side only is a conflict, unless that side is written so formally that the other may
    /// have left it out: "Martin Luther King Jr.", "Joseph R. Biden Jr." beside "Joe Biden".
    fn generations_conflict(&self, other: &Self) -> bool {
        let (with, without) = match (&self.generation, &other.generation) {
            (None, None) => return false,
            (Some(a), Some(b)) => return a != b,
            // Nobody is called "the Third" to be told from a father who is in the news too.
            (Some(numeral), None) | (None, Some(numeral)) if is_numeral(numeral) => return false,
            (Some(_), None) => (self, other),
            (None, Some(_)) => (other, self),
        };
        let whole_middle = with.given.len() >= 2 && with.given == without.given && with.given[1].len() > 1;
        let formal = with.given.len() >= 2 && without.given.len() == 1 && with.given[0] != without.given[0];
        !(whole_middle || formal)
    }
}

/// Drops the article before a name: "al-Assad" is "Assad".
fn strip_article(raw: &str) -> &str {
    const ARTICLES: [&str; 10] = ["al", "el", "ul", "as", "ash", "ad", "an", "ar", "at", "az"];
    match raw.split_once(['-', '‐', '‑']) {
        Some((article, rest)) if rest.chars().count() > 2 && ARTICLES.contains(&article.to_lowercase().as_str()) => rest,
        _ => raw,
    }
}

/// Says whether a folded word is a surname that comes first in Chinese, Korean and Vietnamese names.
pub(super) fn is_surname_first(word: &str) -> bool {
    SURNAMES_FIRST.contains(word)
}

fn has_surname_first(words: &[String], hyphen_at: Option<usize>) -> bool {
    let Some((first, rest)) = words.split_first() else { return false };
    if let [last] = rest
        && given_names::is_eastern(first, last)
    {
        return true;
    }
    if rest.is_empty() || rest.len() > 2 || !SURNAMES_FIRST.contains(first.as_str()) {
        return false;
    }
    let western = ["kim", "lee", "park", "long", "son", "song", "moon", "sun", "ben", "tan", "do", "so", "may", "ma"]
        .contains(&first.as_str());
    let syllables = rest.iter().all(|word| is_syllables(word));
    syllables && (!western || hyphen_at == Some(1) || rest.len() == 2 || rest[0].len() <= 3)
}

/// Says whether a word is made of syllables as Chinese, Korean and Vietnamese have them: "keqiang", "geun".
fn is_syllables(word: &str) -> bool {
    const ENDS: [&str; 8] = ["ng", "n", "k", "m", "p", "t", "l", "h"];
    let mut rest = word;
    let mut count = 0;
    while !rest.is_empty() && count < 3 {
        let onset = rest.len() - rest.trim_start_matches(|letter: char| !is_vowel(letter)).len();
        if onset > 2 {
            return false;
        }
        rest = &rest[onset..];
        let vowels = rest.len() - rest.trim_start_matches(is_vowel).len();
        if !(1..=3).contains(&vowels) {
            return false;
        }
        rest = &rest[vowels..];
        let end = ENDS
            .iter()
            .find(|end| rest.strip_prefix(**end).is_some_and(|after| after.is_empty() || !after.starts_with(is_vowel)));
        rest = end.map_or(rest, |end| &rest[end.len()..]);
        count += 1;
    }
    rest.is_empty()
}

/// Says whether two given names may be one person's: equal in sound, short forms of each other, or an initial of the other.
pub(super) fn same_given(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    if a.chars().count() == 1 || b.chars().count() == 1 {
        return a.chars().next() == b.chars().next();
    }
    if DIFFERENT_GIVEN.iter().any(|pair| *pair == (a, b) || *pair == (b, a)) {
        return false;
    }
    given_names::same(a, b).is_some() || Sound::of(a, true).is_like(&Sound::of(b, true))
}

#[cfg(test)]
mod tests;
