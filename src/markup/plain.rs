//! A title or a short fragment of HTML as one clean line.

use super::names;
use super::tags::{Dialect, Scanner, Token};
use super::{head, unescape};
use crate::text::CleanText;

/// How much of a fragment is looked at. Titles are capped later; this keeps a title of 100 MB from being copied thrice.
const BYTES_MAX: usize = 256 << 10;

/// Returns `html` as one line: tags of HTML dropped, references decoded, white space collapsed.
///
/// What only looks like a tag, as in "`Vec<T>` explained" or "a < b", stays.
pub fn plain(html: &str) -> CleanText {
    let html = head(html, BYTES_MAX);
    if !html.contains(['<', '&']) {
        return CleanText::new(html);
    }
    let mut out = String::with_capacity(html.len());
    let mut scanner = Scanner::new(html, Dialect::Html);
    while let Some((range, token)) = scanner.next() {
        let name = match token {
            Token::Text(text) => {
                out.push_str(&unescape(text));
                continue;
            }
            Token::Start(tag) => tag.name,
            Token::End(name) => name,
            Token::CutOff(text) if looks_like_words(text) => {
                out.push_str(&unescape(text));
                continue;
            }
            Token::Comment if html[range.clone()].starts_with("<![CDATA[") => {
                out.push_str(html[range].trim_start_matches("<![CDATA[").trim_end_matches("]]>"));
                continue;
            }
            _ => continue,
        };
        let lower = name.to_ascii_lowercase();
        if !names::is_known(&lower) {
            // A custom element has a dash; a word in angle brackets has none.
            if !lower.contains('-') && !lower.contains(':') {
                out.push_str(&unescape(&html[range]));
            }
        } else if matches!(lower.as_str(), "script" | "style") && matches!(token, Token::Start(_)) {
            let end = scanner.find_end_tag(&lower).unwrap_or(html.len());
            scanner.skip_to(end);
        } else if names::parts_words(&lower) {
            out.push(' ');
        }
    }
    CleanText::new(&out)
}

/// Returns text that is not HTML as one line; references left by a double escape are decoded all the same.
pub fn plain_text(text: &str) -> CleanText {
    CleanText::new(&unescape(head(text, BYTES_MAX)))
}

/// Says whether a `<` without its `>` is a word and not the stump of a tag.
fn looks_like_words(text: &str) -> bool {
    let name: String = text[1..].chars().take_while(char::is_ascii_alphanumeric).collect();
    !text.starts_with("</") && !text.starts_with("<!") && !names::is_known(&name.to_ascii_lowercase())
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
        check("x<script>alert('<b>')</script>y<style>p{}</style>", "xy");
        check("one<p>two</p>three", "one two three");
        check("kept <wherever it went", "kept <wherever it went");
        check("gone <img src='a", "gone");
        check("<![CDATA[inside]]>", "inside");
    }

    #[test]
    fn escape_codes_hidden_in_references_go() {
        check("A&#27;[2JB&#155;C", "A[2JB›C");
    }

    #[test]
    fn text_that_is_no_html_keeps_its_brackets() {
        assert_eq!(plain_text("use <b> &amp; <i>").as_str(), "use <b> & <i>");
    }
}
