//! The texts of entries as HTML, however they were written: escaped twice, HTML called plain text, plain text with lines.

use std::borrow::Cow;

use crate::domain::WebUrl;
use crate::markup::tags::{Dialect, Scanner, Tag, Token};
use crate::markup::{self, escape, unescape};

use super::pieces::Written;

/// Longest body of an entry, in bytes.
pub(super) const BYTES_MAX: usize = 1 << 20;
/// How much of a text is looked at to tell what it is.
const LOOKED_AT: usize = 16 << 10;
/// Longest beginning of a text that stands for a title, in characters.
const FIRST_WORDS_CHARS: usize = 100;
/// A first line shorter than this goes on with the next, in characters.
const FIRST_LINE_CHARS_MIN: usize = 24;
/// Spans whose class is remembered; deeper ones count as their text.
const SPANS_MAX: usize = 64;
/// How often an escape is undone. Exporters that read what another one wrote escape once more each.
const UNDONE_MAX: usize = 3;

/// Returns a body as HTML of bounded length; `None` when nothing is in it.
///
/// What a feed calls plain text and is HTML is read as HTML, and so is HTML that was escaped once more than it should be. A text
/// that speaks of tags stays as it is.
pub(super) fn body(raw: &str, written: Written) -> Option<String> {
    let raw = markup::undo_double_encoding(markup::head(raw.trim(), BYTES_MAX));
    if raw.is_empty() {
        return None;
    }
    if written == Written::Text && looks_like_html(&raw) {
        return Some(raw.into_owned());
    }
    if let Some(html) = escaped_again(&raw) {
        return Some(html);
    }
    Some(if written == Written::Html { with_words_kept(&raw) } else { escape(&raw).into_owned() })
}

/// Escapes what looks like a tag in HTML and is none, as in `n<m` or `Vec<String>`: a parser would drop it, or all that follows.
fn with_words_kept(html: &str) -> String {
    // Inside these stand names that HTML does not know.
    if !html.contains('<') || html.contains("<svg") || html.contains("<math") {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        out.push_str(if is_tag(&rest[at + 1..]) { "<" } else { "&lt;" });
        rest = &rest[at + 1..];
    }
    out + rest
}

/// Says whether what stands behind a `<` makes it a tag: a name of HTML, or an unknown one with an attribute, and an end.
fn is_tag(inside: &str) -> bool {
    let name = inside.strip_prefix('/').unwrap_or(inside);
    if name.starts_with(['!', '?']) || !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return true;
    }
    let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b':' | b'_')).count();
    let (name, after) = name.split_at(length);
    // An address or a mail in angle brackets is none.
    if !after.starts_with(|letter: char| letter.is_ascii_whitespace() || matches!(letter, '>' | '/')) || name.ends_with(':') {
        return false;
    }
    let Some(end) = after.find(['>', '<']).filter(|end| after.as_bytes()[*end] == b'>') else {
        // Quotes may hold a `<`; without any a tag without an end is none.
        return after.contains('=') && after.contains('>');
    };
    is_known(name) || name.contains(['-', ':']) || after[..end].contains('=')
}

/// Says in HTML that the links of `html` begin at `base`, where it has any that are relative.
pub(super) fn with_base(html: String, base: &WebUrl) -> String {
    let is_relative = |value: String| !value.contains("://") && !value.trim_start().is_empty();
    for (_, token) in Scanner::new(&html, Dialect::Html) {
        let Token::Start(tag) = token else { continue };
        if ["href", "src"].iter().any(|name| tag.attribute(name).is_some_and(is_relative)) {
            return format!("<base href=\"{}\">{html}", escape(base.as_str()));
        }
    }
    html
}

/// Returns what a text without any tag of its own is once its escapes are undone, if that is HTML.
fn escaped_again(raw: &str) -> Option<String> {
    let mut text = Cow::Borrowed(unwrapped(raw));
    for _ in 0..UNDONE_MAX {
        if !markup::head(&text, LOOKED_AT).contains('&') || holds_tags(&text) {
            return None;
        }
        text = Cow::Owned(unescape(&text).into_owned());
        if looks_like_html(&text) {
            return Some(text.into_owned());
        }
    }
    None
}

/// Returns the inside of a text that one `div` holds as a whole, as XHTML in Atom does.
fn unwrapped(raw: &str) -> &str {
    let text = raw.trim();
    let inside = || {
        let rest = text.strip_prefix("<div")?;
        let (attributes, inside) = rest.split_once('>')?;
        (!attributes.contains('<')).then_some(())?;
        inside.trim_end().strip_suffix("</div>")
    };
    inside().unwrap_or(text)
}

/// Says whether any tag of HTML stands in the beginning of a text.
fn holds_tags(text: &str) -> bool {
    let mut scanner = Scanner::new(markup::head(text, LOOKED_AT), Dialect::Html);
    std::iter::from_fn(|| scanner.next()).any(|(_, token)| match token {
        Token::Start(tag) => is_known(tag.name),
        Token::End(name) => is_known(name),
        _ => false,
    })
}

fn is_known(name: &str) -> bool {
    markup::is_html(&name.to_ascii_lowercase())
}

/// Says whether a text is HTML, and not one that only speaks of tags: it begins with a block that ends again, or it has several
/// line breaks, links with an address, pictures or paragraphs that end.
fn looks_like_html(text: &str) -> bool {
    let text = markup::head(text.trim_start(), LOOKED_AT);
    if !text.contains('<') {
        return false;
    }
    let (mut signs, mut open, mut first) = (0, Vec::new(), true);
    for (range, token) in Scanner::new(text, Dialect::Html) {
        match token {
            Token::Start(tag) => {
                let name = tag.name.to_ascii_lowercase();
                let begins_text = first && range.start == 0 && is_block(&name);
                signs += weight(&tag, &name);
                if is_block(&name) && open.len() < 64 {
                    open.push((name, begins_text));
                }
            }
            Token::End(name) => {
                let name = name.to_ascii_lowercase();
                if let Some(at) = open.iter().rposition(|(known, _)| *known == name) {
                    let (_, begins_text) = open.swap_remove(at);
                    signs += if begins_text { 2 } else { 1 };
                }
            }
            _ => {}
        }
        if signs >= 2 {
            return true;
        }
        first = false;
    }
    false
}

/// How much a start tag alone tells: a link or a picture with an address is HTML, a line break or two are.
fn weight(tag: &Tag<'_>, name: &str) -> u32 {
    match name {
        "a" if tag.attribute("href").is_some() => 2,
        "img" if tag.attribute("src").is_some() => 2,
        "br" => 1,
        _ => 0,
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div" | "ul" | "ol" | "li" | "table" | "blockquote" | "pre" | "figure" | "section" | "article" | "center" | "dl"
    ) || matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}

/// What is seen of some bodies, gathered for comparison: as a reader sees them, and without what goes on counting.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Every word.
    pub(super) all: String,
    /// The words without those that hold a digit.
    pub(super) lasting: String,
}

impl Seen {
    /// Adds what is seen of a body: its words, else those of its pictures, else the body itself. Markup and white space do not count.
    pub(super) fn add(&mut self, html: &str) {
        let (before, mut pictures) = (self.all.len(), String::new());
        walk(html, |piece| match piece {
            Piece::Words(text) => {
                for word in text.split_ascii_whitespace() {
                    self.all.extend([word, " "]);
                    if !word.bytes().any(|byte| byte.is_ascii_digit()) {
                        self.lasting.extend([word, " "]);
                    }
                }
            }
            Piece::Picture(alt, src) => pictures.extend([&alt, " ", src.split(['?', '#']).next().unwrap_or_default(), " "]),
            _ => {}
        });
        if self.all.len() == before {
            self.all.push_str(if pictures.trim().is_empty() { html } else { &pictures });
        }
    }

    /// Forgets all and keeps the room.
    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.lasting.clear();
    }
}

/// Returns the first line of a body that says something, at most [`FIRST_WORDS_CHARS`] long; the words of a picture where there are
/// no others, and nothing where there are none of these either.
pub(super) fn first_words(html: &str) -> String {
    let (mut lines, mut pictures) = (vec![String::new()], String::new());
    walk(markup::head(html, LOOKED_AT), |piece| match piece {
        Piece::Words(text) => {
            for (number, line) in unescape(text).split('\n').enumerate() {
                if number > 0 {
                    lines.push(String::new());
                }
                if let Some(last) = lines.last_mut() {
                    last.push_str(line);
                }
            }
        }
        Piece::Picture(alt, _) => pictures.extend([" ", &alt]),
        Piece::Break => lines.push(String::new()),
        Piece::Tag => {}
        Piece::Shortened => lines.last_mut().into_iter().for_each(|last| last.push('…')),
    });
    let is_emoji = |word: &&str| word.len() > 2 && word.starts_with(':') && word.ends_with(':');
    let mut said: Vec<&str> = Vec::new();
    for line in &lines {
        said.extend(line.split_whitespace().filter(|word| !is_emoji(word)));
        if said.iter().map(|word| word.chars().count() + 1).sum::<usize>() > FIRST_LINE_CHARS_MIN {
            break;
        }
    }
    if said.is_empty() {
        said = pictures.split_whitespace().collect();
    }
    shortened(&said)
}

/// Joins words up to [`FIRST_WORDS_CHARS`]; "…" says that there are more.
fn shortened(words: &[&str]) -> String {
    let mut out = String::new();
    let mut chars = 0;
    for word in words {
        let length = word.chars().count() + 1;
        if chars + length > FIRST_WORDS_CHARS {
            if out.is_empty() {
                out.extend(word.chars().take(FIRST_WORDS_CHARS));
            }
            out.push('…');
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        chars += length;
    }
    out
}

/// A piece of a body as a reader sees it.
enum Piece<'a> {
    /// Text with its references.
    Words(&'a str),
    /// What stands in the place of a picture, and its address.
    Picture(String, String),
    /// The end of a line.
    Break,
    /// Markup inside a line.
    Tag,
    /// An address of which only the beginning is shown.
    Shortened,
}

/// Walks over a body. What a style hides, as Mastodon does with parts of addresses, is passed over.
fn walk(html: &str, mut take: impl FnMut(Piece<'_>)) {
    let mut scanner = Scanner::new(html, Dialect::Html);
    // The spans that are open: whether each is hidden, and whether it shows the beginning of an address.
    let mut spans: Vec<(bool, bool)> = Vec::new();
    while let Some((_, token)) = scanner.next() {
        match token {
            Token::Text(text) if !spans.iter().any(|(hidden, _)| *hidden) => take(Piece::Words(text)),
            Token::Start(tag) if tag.name.eq_ignore_ascii_case("span") => {
                let class = tag.attribute("class").unwrap_or_default();
                if spans.len() < SPANS_MAX && !tag.closes_itself {
                    spans.push((class == "invisible", class == "ellipsis"));
                }
            }
            Token::End(name) if name.eq_ignore_ascii_case("span") => {
                let shortened = spans.pop().is_some_and(|(_, shortened)| shortened);
                take(if shortened { Piece::Shortened } else { Piece::Tag });
            }
            Token::Start(tag) => {
                let name = tag.name.to_ascii_lowercase();
                match name.as_str() {
                    "script" | "style" => {
                        let end = scanner.find_end_tag(&name).unwrap_or(html.len());
                        scanner.skip_to(end);
                    }
                    "img" => {
                        let attribute = |name| tag.attribute(name).unwrap_or_default();
                        take(Piece::Picture(attribute("alt"), attribute("src")));
                    }
                    "br" => take(Piece::Break),
                    name if is_block(name) => take(Piece::Break),
                    _ => take(Piece::Tag),
                }
            }
            Token::End(name) if is_block(&name.to_ascii_lowercase()) => take(Piece::Break),
            Token::End(_) => take(Piece::Tag),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str =
        "<p>The quay closed on <b>Monday</b>.</p><p>See the <a href=\"https://example.org/r\">report</a> &amp; map.</p>";

    #[test]
    fn html_is_read_as_html_however_it_was_written() {
        let once = escape(HTML).into_owned();
        let twice = escape(&once).into_owned();
        for (raw, written) in [
            (HTML, Written::Html),
            (HTML, Written::Text),
            (once.as_str(), Written::Html),
            (once.as_str(), Written::Text),
            (twice.as_str(), Written::Html),
            (&format!("<div>{once}</div>"), Written::Html),
        ] {
            assert_eq!(body(raw, written).as_deref(), Some(HTML), "{raw} {written:?}");
        }
    }

    #[test]
    fn a_text_about_tags_stays_a_text() {
        for text in ["A <p> needs no end tag, and <b> is old.", "Use <p> and </p> around it", "<p> is a tag", "1 < 2"] {
            assert_eq!(body(text, Written::Text), Some(escape(text).into_owned()));
        }
        let about = "How to write &lt;p&gt; and &lt;div&gt;";
        assert_eq!(body(about, Written::Html).as_deref(), Some(about));
        let code = "<p>Write</p><pre>&lt;p&gt;one&lt;/p&gt;&lt;p&gt;two&lt;/p&gt;</pre>";
        assert_eq!(body(code, Written::Html).as_deref(), Some(code));
    }

    #[test]
    fn words_that_look_like_tags_are_kept() {
        let check = |raw: &str, kept: &str| assert_eq!(body(raw, Written::Html).as_deref(), Some(kept), "{raw}");
        check("We show $x<y$ holds and more", "We show $x&lt;y$ holds and more");
        check("For n<m and p>q we prove", "For n&lt;m and p>q we prove");
        check("<p>Use Vec<String> here</p>", "<p>Use Vec&lt;String> here</p>");
        check("See <https://quay.example/a>", "See &lt;https://quay.example/a>");
        check("By Ann Lee <ann@quay.example>", "By Ann Lee &lt;ann@quay.example>");
        check("all of a <b without an end", "all of a &lt;b without an end");
        for html in ["<p class='a'>x</p><br/>", "<my-tag>x</my-tag>", "<o:p>x</o:p>", "<x y='1'>z", "<!-- c -->"] {
            check(html, html);
        }
    }

    #[test]
    fn plain_text_keeps_its_lines() {
        assert_eq!(body("One\nTwo\n\nThree", Written::Text).as_deref(), Some("One\nTwo\n\nThree"));
    }

    #[test]
    fn a_base_is_told_only_to_relative_links() {
        let base = WebUrl::parse("https://example.org/deep/").unwrap();
        assert_eq!(with_base("<a href='x'>y</a>".into(), &base), "<base href=\"https://example.org/deep/\"><a href='x'>y</a>");
        assert_eq!(with_base("<a href='https://a.org/x'>y</a>".into(), &base), "<a href='https://a.org/x'>y</a>");
    }

    #[test]
    fn a_body_is_seen_without_its_markup() {
        let seen = |html: &str| {
            let mut seen = Seen::default();
            seen.add(html);
            (seen.all, seen.lasting)
        };
        assert_eq!(seen("<p data-n='1'>Low <b>Tide</b></p><script>x</script><img alt='A boat'>").0, "Low Tide ");
        assert_eq!(seen("<img src='a?t=1' alt='A boat'>").0, "A boat a ");
        assert_ne!(seen("<img src='1.png' alt='Daily'>").0, seen("<img src='2.png' alt='Daily'>").0);
        assert_eq!(seen("<p>Points: 41</p> <i t='1'>Late again").1, seen("<p>Points: 42</p> <i t='2'>Late\nagain</i>").1);
        assert_ne!(seen("Late again").1, seen("Late no more").1);
    }

    #[test]
    fn the_first_words_stand_for_a_title() {
        let check = |html: &str, words: &str| assert_eq!(first_words(html), words, "{html}");
        check(
            "<p>The ferry is late again, says the harbour</p><p>Bring a book.</p>",
            "The ferry is late again, says the harbour",
        );
        check("<p>Late:</p><p>the ferry to the other side of the sound</p>", "Late: the ferry to the other side of the sound");
        check("One dog at the quay tonight\nTwo dogs", "One dog at the quay tonight");
        check(
            "<p>See what happened there: <a href='x'><span class='invisible'>https://</span><span class='ellipsis'>quay.example/a</span>\
             <span class='invisible'>/b/c</span></a> <a>#<span>Sound</span></a> :boat:</p>",
            "See what happened there: quay.example/a… #Sound",
        );
        check("<img src='a.jpg' alt='Nets on the mole'>", "Nets on the mole");
        check("<img src='a.jpg'>", "");
        assert_eq!(first_words(&"word ".repeat(90)).chars().count(), FIRST_WORDS_CHARS);
        assert_eq!(first_words(&"字".repeat(900)).chars().count(), FIRST_WORDS_CHARS + 1);
    }
}
