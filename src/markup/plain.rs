//! A title or a short fragment of HTML as one clean line.

use std::collections::{HashMap, HashSet};

use super::entities::unescape_again;
use super::names;
use super::tags::{Dialect, Scanner, Tag, Token};
use super::{head, unescape};
use crate::text::CleanText;

/// How much of a fragment is looked at. Titles are capped later; this keeps a title of 100 MB from being copied thrice.
const BYTES_MAX: usize = 256 << 10;

/// Returns `html` as one line: tags of HTML dropped, references decoded, white space collapsed.
///
/// What only looks like a tag, as in "`Vec<T>` explained", "a < b" or "Styling the `<details>` element", stays: a tag is a word
/// where it has no end tag and no attributes and is no inline formatting of what follows it.
pub fn plain(html: &str) -> CleanText {
    let html = head(html, BYTES_MAX);
    if html.contains('<') { CleanText::new(&unescape_again(&without_tags(html))) } else { plain_text(html) }
}

/// Returns text that is not HTML as one line; references left by a double escape are decoded all the same, and pairs of tags
/// that format what stands between them go, as they do in HTML.
pub fn plain_text(text: &str) -> CleanText {
    let text = head(text, BYTES_MAX);
    if text.contains('<') && has_formatting(text) {
        return CleanText::new(&unescape_again(&without_tags(text)));
    }
    if text.contains('&') { CleanText::new(&unescape_again(&unescape(text))) } else { CleanText::new(text) }
}

fn without_tags(html: &str) -> String {
    let last_ends = last_ends(html);
    let mut opened = HashSet::new();
    let mut out = String::with_capacity(html.len());
    let mut scanner = Scanner::new(html, Dialect::Html);
    while let Some((range, token)) = scanner.next() {
        let (name, is_markup) = match token {
            Token::Start(tag) => {
                let name = tag.name.to_ascii_lowercase();
                let is_closed = last_ends.get(&name).is_some_and(|end| *end > range.start);
                // Who forgets the slash opens twice.
                let is_markup = is_markup(tag, &name, is_closed, html[range.end..].chars().next())
                    || opened.contains(&name) && names::is_inline(&name);
                if is_markup && is_closed && matches!(name.as_str(), "script" | "style" | "svg" | "rt" | "rp") {
                    let end = scanner.find_end_tag(&name).unwrap_or(html.len());
                    scanner.skip_to(end);
                }
                if is_markup && (is_closed || names::is_inline(&name)) {
                    opened.insert(name.clone());
                }
                (name, is_markup)
            }
            Token::End(name) => {
                let name = name.to_ascii_lowercase();
                let is_markup = opened.contains(&name) || is_wrapping(&name);
                (name, is_markup)
            }
            Token::Comment => match html[range.clone()].strip_prefix("<![CDATA[") {
                Some(inside) => {
                    out.push_str(inside.trim_end_matches("]]>"));
                    continue;
                }
                // What programs write between two pieces of text has no words in it.
                None => (String::new(), !html[range.clone()].contains(char::is_alphanumeric)),
            },
            Token::CutOff(text) => (String::new(), is_stump(text, out.chars().next_back())),
            Token::Text(_) | Token::CData(_) | Token::DocType(_) => (String::new(), false),
        };
        if !is_markup {
            out.push_str(&unescape(&html[range]));
        } else if names::parts_words(&name) {
            out.push(' ');
        }
    }
    out
}

/// Returns where the last end tag of each name stands.
fn last_ends(html: &str) -> HashMap<String, usize> {
    if !html.contains("</") {
        return HashMap::new();
    }
    let ends = Scanner::new(html, Dialect::Html).filter_map(|(range, token)| match token {
        Token::End(name) => Some((name.to_ascii_lowercase(), range.start)),
        _ => None,
    });
    ends.collect()
}

/// Says whether a start tag is markup and no word of the line; `next` is the character behind it.
fn is_markup(tag: Tag<'_>, name: &str, is_closed: bool, next: Option<char>) -> bool {
    let is_bare = tag.rest.trim().is_empty();
    let has_values = tag.rest.contains('=');
    if !names::is_known(name) {
        // A custom element has a dash, one of another vocabulary a colon; a word in angle brackets has none, an address both.
        return name.contains(['-', ':']) && !name.contains("://") && !tag.rest.starts_with('/') && (is_closed || has_values);
    }
    match name {
        "br" | "wbr" => true,
        _ if is_closed => is_bare || has_values,
        _ if has_values => names::is_inline(name) || names::parts_words(name) || names::is_embedded(name),
        _ if !is_bare || !names::is_inline(name) && !matches!(name, "p" | "hr" | "center") => false,
        _ => tag.closes_itself || next.is_some_and(begins_text),
    }
}

/// Says whether text begins with a character, so that a tag before it can be about the text: "`<b>`Storm", but not "the `<b>` tag".
fn begins_text(next: char) -> bool {
    !next.is_whitespace() && !",.;:!?)]}>'’/-–".contains(next)
}

/// Says whether elements of a name are put around text, so that an end tag alone is what is left of markup.
fn is_wrapping(name: &str) -> bool {
    names::is_inline(name) || matches!(name, "p" | "div" | "br" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li")
}

/// Says whether a `<` without its `>` is the stump of a tag and no words; `before` is the character in front of it.
fn is_stump(text: &str, before: Option<char>) -> bool {
    if text.starts_with("<!") || text.starts_with("<?") {
        return false;
    }
    let is_end = text.starts_with("</");
    let inner = text.trim_start_matches(['<', '/']);
    let end = inner.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let (name, rest) = inner.split_at(end);
    if !names::is_known(&name.to_ascii_lowercase()) {
        return false;
    }
    match rest.chars().next() {
        None => is_end || !before.is_some_and(char::is_alphanumeric),
        Some(gap) if gap.is_whitespace() => rest.contains('=') || name.len() > 1 && rest.split_whitespace().count() <= 1,
        _ => false,
    }
}

/// Says whether text that should hold no markup has a pair of tags that format something, or a line break between two words.
fn has_formatting(text: &str) -> bool {
    let last_ends = last_ends(text);
    Scanner::new(text, Dialect::Html).any(|(range, token)| match token {
        Token::Start(tag) => {
            let name = tag.name.to_ascii_lowercase();
            if name == "br" {
                let before = text[..range.start].chars().next_back();
                return before.is_some_and(char::is_alphanumeric) && text[range.end..].chars().next().is_some_and(begins_text);
            }
            is_wrapping(&name) && last_ends.get(&name).is_some_and(|end| *end > range.start) && is_markup(tag, &name, true, None)
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        assert_eq!(plain(html).as_str(), expected, "{html}");
    }

    #[test]
    fn tags_go_and_words_stay() {
        check("<b>Harbour</b> strike<br>ends &amp; ships sail", "Harbour strike ends & ships sail");
        check("Vec<T> explained, a < b and I <3 it", "Vec<T> explained, a < b and I <3 it");
        check("How to use &lt;b&gt;", "How to use <b>");
        check("<ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>の岸壁", "港の岸壁");
        check("x<script>alert('<b>')</script>y<style>p{}</style>", "xy");
        check("one<p>two</p>three", "one two three");
        check("kept <wherever it went", "kept <wherever it went");
        check("gone <img src='a", "gone");
        check("<![CDATA[inside]]>", "inside");
    }

    #[test]
    fn names_of_elements_are_words() {
        for words in [
            "The <summary> element",
            "<style> or <link>?",
            "When to choose <section> over <div>s",
            "A tour of <my-gauge> and <slot>",
            "<img> without alt",
            "The <b> and the <p>",
            "Stop at </body>",
            "Use <meta name=\"robots\">",
            "<canvas width> is no style",
            "<!DOCTYPE html> at last",
        ] {
            check(words, words);
        }
    }

    #[test]
    fn code_and_addresses_are_words() {
        for words in [
            "Cell<A> and Arc<B>, compared",
            "Set<Option> or Set<Label>",
            "x<i and y>z",
            "while (n<p) { }",
            "n<b",
            "fix <net/if.h> and <time/tick.h>",
            "From <ines@example.org>, see <https://quay.example.org/a?b=c>",
            "<!-- a note --> in the margin",
            "<?xml version=1.0?> and why",
            "I </3 mornings",
        ] {
            check(words, words);
        }
    }

    #[test]
    fn formatting_goes_even_where_it_was_cut() {
        check("<i>Low tide", "Low tide");
        check("A <em>fine</em> day<wbr>s", "A fine days");
        check("CO<sub>2 at sea", "CO2 at sea");
        check("<a href='/x'>Council votes", "Council votes");
        check("<p>Tide tables", "Tide tables");
        check("Tide tables</p></div>", "Tide tables");
        check("<div class=x>Tides <x-badge>new</x-badge></div>", "Tides new");
        check("Tides <img src='a.png' alt=''>", "Tides");
        check("Tides<!-- --> rise", "Tides rise");
        check("Tides <span cla", "Tides");
        check("<strong>Tides<strong> rise", "Tides rise");
        check("<svg><path d='x'/></svg>Tides", "Tides");
    }

    #[test]
    fn references_escaped_over_and_over_are_undone() {
        check("Tides &amp;amp; gales", "Tides & gales");
        check("Tides &amp;amp;amp; gales", "Tides & gales");
        check("It&amp;#8217;s &amp;quot;calm&amp;quot;", "It’s \"calm\"");
        check("Write &amp;lt; for a bracket", "Write &lt; for a bracket");
        check("?x=1&copy=2&reg=3 &copy 2026", "?x=1&copy=2&reg=3 © 2026");
    }

    #[test]
    fn escape_codes_hidden_in_references_go() {
        check("A&#27;[2JB&#155;C", "A[2JB›C");
        check("A&amp;#27;[2J<details>&amp;#x9b;2J", "A[2J<details>›2J");
    }

    #[test]
    fn text_that_is_no_html_keeps_its_brackets() {
        assert_eq!(plain_text("use <b> &amp; <i>").as_str(), "use <b> & <i>");
        assert_eq!(plain_text("A <em>fine</em> day for <dialog> &amp;amp; more").as_str(), "A fine day for <dialog> & more");
        assert_eq!(plain_text("<h2>Tides</h2>").as_str(), "Tides");
        assert_eq!(plain_text("First line<br>second, <br> is a word").as_str(), "First line second, is a word");
        assert_eq!(plain_text("When <br> breaks").as_str(), "When <br> breaks");
    }

    #[test]
    fn hostile_titles_end_soon() {
        for piece in ["<a>", "</a>", "<x-a></x-a>", "<script></script>", "<script>", "<!--", "<", "&amp;", "<a b='"] {
            assert!(plain(&piece.repeat(BYTES_MAX)).len() <= 2 * BYTES_MAX);
        }
    }
}
