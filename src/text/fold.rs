//! One form for what is compared: what somebody types finds what somebody else wrote with other marks, capitals or letters.
//!
//! [`fold`] says which texts are the same, [`words`] what a word is. Whatever is searched, narrowed, filed under a name or marked
//! as a hit goes by these two, so that all of them agree.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The marks that are dropped, because nobody has to type them: accents, Hebrew points, Arabic vowel signs.
const ACCENTS: [(char, char); 13] = [
    ('\u{300}', '\u{36f}'),
    ('\u{483}', '\u{489}'),
    ('\u{591}', '\u{5c7}'),
    ('\u{610}', '\u{61a}'),
    ('\u{64b}', '\u{65f}'),
    ('\u{670}', '\u{670}'),
    ('\u{6d6}', '\u{6ed}'),
    ('\u{730}', '\u{74a}'),
    ('\u{8d3}', '\u{8ff}'),
    ('\u{1ab0}', '\u{1aff}'),
    ('\u{1dc0}', '\u{1dff}'),
    ('\u{20d0}', '\u{20ff}'),
    ('\u{fe00}', '\u{fe2f}'),
];

/// The zeros of the digits that are folded to 0 to 9.
const ZEROS: [char; 12] = [
    '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}', '\u{c66}', '\u{ce6}', '\u{d66}',
    '\u{e50}',
];

/// Returns the form in which texts are compared: small letters, without accents, points and vowel signs, with the plain letter
/// where another stands for it (`ł`, `ß`, `ё`, `ς`, `أ`). Texts with one form are written the same by somebody.
///
/// The marks of scripts in which they are letters, such as those of India, stay, and so does the one that makes й of и.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Folds `text` behind what `out` holds.
pub fn fold_into(text: &str, out: &mut String) {
    if text.is_ascii() {
        out.extend(text.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
        return;
    }
    let mut base = ' ';
    let bare = text.nfkd().filter(move |letter| {
        if !is_combining_mark(*letter) {
            base = *letter;
            return true;
        }
        // What is never seen is no letter of its script.
        !is_accent(*letter) && !is_unseen(*letter) || (*letter == '\u{306}' && matches!(base, 'и' | 'И'))
    });
    // What stays of Hangul, kana and й is put together again.
    out.extend(bare.flat_map(char::to_lowercase).flat_map(plain).nfc());
}

fn is_accent(mark: char) -> bool {
    ACCENTS.iter().any(|(first, last)| (*first..=*last).contains(&mark))
}

/// Letters of one letter, at most two.
fn plain(letter: char) -> impl Iterator<Item = char> {
    let [first, second] = match letter {
        'a'..='z' | '0'..='9' => [letter, '\0'],
        // Latin.
        'ß' => ['s', 's'],
        'æ' => ['a', 'e'],
        'œ' => ['o', 'e'],
        'þ' => ['t', 'h'],
        'ø' | 'ɵ' | 'ɔ' => ['o', '\0'],
        'ł' | 'ƚ' | 'ɫ' | 'ƛ' => ['l', '\0'],
        'đ' | 'ð' | 'ɖ' | 'ɗ' => ['d', '\0'],
        'ħ' => ['h', '\0'],
        'ı' | 'ɨ' => ['i', '\0'],
        'ŧ' | 'ƭ' | 'ʈ' => ['t', '\0'],
        'ŋ' => ['n', 'g'],
        'ɲ' | 'ƞ' => ['n', '\0'],
        'ĸ' | 'ƙ' => ['k', '\0'],
        'ƀ' | 'ɓ' => ['b', '\0'],
        'ƈ' | 'ȼ' => ['c', '\0'],
        'ƒ' => ['f', '\0'],
        'ǥ' | 'ɠ' | 'ɣ' => ['g', '\0'],
        'ƥ' => ['p', '\0'],
        'ʋ' => ['v', '\0'],
        'ƴ' | 'ɏ' => ['y', '\0'],
        'ƶ' | 'ȥ' => ['z', '\0'],
        'ə' | 'ǝ' | 'ɛ' | 'ɇ' => ['e', '\0'],
        'ɉ' | 'ȷ' => ['j', '\0'],
        'ɍ' => ['r', '\0'],
        'ⱥ' => ['a', '\0'],
        'ʉ' => ['u', '\0'],
        // Greek, Cyrillic, Hebrew.
        'ς' => ['σ', '\0'],
        'ґ' => ['г', '\0'],
        'ך' => ['כ', '\0'],
        'ם' => ['מ', '\0'],
        'ן' => ['נ', '\0'],
        'ף' => ['פ', '\0'],
        'ץ' => ['צ', '\0'],
        // Arabic, with the letters by which Persian and Urdu are typed.
        'ٱ' | 'ٲ' | 'ٳ' => ['ا', '\0'],
        'ى' | 'ی' | 'ے' => ['ي', '\0'],
        'ة' | 'ہ' | 'ھ' | 'ە' | 'ۃ' => ['ه', '\0'],
        'ک' | 'ڪ' => ['ك', '\0'],
        // Apostrophes of all kinds, one of which Unicode takes for a letter.
        '’' | '‘' | 'ʼ' | 'ʻ' | 'ʹ' | '`' | '´' | '＇' => ['\'', '\0'],
        '‐' | '‑' => ['-', '\0'],
        letter if is_unseen(letter) => ['\0', '\0'],
        letter => [ZEROS.iter().find_map(|zero| digit_after(*zero, letter)).unwrap_or(letter), '\0'],
    };
    [first, second].into_iter().filter(|letter| *letter != '\0')
}

/// Returns the digit of `letter` where `zero` is the zero of its script.
fn digit_after(zero: char, letter: char) -> Option<char> {
    char::from_digit(u32::from(letter).checked_sub(u32::from(zero)).filter(|digit| *digit < 10)?, 10)
}

/// Says whether a character shows nothing and parts no words: soft hyphens, joiners, marks of direction, the Arabic stroke that
/// only lengthens a word.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{34f}' | '\u{640}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{200d}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Says whether a letter is a word by itself: Han, kana, Thai, Lao, Khmer, Burmese, which are written without spaces, and the
/// syllables of Korean, which writes particles at the end of its words.
pub fn is_dense(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}')
        && letter.is_alphanumeric()
}

/// Yields the words of a text: runs of letters and digits with their marks, single letters of dense scripts. A number behind
/// letters is a word of its own, so that 2.44 stands in v2.44 and G20 is also G 20.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = letters.find(|(_, letter)| is_of_word(*letter))?;
        let mut end = start + first.len_utf8();
        if !is_dense(first) {
            let mut of_number = first.is_numeric();
            let mut joins = |letter: char| {
                if is_combining_mark(letter) || is_unseen(letter) {
                    return true;
                }
                let parts = letter.is_numeric() && !of_number;
                of_number = letter.is_numeric();
                is_of_word(letter) && !is_dense(letter) && !parts
            };
            while let Some((at, letter)) = letters.next_if(|(_, letter)| joins(*letter)) {
                end = at + letter.len_utf8();
            }
        }
        Some(start..end)
    })
}

/// Says whether a character makes words. An apostrophe that Unicode takes for a letter parts them as every other does.
fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() && !matches!(letter, 'ʼ' | 'ʻ' | 'ʹ' | '\u{640}')
}

/// Returns the folded words of a text with a space behind each: what an index of words holds of it, and what is asked of it.
pub fn folded_words(text: &str) -> String {
    let text: Cow<'_, str> = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.into(),
        // Syllables that stand in their parts are single letters again.
        _ => text.nfc().collect::<String>().into(),
    };
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for word in words(&text) {
        fold_into(&text[word], &mut out);
        out.push(' ');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn writings_of_one_word_are_one() {
        for (a, b) in [
            ("Ángel KOČ", "angel koc"),
            ("Ｔｏｍａｓ", "tomas"),
            ("Wałęsa", "walesa"),
            ("Søren Kierkegård", "Soren Kierkegard"),
            ("Đoković", "dokovic"),
            ("STRAẞE", "Strasse"),
            ("Æther œuvre Þór", "aether oeuvre THOR"),
            ("ISPARTA ısparta İsparta", "isparta isparta isparta"),
            ("Ħamrun", "hamrun"),
            ("ΑΠΕΡΓΊΑ", "απεργια"),
            ("λιμένας ΛΙΜΈΝΑΣ", "λιμενασ λιμενασ"),
            ("ἀρχή", "αρχη"),
            ("Ёлка", "елка"),
            ("ґанок", "ганок"),
            ("إِضْرَاب أُمّ آل ٱلله", "اضراب ام ال الله"),
            ("كتـــاب", "كتاب"),
            ("مدرسة على", "مدرسه علي"),
            ("کتاب فارسی", "كتاب فارسي"),
            ("שָׁלוֹם", "שלומ"),
            ("٢٠٢٦ ۲۰۲۶ २०२६", "2026 2026 2026"),
            ("Donau\u{ad}dampf", "donaudampf"),
            ("bo\u{34f}m\u{17b4}b\u{180b}e\u{180f}r\u{1bca2}s", "bombers"),
            ("bo\u{200d}m\u{fe0f}b", "bomb"),
            ("O’Brien OʼBrien", "o'brien o'brien"),
            ("ﬁnance", "finance"),
            ("e\u{301}te\u{301}", "ÉTÉ"),
        ] {
            assert_eq!(fold(a), fold(b), "{a}");
        }
    }

    #[test]
    fn words_that_are_others_stay_apart() {
        for (a, b) in [("мой", "мои"), ("Київ", "киев"), ("कि", "का"), ("が", "か"), ("Zürich", "zuerich"), ("한", "하")]
        {
            assert_ne!(fold(a), fold(b), "{a}");
        }
    }

    #[test]
    fn what_a_word_is() {
        for (text, wanted) in [
            ("The ferry-master's don't.", "the ferry master s don t "),
            ("v2.44, CVE-2024-12345", "v 2 44 cve 2024 12345 "),
            ("G20 5m 21st H5N1", "g 20 5m 21st h 5n 1 "),
            ("東京で会談", "東 京 で 会 談 "),
            ("부두 파업이", "부 두 파 업 이 "),
            ("부두", "부 두 "),
            ("हिन्दी में", "हिन्दी में "),
            ("п’ять пʼять п'ять", "п ять п ять п ять "),
            ("كتـاب", "كتاب "),
            ("bo\u{34f}m\u{17b4}b\u{180e}e\u{1bca2}r\u{200d}s\u{fe0f}", "bombers "),
            ("C++ AT&T .NET #tag @me user@example.org", "c at t net tag me user example org "),
            ("— …", ""),
        ] {
            assert_eq!(folded_words(text), wanted.nfc().collect::<String>(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn words_stand_in_their_order_on_whole_letters(text in "[a-zé東업0-9ʼـ\u{301}\u{ad}. ]{0,60}") {
            let mut at = 0;
            for word in words(&text) {
                prop_assert!(word.start >= at && text.get(word.clone()).is_some_and(|word| !word.is_empty()));
                at = word.end;
            }
        }
    }
}
