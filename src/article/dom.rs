//! Small questions to the tree of a page: names, attributes, words of a class, what is hidden.

use std::cell::Ref;

use dom_query::{Element, NodeRef};

/// Deepest nesting that is walked; what stands deeper is taken as plain text. The reader of markup caps it well before.
pub(super) const DEPTH_MAX: usize = 300;

/// Elements that never hold words of a story; `rt` tells how the signs below it are read, letter by letter.
#[rustfmt::skip]
pub(super) const SKIPPED: &[&str] = &[
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "audio", "video", "map",
    "head", "title", "meta", "link", "button", "input", "select", "textarea", "option", "datalist", "progress", "dialog",
    "nav", "rt", "rp", "rtc",
];

/// Elements that begin and end a paragraph.
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "p", "div", "section", "article", "main", "header", "footer", "aside", "address", "center", "fieldset", "form",
    "figure", "figcaption", "details", "summary", "dl", "dt", "dd", "body", "html", "hgroup", "tr", "td", "th", "tbody",
    "thead", "tfoot", "caption", "li", "ul", "ol", "menu", "legend", "picture", "search", "optgroup",
];

/// Says whether an element of this name begins a paragraph of its own.
pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name) || matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "pre" | "table" | "hr")
}

/// Returns the value of an attribute, borrowed.
pub(super) fn attr<'a>(element: &'a Ref<'_, Element>, name: &str) -> Option<&'a str> {
    element.attrs.iter().find(|attr| &attr.name.local == name).map(|attr| attr.value.as_ref())
}

/// Says whether the page itself hides the element from everybody.
pub(super) fn hides(element: &Element) -> bool {
    element.attrs.iter().any(|attr| match &*attr.name.local {
        "hidden" => !attr.value.eq_ignore_ascii_case("until-found"),
        "style" => is_hiding_style(&attr.value),
        _ => false,
    })
}

fn is_hiding_style(style: &str) -> bool {
    let lower = style.to_ascii_lowercase();
    (lower.contains("display") || lower.contains("visibility")) && {
        let style: String = lower.chars().filter(|letter| !letter.is_whitespace()).collect();
        style.contains("display:none") || style.contains("visibility:hidden")
    }
}

/// Returns the beginning of `text`, at most `bytes_max` bytes long and cut between characters.
pub(super) fn beginning(text: &str, bytes_max: usize) -> &str {
    let end = (0..=bytes_max.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

/// Returns the text of a node without the parts that nobody reads, its white space as it stands.
pub(super) fn readable_text(node: &NodeRef<'_>) -> String {
    let mut out = String::new();
    let mut stack = vec![*node];
    while let Some(node) = stack.pop() {
        if node.is_text() {
            out.push_str(&node.text());
            continue;
        }
        let Some(element) = node.element_ref() else { continue };
        let name = element.name.local.as_ref();
        if SKIPPED.contains(&name) {
            continue;
        }
        if name == "br" || is_block(name) {
            out.push('\n');
        }
        drop(element);
        stack.extend(node.children_it(true));
    }
    out
}

/// Says whether a link is but an arrow from a footnote back to where it belongs.
pub(super) fn is_way_back(link: &NodeRef<'_>) -> bool {
    let text = readable_text(link);
    let text = text.trim();
    !text.is_empty() && text.chars().all(|letter| matches!(letter, '↩' | '↵' | '⏎' | '⤴' | '↑' | '^' | '\u{fe0e}' | '\u{fe0f}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    #[test]
    fn scripts_are_no_text() {
        let page = Document::from("<div>one<script>two</script><p>three</div>");
        assert_eq!(readable_text(&page.select("div").nodes()[0]).split_whitespace().collect::<Vec<_>>(), ["one", "three"]);
    }
}
