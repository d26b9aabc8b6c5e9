//! OPML as it is found: badly escaped, in old encodings, with tags left open.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};

use super::{DEPTH_MAX, Found, ImportError, Refusal, name};
use crate::text::CleanText;

/// Reads the outlines of an OPML document.
pub(super) fn read(text: &str, found: &mut Found) -> Result<(), ImportError> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut folders: Vec<Option<String>> = Vec::new();
    let mut is_list = false;
    loop {
        // A document type is skipped whole: entities that it declares are never expanded.
        match reader.read_event() {
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                "outline" => {
                    is_list = true;
                    let folder = outline(&tag, &folders, found)?;
                    folders.push(folder);
                    if folders.len() > DEPTH_MAX {
                        return Err(ImportError::TooDeep);
                    }
                }
                other => is_list |= kind_of(other, is_list)?,
            },
            Ok(Event::Empty(tag)) if tag.local_name().as_ref() == "outline" => {
                is_list = true;
                outline(&tag, &folders, found)?;
            }
            Ok(Event::End(tag)) if tag.local_name().as_ref() == "outline" => {
                folders.pop();
            }
            // What was read before the damage is a good list.
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    if is_list { Ok(()) } else { Err(ImportError::NotAList) }
}

/// Says whether an element tells that this is OPML; a feed or a page is refused at once.
fn kind_of(element: &str, is_list: bool) -> Result<bool, ImportError> {
    match element {
        "opml" => Ok(true),
        "rss" | "feed" | "RDF" if !is_list => Err(ImportError::Feed),
        "html" if !is_list => Err(ImportError::NotAList),
        _ => Ok(false),
    }
}

/// Takes one outline: a feed, or a folder whose name is returned.
fn outline(tag: &BytesStart<'_>, folders: &[Option<String>], found: &mut Found) -> Result<Option<String>, ImportError> {
    let mut attributes = Attributes::default();
    for attribute in tag.html_attributes().with_checks(false).flatten() {
        attributes.take(attribute.key.local_name().as_ref(), &attribute.value);
    }
    let title = if attributes.text.is_empty() { &attributes.title } else { &attributes.text };
    let address = if attributes.xml_url.is_empty() { &attributes.url } else { &attributes.xml_url };
    if attributes.filtered {
        found.refuse(if title.is_empty() { address } else { title }, Refusal::Runs { kind: "a filter command" });
        return Ok(None);
    }
    let links_elsewhere =
        matches!(attributes.kind.to_ascii_lowercase().as_str(), "link" | "include") && attributes.xml_url.is_empty();
    if address.is_empty() || links_elsewhere {
        return Ok(Some(title.clone()));
    }
    let folder =
        folders.iter().flatten().filter(|name| !name.trim().is_empty()).map(String::as_str).collect::<Vec<_>>().join("/");
    found.add(address, title, name(&folder), tags(&attributes.category), &attributes.home)?;
    // Feeds inside a feed's outline stand in no folder of that name.
    Ok(None)
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
        let place = match key.to_ascii_lowercase().as_str() {
            "xmlurl" => &mut self.xml_url,
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
        unescape(raw).trim().clone_into(place);
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
