//! Small questions to the tree of a page: names, attributes, words of a class, what is hidden.

use std::cell::Ref;

use dom_query::{Element, NodeRef};

/// Deepest nesting that is walked; what stands deeper is taken as plain text. The reader of markup caps it well before.
pub(super) const DEPTH_MAX: usize = 300;

/// Elements that never hold words of a story.
#[rustfmt::skip]
pub(super) const SKIPPED: &[&str] = &[
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "audio", "video", "map",
    "head", "title", "meta", "link", "button", "input", "select", "textarea", "option", "datalist", "progress", "dialog",
    "nav",
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
pub(super) fn is_hidden(element: &Ref<'_, Element>) -> bool {
    if attr(element, "hidden").is_some_and(|value| !value.eq_ignore_ascii_case("until-found")) {
        return true;
    }
    attr(element, "style").is_some_and(|style| {
        let style: String =
            style.chars().filter(|letter| !letter.is_whitespace()).map(|letter| letter.to_ascii_lowercase()).collect();
        style.contains("display:none") || style.contains("visibility:hidden")
    })
}

/// Returns the words of the element's class, id and role, in lower case: `relatedPosts-box` is `related`, `posts`, `box`.
pub(super) fn label_words(element: &Ref<'_, Element>) -> Vec<String> {
    let mut words = Vec::new();
    for attr in &element.attrs {
        if matches!(attr.name.local.as_ref(), "class" | "id" | "role" | "data-component" | "data-testid" | "itemprop") {
            for name in attr.value.split_ascii_whitespace().take(40) {
                split_label(name, &mut words);
                words.push(String::new());
            }
        }
    }
    words
}

/// Splits one class name at signs and at changes of case; an empty word follows each name, so that pairs do not cross names.
fn split_label(name: &str, words: &mut Vec<String>) {
    let mut word = String::new();
    let mut lower_before = false;
    for letter in name.chars().take(120) {
        let parts = !letter.is_alphanumeric() || letter.is_uppercase() && lower_before;
        if parts && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        lower_before = letter.is_lowercase() || letter.is_ascii_digit();
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
    }
    if !word.is_empty() {
        words.push(word);
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

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    #[test]
    fn a_class_falls_into_words() {
        let page = Document::from(r#"<div class="relatedPosts-box ad_unit2 SHARE" id="x">a</div>"#);
        let div = page.select("div");
        let words = label_words(&div.nodes()[0].element_ref().unwrap());
        assert_eq!(words, ["related", "posts", "box", "", "ad", "unit2", "", "share", "", "x", ""]);
    }

    #[test]
    fn scripts_are_no_text() {
        let page = Document::from("<div>one<script>two</script><p>three</div>");
        assert_eq!(readable_text(&page.select("div").nodes()[0]).split_whitespace().collect::<Vec<_>>(), ["one", "three"]);
    }
}
