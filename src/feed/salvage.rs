//! The tolerant reader of XML feeds: what the strict one refuses or loses is read here.
//!
//! It builds no tree and knows no error. It walks over the tags and takes what it knows: RSS of every version, RDF and Atom,
//! old and new. End tags may be missing or wrong, entities undefined, prefixes undeclared; a document that breaks off keeps
//! what came before. What was wrong is told in the complaints.

mod entry;
mod vocabulary;

use crate::domain::{ParsedFeed, WebUrl};
use crate::markup::tags::{Dialect, Scanner, Tag, Token};
use crate::markup::{escape, undefined, unescape};
use crate::text::CleanText;

use super::pieces::{self, File, Written, keep_newest};
use super::{dates, identity};
use entry::Item;
use vocabulary::{Field, Space, Spaces, text_kind};

/// Deepest nesting that is looked at; text below it still counts, tags do not.
const DEPTH_MAX: usize = 256;
/// How many entries are gathered before the oldest are dropped.
const ENTRIES_GATHERED: usize = 4000;
/// Most complaints about one document.
const COMPLAINTS_MAX: usize = 10;

/// Reads what can be read; `None` when nothing in the document looks like a feed.
pub(super) fn read(xml: &str, base: Option<&WebUrl>) -> Option<ParsedFeed> {
    let mut reader = Reader::new(xml, base);
    while let Some((range, token)) = reader.scanner.next() {
        reader.at = range.start;
        match token {
            Token::Start(tag) => reader.start(tag, &xml[range])?,
            Token::End(name) => reader.end(name),
            Token::Text(text) => reader.text(text),
            Token::CData(text) => reader.cdata(text),
            Token::DocType(_) | Token::Comment => {}
            Token::CutOff(_) => {
                reader.complain("the document breaks off in the middle of a tag");
                reader.broken = true;
            }
        }
    }
    reader.finish()
}

/// How the text of a captured element is written in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Html,
    Text,
    /// Markup that is part of the document itself.
    Xhtml,
    Base64,
}

/// An element whose text is being gathered.
struct Capture {
    field: Field,
    kind: Kind,
    /// Where the document says that the links in it begin.
    base: Option<WebUrl>,
    depth: usize,
    text: String,
}

/// An element that is passed over.
#[derive(Clone, Copy)]
struct Skipped {
    depth: usize,
    /// Whether it is the feed that an entry was taken from: its author is the entry's, if the entry names none.
    is_source: bool,
}

struct Level<'a> {
    name: &'a str,
    base: Option<WebUrl>,
}

struct Reader<'a> {
    xml: &'a str,
    scanner: Scanner<'a>,
    at: usize,
    base: Option<WebUrl>,
    spaces: Spaces<'a>,
    stack: Vec<Level<'a>>,
    /// Elements open below the deepest level that is looked at.
    beyond: usize,
    /// An element whose inside says nothing about feed or entry.
    skipped: Option<Skipped>,
    item: Option<(usize, Item)>,
    capture: Option<Capture>,
    feed: ParsedFeed,
    /// Of the feed as a whole; those of entries that name none.
    authors: Vec<CleanText>,
    home_rank: u8,
    is_atom: bool,
    is_feed: bool,
    broken: bool,
}

impl<'a> Reader<'a> {
    fn new(xml: &'a str, base: Option<&WebUrl>) -> Self {
        Self {
            xml,
            scanner: Scanner::new(xml, Dialect::Xml),
            at: 0,
            base: base.cloned(),
            spaces: Spaces::default(),
            stack: Vec::new(),
            beyond: 0,
            skipped: None,
            item: None,
            capture: None,
            feed: ParsedFeed::default(),
            authors: Vec::new(),
            home_rank: 0,
            is_atom: false,
            is_feed: false,
            broken: false,
        }
    }

    fn complain(&mut self, what: &str) {
        if self.feed.complaints.len() < COMPLAINTS_MAX {
            let line = 1 + self.xml[..self.at].bytes().filter(|b| *b == b'\n').count();
            self.feed.complaints.push(CleanText::capped(&format!("line {line}: {what}"), 200));
        }
    }

    /// Takes in a start tag; `None` when the document is a web page.
    fn start(&mut self, tag: Tag<'a>, written: &str) -> Option<()> {
        self.spaces.declare(tag);
        let (space, local) = self.spaces.name(tag);
        if self.stack.is_empty() && local == "html" {
            return None;
        }
        let is_item = matches!(local.as_str(), "item" | "entry") && space == Space::Main;
        if is_item {
            // One that begins inside another, or inside a text, shows that an end tag is missing.
            self.close_item();
        }
        if self.skipped.is_none() {
            self.known(tag, space, &local, is_item, written);
        } else if self.skipped.is_some_and(|skipped| skipped.is_source)
            && self.capture.is_none()
            && (space, local.as_str()) == (Space::Main, "name")
        {
            self.begin_capture(Field::SourceAuthor, tag);
        }
        if is_item {
            self.item = Some((self.stack.len(), Item::default()));
            self.is_feed = true;
            self.item_attributes(tag);
        }
        if tag.closes_itself {
            self.close(self.stack.len());
        } else if self.stack.len() < DEPTH_MAX {
            // CDF, an ancestor of RSS, has its base on the channel.
            let base = tag.attribute("xml:base").or_else(|| tag.attribute("base").filter(|_| local == "channel"));
            let base = base.and_then(|base| pieces::address(&base, self.base()));
            self.stack.push(Level { name: tag.name, base });
        } else {
            self.beyond += 1;
        }
        Some(())
    }

    fn known(&mut self, tag: Tag<'a>, space: Space, local: &str, is_item: bool, written: &str) {
        let field = vocabulary::field(space, local, self.item.is_some(), self.is_atom);
        if let Some(capture) = &mut self.capture {
            let ends_it = capture.kind != Kind::Xhtml && capture.field.is_short() && field.is_some();
            if capture.field == Field::Author && matches!(local, "name" | "email" | "uri" | "url") {
                // What looked like the name of an author is the space before its parts.
                capture.field = Field::Ignored;
            } else if !ends_it {
                return self.inner_markup(tag, local, written);
            } else {
                self.finish_capture();
            }
        }
        match (space, local) {
            (Space::Main, "rss" | "feed" | "channel") | (Space::Rdf, "rdf") => self.root(tag, local),
            (Space::Main, "image" | "textinput" | "source" | "contributor") => {
                let is_source = local == "source" && self.item.is_some();
                self.skipped = Some(Skipped { depth: self.stack.len(), is_source });
            }
            (Space::Main, "link") if tag.attribute("href").is_some() => self.link(tag),
            (Space::Main, "enclosure") | (Space::Media, "content") => self.file(tag),
            _ if is_item => {}
            (Space::Main, "content") if tag.attribute("src").is_some() => self.content_elsewhere(tag),
            _ => {
                if let Some(field) = field {
                    self.begin_capture(field, tag);
                }
            }
        }
    }

    fn root(&mut self, tag: Tag<'_>, local: &str) {
        self.is_feed = true;
        self.is_atom |= local == "feed";
        if let Some(lang) = tag.attribute("xml:lang").filter(|_| self.feed.lang.is_none()) {
            self.feed.lang = Some(CleanText::capped(&lang, 40));
        }
    }

    fn begin_capture(&mut self, field: Field, tag: Tag<'_>) {
        let kind = text_kind(tag, self.is_atom, field);
        let says = |name: &str| tag.attribute(name).map(|value| value.trim().to_ascii_lowercase());
        let field = match field {
            Field::Guid if says("isPermaLink").as_deref() == Some("false") => Field::GuidOnly,
            Field::Link if says("rel").is_some_and(|rel| !matches!(rel.as_str(), "" | "alternate")) => Field::Ignored,
            field => field,
        };
        let base = tag.attribute("xml:base").and_then(|base| pieces::address(&base, self.base()));
        let base = base.or_else(|| self.stated_base().cloned());
        self.capture = Some(Capture { field, kind, base, depth: self.stack.len(), text: String::new() });
    }

    /// Keeps a tag that stands inside a captured text.
    fn inner_markup(&mut self, tag: Tag<'_>, local: &str, written: &str) {
        let Some(capture) = &mut self.capture else { return };
        if tag.name.contains(':') {
            capture.text.extend(["<", local, tag.rest, if tag.closes_itself { "/>" } else { ">" }]);
        } else {
            capture.text.push_str(written);
        }
    }

    fn item_attributes(&mut self, tag: Tag<'_>) {
        let (about, href, changed) = (tag.attribute("rdf:about"), tag.attribute("href"), tag.attribute("lastmod"));
        let base = self.base().cloned();
        let Some((_, item)) = &mut self.item else { return };
        if let Some(about) = about {
            item.about(&about);
        }
        item.entry.updated = changed.and_then(|changed| dates::parse(&changed));
        if let Some(href) = href.and_then(|href| pieces::address(&href, base.as_ref())) {
            item.link(href, 2);
        }
    }

    /// Takes a link that is written as an attribute, as Atom does.
    fn link(&mut self, tag: Tag<'_>) {
        let attribute = |name: &str| tag.attribute(name).unwrap_or_default().trim().to_ascii_lowercase();
        let (rel, media_type) = (attribute("rel"), attribute("type"));
        let Some(url) = tag.attribute("href").and_then(|href| pieces::address(&href, self.base())) else { return };
        let rel = rel.rsplit('/').next().unwrap_or_default();
        let readable = media_type.is_empty() || media_type.contains("html");
        let rank = match (rel, readable) {
            ("" | "alternate", true) => 4,
            ("" | "alternate", false) => 3,
            _ => 0,
        };
        match &mut self.item {
            Some((_, item)) if rel == "enclosure" => {
                let bytes = attribute("length").parse().ok();
                let file = File { url: Some(url), media_type: Some(media_type), bytes, seconds: None };
                pieces::add_file(&mut item.entry.enclosures, file);
            }
            Some((_, item)) if rel == "replies" && readable && item.entry.comments.is_none() => item.entry.comments = Some(url),
            Some((_, item)) if rank > 0 => item.link(url, rank),
            None if rank > self.home_rank => (self.feed.home, self.home_rank) = (Some(url), rank),
            _ => {}
        }
    }

    /// Takes the address of a text that stands elsewhere, as Atom may have it: the page of an entry without another.
    fn content_elsewhere(&mut self, tag: Tag<'_>) {
        let url = tag.attribute("src").and_then(|url| pieces::address(&url, self.base()));
        if let (Some(url), Some((_, item))) = (url, &mut self.item) {
            item.link(url, 1);
        }
    }

    fn file(&mut self, tag: Tag<'_>) {
        let url = tag.attribute("url").and_then(|url| pieces::address(&url, self.base()));
        let number = |name| tag.attribute(name).and_then(|bytes| bytes.trim().parse().ok());
        let file = File {
            url,
            media_type: tag.attribute("type").or_else(|| tag.attribute("medium").map(|medium| format!("{medium}/*"))),
            bytes: number("length").or_else(|| number("fileSize")),
            seconds: tag.attribute("duration").and_then(|length| pieces::duration(&length)),
        };
        if let Some((_, item)) = &mut self.item {
            pieces::add_file(&mut item.entry.enclosures, file);
        }
    }

    /// Where links begin: as the document says, else at the site of an RSS feed, which may be served from elsewhere, else where the
    /// document came from.
    fn base(&self) -> Option<&WebUrl> {
        let home = self.feed.home.as_ref();
        let own = self.base.as_ref();
        self.stated_base().or(if self.is_atom { own.or(home) } else { home.or(own) })
    }

    fn stated_base(&self) -> Option<&WebUrl> {
        self.stack.iter().rev().find_map(|level| level.base.as_ref())
    }

    fn text(&mut self, text: &str) {
        if self.capture.is_some()
            && let Some(name) = undefined(text)
        {
            let name = format!("undefined entity &{name};");
            self.complain(&name);
        }
        let Some(capture) = &mut self.capture else { return };
        match capture.kind {
            Kind::Xhtml => capture.text.push_str(text),
            _ => capture.text.push_str(&unescape(text)),
        }
    }

    fn cdata(&mut self, text: &str) {
        let Some(capture) = &mut self.capture else { return };
        match capture.kind {
            Kind::Xhtml => capture.text.push_str(&escape(text)),
            _ => capture.text.push_str(text),
        }
    }

    fn end(&mut self, name: &'a str) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        if let Some(index) = self.stack.iter().rposition(|level| level.name == name) {
            return self.close(index);
        }
        let what = format!("</{name}> closes nothing");
        self.complain(&what);
    }

    /// Ends everything that began at `depth` or deeper.
    fn close(&mut self, depth: usize) {
        while self.stack.len() > depth
            && let Some(level) = self.stack.pop()
        {
            let at = self.stack.len();
            if let Some(capture) = self.capture.as_mut().filter(|capture| capture.depth < at) {
                let local = level.name.rsplit(':').next().unwrap_or(level.name);
                capture.text.extend(["</", local, ">"]);
            }
            self.close_at(at);
        }
        self.close_at(depth);
    }

    fn close_at(&mut self, depth: usize) {
        if self.skipped.is_some_and(|skipped| skipped.depth >= depth) {
            self.skipped = None;
        }
        if self.capture.as_ref().is_some_and(|capture| capture.depth >= depth) {
            self.finish_capture();
        }
        if self.item.as_ref().is_some_and(|(at, _)| *at >= depth) {
            self.close_item();
        }
    }

    fn close_item(&mut self) {
        self.finish_capture();
        self.skipped = None;
        let Some((_, item)) = self.item.take() else { return };
        let base = self.base().cloned();
        let entry = item.finish(base.as_ref());
        // Half an entry would come again tomorrow as another one. Of one that broke off before it said anything only that is told.
        let is_whole = !entry.title.is_empty() && (entry.url.is_some() || entry.id.is_some());
        if !self.broken || is_whole || identity::says_nothing(&entry) {
            self.feed.entries.push(entry);
        }
        if self.feed.entries.len() >= ENTRIES_GATHERED {
            keep_newest(&mut self.feed.entries);
        }
    }

    fn finish_capture(&mut self) {
        let Some(capture) = self.capture.take() else { return };
        let text = match capture.kind {
            Kind::Base64 => pieces::base64(&capture.text).unwrap_or(capture.text),
            _ => capture.text,
        };
        let written = if capture.kind == Kind::Text { Written::Text } else { Written::Html };
        if capture.field.is_date() {
            return self.date(capture.field, &text);
        }
        let base = self.base().cloned();
        match &mut self.item {
            Some((_, item)) => item.take(capture.field, &text, written, base.as_ref(), capture.base.as_ref()),
            None => self.take(capture.field, &text, written),
        }
    }

    fn date(&mut self, field: Field, text: &str) {
        match (dates::parse(text), &mut self.item) {
            (Some(time), Some((_, item))) => item.date(field, time),
            (None, _) if !text.trim().is_empty() => {
                let what = format!("cannot read the date {}", CleanText::capped(text, 40));
                self.complain(&what);
            }
            _ => {}
        }
    }

    /// Takes what the feed says of itself.
    fn take(&mut self, field: Field, text: &str, written: Written) {
        match field {
            Field::Title(_) if self.feed.title.is_empty() => self.feed.title = pieces::title(text, written),
            Field::Link if self.home_rank < 5 => {
                if let Some(url) = pieces::address(text, self.base()) {
                    (self.feed.home, self.home_rank) = (Some(url), 5);
                }
            }
            Field::Author | Field::AuthorName(_) => pieces::add_author(&mut self.authors, text),
            Field::Lang if self.feed.lang.is_none() => {
                self.feed.lang = Some(CleanText::capped(text, 40)).filter(|lang| !lang.is_empty());
            }
            _ => {}
        }
    }

    fn finish(mut self) -> Option<ParsedFeed> {
        self.at = self.xml.len();
        if let Some(open) = self.stack.last().map(|level| level.name)
            && !self.broken
            && self.is_feed
        {
            self.broken = self.capture.is_some() || self.item.is_some();
            self.complain(&format!("the document ends before <{open}> does"));
        }
        if self.broken {
            // Half a text is worse than none: the whole one comes with the next poll.
            self.capture = None;
        }
        self.close_item();
        for entry in self.feed.entries.iter_mut().filter(|entry| entry.authors.is_empty()) {
            entry.authors.clone_from(&self.authors);
        }
        keep_newest(&mut self.feed.entries);
        self.is_feed.then_some(self.feed)
    }
}

#[cfg(test)]
mod tests;
