//! Characters that no text is made of, taken out before anything is built of a document.

use std::borrow::Cow;

/// Most characters of one that was encoded twice that may be controls.
const TWICE_ENCODED_MAX: u8 = 3;

/// Returns `text` without characters that are no text: control characters but white space, noncharacters, and all but the first
/// of several U+FFFD in a row. Controls behind a letter beyond ASCII stay: in text that was encoded twice they are a part of it.
///
/// Such characters come from files that are no text, and by the million. A builder of trees keeps each as an error or as a node.
pub fn sweep(text: &str) -> Cow<'_, str> {
    let mut swept = Sweeper::default();
    let mut first = 0;
    loop {
        // Most of most pages is ASCII, and the whole page is walked.
        let plain = text.as_bytes()[first..].iter().position(|byte| !is_plain(*byte)).unwrap_or(text.len() - first);
        if plain > 0 {
            swept = Sweeper::default();
        }
        first += plain;
        let Some(letter) = text[first..].chars().next() else { return Cow::Borrowed(text) };
        if !swept.keeps(letter) {
            break;
        }
        first += letter.len_utf8();
    }
    let mut out = text[..first].to_owned();
    out.extend(text[first..].chars().filter(|letter| swept.keeps(*letter)));
    Cow::Owned(out)
}

/// Says whether a byte is a character of ASCII that stays.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r' | 0xc)
}

/// Remembers what the last character was.
#[derive(Default)]
struct Sweeper {
    after_replaced: bool,
    /// How many controls may follow.
    twice_encoded: u8,
}

impl Sweeper {
    fn keeps(&mut self, letter: char) -> bool {
        if matches!(letter, ' '..='~' | '\t' | '\n' | '\r' | '\u{c}') {
            (self.after_replaced, self.twice_encoded) = (false, 0);
            return true;
        }
        // What is left out parts nothing: a run goes on behind it.
        if letter.is_control() {
            let stays = letter > '\u{7f}' && self.twice_encoded > 0;
            self.twice_encoded -= u8::from(stays);
            return stays;
        }
        if is_noncharacter(letter) {
            return false;
        }
        let is_replaced = letter == char::REPLACEMENT_CHARACTER;
        self.twice_encoded = if is_replaced { 0 } else { TWICE_ENCODED_MAX };
        !(std::mem::replace(&mut self.after_replaced, is_replaced) && is_replaced)
    }
}

/// Says whether Unicode promises never to give this number to a character.
fn is_noncharacter(letter: char) -> bool {
    matches!(letter, '\u{fdd0}'..='\u{fdef}') || u32::from(letter) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_text_goes_and_words_stay() {
        for (raw, left) in [
            ("Neap\0 tide\u{7}\u{7f}", "Neap tide"),
            ("one\ttwo\r\nthree\u{c}four\u{a0}five", "one\ttwo\r\nthree\u{c}four\u{a0}five"),
            ("a\u{85}b\u{9b}c", "abc"),
            ("\u{c3}\u{81}vila \u{f0}\u{9d}\u{90}\u{90}\u{90}", "\u{c3}\u{81}vila \u{f0}\u{9d}\u{90}\u{90}"),
            ("a\u{fdd0}b\u{fffe}c\u{1ffff}d\u{10fffe}", "abcd"),
            ("caf\u{fffd} \u{fffd}\u{fffd}\0\u{fffd}x\u{fffd}", "caf\u{fffd} \u{fffd}x\u{fffd}"),
            ("\0\0\0", ""),
            ("žluťoučký 漢字 😀 \u{200d}\u{e000}", "žluťoučký 漢字 😀 \u{200d}\u{e000}"),
        ] {
            assert_eq!(sweep(raw), left, "{raw:?}");
        }
        assert!(matches!(sweep("plain words, 漢字"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn sweeping_again_changes_nothing(raw in any::<String>()) {
            let once = sweep(&raw).into_owned();
            prop_assert!(once.len() <= raw.len());
            prop_assert!(matches!(sweep(&once), Cow::Borrowed(_)));
        }
    }
}
