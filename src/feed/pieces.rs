//! The pieces that every reader of feeds makes entries of: titles, bodies, addresses, names, attached files.

use crate::domain::{Enclosure, ParsedEntry, WebUrl};
use crate::markup;
use crate::text::CleanText;

/// Longest title, in characters.
const TITLE_CHARS_MAX: usize = 1024;
/// Longest body of an entry, in bytes.
const BODY_BYTES_MAX: usize = 1 << 20;
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
    let raw = markup::undo_double_encoding(markup::head(raw, BODY_BYTES_MAX));
    let line = match written {
        Written::Html => markup::plain(&raw),
        Written::Text => markup::plain_text(&raw),
    };
    CleanText::capped(&line, TITLE_CHARS_MAX)
}

/// Returns a body as HTML of bounded length; `None` when nothing is in it.
pub(super) fn body(raw: &str, written: Written) -> Option<String> {
    let raw = markup::undo_double_encoding(markup::head(raw.trim(), BODY_BYTES_MAX));
    match (raw.is_empty(), written) {
        (true, _) => None,
        (_, Written::Html) => Some(raw.into_owned()),
        (_, Written::Text) => Some(markup::escape(&raw).replace("\n\n", "<br><br>")),
    }
}

/// Returns an id as written, cleaned.
pub(super) fn id(raw: &str) -> Option<CleanText> {
    Some(CleanText::capped(raw, ID_CHARS_MAX)).filter(|id| !id.is_empty())
}

/// Reads an address that may be relative, broken over lines or written with references.
pub(super) fn address(raw: &str, base: Option<&WebUrl>) -> Option<WebUrl> {
    let raw = raw.trim();
    if raw.is_empty() {
        return None;
    }
    let absolute = WebUrl::parse(raw).ok();
    absolute.or_else(|| base?.join(raw).ok())
}

/// Adds the name of an author, without mail address.
pub(super) fn add_author(authors: &mut Vec<CleanText>, raw: &str) {
    let Some(name) = person(raw) else { return };
    if authors.len() < AUTHORS_MAX && !authors.contains(&name) {
        authors.push(name);
    }
}

/// Takes the name out of "jane@example.org (Jane Roe)" and "Jane Roe <jane@example.org>".
fn person(raw: &str) -> Option<CleanText> {
    let raw = markup::unescape(raw);
    let inside = raw.split_once('(').map(|(_, rest)| rest.trim_end().trim_end_matches(')'));
    let parts = [inside.filter(|inside| !inside.contains('@')).filter(|_| raw.contains('@')), Some(&*raw)];
    parts.into_iter().flatten().find_map(|part| {
        let words: Vec<&str> = part.split_whitespace().filter(|word| !word.contains('@') && !word.contains("://")).collect();
        let name = markup::plain(&words.join(" "));
        let name = name.trim_matches(|c: char| c.is_whitespace() || "<>,;\"".contains(c));
        let name = CleanText::capped(name, AUTHOR_CHARS_MAX);
        Some(name).filter(|name| name.chars().any(char::is_alphanumeric))
    })
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
        check("李雷（a@b.org）", "");
        check("Inés &amp; Tomo", "Inés & Tomo");
        check("Inés Calvo (Quay Desk)", "Inés Calvo (Quay Desk)");
        check("ines@example.org", "");
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
