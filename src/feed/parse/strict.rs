//! The strict reader: feed-rs, and its entries as ours.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::DateTime;
use feed_rs::model::{Entry, FeedType, Link, Text};
use jiff::Timestamp;

use crate::domain::{ParsedEntry, ParsedFeed, WebUrl};
use crate::feed::pieces::{self, File, Written};
use crate::feed::{bodies, dates};
use crate::text::CleanText;

/// Reads a document that is within the limits; `None` when feed-rs refuses it or fails at it.
pub(super) fn read(text: &str, url: Option<&WebUrl>) -> Option<ParsedFeed> {
    // It panics at names like 李雷（a@b.org） and at long numbers; that ends this reader and nothing else.
    let read = || {
        let parser = feed_rs::parser::Builder::new()
            .base_uri(url.map(WebUrl::as_str))
            .sanitize_content(false)
            .id_generator(|_, _, _| String::new())
            .timestamp_parser(|text| DateTime::from_timestamp_millis(dates::parse(text)?.as_millisecond()));
        parser.build().parse(text.as_bytes()).ok()
    };
    let feed = catch_unwind(AssertUnwindSafe(read)).ok().flatten()?;
    let is_atom = feed.feed_type == FeedType::Atom;
    let home = best_link(&feed.links, url);
    let is_json = feed.feed_type == FeedType::JSON;
    Some(ParsedFeed {
        title: feed.title.map(|title| pieces::title(&title.content, written(&title, is_atom || is_json))).unwrap_or_default(),
        entries: feed.entries.into_iter().map(|found| entry(found, is_atom || is_json, url.or(home.as_ref()))).collect(),
        home,
        lang: feed.language.map(|lang| CleanText::capped(&lang, 40)).filter(|lang| !lang.is_empty()),
        ..ParsedFeed::default()
    })
}

fn entry(found: Entry, typed: bool, base: Option<&WebUrl>) -> ParsedEntry {
    let mut entry = ParsedEntry { id: pieces::id(&found.id), url: best_link(&found.links, base), ..ParsedEntry::default() };
    if let Some(title) = &found.title {
        entry.title = pieces::title(&title.content, written(title, typed));
    }
    for author in &found.authors {
        pieces::add_author(&mut entry.authors, author.name.as_deref().unwrap_or_default());
    }
    let time = |seconds: i64| Timestamp::from_second(seconds).ok();
    entry.published = found.published.and_then(|at| time(at.timestamp()));
    entry.updated = found.updated.and_then(|at| time(at.timestamp()));
    entry.summary_html = found.summary.and_then(|text| bodies::body(&text.content, written(&text, typed)));
    if let Some(content) = found.content {
        let written = if content.content_type.subty() == "plain" { Written::Text } else { Written::Html };
        entry.content_html = content.body.and_then(|body| bodies::body(&body, written));
    }
    for link in found.links.iter().filter(|link| link.rel.as_deref() == Some("enclosure")) {
        let url = pieces::address(&link.href, base);
        let file = File { url, media_type: link.media_type.clone(), bytes: link.length, seconds: None };
        pieces::add_file(&mut entry.enclosures, file);
    }
    for content in found.media.into_iter().flat_map(|media| media.content) {
        let file = File {
            url: content.url.and_then(|url| WebUrl::parse(url.as_str()).ok()),
            media_type: content.content_type.map(|media_type| media_type.to_string()),
            bytes: content.size,
            seconds: content.duration.and_then(|length| u32::try_from(length.as_secs()).ok()),
        };
        pieces::add_file(&mut entry.enclosures, file);
    }
    entry
}

/// Only Atom and JSON Feed say how a text is written; RSS has HTML in everything.
fn written(text: &Text, typed: bool) -> Written {
    if typed && text.content_type.subty() == "plain" { Written::Text } else { Written::Html }
}

fn best_link(links: &[Link], base: Option<&WebUrl>) -> Option<WebUrl> {
    let rank = |link: &&Link| {
        let readable = link.media_type.as_deref().is_none_or(|media_type| media_type.contains("html"));
        match link.rel.as_deref() {
            None | Some("alternate") if link.target.is_none() => 2 - u8::from(readable),
            _ => 9,
        }
    };
    let best = links.iter().filter(|link| rank(link) < 9).min_by_key(rank)?;
    pieces::address(&best.href, base)
}
