//! The pieces that every reader of feeds makes entries of: titles, bodies, addresses, names, attached files.

use std::borrow::Cow;

use crate::domain::{Enclosure, ParsedEntry, WebUrl};
use crate::markup;
use crate::markup::tags::{Dialect, Scanner, Token};
use crate::text::CleanText;

use super::bodies;

/// Longest title, in characters.
const TITLE_CHARS_MAX: usize = 1024;
/// Most authors of an entry.
const AUTHORS_MAX: usize = 16;
/// Longest name of an author, in characters.
const AUTHOR_CHARS_MAX: usize = 200;
/// Most attached files of an entry.
const ENCLOSURES_MAX: usize = 32;
/// Most entries of a feed.
const ENTRIES_MAX: usize = 2000;
/// Longest id that is kept as written.
const ID_CHARS_MAX: usize = 2048;

/// How a text in a feed is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// As HTML.
    Html,
    /// As plain text.
    Text,
}

/// Returns a title as one clean line.
pub(super) fn title(raw: &str, written: Written) -> CleanText {
    let raw = markup::undo_double_encoding(markup::head(raw, bodies::BYTES_MAX));
    let line = match written {
        Written::Html => markup::plain(&raw),
        Written::Text => markup::plain_text(&raw),
    };
    CleanText::capped(&line, TITLE_CHARS_MAX)
}

/// Returns an id as written, cleaned.
pub(super) fn id(raw: &str) -> Option<CleanText> {
    Some(CleanText::capped(raw, ID_CHARS_MAX)).filter(|id| !id.is_empty())
}

/// Reads an address that may be relative, broken over lines, escaped once too often, without its scheme or inside a link.
pub(super) fn address(raw: &str, base: Option<&WebUrl>) -> Option<WebUrl> {
    let raw = raw.trim();
    if raw.is_empty() {
        return None;
    }
    let mut raw = Cow::Borrowed(raw);
    if raw.starts_with('<') {
        raw = Cow::Owned(linked(&raw)?);
    }
    if raw.contains("&amp;") {
        raw = Cow::Owned(raw.replace("&amp;", "&").replace("&amp;", "&"));
    }
    let lower = markup::head(&raw, 24).to_ascii_lowercase();
    if lower.starts_with("www.") {
        raw = Cow::Owned(format!("http://{raw}"));
    }
    for twice in ["http://http://", "http://https://", "https://https://", "https://http://"] {
        if lower.starts_with(twice) {
            let rest = raw[twice.find("//h").map_or(0, |at| at + 2)..].to_owned();
            raw = Cow::Owned(rest);
        }
    }
    let absolute = WebUrl::parse(&raw).ok();
    absolute.or_else(|| base?.join(&raw).ok())
}

/// Returns the address of the first link in a piece of HTML.
fn linked(html: &str) -> Option<String> {
    let mut scanner = Scanner::new(markup::head(html, 8 << 10), Dialect::Html);
    std::iter::from_fn(|| scanner.next()).find_map(|(_, token)| match token {
        Token::Start(tag) if tag.name.eq_ignore_ascii_case("a") => tag.attribute("href"),
        _ => None,
    })
}

/// Adds the name of an author, without mail address; the same name in other letters counts as the same.
pub(super) fn add_author(authors: &mut Vec<CleanText>, raw: &str) {
    let Some(name) = person(raw) else { return };
    let is_same = |known: &CleanText| known.to_lowercase() == name.to_lowercase();
    if authors.len() < AUTHORS_MAX && !authors.iter().any(is_same) {
        authors.push(name);
    }
}

/// Takes the name out of "jane@example.org (Jane Roe)", "Jane Roe <jane@example.org>" and "By Jane Roe"; a handle is a name.
fn person(raw: &str) -> Option<CleanText> {
    let raw = markup::undo_double_encoding(markup::head(raw, 4 * AUTHOR_CHARS_MAX));
    let raw = markup::unescape(&raw).replace('（', " (").replace('）', ")");
    let inside = raw.split_once('(').map(|(_, rest)| rest.trim_end().trim_end_matches(')'));
    let parts = [inside.filter(|inside| !inside.contains('@')).filter(|_| raw.contains('@')), Some(&*raw)];
    let is_mail = |word: &str| word.contains('@') && !word.starts_with('@');
    parts.into_iter().flatten().find_map(|part| {
        let words: Vec<&str> = part.split_whitespace().filter(|word| !is_mail(word) && !is_bare_address(word)).collect();
        let name = markup::plain(&words.join(" "));
        let name = name.trim_matches(|c: char| c.is_whitespace() || "<>,;\"".contains(c));
        let name = CleanText::capped(without_by(name), AUTHOR_CHARS_MAX);
        Some(name).filter(|name| name.chars().any(char::is_alphanumeric))
    })
}

/// Says whether a word is a web address, and no tag that holds one.
fn is_bare_address(word: &str) -> bool {
    word.contains("://") && !word.contains('=')
}

/// Returns a name without the "By" of a byline before it.
fn without_by(name: &str) -> &str {
    let rest = name.strip_prefix("By ").or_else(|| name.strip_prefix("by ")).or_else(|| name.strip_prefix("BY "));
    rest.filter(|rest| rest.starts_with(char::is_uppercase)).unwrap_or(name)
}

/// An attached file as a feed writes it.
#[derive(Clone, Debug, Default)]
pub(super) struct File {
    pub(super) url: Option<WebUrl>,
    pub(super) media_type: Option<String>,
    pub(super) bytes: Option<u64>,
    pub(super) seconds: Option<u32>,
}

/// Adds an attached file; of one that is there already the gaps are filled.
pub(super) fn add_file(enclosures: &mut Vec<Enclosure>, file: File) {
    let Some(url) = file.url else { return };
    let media_type = file.media_type.map(|name| CleanText::capped(&name, 100)).filter(|name| !name.is_empty());
    let bytes = file.bytes.filter(|bytes| *bytes > 0);
    let seconds = file.seconds.filter(|seconds| *seconds > 0);
    let Some(known) = enclosures.iter_mut().find(|known| known.url == url) else {
        if enclosures.len() < ENCLOSURES_MAX {
            enclosures.push(Enclosure { url, media_type, bytes, seconds });
        }
        return;
    };
    known.media_type = known.media_type.take().or(media_type);
    known.bytes = known.bytes.or(bytes);
    known.seconds = known.seconds.or(seconds);
}

/// Reads how long something plays: seconds, `MM:SS` or `HH:MM:SS`.
pub(super) fn duration(raw: &str) -> Option<u32> {
    let parts: Vec<&str> = raw.trim().split(':').collect();
    let whole = |part: &&str| part.trim().split('.').next()?.parse::<u32>().ok();
    if parts.len() > 3 {
        return None;
    }
    parts.iter().try_fold(0_u32, |total, part| total.checked_mul(60)?.checked_add(whole(part)?))
}

/// Drops the oldest entries of a feed with more than 2,000; those without a date count by their place, first is newest.
pub(super) fn keep_newest(entries: &mut Vec<ParsedEntry>) {
    if entries.len() <= ENTRIES_MAX {
        return;
    }
    let mut order: Vec<usize> = (0..entries.len()).collect();
    if entries.iter().all(|entry| entry.published.or(entry.updated).is_some()) {
        order.sort_by_key(|at| std::cmp::Reverse(entries[*at].published.or(entries[*at].updated)));
    }
    let mut kept = vec![false; entries.len()];
    order.into_iter().take(ENTRIES_MAX).for_each(|at| kept[at] = true);
    let mut kept = kept.into_iter();
    entries.retain(|_| kept.next().unwrap_or(false));
}

/// Reads base64 as mail and old feeds write it; what is no letter of it is passed over.
pub(super) fn base64(text: &str) -> Option<String> {
    let (mut out, mut bits, mut count) = (Vec::with_capacity(text.len() / 4 * 3), 0_u32, 0);
    for letter in text.bytes().filter(|letter| !letter.is_ascii_whitespace()) {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    Some(markup::decode(&out, None).text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_without_their_mail_addresses() {
        let check = |raw: &str, expected: &str| {
            let mut authors = Vec::new();
            add_author(&mut authors, raw);
            assert_eq!(authors.first().map_or("", |name| name.as_str()), expected, "{raw}");
        };
        check("ines@example.org (Inés Calvo)", "Inés Calvo");
        check("Inés Calvo <ines@example.org>", "Inés Calvo");
        check("李雷（a@b.org）", "李雷");
        check("a@b.org（李雷）", "李雷");
        check("@ines@quay.example", "@ines@quay.example");
        check("By Inés Calvo", "Inés Calvo");
        check("FranÃ§oise Roe", "Françoise Roe");
        check("<a href='https://example.org/x'>Inés Calvo</a>", "Inés Calvo");
        check("https://example.org/ines", "");
        check("Inés &amp; Tomo", "Inés & Tomo");
        check("Inés Calvo (Quay Desk)", "Inés Calvo (Quay Desk)");
        check("ines@example.org", "");
    }

    #[test]
    fn addresses_are_read_as_people_write_them() {
        let base = WebUrl::parse("https://example.org/news/").unwrap();
        let check = |raw: &str, expected: &str| assert_eq!(address(raw, Some(&base)).unwrap().as_str(), expected, "{raw}");
        check("/a?b=1&amp;c=2", "https://example.org/a?b=1&c=2");
        check("www.quay.example/a", "http://www.quay.example/a");
        check("http://https://quay.example/a", "https://quay.example/a");
        check("<a href='http://quay.example/a'>A</a>", "http://quay.example/a");
        check("//quay.example/a", "https://quay.example/a");
    }

    #[test]
    fn durations_are_seconds() {
        let read = ["61", "1:01", "1:00:01", "90.5", "x", "1:2:3:4"].map(duration);
        assert_eq!(read, [Some(61), Some(61), Some(3601), Some(90), None, None]);
    }

    #[test]
    fn a_feed_with_too_many_entries_keeps_the_newest() {
        let dated = |n: i64| ParsedEntry { published: jiff::Timestamp::from_second(n).ok(), ..ParsedEntry::default() };
        let mut entries: Vec<_> = (0..2500).map(dated).collect();
        keep_newest(&mut entries);
        assert_eq!((entries.len(), entries[0].published.unwrap().as_second()), (2000, 500));
        let mut undated = vec![ParsedEntry::default(); 2001];
        undated[0].title = "newest".into();
        keep_newest(&mut undated);
        assert_eq!((undated.len(), undated[0].title.as_str()), (2000, "newest"));
    }

    #[test]
    fn base64_is_read() {
        assert_eq!(base64("SGFy\n Ym91cg==").as_deref(), Some("Harbour"));
        assert_eq!(base64("not base64!"), None);
    }
}
