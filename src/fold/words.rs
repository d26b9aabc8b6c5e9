//! What of a story is compared: its words, by number, and the wording of its text.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

/// Bodies from this length on are compared by their wording.
const BODY_CHARS_MIN: usize = 300;

/// Words by their number in a [`Vocabulary`], sorted by it, each with how often it stands there.
#[derive(Clone, Debug, Default)]
pub(super) struct Words(Vec<(u32, u32)>);

impl Words {
    /// Yields word and count.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.0.iter().copied()
    }

    /// Yields the words that both have, with the count here and the count there.
    pub(super) fn both<'w>(&'w self, other: &'w Self) -> impl Iterator<Item = (u32, u32, u32)> + 'w {
        Both { a: &self.0, b: &other.0, number: |(word, _): &(u32, u32)| *word }.map(|(a, b)| (a.0, a.1, b.1))
    }

    /// Adds other words to twice these.
    pub(super) fn twice_and(&self, other: &Self) -> Self {
        Self::counted(self.iter().map(|(word, count)| (word, count * 2)).chain(other.iter()).collect())
    }

    fn counted(mut all: Vec<(u32, u32)>) -> Self {
        all.sort_unstable();
        all.dedup_by(|next, first| {
            let same = next.0 == first.0;
            if same {
                first.1 += next.1;
            }
            same
        });
        Self(all)
    }
}

/// Walks two sorted slices and yields what stands in both.
struct Both<'w, T, N: Fn(&T) -> u32> {
    a: &'w [T],
    b: &'w [T],
    number: N,
}

impl<'w, T, N: Fn(&T) -> u32> Iterator for Both<'w, T, N> {
    type Item = (&'w T, &'w T);

    fn next(&mut self) -> Option<Self::Item> {
        while let ([a, rest_a @ ..], [b, rest_b @ ..]) = (self.a, self.b) {
            let order = (self.number)(a).cmp(&(self.number)(b));
            if order.is_le() {
                self.a = rest_a;
            }
            if order.is_ge() {
                self.b = rest_b;
            }
            if order.is_eq() {
                return Some((a, b));
            }
        }
        None
    }
}

/// Every word that was ever met, with its number and in how many stories it stood.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    numbers: HashMap<String, u32>,
    /// In how many stories; and whether the word is a number.
    known: Vec<(u32, bool)>,
}

impl Vocabulary {
    /// Returns how many words there are; their numbers lie below it.
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// Counts the words of a text.
    pub(super) fn words(&mut self, text: &str) -> Words {
        Words::counted(words(text).map(|word| (self.number(word), 1)).collect())
    }

    /// Returns those of the words that are numbers.
    pub(super) fn figures(&self, words: &Words) -> Vec<u32> {
        words.iter().map(|(word, _)| word).filter(|word| self.known[*word as usize].1).collect()
    }

    /// Counts one more story with this word.
    pub(super) fn met(&mut self, word: u32) {
        self.known[word as usize].0 += 1;
    }

    /// Returns in how many stories a word stood.
    pub(super) fn frequency(&self, word: u32) -> u32 {
        self.known[word as usize].0
    }

    fn number(&mut self, word: String) -> u32 {
        let next = self.known.len() as u32;
        let is_figure = word.starts_with(|letter: char| letter.is_ascii_digit());
        let number = *self.numbers.entry(word).or_insert(next);
        if number == next {
            self.known.push((0, is_figure));
        }
        number
    }
}

/// Titles that come in a form of their own day after day: alike without being one report.
pub(super) fn is_format(title: &str) -> bool {
    let title = title.to_lowercase();
    let holds = |word: &&str| title.split(|letter: char| !letter.is_alphanumeric()).any(|part| part == *word);
    FORMATS.iter().any(|format| if format.contains(' ') { title.contains(format) } else { holds(format) })
}

const FORMATS: &[&str] = &[
    "horoscope",
    "horoscopes",
    "quiz",
    "crossword",
    "odds",
    "picks",
    "prediction",
    "predictions",
    "preview",
    "deals",
    "live",
    "review",
    "recap",
    "briefing",
    "newsletter",
    "podcast",
    "photos",
    "pictures",
    "video",
    "opinion",
    "weather",
    "forecast",
    "obituary",
    "obituaries",
    "lottery",
    "schedule",
    "how to watch",
    "what to know",
    "things to know",
    "week in",
    "stocks to",
];

/// Says whether both titles hold numbers and share none of them.
pub(super) fn figures_differ(a: &[u32], b: &[u32]) -> bool {
    !a.is_empty() && !b.is_empty() && a.iter().all(|figure| !b.contains(figure))
}

/// Returns the hashes of all runs of three words of a long text, sorted, for telling copied wording.
pub(super) fn wording(text: &str) -> Vec<u32> {
    if text.chars().count() <= BODY_CHARS_MIN {
        return Vec::new();
    }
    let words: Vec<String> = words(text).collect();
    let hash = |run: &[String]| {
        u32::from_le_bytes(blake3::hash(run.join(" ").as_bytes()).as_bytes()[..4].try_into().unwrap_or_default())
    };
    let mut runs: Vec<u32> = words.windows(3).map(hash).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// Returns how much of two wordings is the same, of all that stands in either.
pub(super) fn share(a: &[u32], b: &[u32]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let both = Both { a, b, number: |run: &u32| *run }.count();
    both as f64 / (a.len() + b.len() - both) as f64
}

/// Yields the words of a text as they are compared: without accents, case, endings and the words that say nothing.
fn words(text: &str) -> impl Iterator<Item = String> {
    let plain: String = text
        .nfkd()
        .filter(|letter| !unicode_normalization::char::is_combining_mark(*letter))
        .map(|letter| if letter == '’' { '\'' } else { letter })
        .flat_map(char::to_lowercase)
        .collect();
    let parts: Vec<String> = plain
        .split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '\'' | '.' | ','))
        .map(|word| word.trim_matches(['\'', '.', ',']))
        .map(|word| word.strip_suffix("'s").unwrap_or(word))
        .filter(|word| !word.is_empty() && !STOP_WORDS.contains(word))
        .map(stem)
        .collect();
    parts.into_iter()
}

/// Takes the commonest endings off an English word.
fn stem(word: &str) -> String {
    for (ending, instead) in [("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")] {
        if let Some(rest) = word.strip_suffix(ending)
            && rest.chars().count() >= 3
            && !(ending == "s" && rest.ends_with('s'))
        {
            return format!("{rest}{instead}");
        }
    }
    word.to_owned()
}

const STOP_WORDS: &[&str] = &[
    "a", "about", "after", "again", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "before", "being",
    "between", "but", "by", "can", "could", "did", "do", "does", "during", "for", "from", "had", "has", "have", "he", "her",
    "here", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "just", "like", "may", "me", "more", "most", "my",
    "new", "no", "not", "now", "of", "off", "on", "one", "only", "or", "other", "our", "out", "over", "own", "said", "say",
    "says", "she", "should", "so", "some", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they",
    "this", "those", "through", "to", "too", "under", "up", "us", "very", "was", "we", "were", "what", "when", "where", "which",
    "while", "who", "why", "will", "with", "would", "you", "your",
];
