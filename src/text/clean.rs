//! [`CleanText`]: text that may reach a terminal.

use std::borrow::{Borrow, Cow};
use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::char::is_combining_mark;

/// Most combining marks that are kept on one letter; stacks of more are drawn over the neighbouring lines.
const MARKS_MAX: usize = 4;

/// Most signs that are joined to one before them, as in the picture of a family. Where a terminal does not join them, each takes
/// the room of its neighbours.
const JOINS_MAX: usize = 3;

/// Joins the sign after it to the one before it.
const JOINER: char = '\u{200d}';

/// The first of all combining marks; the look into the tables is dear.
const FIRST_MARK: char = '\u{300}';

/// Text without control characters, escape codes, bidirectional overrides or invisible characters.
///
/// White space of every kind is one space; lines are joined. Use [`CleanText::lines`] where line breaks carry meaning.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct CleanText(String);

impl CleanText {
    /// Cleans `raw` to one line: runs of white space become one space, ends are trimmed.
    pub fn new(raw: &str) -> Self {
        if is_plain_line(raw) {
            return Self(raw.to_owned());
        }
        let mut out = String::with_capacity(raw.len());
        let mut gap = false;
        for letter in cleaned(raw) {
            if letter.is_whitespace() {
                gap = !out.is_empty();
                continue;
            }
            if gap {
                out.push(' ');
                gap = false;
            }
            out.push(letter);
        }
        Self(out)
    }

    /// Cleans `raw` but keeps its line breaks and the spaces inside lines, as code and poems need; tabs become four spaces.
    pub fn lines(raw: &str) -> Self {
        if is_plain(raw) {
            return Self(raw.to_owned());
        }
        let mut out = String::with_capacity(raw.len());
        for letter in cleaned(raw) {
            match letter {
                '\t' => out.push_str("    "),
                '\n' => out.push('\n'),
                other if other.is_whitespace() => out.push(' '),
                other => out.push(other),
            }
        }
        Self(out)
    }

    /// Cleans like [`CleanText::new`] and keeps at most `chars_max` characters, an ellipsis among them when shortened.
    pub fn capped(raw: &str, chars_max: usize) -> Self {
        let mut text = Self::new(raw);
        if let Some((cut, _)) = text.0.char_indices().nth(chars_max) {
            let last = text.0[..cut].char_indices().next_back().map_or(0, |(at, _)| at);
            text.0.truncate(last);
            text.0.push('…');
        }
        text
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the owned text.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Says whether a character may reach a terminal: it neither steers it nor stays invisible.
pub fn may_be_shown(letter: char) -> bool {
    is_plain_letter(letter) || may_be_stored(letter)
}

/// Returns a text without what steers a terminal and what nobody sees; spaces, tabs and line ends stay as they are.
pub fn showable(raw: &str) -> Cow<'_, str> {
    if is_plain(raw) { Cow::Borrowed(raw) } else { Cow::Owned(cleaned(raw).collect()) }
}

/// Says whether every character may be stored as it is, told without a look into tables: most text of most pages.
fn is_plain(raw: &str) -> bool {
    raw.chars().all(is_plain_letter)
}

/// Says the same of one line, in which single spaces part words.
fn is_plain_line(raw: &str) -> bool {
    let mut gap = true;
    let plain = raw.chars().all(|letter| {
        let before = std::mem::replace(&mut gap, letter == ' ');
        is_plain_letter(letter) && letter != '\n' && !(gap && before)
    });
    plain && (!gap || raw.is_empty())
}

/// Letters and signs of Latin, Greek, Cyrillic, Armenian, Chinese, Japanese and Korean; no marks, no spaces but the one.
fn is_plain_letter(letter: char) -> bool {
    matches!(
        letter,
        ' '..='~'
            | '\n'
            | '\u{a1}'..='\u{ac}'
            | '\u{ae}'..='\u{2ff}'
            | '\u{370}'..='\u{482}'
            | '\u{48a}'..='\u{58f}'
            | '\u{2010}'..='\u{2027}'
            | '\u{2030}'..='\u{205e}'
            | '\u{3001}'..='\u{3029}'
            | '\u{3041}'..='\u{3096}'
            | '\u{30a1}'..='\u{30fe}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}'
    )
}

/// Yields the characters of `raw` that may be stored: line ends are `\n`, everything that steers a terminal is gone.
fn cleaned(raw: &str) -> impl Iterator<Item = char> + '_ {
    let mut letters = raw.chars().peekable();
    let (mut marks, mut chain, mut after_latin) = (0, Chain::default(), false);
    std::iter::from_fn(move || {
        loop {
            let letter = letters.next()?;
            if letter == '\r' {
                if letters.peek() != Some(&'\n') {
                    return Some('\n');
                }
                continue;
            }
            // What is left out parts nothing: a stack of marks goes on behind it.
            if !may_be_stored(letter) {
                continue;
            }
            // Between Latin letters these two mean nothing and hide a word from a search or a mute.
            if after_latin && matches!(letter, JOINER | '\u{fe00}'..='\u{fe0f}') {
                continue;
            }
            after_latin = is_latin(letter);
            if letter >= FIRST_MARK && is_combining_mark(letter) {
                marks += 1;
                if marks > MARKS_MAX {
                    continue;
                }
            } else if letter != JOINER {
                marks = 0;
            }
            if chain.takes(letter) {
                return Some(letter);
            }
        }
    })
}

fn is_latin(letter: char) -> bool {
    letter.is_ascii_alphabetic() || matches!(letter, '\u{c0}'..='\u{24f}') && letter.is_alphabetic()
}

/// Signs that are joined to one.
#[derive(Default)]
struct Chain {
    joins: usize,
    is_open: bool,
}

impl Chain {
    /// Says whether a letter may follow. Letters of scripts, which need the joiner between them, begin anew each time.
    fn takes(&mut self, letter: char) -> bool {
        if letter == JOINER {
            self.is_open = self.joins < JOINS_MAX;
            self.joins += usize::from(self.is_open);
            return self.is_open;
        }
        // What gives a sign its colour or its look belongs to it.
        let is_part = matches!(letter, '\u{1f3fb}'..='\u{1f3ff}') || letter >= FIRST_MARK && is_combining_mark(letter);
        if !is_part {
            if !self.is_open || letter.is_alphabetic() {
                self.joins = 0;
            }
            self.is_open = false;
        }
        true
    }
}

/// Says whether a character may be kept at all.
///
/// The zero-width joiner and the variation selectors stay, emoji and Indic scripts need them.
fn may_be_stored(letter: char) -> bool {
    match letter {
        '\n' | '\t' | JOINER | '\u{2028}' | '\u{2029}' | '\u{fe00}'..='\u{fe0f}' => true,
        // Soft hyphen, grapheme joiner, Arabic letter mark, Hangul fillers, Khmer vowels that are never seen, Mongolian separators,
        // zero width, bidi marks and overrides, then annotation marks, controls of shorthand, tag characters, variation selectors beyond the first sixteen, musical controls, and kitty's sign for
        // a piece of a picture.
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'
        | '\u{200c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}'
        | '\u{10eeee}' => false,
        other => !other.is_control() && (other as u32) & 0xfffe != 0xfffe,
    }
}

impl fmt::Display for CleanText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for CleanText {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for CleanText {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl std::ops::Deref for CleanText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for CleanText {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}

impl<'de> Deserialize<'de> for CleanText {
    /// Cleans again on the way in: what was stored by an older version or changed on disk is foreign too.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        Ok(Self(cleaned(&raw).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_letters_are_those_that_cleaning_leaves_alone() {
        for letter in (0..=0x1_ffff).filter_map(char::from_u32).filter(|letter| is_plain_letter(*letter)) {
            assert!(letter == ' ' || letter == '\n' || !letter.is_whitespace(), "{letter:?}");
            assert!(may_be_stored(letter) && !is_combining_mark(letter), "{letter:?}");
        }
    }

    #[test]
    fn an_escape_code_loses_its_teeth() {
        assert_eq!(CleanText::new("AA\u{1b}[2JZZ\u{9b}2J\u{7}").as_str(), "AA[2JZZ2J");
    }

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(CleanText::new("  Strike\r\n\tends \u{a0} now ").as_str(), "Strike ends now");
    }

    #[test]
    fn code_keeps_its_lines_and_indents() {
        assert_eq!(CleanText::lines("if x:\r\n\ty()\r").as_str(), "if x:\n    y()\n");
    }

    #[test]
    fn bidirectional_overrides_and_hidden_characters_go() {
        assert_eq!(CleanText::new("b\u{34f}o\u{17b4}m\u{180b}b\u{180f}s\u{1bca0}").as_str(), "bombs");
        assert_eq!(CleanText::new("b\u{200d}o\u{fe0f}mb é\u{200d}é").as_str(), "bomb éé");
        assert_eq!(
            CleanText::new("1\u{fe0f}\u{20e3} ❤\u{fe0f} क\u{94d}\u{200d}ष").as_str(),
            "1\u{fe0f}\u{20e3} ❤\u{fe0f} क\u{94d}\u{200d}ष"
        );
        assert_eq!(CleanText::new("a\u{202e}b\u{200b}c\u{2066}d\u{e0041}e\u{ad}f").as_str(), "abcdef");
    }

    #[test]
    fn emoji_sequences_stay_whole() {
        assert_eq!(CleanText::new("👩‍🚒 ❤️").as_str(), "👩‍🚒 ❤️");
    }

    #[test]
    fn signs_are_joined_to_a_family_and_no_further() {
        for plain in ["👩🏽‍❤️‍💋‍👨🏽👨‍👩‍👧‍👦👨‍👩‍👧‍👦", "🏳️‍🌈🏴‍☠️👩‍🚒👩‍🚒👩‍🚒👩‍🚒👩‍🚒", "ശ്രീലങ്കയില്‍നിന്ന്‍ക്‍ക്‍ക്‍ക്‍ക"]
        {
            assert_eq!(CleanText::new(plain).as_str(), plain);
        }
        assert_eq!(CleanText::new(&"👨\u{200d}".repeat(9)).as_str(), "👨‍👨‍👨‍👨👨‍👨‍👨‍👨👨\u{200d}");
        assert_eq!(CleanText::new(&"\u{200d}".repeat(9)).as_str(), "\u{200d}\u{200d}\u{200d}");
    }

    #[test]
    fn no_text_stands_in_for_a_picture() {
        assert_eq!(CleanText::new("a\u{10eeee}\u{305}b").as_str(), "a\u{305}b");
    }

    #[test]
    fn a_stack_of_marks_is_cut_to_four() {
        let zalgo = format!("e{}x", "\u{301}".repeat(50));
        assert_eq!(CleanText::new(&zalgo).chars().count(), 6);
        let parted = format!("e{}x", "\u{301}\u{200b}".repeat(50));
        assert_eq!(CleanText::new(&parted).chars().count(), 6);
    }

    #[test]
    fn a_long_title_is_capped_with_an_ellipsis() {
        assert_eq!(CleanText::capped("abcdef", 4).as_str(), "abc…");
        assert_eq!(CleanText::capped("abcd", 4).as_str(), "abcd");
    }

    proptest! {
        #[test]
        fn clean_text_holds_no_control_character_and_is_stable(raw in any::<String>()) {
            let once = CleanText::new(&raw);
            prop_assert!(!once.chars().any(char::is_control));
            prop_assert_eq!(CleanText::new(&once), once.clone());
            prop_assert!(!CleanText::lines(&raw).chars().any(|letter| letter.is_control() && letter != '\n'));
        }
    }
}
