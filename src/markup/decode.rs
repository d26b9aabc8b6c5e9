//! Bytes to text, whatever the server, the document and its first bytes claim.

use std::borrow::Cow;

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::guess::guess;

use super::sweep;

/// How far into a document its own claim of an encoding is looked for.
const CLAIM_BYTES_MAX: usize = 4096;

/// A document as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text; what could not be read is U+FFFD.
    pub text: String,
    /// The encoding that was used.
    pub encoding: &'static str,
}

/// Decodes a document and takes out what is no text.
///
/// A byte order mark is believed, then the bytes themselves (UTF-16 and UTF-32 show their zeros; valid UTF-8 is hardly ever
/// anything else), then the HTTP charset and the document's declaration if the bytes fit them, and last what bytes
/// and language look most like.
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> Decoded {
    let mut decoded = decode_all(bytes, content_type);
    if let Cow::Owned(swept) = sweep(&decoded.text) {
        decoded.text = swept;
    }
    decoded
}

fn decode_all(bytes: &[u8], content_type: Option<&str>) -> Decoded {
    if let Some(decoded) = wide(bytes) {
        return decoded;
    }
    let claims = [content_type.and_then(charset), claimed(bytes)];
    let shifts = || memchr::memchr(0x1b, bytes).is_some() || memchr::memmem::find(bytes, b"~{").is_some();
    if let Ok(text) = std::str::from_utf8(bytes)
        && (!text.is_ascii() || !shifts())
    {
        return Decoded { text: text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(), encoding: "UTF-8" };
    }
    let mut second_best = None;
    for encoding in claims.into_iter().flatten().filter(|claim| is_narrow(claim)) {
        let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
        if !had_errors {
            return Decoded { text: text.into_owned(), encoding: encoding.name() };
        }
        second_best.get_or_insert_with(|| Decoded { text: text.into_owned(), encoding: encoding.name() });
    }
    if second_best.is_none() && bytes.is_ascii() && guess(bytes, &beginning(bytes)) == ISO_2022_JP {
        return decoded(bytes, ISO_2022_JP);
    }
    let lossy = String::from_utf8_lossy(bytes);
    if is_damaged_utf8(&lossy, claims.contains(&Some(UTF_8))) {
        return Decoded { text: lossy.into_owned(), encoding: "UTF-8" };
    }
    second_best.unwrap_or_else(|| decoded(bytes, guess(bytes, &beginning(bytes))))
}

fn decoded(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Decoded { text: text.into_owned(), encoding: encoding.name() }
}

/// Returns the beginning of a document, where it says what it is.
fn beginning(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(&bytes[..bytes.len().min(CLAIM_BYTES_MAX)])
}

/// Reads what has two or four bytes a letter, by its mark or by where its zeros stand.
fn wide(bytes: &[u8]) -> Option<Decoded> {
    let zeros = |at: usize| bytes.get(at) == Some(&0);
    let (encoding, mark) = match bytes {
        [0xff, 0xfe, 0, 0, ..] => return Some(utf32(&bytes[4..], u32::from_le_bytes, "UTF-32LE")),
        [0, 0, 0xfe, 0xff, ..] => return Some(utf32(&bytes[4..], u32::from_be_bytes, "UTF-32BE")),
        [0, 0, 0, 1..=0x7f, ..] => return Some(utf32(bytes, u32::from_be_bytes, "UTF-32BE")),
        [1..=0x7f, 0, 0, 0, ..] => return Some(utf32(bytes, u32::from_le_bytes, "UTF-32LE")),
        [0xff, 0xfe, ..] => (UTF_16LE, 2),
        [0xfe, 0xff, ..] => (UTF_16BE, 2),
        [1..=0x7f, 0, ..] if zeros(3) => (UTF_16LE, 0),
        [0, 1..=0x7f, ..] if zeros(2) => (UTF_16BE, 0),
        _ => return None,
    };
    let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
    Some(Decoded { text: text.into_owned(), encoding: encoding.name() })
}

fn utf32(bytes: &[u8], read: fn([u8; 4]) -> u32, encoding: &'static str) -> Decoded {
    let (units, _) = bytes.as_chunks::<4>();
    let text = units.iter().map(|unit| char::from_u32(read(*unit)).unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Decoded { text, encoding }
}

/// Says whether an encoding can be meant at all once the bytes are neither wide nor valid UTF-8.
fn is_narrow(encoding: &'static Encoding) -> bool {
    ![UTF_8, UTF_16LE, UTF_16BE, encoding_rs::REPLACEMENT].contains(&encoding)
}

/// Says whether text with replaced bytes is UTF-8 all the same: ten letters read for each one lost, or one if it is claimed.
fn is_damaged_utf8(lossy: &str, claimed: bool) -> bool {
    let (mut read, mut lost) = (0_usize, 0_usize);
    for letter in lossy.chars().filter(|letter| !letter.is_ascii()) {
        if letter == char::REPLACEMENT_CHARACTER { lost += 1 } else { read += 1 }
    }
    read >= lost * if claimed { 1 } else { 10 }
}

/// Reads the charset of a `Content-Type` header or of the like in a `meta` element.
fn charset(content_type: &str) -> Option<&'static Encoding> {
    let lower = content_type.to_ascii_lowercase();
    let value = &lower[lower.find("charset")? + 7..];
    let value = value.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    label(value)
}

/// Reads the encoding that a document declares in its XML declaration or a `meta` element.
fn claimed(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = beginning(bytes);
    if let Some(at) = head.find("<?xml")
        && let Some(declaration) = head[at..].split("?>").next()
        && let Some((_, value)) = declaration.split_once("encoding")
    {
        return label(value.trim_start().trim_start_matches('=').trim_start().trim_start_matches(['"', '\'']));
    }
    charset(&head)
}

fn label(text: &str) -> Option<&'static Encoding> {
    let name = text.split(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).next()?;
    Encoding::for_label(name.as_bytes())
}

/// Undoes an encoding done twice: `FÃ³rmula` becomes `Fórmula`.
///
/// Only where the whole text gives valid UTF-8 when its letters are read as bytes, which no real words do.
pub fn undo_double_encoding(text: &str) -> Cow<'_, str> {
    // Â, Ã, â, Ä, Å and Ð all begin with this byte.
    let telling = |at: usize| matches!(text.as_bytes().get(at + 1), Some(0x82..=0x85 | 0x90 | 0xa2));
    if !memchr::memchr_iter(0xc3, text.as_bytes()).any(telling) {
        return Cow::Borrowed(text);
    }
    let (bytes, _, unmappable) = WINDOWS_1252.encode(text);
    match String::from_utf8(bytes.into_owned()) {
        Ok(plain) if !unmappable => Cow::Owned(plain),
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(bytes: &[u8], content_type: Option<&str>, text: &str, encoding: &str) {
        let decoded = decode(bytes, content_type);
        assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding));
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn marks_and_zeros_tell_the_wide_encodings() {
        check(b"\xef\xbb\xbf<a>\xc3\xa9", None, "<a>é", "UTF-8");
        check(&[b"\xff\xfe".as_slice(), &utf16("<é", false)].concat(), None, "<é", "UTF-16LE");
        check(
            &utf16("<?xml encoding='utf-8'?>é", true),
            Some("text/xml; charset=utf-8"),
            "<?xml encoding='utf-8'?>é",
            "UTF-16BE",
        );
        check(&utf16("<rss>", false), None, "<rss>", "UTF-16LE");
        check(b"<\0\0\0\xe9\0\0\0", None, "<é", "UTF-32LE");
    }

    #[test]
    fn utf8_wins_over_every_claim() {
        check("žluťoučký".as_bytes(), Some("text/xml; charset=iso-8859-1"), "žluťoučký", "UTF-8");
        check("<?xml version='1.0' encoding='utf-16'?>é".as_bytes(), None, "<?xml version='1.0' encoding='utf-16'?>é", "UTF-8");
    }

    #[test]
    fn claims_are_used_where_the_bytes_fit_them() {
        check(b"\x83e\x83X\x83g", Some("text/html; charset=\"Shift_JIS\""), "テスト", "Shift_JIS");
        check(b"<?xml encoding=\"koi8-r\"?>\xf4\xc5\xd3\xd4", None, "<?xml encoding=\"koi8-r\"?>Тест", "KOI8-R");
        check(b"<meta charset=gbk>\xb2\xe2", None, "<meta charset=gbk>测", "GBK");
        check(b"\x1b$B%F%9%H\x1b(B", Some("text/xml; charset=iso-2022-jp"), "テスト", "ISO-2022-JP");
    }

    #[test]
    fn broken_utf8_keeps_its_letters_and_latin_needs_no_claim() {
        check(b"\x93caf\xe9\x94", None, "“café”", "windows-1252");
        check(b"<?xml encoding='utf-8'?>\xc3\xa9\xe9", None, "<?xml encoding='utf-8'?>é\u{fffd}", "UTF-8");
        check("ж".repeat(30).as_bytes().split_last().unwrap().1, None, &format!("{}\u{fffd}", "ж".repeat(29)), "UTF-8");
    }

    #[test]
    fn text_encoded_twice_is_read_once() {
        for (twice, once) in
            [("FÃ³rmula", "Fórmula"), ("donâ€™t", "don’t"), ("São Tomé", "São Tomé"), ("Ã", "Ã"), ("Fó Ã³", "Fó Ã³")]
        {
            assert_eq!(undo_double_encoding(twice), once);
        }
    }

    proptest! {
        #[test]
        fn every_byte_string_decodes(bytes in any::<Vec<u8>>(), label in "[a-z0-9=; -]{0,20}") {
            let _ = decode(&bytes, Some(&label));
        }
    }
}
