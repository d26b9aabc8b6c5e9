//! The names that feeds use and what they mean.

use std::borrow::Cow;

use crate::markup::tags::Tag;

use super::Kind;

/// Which vocabulary a name belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS and Atom of every version.
    Main,
    /// Dublin Core.
    Dublin,
    /// `content:encoded`.
    Content,
    /// Media RSS.
    Media,
    /// Podcasts.
    Itunes,
    /// XHTML.
    Xhtml,
    /// RDF itself.
    Rdf,
    /// Anything else.
    Other,
}

/// Part of the address of a vocabulary, in lower case. The first that fits counts.
const ADDRESSES: &[(&str, Space)] = &[
    ("purl.org/rss/1.0/modules/content", Space::Content),
    ("purl.org/rss/1.0/modules/", Space::Other),
    ("purl.org/dc/", Space::Dublin),
    ("search.yahoo.com/mrss", Space::Media),
    ("itunes.com/dtds", Space::Itunes),
    ("example.com/dtds", Space::Itunes),
    ("google.com/schemas/play-podcasts", Space::Itunes),
    ("w3.org/2005/atom", Space::Main),
    ("purl.org/atom", Space::Main),
    ("purl.org/rss", Space::Main),
    ("purl.org/net/rss", Space::Main),
    ("netscape.com/rdf", Space::Main),
    ("userland.com/rss", Space::Main),
    ("w3.org/1999/xhtml", Space::Xhtml),
    ("rdf-syntax", Space::Rdf),
];

/// Most prefixes that are remembered.
const PREFIXES_MAX: usize = 64;

/// Which prefix stands for which vocabulary in this document.
#[derive(Debug, Default)]
pub(super) struct Spaces<'a> {
    declared: Vec<(&'a str, Space)>,
}

impl<'a> Spaces<'a> {
    /// Remembers the prefixes that a tag declares.
    pub(super) fn declare(&mut self, tag: Tag<'a>) {
        if !tag.rest.contains("xmlns:") {
            return;
        }
        for (name, value) in tag.attributes() {
            let Some(prefix) = name.strip_prefix("xmlns:") else { continue };
            let space = of_address(value);
            match self.declared.iter().position(|(known, _)| *known == prefix) {
                Some(at) => self.declared[at].1 = space,
                None if self.declared.len() < PREFIXES_MAX => self.declared.push((prefix, space)),
                None => {}
            }
        }
    }

    /// Returns the vocabulary and the name without prefix, in lower case.
    pub(super) fn name(&self, tag: Tag<'_>) -> (Space, String) {
        let (prefix, local) = tag.name.split_once(':').unwrap_or(("", tag.name));
        let local = local.to_ascii_lowercase();
        if prefix.is_empty() {
            let own = if tag.rest.contains("xmlns=") { tag.attribute("xmlns").map(|address| of_address(&address)) } else { None };
            // An unknown default vocabulary is some version of RSS that somebody made up an address for.
            return (own.filter(|space| *space != Space::Other).unwrap_or(Space::Main), local);
        }
        let declared = self.declared.iter().find(|(known, _)| *known == prefix).map(|(_, space)| *space);
        (declared.unwrap_or_else(|| of_prefix(prefix)), local)
    }
}

fn of_address(address: &str) -> Space {
    let address = address.to_ascii_lowercase();
    ADDRESSES.iter().find(|(part, _)| address.contains(part)).map_or(Space::Other, |(_, space)| *space)
}

/// What a prefix means that the document forgot to declare.
fn of_prefix(prefix: &str) -> Space {
    match prefix.to_ascii_lowercase().as_str() {
        "rss" | "rss090" | "rss1" | "atom" | "atom10" | "atom03" | "a10" => Space::Main,
        "dc" | "dcterms" | "dct" => Space::Dublin,
        "content" => Space::Content,
        "media" => Space::Media,
        "itunes" | "googleplay" => Space::Itunes,
        "xhtml" => Space::Xhtml,
        "rdf" => Space::Rdf,
        _ => Space::Other,
    }
}

/// What the text of an element is for. The higher of two ranks counts, the first of equals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Title(u8),
    Link,
    Id,
    /// An id that is an address, unless it says otherwise.
    Guid,
    /// An id of the same kind that says that it is no address.
    GuidOnly,
    Published(u8),
    Updated(u8),
    Summary(u8),
    Content(u8),
    Author,
    AuthorName(u8),
    /// Who wrote the feed that an entry was taken from.
    SourceAuthor,
    /// The address where it is discussed.
    Comments,
    /// The link that a service which counts readers has replaced by its own; it serves where that one is missing.
    OriginalLink,
    /// How long the attached file plays.
    Duration,
    Lang,
    /// Text that must not become part of anything.
    Ignored,
}

impl Field {
    /// Says whether the text is short, so that the next known tag ends it even if its own end tag is missing.
    pub(super) fn is_short(self) -> bool {
        !matches!(self, Self::Summary(_) | Self::Content(_))
    }

    pub(super) fn is_date(self) -> bool {
        matches!(self, Self::Published(_) | Self::Updated(_))
    }
}

/// Returns what the text of an element is for, in an entry or in the feed itself.
pub(super) fn field(space: Space, local: &str, in_item: bool, is_atom: bool) -> Option<Field> {
    if !in_item {
        return of_feed(space, local, is_atom);
    }
    Some(match (space, local) {
        (Space::Main, "title") => Field::Title(3),
        (Space::Dublin, "title") => Field::Title(2),
        (Space::Media | Space::Itunes, "title") => Field::Title(1),
        (Space::Main, "link") => Field::Link,
        (Space::Main, "guid" | "id") => Field::Guid,
        (Space::Dublin, "identifier") => Field::Id,
        (Space::Main, "pubdate" | "published") => Field::Published(5),
        (Space::Main | Space::Dublin, "issued") => Field::Published(4),
        (Space::Dublin, "date") => Field::Published(3),
        (Space::Main | Space::Dublin, "created") => Field::Published(2),
        (Space::Main, "updated") => Field::Updated(5),
        (Space::Main | Space::Dublin, "modified") => Field::Updated(4),
        (Space::Main, "lastbuilddate") => Field::Updated(2),
        (Space::Main, "date") => Field::Published(1),
        (Space::Main, "summary") => Field::Summary(5),
        (Space::Main, "description" | "abstract" | "tagline") => Field::Summary(4),
        (Space::Dublin, "description" | "abstract") => Field::Summary(3),
        (Space::Media | Space::Itunes, "description" | "summary") => Field::Summary(2),
        (Space::Itunes, "subtitle") => Field::Summary(1),
        (Space::Content, "encoded") => Field::Content(5),
        (Space::Main, "content") if is_atom => Field::Content(5),
        (Space::Main, "content" | "fullitem" | "body") | (Space::Xhtml, "body" | "div") => Field::Content(4),
        (Space::Main, "author") => Field::Author,
        (Space::Main, "name") => Field::AuthorName(3),
        (Space::Dublin, "creator" | "author") => Field::AuthorName(2),
        (Space::Itunes, "author") => Field::AuthorName(1),
        (Space::Main, "comments") => Field::Comments,
        (Space::Other, "origlink") => Field::OriginalLink,
        (Space::Itunes, "duration") => Field::Duration,
        (Space::Main, "email" | "uri") => Field::Ignored,
        _ => return None,
    })
}

fn of_feed(space: Space, local: &str, is_atom: bool) -> Option<Field> {
    Some(match (space, local) {
        (Space::Main | Space::Dublin, "title") => Field::Title(3),
        (Space::Main, "link") => Field::Link,
        (Space::Main | Space::Dublin, "language") => Field::Lang,
        // What an RSS channel names is an editor or a house; only Atom says that it wrote the entries.
        (Space::Main, "author") if is_atom => Field::Author,
        (Space::Main, "name") if is_atom => Field::AuthorName(3),
        (Space::Main, "email" | "uri") if is_atom => Field::Ignored,
        _ => return None,
    })
}

/// Returns how the text of an element is written, by its attributes and the habits of the format.
pub(super) fn text_kind(tag: Tag<'_>, is_atom: bool, field: Field) -> Kind {
    let attribute = |name: &str| -> Cow<'_, str> { tag.attribute(name).unwrap_or_default().trim().to_ascii_lowercase().into() };
    if !matches!(field, Field::Title(_) | Field::Summary(_) | Field::Content(_)) {
        return Kind::Text;
    }
    let (mode, kind) = (attribute("mode"), attribute("type"));
    match (mode.as_ref(), kind.as_ref()) {
        ("base64", _) => Kind::Base64,
        ("xml", _) => Kind::Xhtml,
        (_, "xhtml" | "application/xhtml+xml") if mode != "escaped" => Kind::Xhtml,
        (_, "html" | "text/html" | "xhtml" | "application/xhtml+xml") => Kind::Html,
        (_, "") if !is_atom => Kind::Html,
        (_, "" | "text" | "plain" | "text/plain") => Kind::Text,
        (_, kind) if kind.ends_with("+xml") || kind.ends_with("/xml") => Kind::Xhtml,
        (_, "application/octet-stream") => Kind::Base64,
        _ => Kind::Html,
    }
}
