//! The letters of dates brought to one form, so that a word in a feed and a word in the table can be compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The zeros of the decimal digits of Unicode that a date may be written with; ASCII and full width need no help.
const ZEROS: &[u32] = &[
    0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6, 0x0e50, 0x0ed0,
    0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
    0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0,
];

/// Chinese numerals, each at the place of its number.
const NUMERALS: &str = "〇一二三四五六七八九十";
/// How Hindi also writes the nasal before a b, as in its November: the letter and a virama instead of the dot.
const BEFORE_B: &str = "\u{92e}\u{94d}";
/// What follows a number in a Chinese or Japanese date.
const COUNTED: &str = "年月日号號时時点點分秒";

/// Lowers the letters and brings every digit, compatibility form and spelling variant to one.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for letter in text.nfkc().flat_map(char::to_lowercase) {
        match letter {
            // Left by the lower case of the Turkish İ, apostrophes inside words, and signs that nobody sees.
            '\u{307}'
            | '\u{ad}'
            | '\u{2bb}'
            | '\u{2bc}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {}
            'ς' => out.push('σ'),
            'ی' | 'ى' => out.push('ي'),
            'ک' => out.push('ك'),
            '零' => out.push('〇'),
            '\u{660}'.. => out.push(digit(letter).unwrap_or(letter)),
            letter => out.push(letter),
        }
    }
    if out.contains(|letter| COUNTED.contains(letter)) { in_digits(&out) } else { out.replace(BEFORE_B, "\u{902}") }
}

fn digit(letter: char) -> Option<char> {
    let zero = ZEROS.iter().rev().find(|zero| **zero <= letter as u32)?;
    char::from_digit(letter as u32 - zero, 10)
}

/// Writes the Chinese numerals before a unit in digits: 五月三十日 as 5月30日. Those in names of weekdays stay.
fn in_digits(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut numerals = String::new();
    for letter in text.chars() {
        if NUMERALS.contains(letter) {
            numerals.push(letter);
            continue;
        }
        if COUNTED.contains(letter) && !numerals.is_empty() {
            out.push_str(&number(&numerals));
            numerals.clear();
        }
        out.push_str(&std::mem::take(&mut numerals));
        out.push(letter);
    }
    out + &numerals
}

/// Reads 二〇二三 digit by digit, 三十一 as tens and ones.
fn number(numerals: &str) -> String {
    let value = |letter: char| NUMERALS.chars().position(|numeral| numeral == letter).unwrap_or_default();
    let Some((tens, ones)) = numerals.split_once('十') else {
        return numerals.chars().map(|letter| value(letter).to_string()).collect();
    };
    let part = |text: &str, none: usize| text.chars().next().map_or(none, value);
    (part(tens, 1) * 10 + part(ones, 0)).to_string()
}

/// Says whether a letter of folded text belongs to a word: vowel signs and viramas do, though they are no letters.
pub(super) fn is_of_word(letter: char) -> bool {
    letter.is_alphabetic() || letter > '\u{2ff}' && is_combining_mark(letter)
}

/// Returns a folded word without accents; `None` when it has none. The vowel signs of India and
/// Thailand are no accents.
pub(super) fn plain(word: &str) -> Option<String> {
    let is_accent = |letter: &char| matches!(letter, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{93c}');
    let letters = word.nfd().filter(|letter| !is_accent(letter)).map(|letter| match letter {
        'ı' => 'i',
        'ł' => 'l',
        'đ' => 'd',
        'ø' => 'o',
        letter => letter,
    });
    let plain: String = letters.nfc().collect();
    (plain != word).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(fold(text), expected, "{text}");
    }

    #[test]
    fn digits_of_every_script_are_those_of_ascii() {
        check("٢٠٢٦ ۲۰۲۶ २०२६ ২০২৬ ๒๐๒๖ ２０２６ ௨௦௨௬", "2026 2026 2026 2026 2026 2026 2026");
    }

    #[test]
    fn chinese_numerals_before_a_unit_are_digits() {
        check("二〇二六年十一月二十三日", "2026年11月23日");
        check("五月三十一號 星期三 周二", "5月31號 星期三 周二");
        check("十月十日", "10月10日");
    }

    #[test]
    fn words_lose_accents_but_no_vowels() {
        assert_eq!(plain(&fold("ŞUBAT")).as_deref(), Some("subat"));
        assert_eq!(plain(&fold("Νοέ")).as_deref(), Some("νοε"));
        assert_eq!(plain(&fold("जुलाई")), None);
        assert_eq!(plain("may"), None);
    }
}
