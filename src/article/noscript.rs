//! Stories that stand in `noscript`: the page's script would put the same text there.

use dom_query::{Document, NodeRef};

use super::labels::key;
use crate::markup::plain;

/// Shortest text of a story in `noscript`, in bytes.
const STORY_BYTES_MIN: usize = 400;
/// Fewest paragraphs of it.
const PARAGRAPHS_MIN: usize = 2;
/// Most text that is compared with the page to tell whether it says the same, in bytes.
const COMPARED_BYTES: usize = 120;
/// Longest `noscript` that is read, in bytes.
const BYTES_MAX: usize = 1 << 20;
/// What a note to readers without scripts says.
const NOTE: &str = "javascript";

/// Says whether one of the `noscript` elements of a page may hold a story by its size: most hold a picture that counts visitors.
pub(super) fn may_hold_story(html: &str) -> bool {
    memchr::memmem::find_iter(html.as_bytes(), b"<noscript").any(|at| {
        let rest = &html.as_bytes()[at..];
        memchr::memmem::find(rest, b"</noscript").unwrap_or(rest.len()) >= STORY_BYTES_MIN
    })
}

/// Puts the stories that stand in `noscript` into the page, unless it shows them anyway.
pub(super) fn open(page: &Document) {
    let found = page.select("noscript");
    let mut shown = None;
    for node in found.nodes() {
        let Some(html) = story(node) else { continue };
        let text = key(&plain(&html));
        let beginning = super::dom::beginning(&text, COMPARED_BYTES);
        let shown = shown.get_or_insert_with(|| page.body().map(|body| key(&body_text(&body))).unwrap_or_default());
        if text.len() >= STORY_BYTES_MIN && !text.contains(NOTE) && !shown.contains(beginning) {
            node.set_html(html);
            node.rename("div");
        }
    }
}

/// Returns the markup of a `noscript` that can be a story by its size.
fn story(node: &NodeRef<'_>) -> Option<String> {
    if node.ancestors(None).iter().any(|around| around.has_name("head") || around.has_name("noscript")) {
        return None;
    }
    // A reader that runs scripts takes what stands inside as text, another one as elements.
    let html = if node.children_it(false).all(|child| child.is_text()) { node.text() } else { node.inner_html() };
    let paragraphs = html.as_bytes().windows(2).filter(|pair| pair.eq_ignore_ascii_case(b"<p")).count();
    (html.len() >= STORY_BYTES_MIN && html.len() <= BYTES_MAX && paragraphs >= PARAGRAPHS_MIN).then(|| html.to_string())
}

fn body_text(body: &NodeRef<'_>) -> String {
    super::dom::readable_text(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "<p>The harbour authority said on Monday that the northern quay would open again before the first of March, after a long winter.</p>\
        <p>Engineers had found the cracks in autumn, after a storm that closed the passes for nine days in a row, and left towns dark.</p>\
        <p>Ships of the grain houses will then be able to unload on both sides, the authority said in its report, which is long.</p>\
        <p>The council had voted for the works in January, by nineteen votes to eleven, after a debate until two in the morning.</p>";

    fn opened(body: &str) -> bool {
        let page = Document::from(format!("<body>{body}</body>"));
        open(&page);
        page.select("noscript").is_empty()
    }

    #[test]
    fn a_story_comes_out_of_its_noscript() {
        assert!(opened(&format!("<div class=post><noscript>{STORY}</noscript></div>")));
        assert!(opened(&format!("<noscript><article><h2>Quay</h2>{STORY}</article></noscript><div>Loading …</div>")));
    }

    #[test]
    fn pictures_notes_and_what_is_shown_anyway_stay_there() {
        assert!(!opened("<noscript><img src=/p.jpg></noscript>"));
        assert!(!opened(&format!("<article>{STORY}</article><noscript>{STORY}</noscript>")));
        assert!(!opened(&format!("<noscript><p>Please switch on JavaScript.</p>{STORY}</noscript>")));
    }
}
