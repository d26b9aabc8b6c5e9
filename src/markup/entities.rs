//! Character references: named, numbered, and those that Windows wrote.

use std::borrow::Cow;

use quick_xml::escape::resolve_html5_entity;

/// Longest name of a reference; the longest of HTML has 31 letters.
const NAME_BYTES_MAX: usize = 32;

/// Shorter names than this are left in text that was decoded.
const SHORT_NAME_BYTES: usize = 4;
/// How often text may have been escaped too much.
const ROUNDS_MAX: usize = 3;

/// What `&#128;` to `&#159;` mean on the web: the characters of windows-1252.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”',
    '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Decodes every character reference of HTML once; what is none stays as it is.
pub fn unescape(raw: &str) -> Cow<'_, str> {
    let Some(first) = raw.find('&') else { return Cow::Borrowed(raw) };
    let mut out = String::with_capacity(raw.len());
    out.push_str(&raw[..first]);
    let mut rest = &raw[first..];
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let bytes = reference(rest, &mut out);
        if bytes == 0 {
            out.push('&');
        }
        rest = &rest[bytes.max(1)..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Decodes the references that are left in text because somebody escaped it more than once.
///
/// `&lt;`, `&gt;` and those of white space stay: who shows them writes about them. So do names of two and three letters but
/// `&amp;`, which are rather code.
pub fn unescape_again(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..ROUNDS_MAX {
        if !text.contains('&') {
            break;
        }
        let next = once_more(&text);
        if next == *text {
            break;
        }
        text = Cow::Owned(next);
    }
    text
}

fn once_more(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name =
            rest[1..].bytes().take(NAME_BYTES_MAX).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
        let written = rest.get(..name + 2).filter(|written| written.ends_with(';')).unwrap_or("&");
        let meant = unescape(written);
        let is_short = name < SHORT_NAME_BYTES && !written.contains('#') && written != "&amp;";
        let is_shown = is_short || meant.contains(['<', '>']) || meant.chars().all(char::is_whitespace);
        out.push_str(if is_shown { written } else { &meant });
        rest = &rest[written.len()..];
    }
    out + rest
}

/// Writes what the reference at the start of `rest` means and returns its length; 0 when it is none.
fn reference(rest: &str, out: &mut String) -> usize {
    if let Some(number) = rest.strip_prefix("&#") {
        return numbered(number, out).map_or(0, |bytes| bytes + 2);
    }
    let name = &rest[1..];
    let bytes = name.bytes().take(NAME_BYTES_MAX).take_while(u8::is_ascii_alphanumeric).count();
    let (name, ended) = (&name[..bytes], name.as_bytes().get(bytes) == Some(&b';'));
    // As in "?a=1&copy=2".
    if rest.as_bytes().get(1 + bytes) == Some(&b'=') {
        return 0;
    }
    let known = match name {
        "amp" => Some("&"),
        "lt" => Some("<"),
        "gt" => Some(">"),
        "quot" => Some("\""),
        "apos" if ended => Some("'"),
        "nbsp" => Some("\u{a0}"),
        "" => None,
        // The old ones of HTML 4 count without their semicolon; the rest do not.
        name if ended => resolve_html5_entity(name),
        "AMP" | "LT" | "GT" | "QUOT" | "copy" | "reg" | "eacute" | "egrave" | "agrave" | "ouml" | "auml" | "uuml" | "szlig" => {
            resolve_html5_entity(name)
        }
        _ => None,
    };
    let Some(known) = known else { return 0 };
    out.push_str(known);
    1 + bytes + usize::from(ended)
}

/// Reads the digits after `&#`; two halves of a surrogate pair, which some Java programs write, become one character.
fn numbered(text: &str, out: &mut String) -> Option<usize> {
    let (code, mut bytes) = number(text)?;
    let mut code = code;
    if (0xd800..0xdc00).contains(&code)
        && let Some((low, more)) = text[bytes..].strip_prefix("&#").and_then(number)
        && (0xdc00..0xe000).contains(&low)
    {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        bytes += more + 2;
    }
    out.push(match code {
        0x80..=0x9f => WINDOWS[code as usize - 0x80],
        0 => char::REPLACEMENT_CHARACTER,
        code => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    });
    Some(bytes)
}

fn number(text: &str) -> Option<(u32, usize)> {
    let (digits, radix, prefix) = match text.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16, 1),
        None => (text, 10, 0),
    };
    let count = digits.bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
    if count == 0 {
        return None;
    }
    // More digits than any character has: a number that names none.
    let code = u32::from_str_radix(&digits[..count], radix).unwrap_or(u32::MAX);
    let ended = digits.as_bytes().get(count) == Some(&b';');
    Some((code, prefix + count + usize::from(ended)))
}

/// Returns the first named reference that XML itself does not know, such as `nbsp`.
pub fn undefined(raw: &str) -> Option<&str> {
    raw.match_indices('&').find_map(|(at, _)| {
        let name = &raw[at + 1..];
        let bytes = name.bytes().take(NAME_BYTES_MAX).take_while(u8::is_ascii_alphanumeric).count();
        let named = bytes > 0 && name.as_bytes().get(bytes) == Some(&b';');
        (named && !matches!(&name[..bytes], "amp" | "lt" | "gt" | "quot" | "apos")).then(|| &name[..bytes])
    })
}

/// Writes plain text as HTML: `&`, `<` and `>` become references.
pub fn escape(text: &str) -> Cow<'_, str> {
    quick_xml::escape::partial_escape(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(raw: &str, expected: &str) {
        assert_eq!(unescape(raw), expected, "{raw}");
    }

    #[test]
    fn references_of_every_kind_are_decoded_once() {
        check("R&amp;D &#8211; caf&eacute; &#x2014; &hellip;", "R&D – café — …");
        check("&amp;lt;b&amp;gt;", "&lt;b&gt;");
        check("&#147;Quiet&#148;", "“Quiet”");
        check("&#55357;&#56832;!", "😀!");
        check("&copy 2026 AT&T &unknown; & &; &# &#x;", "© 2026 AT&T &unknown; & &; &# &#x;");
        check("?a=1&copy=2&amp=3&lt=4&copyright &apos x", "?a=1&copy=2&amp=3&lt=4&copyright &apos x");
        check("&#0;&#xffffffffff;&#55357;", "\u{fffd}\u{fffd}\u{fffd}");
    }

    #[test]
    fn a_name_that_xml_lacks_is_found() {
        assert_eq!(undefined("a &amp; b &nbsp; c"), Some("nbsp"));
        assert_eq!(undefined("a & b; &amp;"), None);
    }

    #[test]
    fn what_was_escaped_over_and_over_is_decoded_but_for_brackets_and_spaces() {
        assert_eq!(unescape_again("a &amp;amp; b&amp;#39;s &quot;c&quot; & d;"), "a & b's \"c\" & d;");
        assert_eq!(unescape_again("&amp;lt; &gt; &nbsp; &#32; &mu; &copy x"), "&lt; &gt; &nbsp; &#32; &mu; &copy x");
    }

    proptest! {
        #[test]
        fn escaped_text_comes_back(text in any::<String>()) {
            let escaped = escape(&text);
            let unescaped = unescape(&escaped);
            prop_assert_eq!(unescaped.as_ref(), text.as_str());
        }
    }
}
