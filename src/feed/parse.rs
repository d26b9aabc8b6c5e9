//! Bytes to [`ParsedFeed`]: decoded, read by two readers, cleaned, with keys.
//!
//! The tolerant reader of `salvage` (and of `json`) reads every document, so that one and the same entry gives the same text, author
//! and id whatever else stands in the document. Where it finds fewer entries than there are, or one without link, date or words,
//! feed-rs reads the document too and fills the gaps.

mod strict;

use memchr::memmem;

use crate::domain::{ParsedEntry, ParsedFeed, WebUrl};
use crate::markup;

use super::{identity, json, outside, pieces, salvage, wishes};

/// Most objects in a JSON document that is given to the strict reader, which keeps every one in memory.
const JSON_OBJECTS_MAX: usize = 20_000;
/// Most items in a document that is given to the strict reader, for the same reason.
const ITEMS_MAX: usize = 5000;

/// Why nothing could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// There is nothing in the document.
    #[error("the document is empty")]
    Empty,
    /// The document is a web page.
    #[error("this is a web page, not a feed\nthe feed may have moved; look for it on its web site")]
    Page,
    /// The document is something else.
    #[error("there is no feed in this document\nfeeds are RSS, Atom or JSON Feed")]
    NotAFeed,
    /// The reader failed at it.
    #[error("this feed cannot be read")]
    Unreadable,
}

/// Reads a feed of any kind and condition. `url` is where it came from: relative links start there.
///
/// An entry that stands in the document twice is there twice, with one key: call [`super::distinct`] before storing.
///
/// Plain and blocking. The document may be hostile: run it behind [`crate::markup::on_big_stack`], where recursion has room;
/// a panic of a library is caught here.
///
/// # Errors
/// Fails when there is no feed in the document at all. What is wrong with a feed that could be read is in its complaints.
pub fn parse(bytes: &[u8], content_type: Option<&str>, url: Option<&WebUrl>) -> Result<ParsedFeed, ParseError> {
    std::panic::catch_unwind(|| read(bytes, content_type, url)).unwrap_or(Err(ParseError::Unreadable))
}

fn read(bytes: &[u8], content_type: Option<&str>, url: Option<&WebUrl>) -> Result<ParsedFeed, ParseError> {
    let decoded = markup::decode(bytes, content_type);
    let text =
        decoded.text.trim_start_matches(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '\u{feff}');
    let feed = match text.bytes().next() {
        None => return Err(ParseError::Empty),
        Some(b'{' | b'[') => read_json(text, url),
        Some(_) => read_xml(&decoded.text, url),
    };
    let Some(mut feed) = feed else {
        return Err(if outside::is_page(text.as_bytes(), None) { ParseError::Page } else { ParseError::NotAFeed });
    };
    feed.wishes = wishes::read(text);
    pieces::keep_newest(&mut feed.entries);
    identity::settle(&mut feed);
    Ok(feed)
}

fn read_json(text: &str, url: Option<&WebUrl>) -> Option<ParsedFeed> {
    match json::read(text, url) {
        Some(feed) if feed.complaints.is_empty() && feed.entries.iter().all(is_complete) => Some(feed),
        tolerant => {
            let small = text.bytes().filter(|b| *b == b'{').count() <= JSON_OBJECTS_MAX;
            better(if small { strict::read(text, url) } else { None }, tolerant)
        }
    }
}

fn read_xml(text: &str, url: Option<&WebUrl>) -> Option<ParsedFeed> {
    let items = count_items(text);
    let tolerant = salvage::read(text, url);
    if tolerant.as_ref().is_some_and(|feed| items > 0 && feed.entries.len() == items && feed.entries.iter().all(is_complete)) {
        return tolerant;
    }
    let limited = if items <= ITEMS_MAX { markup::limit_xml(text).ok() } else { None };
    // The strict reader would change the encoding in the middle of the document.
    let has_declaration = |xml: &str| memmem::find(xml.as_bytes(), b"<?xml").is_some();
    better(limited.filter(|xml| !has_declaration(xml)).and_then(|xml| strict::read(&xml, url)), tolerant)
}

/// Counts what looks like the beginning of an entry.
fn count_items(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends_name = |after: usize| bytes.get(after).is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'));
    let count = |tag: &str| memmem::find_iter(bytes, tag).filter(|at| ends_name(at + tag.len())).count();
    count("<item") + count("<entry")
}

/// Says whether the tolerant reader found everything that a list and a story are made of.
fn is_complete(entry: &ParsedEntry) -> bool {
    let has_text = entry.content_html.is_some() || entry.summary_html.is_some();
    (!entry.title.is_empty() || has_text) && entry.url.is_some() && entry.published.is_some()
}

/// Joins the answers of both readers: the tolerant one counts, the strict one fills the gaps of the same entries. An entry without
/// gaps stays as it is, or what it says would depend on its neighbors.
fn better(strict: Option<ParsedFeed>, tolerant: Option<ParsedFeed>) -> Option<ParsedFeed> {
    let (strict, mut tolerant) = match (strict, tolerant) {
        (Some(strict), Some(tolerant)) => (strict, tolerant),
        (strict, tolerant) => return tolerant.or(strict),
    };
    if strict.entries.len() == tolerant.entries.len() {
        let pairs = tolerant.entries.iter_mut().zip(strict.entries);
        pairs.filter(|(entry, _)| !is_complete(entry)).for_each(|(entry, other)| fill(entry, other));
    }
    tolerant.home = tolerant.home.or(strict.home);
    tolerant.lang = tolerant.lang.or(strict.lang);
    if tolerant.title.is_empty() {
        tolerant.title = strict.title;
    }
    Some(tolerant)
}

fn fill(entry: &mut ParsedEntry, other: ParsedEntry) {
    if entry.title.is_empty() {
        entry.title = other.title;
    }
    if entry.authors.is_empty() {
        entry.authors = other.authors;
    }
    if entry.enclosures.is_empty() {
        entry.enclosures = other.enclosures;
    }
    entry.id = entry.id.take().or(other.id);
    entry.url = entry.url.take().or(other.url);
    entry.published = entry.published.or(other.published);
    entry.updated = entry.updated.or(other.updated);
    entry.summary_html = entry.summary_html.take().or(other.summary_html);
    entry.content_html = entry.content_html.take().or(other.content_html);
}

#[cfg(test)]
mod tests;
