//! The tolerant reader of JSON Feed: numbers for texts, objects for lists, documents that break off.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::domain::{ParsedEntry, ParsedFeed, WebUrl};
use crate::markup::plain;
use crate::text::CleanText;

use super::pieces::{self, File, Written, keep_newest};
use super::{bodies, dates};

/// How many entries are gathered before the oldest are dropped.
const ENTRIES_GATHERED: usize = 4000;

/// Reads what can be read; `None` when nothing in the document looks like a JSON Feed.
pub(super) fn read(json: &str, base: Option<&WebUrl>) -> Option<ParsedFeed> {
    let mut reader = Reader { feed: ParsedFeed::default(), base: base.cloned(), authors: Vec::new(), is_feed: false };
    let json = whole_pairs(json);
    let mut source = serde_json::Deserializer::from_str(&json);
    if let Err(error) = Document(&mut reader).deserialize(&mut source) {
        let what = if error.is_eof() { "the document breaks off" } else { "the document is not well formed" };
        reader.feed.complaints.push(CleanText::new(&format!("line {}: {what}", error.line())));
    }
    for entry in reader.feed.entries.iter_mut().filter(|entry| entry.authors.is_empty()) {
        entry.authors.clone_from(&reader.authors);
    }
    keep_newest(&mut reader.feed.entries);
    reader.is_feed.then_some(reader.feed)
}

/// Replaces half a surrogate pair, which programs leave that cut a text in the middle of an emoji, by U+FFFD: the parser would end
/// there.
fn whole_pairs(json: &str) -> Cow<'_, str> {
    let unit = |at: usize| {
        let digits = json.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let (mut out, mut copied, mut at) = (String::new(), 0, 0);
    while let Some(found) = memchr::memchr(b'\\', &json.as_bytes()[at..]) {
        let here = at + found;
        at = match (unit(here), unit(here + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => here + 12,
            (Some(0xd800..=0xdfff), _) => {
                out.push_str(&json[copied..here]);
                out.push_str("\\ufffd");
                copied = here + 6;
                copied
            }
            (Some(_), _) => here + 6,
            // Whatever is escaped, it begins no escape itself.
            (None, _) => (here + 2).min(json.len()),
        };
    }
    if copied == 0 { Cow::Borrowed(json) } else { Cow::Owned(out + &json[copied..]) }
}

struct Reader {
    feed: ParsedFeed,
    base: Option<WebUrl>,
    /// Of the feed as a whole; those of entries that name none.
    authors: Vec<CleanText>,
    is_feed: bool,
}

/// The whole document; what was read stays in the reader even if the rest is broken.
struct Document<'a>(&'a mut Reader);

impl<'de> DeserializeSeed<'de> for Document<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Document<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON Feed")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self(reader) = self;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "version" => {
                    reader.is_feed |= map.next_value::<Loose>()?.0.is_some_and(|version| version.contains("jsonfeed.org"));
                }
                "title" => reader.feed.title = pieces::title(&map.next_value::<Loose>()?.0.unwrap_or_default(), Written::Text),
                "home_page_url" => reader.feed.home = map.next_value::<Loose>()?.address(reader.base.as_ref()),
                "feed_url" if reader.base.is_none() => reader.base = map.next_value::<Loose>()?.address(None),
                "author" | "authors" => {
                    let found = map.next_value::<Loose>()?;
                    found.0.into_iter().chain(found.1).for_each(|name| pieces::add_author(&mut reader.authors, &name));
                }
                "language" => reader.feed.lang = map.next_value::<Loose>()?.0.map(|lang| CleanText::capped(&lang, 40)),
                "items" => {
                    reader.is_feed = true;
                    map.next_value_seed(Items(reader))?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// The list of entries.
struct Items<'a>(&'a mut Reader);

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Item(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// One entry; what is no object is passed over.
struct Item<'a>(&'a mut Reader);

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Item<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an entry")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let base = self.0.base.clone();
        let base = base.as_ref();
        let mut entry = ParsedEntry::default();
        let mut external = None;
        let mut text = None;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "id" => entry.id = map.next_value::<Loose>()?.0.and_then(|id| pieces::id(&id)),
                "url" => entry.url = map.next_value::<Loose>()?.address(base),
                "external_url" => external = map.next_value::<Loose>()?.address(base),
                "title" => entry.title = pieces::title(&map.next_value::<Loose>()?.0.unwrap_or_default(), Written::Text),
                "content_html" => {
                    entry.content_html = map.next_value::<Loose>()?.0.and_then(|html| bodies::body(&html, Written::Html));
                }
                "content_text" => text = map.next_value::<Loose>()?.0.and_then(|text| bodies::body(&text, Written::Text)),
                "summary" => {
                    entry.summary_html = map.next_value::<Loose>()?.0.and_then(|text| bodies::body(&text, Written::Text));
                }
                "date_published" => entry.published = map.next_value::<Loose>()?.0.and_then(|date| dates::parse(&date)),
                "date_modified" => entry.updated = map.next_value::<Loose>()?.0.and_then(|date| dates::parse(&date)),
                "author" | "authors" => {
                    let found = map.next_value::<Loose>()?;
                    found.0.into_iter().chain(found.1).for_each(|name| pieces::add_author(&mut entry.authors, &name));
                }
                "attachments" => map.next_value_seed(Files(&mut entry, base))?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        entry.content_html = entry.content_html.or(text);
        let by_id = || entry.id.as_ref().and_then(|id| WebUrl::parse(id).ok());
        entry.url = entry.url.take().or(external).or_else(by_id);
        self.0.feed.entries.push(entry);
        if self.0.feed.entries.len() >= ENTRIES_GATHERED {
            keep_newest(&mut self.0.feed.entries);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
}

/// A text however it is written: a number, the `name` or `url` of an object, the first and the rest of a list.
#[derive(Debug, Default)]
struct Loose(Option<String>, Vec<String>);

impl Loose {
    fn address(self, base: Option<&WebUrl>) -> Option<WebUrl> {
        pieces::address(&self.0?, base)
    }
}

impl<'de> serde::Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
        Ok(Loose(Some(text.to_owned()), Vec::new()))
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Loose, E> {
        Ok(Loose::default())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Loose, E> {
        Ok(Loose(Some(number.to_string()), Vec::new()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Loose, E> {
        Ok(Loose(Some(number.to_string()), Vec::new()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Loose, E> {
        Ok(Loose(Some(number.to_string()), Vec::new()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose, A::Error> {
        let mut found = Loose::default();
        while let Some(key) = map.next_key::<String>()? {
            if key == "name" {
                found = map.next_value()?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Loose, A::Error> {
        let mut found = Loose::default();
        while let Some(Loose(first, rest)) = list.next_element()? {
            for text in first.into_iter().chain(rest).take(32) {
                if found.0.is_none() {
                    found.0 = Some(text);
                } else if found.1.len() < 32 {
                    found.1.push(text);
                }
            }
        }
        Ok(found)
    }
}

/// The attached files of an entry.
struct Files<'a>(&'a mut ParsedEntry, Option<&'a WebUrl>);

impl<'de> DeserializeSeed<'de> for Files<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        #[derive(Default, serde::Deserialize)]
        #[serde(default)]
        struct Attached {
            url: Loose,
            mime_type: Loose,
            size_in_bytes: Loose,
            duration_in_seconds: Loose,
        }
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Listed {
            Files(Vec<Attached>),
            Other(IgnoredAny),
        }
        if let Listed::Files(files) = serde::Deserialize::deserialize(source)? {
            for file in files.into_iter().take(32) {
                pieces::add_file(
                    &mut self.0.enclosures,
                    File {
                        url: file.url.address(self.1),
                        media_type: file.mime_type.0.map(|name| plain(&name).to_string()),
                        bytes: file.size_in_bytes.0.and_then(|bytes| bytes.parse().ok()),
                        seconds: file.duration_in_seconds.0.and_then(|length| pieces::duration(&length)),
                    },
                );
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(json: &str) -> Vec<String> {
        read(json, None).map(|feed| feed.entries.iter().map(|entry| entry.title.to_string()).collect()).unwrap_or_default()
    }

    #[test]
    fn a_whole_feed_is_read() {
        let feed = read(
            r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Quay", "home_page_url": "https://example.org/", "language": "en",
                "items": [{"id": 7, "url": "https://example.org/a", "title": "R&D", "content_text": "1 < 2",
                "date_published": "2026-11-23T10:00:00Z", "authors": [{"name": "Inés Calvo"}, {"name": "Tomo Arai"}],
                "attachments": [{"url": "https://example.org/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9}]}]}"#,
            None,
        )
        .unwrap();
        let entry = &feed.entries[0];
        assert_eq!((feed.title.as_str(), entry.id.as_deref(), entry.title.as_str()), ("Quay", Some("7"), "R&D"));
        assert_eq!(
            (entry.authors.len(), entry.enclosures[0].bytes, entry.content_html.as_deref()),
            (2, Some(9), Some("1 &lt; 2"))
        );
        assert!(entry.published.is_some());
    }

    #[test]
    fn odd_entries_cost_nothing_but_themselves() {
        assert_eq!(titles(r#"{"items": [1, null, "x", [2], {"title": "A", "title": "B", "attachments": {"no": 1}}]}"#), ["B"]);
        assert_eq!(titles(r#"{"items": {"title": "A"}}"#), [] as [&str; 0]);
    }

    #[test]
    fn a_document_that_breaks_off_keeps_its_entries() {
        let json = "{\"items\": [{\"title\": \"A\"},\n {\"title\": \"B\"";
        assert_eq!(titles(json), ["A"]);
        assert_eq!(read(json, None).unwrap().complaints, ["line 2: the document breaks off".into()]);
    }

    #[test]
    fn half_an_emoji_costs_no_entry() {
        let json = r#"{"items": [{"title": "cut \ud83d"}, {"title": "\ude00 \ud83d\ude00 \\ud83d"}, {"title": "C\ud83d"}]}"#;
        assert_eq!(titles(json), ["cut \u{fffd}", "\u{fffd} 😀 \\ud83d", "C\u{fffd}"]);
    }

    #[test]
    fn other_json_is_no_feed() {
        for json in ["{}", "[]", r#"{"error": "no"}"#, "{", "3"] {
            assert!(read(json, None).is_none(), "{json}");
        }
        assert!(read(&"[".repeat(100_000), None).is_none());
        assert!(read(&format!("{{\"items\":{}", "[".repeat(100_000)), None).is_some_and(|feed| feed.entries.is_empty()));
    }
}
