//! OPML as it is found: badly escaped, in old encodings, with tags left open.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};

use super::{DEPTH_MAX, Found, ImportError, Refusal, name};
use crate::domain::{FeedUrl, WebUrl};
use crate::markup::tags::{Dialect, Scanner, Token};
use crate::text::CleanText;

/// A folder or feed whose outline is open.
#[derive(Default)]
struct Open {
    /// Its name, where it is a folder.
    folder: Option<String>,
    /// Why it is left out, unless it turns out to hold others.
    empty: Option<(String, Refusal)>,
    /// Whether what is in it is no business of ours.
    closed: bool,
}

/// Reads the outlines of an OPML document.
pub(super) fn read(text: &str, found: &mut Found) -> Result<(), ImportError> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut open: Vec<Open> = Vec::new();
    let mut is_list = false;
    loop {
        // A document type is skipped whole: entities that it declares are never expanded.
        match reader.read_event() {
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                name if is_outline(name) => {
                    is_list = true;
                    let one = outline(&tag, &open, found)?;
                    hold_one_more(&mut open);
                    open.push(one);
                    if open.len() > DEPTH_MAX {
                        return Err(ImportError::TooDeep);
                    }
                }
                other => is_list |= kind_of(other, is_list)?,
            },
            Ok(Event::Empty(tag)) if is_outline(tag.local_name().as_ref()) => {
                is_list = true;
                let one = outline(&tag, &open, found)?;
                hold_one_more(&mut open);
                let named = || one.folder.filter(|name| !name.is_empty()).map(|name| (name, Refusal::NoAddress));
                if let Some((what, reason)) = one.empty.or_else(named) {
                    found.refuse(&what, reason);
                }
            }
            Ok(Event::End(tag)) if is_outline(tag.local_name().as_ref()) => {
                if let Some((what, reason)) = open.pop().and_then(|one| one.empty) {
                    found.refuse(&what, reason);
                }
            }
            // What was read before the damage is a good list.
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    if is_list { Ok(()) } else { Err(ImportError::NotAList) }
}

fn is_outline(name: &str) -> bool {
    name.eq_ignore_ascii_case("outline")
}

/// Notes that the innermost outline holds another one: it is a folder then, whatever else it says.
fn hold_one_more(open: &mut [Open]) {
    if let Some(around) = open.last_mut().filter(|around| !around.closed) {
        around.empty = None;
    }
}

/// Returns the OPML that a page shows instead of being it, as a browser saves it.
pub(super) fn in_page(text: &str) -> Option<String> {
    let head =
        text.get(..5).is_some_and(|head| head.eq_ignore_ascii_case("<html")) || text.get(..9)?.eq_ignore_ascii_case("<!doctype");
    let at = text.find("&lt;opml").filter(|_| head)?;
    Some(unescape(&text[at..]).into_owned())
}

/// Says whether a text is a file of bookmarks, as browsers write it.
pub(super) fn is_bookmarks(text: &str) -> bool {
    text.get(..27).is_some_and(|head| head.eq_ignore_ascii_case("<!doctype netscape-bookmark"))
}

/// Takes the bookmarks that name a feed.
pub(super) fn read_bookmarks(text: &str, found: &mut Found) -> Result<(), ImportError> {
    let mut open = None;
    for (_, token) in Scanner::new(text, Dialect::Html) {
        match token {
            Token::Start(tag) if tag.name.eq_ignore_ascii_case("a") => {
                open = tag.attribute("feedurl").map(|feed| (feed, tag.attribute("href").unwrap_or_default()));
            }
            Token::Text(title) => {
                if let Some((feed, home)) = open.take() {
                    found.add(&feed, &unescape(title.trim()), None, Vec::new(), &home)?;
                }
            }
            _ => {}
        }
    }
    if found.import == super::Import::default() { Err(ImportError::NotAList) } else { Ok(()) }
}

/// Says whether an element tells that this is OPML; a feed or a page is refused at once.
fn kind_of(element: &str, is_list: bool) -> Result<bool, ImportError> {
    match element {
        "opml" | "OPML" => Ok(true),
        "rss" | "feed" | "RDF" if !is_list => Err(ImportError::Feed),
        "html" if !is_list => Err(ImportError::NotAList),
        _ => Ok(false),
    }
}

/// Takes one outline: a feed, a folder whose name is returned, or something that is left out and said to be.
fn outline(tag: &BytesStart<'_>, open: &[Open], found: &mut Found) -> Result<Open, ImportError> {
    if open.last().is_some_and(|around| around.closed) {
        return Ok(Open { closed: true, ..Open::default() });
    }
    let mut attributes = Attributes::default();
    for attribute in tag.html_attributes().with_checks(false).flatten() {
        attributes.take(attribute.key.local_name().as_ref(), &attribute.value);
    }
    let title = if attributes.text.is_empty() { &attributes.title } else { &attributes.text };
    let address = [&attributes.xml_url, &attributes.feed_url, &attributes.url].into_iter().find(|url| !url.is_empty());
    let what = |address: &str| if title.is_empty() { address.to_owned() } else { title.clone() };
    let kind = attributes.kind.to_ascii_lowercase();
    if attributes.filtered {
        found.refuse(&what(address.map_or("", |url| url)), Refusal::Runs { kind: "a filter command" });
        return Ok(Open::default());
    }
    if matches!(kind.as_str(), "vfolder" | "newsbin" | "search") {
        found.refuse(&what(""), Refusal::Saved);
        return Ok(Open { closed: true, ..Open::default() });
    }
    let is_feed = |address: &&String| *address != &attributes.url || !matches!(kind.as_str(), "link" | "include");
    let Some(address) = address.filter(is_feed) else {
        let elsewhere = FeedUrl::written(&attributes.url).map(|(url, _)| url);
        let home = WebUrl::parse(&attributes.home);
        let reason = match (elsewhere, home) {
            (Ok(url), _) if kind == "include" => Some(Refusal::List(url)),
            (Ok(url), _) => Some(Refusal::Link(url)),
            (_, Ok(home)) => Some(Refusal::SiteOnly(home)),
            _ if !attributes.url.is_empty() || matches!(kind.as_str(), "rss" | "atom" | "feed" | "link" | "include") => {
                Some(Refusal::NoAddress)
            }
            _ => None,
        };
        let name = what(if attributes.home.is_empty() { &attributes.url } else { &attributes.home });
        return Ok(Open { folder: Some(title.clone()), empty: reason.map(|reason| (name, reason)), closed: false });
    };
    let folders = open.iter().filter_map(|around| around.folder.as_deref()).filter(|name| !name.trim().is_empty());
    let folder = folders.collect::<Vec<_>>().join("/");
    found.add(address, title, name(&folder), tags(&attributes.category), &attributes.home)?;
    // Feeds inside a feed's outline stand in no folder of that name.
    Ok(Open::default())
}

/// Returns the tags of a `category`: parted by commas, each perhaps with the leading slash of the standard.
fn tags(category: &str) -> Vec<CleanText> {
    let mut tags: Vec<CleanText> = Vec::new();
    for tag in category.split(',').filter_map(|tag| name(tag.trim().trim_start_matches('/'))) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// What an outline says that matters here.
#[derive(Default)]
struct Attributes {
    xml_url: String,
    /// What some programs call it.
    feed_url: String,
    url: String,
    text: String,
    title: String,
    home: String,
    category: String,
    kind: String,
    filtered: bool,
}

impl Attributes {
    fn take(&mut self, key: &str, raw: &str) {
        let key = key.to_ascii_lowercase().replace(['_', '-'], "");
        let is_words = matches!(key.as_str(), "text" | "title" | "category");
        let place = match key.as_str() {
            "xmlurl" => &mut self.xml_url,
            "feedurl" | "feed" | "rssurl" | "rss" | "atomurl" => &mut self.feed_url,
            "url" => &mut self.url,
            "text" => &mut self.text,
            "title" => &mut self.title,
            "htmlurl" => &mut self.home,
            "category" => &mut self.category,
            "type" => &mut self.kind,
            "filtercmd" => {
                self.filtered |= !raw.trim().is_empty();
                return;
            }
            _ => return,
        };
        let once = unescape(raw);
        // Several programs escape words twice.
        let read = if is_words { unescape(&once) } else { Cow::Borrowed(&*once) };
        read.trim().clone_into(place);
    }
}

/// Replaces the entities that XML and HTML know; an `&` that begins none stays, as in addresses that were never escaped.
///
/// Stricter than [`crate::markup::unescape`]: without its semicolon nothing is an entity, or `?a=1&copy=2` would be changed.
fn unescape(raw: &str) -> Cow<'_, str> {
    if !raw.contains('&') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let entity = after.find(';').filter(|end| *end <= 32).map(|end| &after[..end]);
        if let Some((entity, meaning)) = entity.and_then(|entity| Some((entity, meaning(entity)?))) {
            out.push_str(&meaning);
            rest = &after[entity.len() + 1..];
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Returns what an entity stands for.
fn meaning(entity: &str) -> Option<Cow<'static, str>> {
    let Some(number) = entity.strip_prefix('#') else { return resolve_html5_entity(entity).map(Cow::Borrowed) };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).map(|letter| Cow::Owned(letter.to_string()))
}
