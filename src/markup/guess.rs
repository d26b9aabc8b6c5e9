//! The encoding of a document that declares none, told from its bytes and from the language that it says it is in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

/// How much of a document is looked at; the letters of its language stand well before the end of it.
const SAMPLE_BYTES_MAX: usize = 1 << 20;

/// Returns the encoding that the bytes fit best; `head` is the beginning of the document, read as if it were ASCII.
pub(super) fn guess(bytes: &[u8], head: &str) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES_MAX)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, true);
    let country = language(head).as_deref().and_then(country);
    detector.guess(country.map(str::as_bytes), Utf8Detection::Deny)
}

/// Reads the language that a page or a feed says it is in, in lower case.
fn language(head: &str) -> Option<String> {
    let lower = head.to_ascii_lowercase();
    let attribute = lower.match_indices("lang").find_map(|(at, _)| {
        // Not `hreflang`, which is the language of another page.
        let begins = lower[..at].ends_with([' ', '\t', '\n', '\r', ':', '"', '\'']);
        let value = lower[at + 4..].trim_start().strip_prefix('=').filter(|_| begins)?;
        code(value)
    });
    attribute
        .or_else(|| code(lower.split_once("<language>")?.1))
        .or_else(|| code(lower.split_once("content-language")?.1.split_once("content=")?.1))
}

/// Reads a language code such as `zh-tw` at the beginning of a text.
fn code(text: &str) -> Option<String> {
    let text = text.trim_start().trim_start_matches(['"', '\'']).trim_start();
    let end = text.find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))).unwrap_or(text.len());
    (2..=12).contains(&end).then(|| text[..end].replace('_', "-"))
}

/// Returns the domain of the country whose encodings a language is written in; English is written everywhere.
fn country(language: &str) -> Option<&'static str> {
    let (name, region) = language.split_once('-').unwrap_or((language, ""));
    Some(match name {
        "ja" => "jp",
        "zh" if matches!(region, "hk" | "mo") => "hk",
        "zh" if region == "tw" || region.starts_with("hant") => "tw",
        "zh" => "cn",
        "ko" => "kr",
        "ru" => "ru",
        "uk" => "ua",
        "be" => "by",
        "bg" => "bg",
        "mk" => "mk",
        "sr" => "rs",
        "kk" => "kz",
        "el" => "gr",
        "he" | "iw" => "il",
        "ar" => "eg",
        "fa" => "ir",
        "tr" => "tr",
        "az" => "az",
        "th" => "th",
        "vi" => "vn",
        "pl" => "pl",
        "cs" => "cz",
        "sk" => "sk",
        "hu" => "hu",
        "sl" => "si",
        "hr" => "hr",
        "bs" => "ba",
        "ro" => "ro",
        "lt" => "lt",
        "lv" => "lv",
        "et" => "ee",
        "de" => "de",
        "fr" => "fr",
        "es" => "es",
        "it" => "it",
        "pt" => "pt",
        "nl" => "nl",
        "sv" => "se",
        "da" => "dk",
        "nb" | "nn" | "no" => "no",
        "fi" => "fi",
        "is" => "is",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::markup::decode;

    /// A few sentences in each of the languages whose old encodings are still met without a declaration.
    const STORIES: &[(&str, &str, &[&str])] = &[
        (
            "ja",
            "港の北側の岸壁は三月一日までに再び開かれる。昨年の嵐で壊れた壁の修理が終わったためだと、港湾局が発表した。",
            &["shift_jis", "euc-jp"],
        ),
        ("zh-CN", "港务局周一表示，北码头将在三月一日之前重新开放。去年的风暴毁坏了码头的墙壁，修理工作已经结束。", &["gbk"]),
        ("zh-TW", "港務局週一表示，北碼頭將在三月一日之前重新開放。去年的風暴毀壞了碼頭的牆壁，修理工作已經結束。", &["big5"]),
        (
            "ko",
            "항만청은 북쪽 부두가 삼월 일일 전에 다시 열릴 것이라고 월요일에 밝혔다. 지난해 폭풍으로 벽이 무너졌다.",
            &["euc-kr"],
        ),
        (
            "ru",
            "Управление порта сообщило в понедельник, что северный причал снова откроется до первого марта.",
            &["windows-1251", "koi8-r"],
        ),
        (
            "uk",
            "Управління порту повідомило в понеділок, що північний причал знову відкриється до першого березня.",
            &["windows-1251"],
        ),
        (
            "pl",
            "Zarząd portu ogłosił w poniedziałek, że północne nabrzeże zostanie otwarte przed pierwszym marca; żaden dźwig jeszcze nie działa.",
            &["windows-1250", "iso-8859-2"],
        ),
        (
            "tr",
            "Liman idaresi pazartesi günü kuzey rıhtımının marttan önce yeniden açılacağını, iki vincin çalışacağını söyledi.",
            &["windows-1254"],
        ),
        (
            "el",
            "Η λιμενική αρχή ανακοίνωσε τη Δευτέρα ότι η βόρεια αποβάθρα θα ανοίξει ξανά πριν από την πρώτη Μαρτίου.",
            &["windows-1253"],
        ),
        (
            "de",
            "Die Hafenbehörde teilte am Montag mit, dass der nördliche Kai vor dem ersten März wieder öffnen würde.",
            &["windows-1252"],
        ),
    ];

    #[test]
    fn the_language_and_the_bytes_tell_an_encoding_that_nobody_declares() {
        for (language, story, encodings) in STORIES {
            for encoding in *encodings {
                let encoding = encoding_rs::Encoding::for_label(encoding.as_bytes()).unwrap();
                for page in [
                    format!("<html lang=\"{language}\"><head><title>x</title></head><body><p>{story}</p></body></html>"),
                    format!("<html xml:lang='{language}'><body><div>{story}</div></body></html>"),
                    format!("<meta http-equiv=Content-Language content={language}><p>{story}</p>"),
                    format!("<rss><channel><language>{language}</language><title>{story}</title></channel></rss>"),
                ] {
                    let (bytes, _, unmappable) = encoding.encode(&page);
                    assert!(!unmappable);
                    let decoded = decode(&bytes, None);
                    assert_eq!(decoded.text, page, "{language} in {} read as {}", encoding.name(), decoded.encoding);
                }
            }
        }
    }

    #[test]
    fn mail_of_old_needs_no_declaration() {
        assert_eq!(decode(b"<html lang=ja><p>\x1b$B%F%9%H\x1b(B", None).text, "<html lang=ja><p>テスト");
        assert_eq!(decode(b"plain \x1b[2J text", None).encoding, "UTF-8");
    }
}
