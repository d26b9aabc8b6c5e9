//! Marks the beginnings of other stories that a page shows as articles beside its own.

use dom_query::{Document, NodeRef};

use super::dom::{attr, readable_text};
use super::outline::{Amount, Outline};
use super::strip::{Cause, Cut};

/// Longest teaser of another story, in bytes.
const TEASER_BYTES_MAX: usize = 1_200;
/// Running text that is left beside the teasers, in bytes; with less of it they are what the page is about.
const BESIDE_BYTES_MIN: usize = 100;

/// Marks the articles of a page that are teasers of other stories; says whether there are some.
///
/// One alone that stands in no other article may be a story that its publisher cuts off, and stays.
pub(super) fn cut_teasers(page: &Document, outline: &Outline, title: Option<usize>, left: &[Amount], cut: &mut Cut) -> bool {
    let parts = &outline.parts;
    let holds_title = |at: usize| title.is_some_and(|title| (at..parts[at].end).contains(&title));
    let holds_articles = |at: usize| parts[at + 1..parts[at].end].iter().any(|part| part.name() == "article");
    let is_one = |at: &usize| {
        parts[*at].name() == "article"
            && left[*at].linked > 0
            && left[*at].all <= TEASER_BYTES_MAX
            && !holds_title(*at)
            && !holds_articles(*at)
            && leads_elsewhere(&page.tree.get_unchecked(&parts[*at].id))
    };
    let teasers: Vec<usize> = (1..parts.len()).filter(is_one).collect();
    let beside = teasers.iter().fold(left.first().map_or(0, |body| body.text), |text, at| text.saturating_sub(left[*at].text));
    let is_inner = |at: &usize| outline.around(*at).any(|around| parts[around].name() == "article");
    if beside < BESIDE_BYTES_MIN || teasers.len() < 2 && !teasers.iter().any(is_inner) {
        return false;
    }
    for at in teasers {
        cut.take(&parts[at], Cause::Teaser);
    }
    true
}

/// Says whether an article breaks off or names another page as its own.
fn leads_elsewhere(article: &NodeRef<'_>) -> bool {
    let text = readable_text(article);
    let text = text.trim_end().trim_end_matches(']');
    let is_own_page = |node: NodeRef<'_>| {
        node.element_ref().is_some_and(|link| {
            let rel = attr(&link, "rel").unwrap_or_default();
            rel.split_ascii_whitespace().any(|word| word == "bookmark")
                && attr(&link, "href").is_some_and(|href| !href.contains('#'))
        })
    };
    text.ends_with('…') || text.ends_with("...") || article.descendants_it().any(is_own_page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::blocks::blocks_without;

    const STORY: &str =
        "<p>The harbour authority said on Monday that the northern quay would open again before the first of March.</p>";
    const TEASER: &str = "<article><a href=/1><img src=/1.jpg></a><p>A storm left eleven towns without power, and the passes \
        <a href=/1>closed …</a></p></article>";

    /// Returns how many paragraphs are left of a page.
    fn left(body: &str) -> usize {
        let page = Document::from(format!("<body>{body}</body>"));
        let outline = Outline::of(&page);
        let title = outline.parts.iter().position(|part| part.name() == "h1");
        let mut cut = Cut::default();
        let amounts = cut.left(&outline);
        cut_teasers(&page, &outline, title, &amounts, &mut cut);
        blocks_without(&[page.body().unwrap()], &|id| cut.has(id), None).len()
    }

    #[test]
    fn beginnings_of_other_stories_go() {
        assert_eq!(left(&format!("{STORY}{}", TEASER.repeat(3))), 1);
        assert_eq!(left(&format!("<article>{STORY}{TEASER}</article>")), 1);
        let whole = "<article><p>A storm left eleven towns without power.</p><a rel=bookmark href=/1>Storm</a></article>";
        assert_eq!(left(&format!("<article>{STORY}{whole}</article>")), 1);
    }

    #[test]
    fn what_may_be_the_story_stays() {
        assert_eq!(left(&TEASER.repeat(3)), 3);
        assert_eq!(left(&format!("{STORY}{TEASER}")), 2);
        assert_eq!(left(&format!("{STORY}{}", TEASER.repeat(3).replace("<p>", "<h1>Storm</h1><p>"))), 3);
        let update = "<article><p>A storm left eleven towns without power.</p><a rel=bookmark href=#2>13:05</a></article>";
        assert_eq!(left(&format!("<article>{STORY}{}</article>", update.repeat(2))), 5);
    }
}
