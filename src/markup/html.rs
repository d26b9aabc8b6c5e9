//! Web pages made safe for the libraries that build trees of them.
//!
//! The HTML of a page can be written so that a tree builder needs quadratic time, gigabytes or a stack without end: elements
//! nested without limit, bold text that is opened anew in every paragraph, 200,000 attributes on one tag. One pass over
//! the tags rewrites only what needs it and so that what comes out is well nested: an end tag always closes the element
//! opened last, and no `<` stands in it but those of tags that were counted. The builder then has nothing to repair.

mod nesting;

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};
use memchr::{memchr, memchr_iter};

use self::nesting::{Nesting, Open};
use super::head;
use super::names::{self, Traits};
use super::sweep;
use super::tags::{Dialect, Scanner, Tag, Token};

/// Deepest nesting that comes out; readability is quadratic in it and real pages stay below 60.
const DEPTH_MAX: usize = 128;
/// Most elements such as `<b>` that are open at once; each may be opened again in every block.
const FORMATTING_MAX: usize = 16;
/// Most elements of a page; the largest real pages have half of it.
const ELEMENTS_MAX: usize = 40_000;
/// Most cells of one table row.
const CELLS_MAX: usize = 256;
/// Most cells of all tables of a page; laying out tables is quadratic in places.
const ALL_CELLS_MAX: usize = 20_000;
/// Most attributes of one tag.
const ATTRIBUTES_MAX: usize = 256;
/// Longest value of an attribute; longer ones are pictures written into the page.
const VALUE_BYTES_MAX: usize = 64 << 10;
/// Most digits of a number such as `colspan`.
const DIGITS_MAX: usize = 3;
/// Longest data island (JSON in a script) that is kept.
const ISLAND_BYTES_MAX: usize = 512 << 10;
/// Longest text without a tag. Writing a tree out again is quadratic in it; longer text gets a tag that shows nothing.
const TEXT_BYTES_MAX: usize = 32 << 10;
/// Most bytes that come out.
const BYTES_MAX: usize = 4 << 20;

/// A page that every library can take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limited<'a> {
    /// The page, rewritten where it had to be.
    pub html: Cow<'a, str>,
    /// Whether the end of the page is missing because it was larger than any story.
    pub shortened: bool,
}

/// Rewrites `html` so that building a tree of it takes linear time and bounded depth.
///
/// Characters that are no text go, and so do scripts and styles, except for data in JSON; comments and drawings (`svg` and `math` tags) go too. Text stays.
pub fn limit_html(html: &str) -> Limited<'_> {
    match sweep(html) {
        Cow::Borrowed(html) => limit(html),
        Cow::Owned(html) => {
            let Limited { html, shortened } = limit(&html);
            Limited { html: Cow::Owned(html.into_owned()), shortened }
        }
    }
}

fn limit(html: &str) -> Limited<'_> {
    let mut limiter = Limiter::new(html);
    let shortened = limiter.run();
    Limited { html: limiter.finish(), shortened }
}

struct Limiter<'a> {
    html: &'a str,
    scanner: Scanner<'a>,
    out: String,
    /// Up to where `html` is in `out`, or replaced there.
    copied: usize,
    open: Nesting<'a>,
    /// Start tags that were left out and whose end tags must be left out too.
    dropped: HashMap<String, u32>,
    /// Raw elements known to have no end tag in the rest of the page.
    endless: HashSet<&'static str>,
    elements: usize,
    row_cells: usize,
    cells: usize,
    seen_root: [bool; 3],
}

impl<'a> Limiter<'a> {
    fn new(html: &'a str) -> Self {
        Self {
            html,
            scanner: Scanner::new(html, Dialect::Html),
            out: String::new(),
            copied: 0,
            open: Nesting::default(),
            dropped: HashMap::new(),
            endless: HashSet::new(),
            elements: 0,
            row_cells: 0,
            cells: 0,
            seen_root: [false; 3],
        }
    }

    /// Goes over the page; returns whether it had to stop before the end.
    fn run(&mut self) -> bool {
        while let Some((range, token)) = self.scanner.next() {
            let bytes = self.out.len() + range.end - self.copied.min(range.end);
            if self.elements > ELEMENTS_MAX || (bytes > BYTES_MAX && !matches!(token, Token::Comment | Token::CutOff(_))) {
                self.cut_at(range, token);
                return true;
            }
            match token {
                Token::Text(text) => self.text(range.start, text),
                Token::Start(tag) => self.start(range, tag),
                Token::End(name) => self.end(range, name),
                Token::DocType(text) if range.start == 0 && text.len() < 200 && !text[1..].contains('<') => {}
                _ => self.replace(range, ""),
            }
        }
        false
    }

    fn finish(mut self) -> Cow<'a, str> {
        if self.copied == 0 && self.out.is_empty() {
            return Cow::Borrowed(self.html);
        }
        self.out.push_str(&self.html[self.copied..]);
        Cow::Owned(self.out)
    }

    /// Ends the page here, inside a long text rather than before it.
    fn cut_at(&mut self, range: Range<usize>, token: Token<'_>) {
        self.replace(range.start..range.start, "");
        let room = BYTES_MAX.saturating_sub(self.out.len());
        let room = room - room / TEXT_BYTES_MAX * "<wbr>".len();
        if let Token::Text(text) = token
            && self.elements <= ELEMENTS_MAX
        {
            let mut part = head(text, room);
            while !part.is_empty() {
                let piece = piece_of(part);
                self.out.push_str(&piece.replace('<', "&lt;"));
                part = &part[piece.len()..];
                if !part.is_empty() {
                    self.out.push_str("<wbr>");
                }
            }
        }
        self.copied = self.html.len();
    }

    /// Puts `with` in the place of a range of the page.
    fn replace(&mut self, range: Range<usize>, with: &str) {
        self.out.push_str(&self.html[self.copied..range.start]);
        self.out.push_str(with);
        self.copied = range.end;
    }

    fn text(&mut self, start: usize, text: &str) {
        let mut at = 0;
        while at < text.len() {
            let piece = piece_of(&text[at..]);
            // A tag that is left out may bring a lone `<` next to a letter.
            for lone in memchr_iter(b'<', piece.as_bytes()) {
                self.replace(start + at + lone..start + at + lone + 1, "&lt;");
            }
            at += piece.len();
            if at < text.len() {
                self.replace(start + at..start + at, "<wbr>");
            }
        }
    }

    fn start(&mut self, range: Range<usize>, tag: Tag<'a>) {
        let name = lower(tag.name);
        self.elements += 1;
        match name.as_ref() {
            "script" => return self.script(range, tag),
            "style" => return self.skip_raw(range, "style"),
            "noembed" => return self.skip_raw(range, "noembed"),
            "noframes" => return self.skip_raw(range, "noframes"),
            "iframe" => return self.raw(range, tag, "iframe"),
            "title" => return self.raw(range, tag, "title"),
            "textarea" => return self.raw(range, tag, "textarea"),
            // Their children are unknown elements then, which build like spans.
            "svg" | "math" | "plaintext" | "xmp" | "frameset" | "frame" => return self.replace(range, ""),
            "html" | "head" | "body" => return self.root(range, tag, &name),
            _ => {}
        }
        if !tag.name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':' | b'_')) || tag.name.len() > 64 {
            return self.leave_out(range, name);
        }
        let traits = names::traits_of(&name);
        if let Some(index) = self.open.implied_end(&name) {
            self.close_from(index, range.start..range.start);
        }
        if let Some(index) = self.open.paragraph_end(traits) {
            self.close_from(index, range.start..range.start);
        }
        if let Some(index) = self.open.heading_end(traits) {
            self.close_from(index, range.start..range.start);
        }
        self.elements += if name == "a" || traits.any(Traits::ENDS_PARAGRAPH) { self.open.formatting } else { 0 };
        let too_deep = !traits.any(Traits::VOID) && self.open.len() >= DEPTH_MAX;
        let too_bold = traits.any(Traits::FORMATTING) && self.open.formatting >= FORMATTING_MAX;
        if too_deep || too_bold || !self.room_in_table(&name) {
            return self.leave_out(range, name);
        }
        self.attributes(range, tag);
        if !traits.any(Traits::VOID) {
            self.open.push(Open { name, written: tag.name, traits });
        }
    }

    /// Counts a table cell and says whether there is room for it.
    fn room_in_table(&mut self, name: &str) -> bool {
        match name {
            "tr" => self.row_cells = 0,
            "td" | "th" => {
                self.row_cells += 1;
                self.cells += 1;
            }
            _ => return true,
        }
        self.row_cells <= CELLS_MAX && self.cells <= ALL_CELLS_MAX
    }

    fn leave_out(&mut self, range: Range<usize>, name: Cow<'_, str>) {
        // Cells that lose their tags still need a space between their words.
        self.replace(range, " ");
        *self.dropped.entry(name.into_owned()).or_default() += 1;
    }

    fn end(&mut self, range: Range<usize>, written: &'a str) {
        let name = lower(written);
        if !self.dropped.is_empty()
            && let Some(dropped) = self.dropped.get_mut(name.as_ref()).filter(|count| **count > 0)
        {
            *dropped -= 1;
            return self.replace(range, " ");
        }
        if name == "head" && self.open.len() == 0 && self.seen_root[1] && !self.seen_root[2] {
            return;
        }
        let Some(index) = self.open.ended_by(&name) else { return self.replace(range, "") };
        let is_plain = range.len() == written.len() + 3 && self.open.name_at(index) == name;
        if is_plain && index + 1 == self.open.len() {
            self.open.pop();
        } else {
            self.close_from(index, range);
        }
    }

    /// Writes the end tags of everything from `index` upwards in the place of `range`.
    fn close_from(&mut self, index: usize, range: Range<usize>) {
        self.replace(range, "");
        while self.open.len() > index
            && let Some(open) = self.open.pop()
        {
            self.out.push_str("</");
            self.out.push_str(open.written);
            self.out.push('>');
        }
    }

    /// Keeps the first `html`, `head` and `body`; later ones would only pile attributes upon these.
    fn root(&mut self, range: Range<usize>, tag: Tag<'_>, name: &str) {
        let which = usize::from(name == "head") + 2 * usize::from(name == "body");
        if std::mem::replace(&mut self.seen_root[which], true) || self.open.len() > 0 {
            return self.replace(range, "");
        }
        self.attributes(range, tag);
    }

    /// Passes on JSON that a page carries for machines, leaves out programs.
    fn script(&mut self, range: Range<usize>, tag: Tag<'_>) {
        let is_json = tag.attribute("type").is_some_and(|kind| kind.to_ascii_lowercase().contains("json"));
        let Some(end) = self.raw_end("script") else { return self.cut_rest(range.start) };
        let content = &self.html[range.end..end];
        if !is_json || content.len() > ISLAND_BYTES_MAX {
            let after = self.after_end_tag(end);
            return self.replace(range.start..after, "");
        }
        self.attributes(range.clone(), tag);
        // In JSON strings this is the same letter, and no end tag can hide in it.
        for at in memchr_iter(b'<', content.as_bytes()) {
            self.replace(range.end + at..range.end + at + 1, "\\u003c");
        }
        self.plain_end(end, "</script>");
    }

    fn skip_raw(&mut self, range: Range<usize>, name: &'static str) {
        match self.raw_end(name) {
            Some(end) => {
                let after = self.after_end_tag(end);
                self.replace(range.start..after, "");
            }
            None => self.cut_rest(range.start),
        }
    }

    /// Keeps an element whose content is text for a browser, its `<` as references.
    fn raw(&mut self, range: Range<usize>, tag: Tag<'_>, name: &'static str) {
        let Some(end) = self.raw_end(name) else { return self.replace(range, "") };
        self.attributes(range.clone(), tag);
        if name == "iframe" {
            let after = self.after_end_tag(end);
            return self.replace(range.end..after, "</iframe>");
        }
        self.text(range.end, &self.html[range.end..end]);
        self.plain_end(end, if name == "title" { "</title>" } else { "</textarea>" });
    }

    /// Passes over the end tag at `end`; one with anything in it but its name is written anew.
    fn plain_end(&mut self, end: usize, plain: &str) {
        let after = self.after_end_tag(end);
        if !self.html[end..after].eq_ignore_ascii_case(plain) {
            self.replace(end..after, plain);
        }
    }

    fn raw_end(&mut self, name: &'static str) -> Option<usize> {
        if self.endless.contains(name) {
            return None;
        }
        let end = self.scanner.find_end_tag(name);
        if end.is_none() {
            self.endless.insert(name);
        }
        end
    }

    /// Moves behind the end tag that stands at `end` and returns the place after it.
    fn after_end_tag(&mut self, end: usize) -> usize {
        self.scanner.skip_to(end);
        self.scanner.next();
        self.scanner.position()
    }

    fn cut_rest(&mut self, from: usize) {
        self.replace(from..self.html.len(), "");
        self.scanner.skip_to(self.html.len());
    }

    /// Lets the tag through, without the attributes that no page needs.
    fn attributes(&mut self, range: Range<usize>, tag: Tag<'_>) {
        let fits = |(name, value): (&str, &str)| {
            value.len() <= VALUE_BYTES_MAX && (value.len() <= DIGITS_MAX || !is_number(name)) && !name.contains(['<', '"', '\''])
        };
        let few = |tag: Tag<'_>| tag.rest.len() <= 2 * ATTRIBUTES_MAX || tag.attributes().nth(ATTRIBUTES_MAX).is_none();
        let is_short = tag.rest.len() <= VALUE_BYTES_MAX && !tag.is_odd && !takes_numbers(tag.name);
        let fine = memchr(b'<', tag.rest.as_bytes()).is_none()
            && (tag.rest.len() <= DIGITS_MAX || is_short || tag.attributes().take(ATTRIBUTES_MAX + 1).all(fits));
        if fine && few(tag) {
            return;
        }
        self.replace(range.clone(), "<");
        self.out.push_str(tag.name);
        for (name, value) in tag.attributes().take(ATTRIBUTES_MAX).filter(|attribute| fits(*attribute)) {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            self.out.push_str(&value.replace('<', "&lt;").replace('"', "&quot;"));
            self.out.push('"');
        }
        self.out.push('>');
    }
}

/// Says whether an element of this name may have an attribute that is a number.
fn takes_numbers(name: &str) -> bool {
    ["td", "th", "col", "colgroup", "ol"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn is_number(name: &str) -> bool {
    ["colspan", "rowspan", "span", "start"].iter().any(|number| name.eq_ignore_ascii_case(number))
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) { Cow::Owned(name.to_ascii_lowercase()) } else { Cow::Borrowed(name) }
}

/// Returns the beginning of a text that may stand without a tag; never ends inside a character reference.
fn piece_of(text: &str) -> &str {
    if text.len() <= TEXT_BYTES_MAX {
        return text;
    }
    let piece = head(text, TEXT_BYTES_MAX);
    match piece.rfind('&') {
        Some(at) if at > 0 && !piece[at..].contains(';') => &piece[..at],
        _ => piece,
    }
}

#[cfg(test)]
mod tests;
