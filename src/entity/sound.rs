//! Which words are spellings of one name: Arabic, Russian and Persian names come into Latin letters in many ways.

/// How a word sounds: what the spellings of one name have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sound {
    word: String,
    spelling: String,
    bones: String,
    vowels: String,
}

impl Sound {
    /// Listens to a folded word; given names end in more ways than surnames.
    pub(super) fn of(word: &str, given: bool) -> Self {
        let spelling = spelling(word, given);
        Self { word: word.to_owned(), bones: skeleton(word), vowels: vowels(&spelling), spelling }
    }

    /// Says whether two words are spellings of one name in another script.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        if self.word == other.word || self.spelling == other.spelling {
            return true;
        }
        if self.bones != other.bones || self.bones.len() < 3 {
            return false;
        }
        let (a, b) = (&self.word, &other.word);
        // A vowel more at the end makes another name of it: "Daniel" is not "Danielle".
        let end_alike = a.ends_with(is_vowel) == b.ends_with(is_vowel);
        self.vowels == other.vowels || end_alike && a.len().min(b.len()) >= 6 && one_vowel_more(&self.vowels, &other.vowels)
    }
}

/// Replaces what the rules name, from the left, by the first rule that fits.
fn respell(word: &str, rules: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(word.len() + 2);
    let mut rest = word;
    while let Some(letter) = rest.chars().next() {
        // Most letters begin no rule: one byte tells.
        let fits = |from: &str| from.as_bytes()[0] == rest.as_bytes()[0] && rest.starts_with(from);
        if let Some((from, to)) = rules.iter().find(|(from, _)| fits(from)) {
            out.push_str(to);
            rest = &rest[from.len()..];
        } else {
            out.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    out
}

/// Writes double letters once and the endings of Slavic names in one way.
fn spelling(word: &str, given: bool) -> String {
    let ski = ["skyy", "skiy", "skii", "skij", "sky"].iter().find_map(|ending| word.strip_suffix(ending));
    let mut word = respell(ski.unwrap_or(word), &[("'", ""), ("iya", "ia"), ("iye", "ie"), ("dzh", "j"), ("dj", "j")]);
    if ski.is_some() {
        word.push_str("ski");
    }
    if given
        && word.len() > 4
        && let Some(stem) = ["ey", "ei", "iy", "ii", "yi", "y"].iter().find_map(|ending| word.strip_suffix(ending))
    {
        word.truncate(stem.len());
        word.push('i');
    }
    let mut last = None;
    word.retain(|letter| last.replace(letter) != Some(letter));
    word
}

/// Sounds that are written in many ways.
const SOUNDS: [(&str, &str); 12] = [
    ("dzh", "j"),
    ("dj", "j"),
    ("tch", "ch"),
    ("shch", "sh"),
    ("sch", "sh"),
    ("kh", "k"),
    ("gh", "k"),
    ("dh", "t"),
    ("th", "t"),
    ("ph", "f"),
    ("ck", "k"),
    ("x", "ks"),
];

/// Returns the consonants of a word in classes of those that transliterations confuse.
pub(super) fn skeleton(word: &str) -> String {
    let letters: Vec<char> = respell(word, &SOUNDS).chars().collect();
    let mut out = String::with_capacity(letters.len());
    for (at, &letter) in letters.iter().enumerate() {
        let next = letters.get(at + 1);
        let class = match letter {
            'c' if next == Some(&'h') => 'c',
            'c' | 'g' | 'q' | 'k' => 'k',
            'd' | 't' => 't',
            's' | 'z' => 's',
            'v' | 'f' => 'f',
            'y' if at == 0 => 'y',
            // An "h" that sounds: between vowels or first; "sh" and "ch" are told by their first letter.
            'h' if at > 0 && (next.is_none() || !letters.get(at - 1).copied().is_some_and(is_vowel)) => continue,
            other if is_vowel(other) || !other.is_alphanumeric() => continue,
            other => other,
        };
        if !out.ends_with(class) || at > 0 && is_vowel(letters[at - 1]) {
            out.push(class);
        }
    }
    out
}

/// Returns the runs of vowels, each by the class of its first.
fn vowels(word: &str) -> String {
    let mut out = String::new();
    let mut before = false;
    for (at, letter) in word.chars().enumerate() {
        let vowel = is_vowel(letter) && !(at == 0 && letter == 'y');
        if vowel && !before {
            out.push(match letter {
                'e' | 'y' => 'i',
                'o' => 'u',
                other => other,
            });
        }
        before = vowel;
    }
    out
}

/// Says whether one has one vowel more than the other.
fn one_vowel_more(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    long.len() == short.len() + 1 && (0..long.len()).any(|at| long[..at] == short[..at] && long[at + 1..] == short[at..])
}

/// Says whether a folded letter is a vowel.
pub(super) fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_sound_alike_and_others_do_not() {
        for (a, b) in [("voronskyy", "voronsky"), ("khadari", "gadari"), ("tymchenko", "timchenko"), ("zahwari", "zahwri")] {
            assert!(Sound::of(a, false).is_like(&Sound::of(b, false)), "{a} {b}");
        }
        for (a, b) in [("hansen", "hanson"), ("reed", "reid"), ("varga", "verga"), ("lind", "land")] {
            assert!(!Sound::of(a, false).is_like(&Sound::of(b, false)), "{a} {b}");
        }
    }
}
