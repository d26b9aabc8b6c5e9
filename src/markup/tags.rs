//! A scanner for tags in HTML and XML that reads whatever it is given: one pass, no tree, no error.

use std::ops::Range;

use memchr::memchr;

/// Whose rules for declarations and CDATA hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Web pages: CDATA and processing instructions are comments that end at the next `>`.
    Html,
    /// Feeds: CDATA is text, a document type may hold declarations of its own.
    Xml,
}

/// A piece of markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// Text as written, entities and stray `<` included.
    Text(&'a str),
    /// The text of a CDATA section, to be taken literally.
    CData(&'a str),
    /// A start tag.
    Start(Tag<'a>),
    /// An end tag with its name as written.
    End(&'a str),
    /// A document type; its whole text.
    DocType(&'a str),
    /// A comment, a processing instruction or another thing without meaning for readers.
    Comment,
    /// A tag, comment or CDATA section that the end of the document cuts off.
    CutOff(&'a str),
}

/// A start tag as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// The name as written.
    pub name: &'a str,
    /// Everything between the name and the closing `>` or `/>`.
    pub rest: &'a str,
    /// Whether it ends in `/>`.
    pub closes_itself: bool,
    /// Whether a quote or an equals sign stands in it where a browser takes it for a part of a name.
    pub is_odd: bool,
}

impl<'a> Tag<'a> {
    /// Yields the attributes: names as written, values with their entities.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.rest }
    }

    /// Returns the value of the first attribute of this name, whatever its case; entities are decoded.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let (_, value) = self.attributes().find(|(found, _)| found.eq_ignore_ascii_case(name))?;
        Some(super::unescape(value).into_owned())
    }
}

/// The attributes of a tag, in order.
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        // All signs that end something are ASCII, so every cut falls between characters.
        let bytes = self.rest.as_bytes();
        let skip = |from: usize, stops: fn(u8) -> bool| {
            bytes[from..].iter().position(|byte| stops(*byte)).map_or(bytes.len(), |at| from + at)
        };
        let start = skip(0, |byte| !byte.is_ascii_whitespace() && byte != b'/');
        if start == bytes.len() {
            self.rest = "";
            return None;
        }
        // A `=` in the first place belongs to the name, as browsers have it.
        let name_end = skip(start + 1, |byte| byte.is_ascii_whitespace() || byte == b'/' || byte == b'=');
        let name = &self.rest[start..name_end];
        let equals = skip(name_end, |byte| !byte.is_ascii_whitespace());
        if bytes.get(equals) != Some(&b'=') {
            self.rest = &self.rest[name_end..];
            return Some((name, ""));
        }
        let value_start = skip(equals + 1, |byte| !byte.is_ascii_whitespace());
        let quote = bytes.get(value_start).copied().filter(|byte| matches!(byte, b'"' | b'\''));
        let (value, after) = if let Some(quote) = quote {
            let inner = &self.rest[value_start + 1..];
            let end = memchr(quote, inner.as_bytes()).unwrap_or(inner.len());
            (&inner[..end], inner.get(end + 1..).unwrap_or(""))
        } else {
            let end = skip(value_start, |byte| byte.is_ascii_whitespace());
            (&self.rest[value_start..end], &self.rest[end..])
        };
        self.rest = after;
        Some((name, value))
    }
}

/// Splits a document into tokens and says where each stands.
#[derive(Clone, Debug)]
pub struct Scanner<'a> {
    text: &'a str,
    at: usize,
    dialect: Dialect,
}

impl<'a> Scanner<'a> {
    /// Begins at the start of `text`.
    pub fn new(text: &'a str, dialect: Dialect) -> Self {
        Self { text, at: 0, dialect }
    }

    /// Returns where the next token begins.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Goes on at byte `at`, which must be a character boundary not before the present place.
    pub fn skip_to(&mut self, at: usize) {
        debug_assert!(at >= self.at && self.text.is_char_boundary(at));
        self.at = at;
    }

    /// Returns where `</name` stands next, whatever its case; the scanner does not move.
    pub fn find_end_tag(&self, name: &str) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut from = self.at;
        loop {
            let at = from + memchr(b'<', &bytes[from..])?;
            if bytes.get(at + 1) != Some(&b'/') {
                from = at + 1;
                continue;
            }
            let after = bytes.get(at + 2..at + 2 + name.len());
            let bounded = bytes.get(at + 2 + name.len()).is_none_or(|b| !b.is_ascii_alphanumeric());
            if bounded && after.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
                return Some(at);
            }
            from = at + 2;
        }
    }

    fn markup(&self) -> (Token<'a>, usize) {
        let rest = &self.text[self.at..];
        match rest.as_bytes()[1] {
            b'!' => self.declaration(rest),
            b'?' => until(rest, if self.dialect == Dialect::Xml { "?>" } else { ">" }, 2),
            b'/' if rest.as_bytes().get(2).is_some_and(|b| starts_name(*b)) => match tag_end(rest, 2) {
                Some((end, _)) => (Token::End(name_of(&rest[2..end])), end + 1),
                None => (Token::CutOff(rest), rest.len()),
            },
            b'/' => until(rest, ">", 2),
            _ => match tag_end(rest, 1) {
                Some((end, is_odd)) => (Token::Start(start_tag(&rest[1..end], is_odd)), end + 1),
                None => (Token::CutOff(rest), rest.len()),
            },
        }
    }

    fn declaration(&self, rest: &'a str) -> (Token<'a>, usize) {
        if let Some(inner) = rest.strip_prefix("<!--") {
            if self.dialect == Dialect::Html && (inner.starts_with('>') || inner.starts_with("->")) {
                return (Token::Comment, rest.len() - inner.len() + inner.find('>').map_or(0, |at| at + 1));
            }
            return until(rest, "-->", 4);
        }
        if self.dialect == Dialect::Xml && rest.as_bytes().get(..9).is_some_and(|b| b.eq_ignore_ascii_case(b"<![CDATA[")) {
            return match rest[9..].find("]]>") {
                Some(end) => (Token::CData(&rest[9..9 + end]), end + 12),
                None => (Token::CutOff(rest), rest.len()),
            };
        }
        if !rest.as_bytes().get(2..9).is_some_and(|b| b.eq_ignore_ascii_case(b"doctype")) {
            return until(rest, ">", 2);
        }
        let end = match (self.dialect, rest.find(['>', '['])) {
            (Dialect::Xml, Some(at)) if rest.as_bytes()[at] == b'[' => {
                rest[at..].find(']').and_then(|close| Some(at + close + rest[at + close..].find('>')?))
            }
            _ => rest.find('>'),
        };
        match end {
            Some(end) => (Token::DocType(&rest[..=end]), end + 1),
            None => (Token::CutOff(rest), rest.len()),
        }
    }
}

impl<'a> Iterator for Scanner<'a> {
    type Item = (Range<usize>, Token<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return None;
        }
        let start = self.at;
        let mut from = 0;
        let text_bytes = loop {
            match memchr(b'<', &rest.as_bytes()[from..]) {
                Some(at) if opens_markup(&rest.as_bytes()[from + at..]) => break from + at,
                Some(at) => from += at + 1,
                None => break rest.len(),
            }
        };
        let (token, bytes) = if text_bytes > 0 { (Token::Text(&rest[..text_bytes]), text_bytes) } else { self.markup() };
        self.at += bytes;
        Some((start..self.at, token))
    }
}

/// Says whether a `<` begins markup and is not a mere "less than".
fn opens_markup(bytes: &[u8]) -> bool {
    bytes.get(1).is_some_and(|b| starts_name(*b) || matches!(b, b'!' | b'?' | b'/'))
}

fn starts_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn until<'a>(rest: &'a str, end: &str, from: usize) -> (Token<'a>, usize) {
    match rest[from..].find(end) {
        Some(at) => (Token::Comment, from + at + end.len()),
        None => (Token::CutOff(rest), rest.len()),
    }
}

/// Where in a tag a byte stands, as browsers read it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Gap,
    Name,
    Equals,
    Value,
}

/// Finds the `>` of a tag whose name begins at `from`, and says whether the tag is odd; a `>` inside a quoted value does not
/// count.
fn tag_end(rest: &str, from: usize) -> Option<(usize, bool)> {
    let bytes = rest.as_bytes();
    let mut at = from + bytes[from..].iter().position(|byte| ends_name(*byte) || *byte == b'>')?;
    let mut place = Place::Gap;
    let mut is_odd = false;
    while let Some(&byte) = bytes.get(at) {
        place = match (byte, place) {
            (b'>', _) => return Some((at, is_odd)),
            (b'"' | b'\'', Place::Equals) => {
                at += 1 + memchr(byte, &bytes[at + 1..])?;
                Place::Gap
            }
            (b' ' | b'\t' | b'\n' | b'\r' | 0x0c, Place::Value) | (b'/', Place::Name) => Place::Gap,
            (b' ' | b'\t' | b'\n' | b'\r' | 0x0c, place) | (b'/', place @ Place::Gap) => place,
            (b'=', Place::Name) => Place::Equals,
            (_, Place::Equals | Place::Value) => Place::Value,
            (byte, Place::Gap | Place::Name) => {
                is_odd |= matches!(byte, b'"' | b'\'' | b'=');
                Place::Name
            }
        };
        at += 1;
    }
    None
}

fn ends_name(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b'/'
}

fn name_of(inner: &str) -> &str {
    let end = inner.bytes().position(ends_name).unwrap_or(inner.len());
    &inner[..end]
}

fn start_tag(inner: &str, is_odd: bool) -> Tag<'_> {
    let name = name_of(inner);
    let rest = &inner[name.len()..];
    match rest.strip_suffix('/') {
        Some(rest) => Tag { name, rest, closes_itself: true, is_odd },
        None => Tag { name, rest, closes_itself: false, is_odd },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, dialect: Dialect, expected: &str) {
        let told: Vec<String> = Scanner::new(text, dialect)
            .map(|(_, token)| match token {
                Token::Text(text) => format!("t[{text}]"),
                Token::CData(text) => format!("c[{text}]"),
                Token::Start(tag) => format!("s[{}{}]", tag.name, if tag.closes_itself { "/" } else { "" }),
                Token::End(name) => format!("e[{name}]"),
                Token::DocType(_) => "d".to_owned(),
                Token::Comment => "-".to_owned(),
                Token::CutOff(_) => "x".to_owned(),
            })
            .collect();
        assert_eq!(told.join(" "), expected, "{text}");
    }

    #[test]
    fn pages_are_split_as_browsers_split_them() {
        check("a < b <i>c</i>", Dialect::Html, "t[a < b ] s[i] t[c] e[i]");
        check("<a title='x > y'>z</a >", Dialect::Html, "s[a] t[z] e[a]");
        check("<!DOCTYPE html><!-- x > y --><br/>", Dialect::Html, "d - s[br/]");
        check("<![CDATA[x]]>y", Dialect::Html, "- t[y]");
        check("x</ >y<p", Dialect::Html, "t[x] - t[y] x");
    }

    #[test]
    fn feeds_keep_cdata_and_lose_their_declarations() {
        check("<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'b'>]><r>", Dialect::Xml, "- d s[r]");
        check("<t><![CDATA[a <b> ]]></t>", Dialect::Xml, "s[t] c[a <b> ] e[t]");
        check("<t><![CDATA[a", Dialect::Xml, "s[t] x");
    }

    #[test]
    fn quotes_and_signs_in_names_are_odd() {
        let is_odd = |tag: &str| match Scanner::new(tag, Dialect::Html).next() {
            Some((_, Token::Start(tag))) => tag.is_odd,
            _ => panic!("no tag"),
        };
        for plain in ["<a b='c' d = \"e'\" f g=h/>", "<a b=c\"d>", "<a>", "<a/>", "<br />"] {
            assert!(!is_odd(plain), "{plain}");
        }
        for odd in ["<a b'>", "<a =b>", "<a b='c'=d>", "<a b=c ='d'>", "<a b/='c'>"] {
            assert!(is_odd(odd), "{odd}");
        }
    }

    #[test]
    fn attributes_are_read_with_any_quotes() {
        let Some((_, Token::Start(tag))) = Scanner::new(r#"<a one=1 two = "2 &amp; 3" three='x' four/>"#, Dialect::Html).next()
        else {
            panic!("no tag");
        };
        let found: Vec<_> = tag.attributes().collect();
        assert_eq!(found, [("one", "1"), ("two", "2 &amp; 3"), ("three", "x"), ("four", "")]);
        assert_eq!(tag.attribute("TWO").as_deref(), Some("2 & 3"));
    }

    proptest! {
        #[test]
        fn the_tokens_cover_the_whole_text(text in "[<>/!?a-c\"'= \\-\\[\\]é]{0,60}", xml in any::<bool>()) {
            let mut at = 0;
            for (range, token) in Scanner::new(&text, if xml { Dialect::Xml } else { Dialect::Html }) {
                prop_assert_eq!(range.start, at);
                prop_assert!(range.end > at);
                at = range.end;
                if let Token::Start(tag) = token { prop_assert!(tag.attributes().count() <= text.len()); }
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
