//! The rest of a story that the page hides until its reader asks for it: "Read on".

use dom_query::{Document, NodeRef};

use super::choice::READ_MORE;
use super::dom::{attr, readable_text};
use super::labels::{key, opens_with};
use super::outline::{Outline, Part};
use super::signs::Signs;

/// Shortest rest, in bytes of running text.
const REST_BYTES_MIN: usize = 200;
/// Shortest text that the page shows before the rest, in bytes.
const SHOWN_BYTES_MIN: usize = 100;
/// The rest holds less than this share of its text in links, in per cent.
const LINK_PERCENT_MAX: usize = 15;
/// Longest label of what opens the rest, in bytes.
const LABEL_BYTES_MAX: usize = 80;
/// How many elements before and behind the rest are looked at for what opens it.
const NEAR: usize = 8;
/// What is hidden and named so is no story.
const NEVER: Signs = Signs::ALIEN.and(Signs::FURNITURE).and(Signs::CAPTION);

/// Shows the rests of stories, as the page's own script would.
pub(super) fn read_on(page: &Document, outline: &mut Outline) {
    for at in 1..outline.parts.len() {
        let part = &outline.parts[at];
        let hidden = part.hidden || part.signs.any(Signs::HIDDEN);
        if !hidden || !may_be_rest(part) || !follows_story(outline, at) || !is_opened(page, outline, at) {
            continue;
        }
        let node = page.tree.get_unchecked(&part.id);
        node.remove_attr("hidden");
        node.remove_attr("style");
        let part = &mut outline.parts[at];
        part.hidden = false;
        part.signs = part.signs.without(Signs::HIDDEN);
    }
}

fn may_be_rest(part: &Part) -> bool {
    matches!(part.name(), "div" | "section" | "p" | "span" | "article")
        && part.sum.text >= REST_BYTES_MIN
        && part.sum.link_percent() < LINK_PERCENT_MAX
        && part.sum.teasers == 0
        && part.sum.titles == 0
        && part.sum.controls == 0
        && !part.signs.any(NEVER)
}

/// Says whether running text that the page shows stands right before an element, and nothing foreign around it.
fn follows_story(outline: &Outline, at: usize) -> bool {
    let parts = &outline.parts;
    let foreign = |around: usize| {
        let part = &parts[around];
        part.hidden || part.signs.any(NEVER) || matches!(part.name(), "aside" | "nav" | "footer" | "form" | "dialog")
    };
    if outline.around(at).take_while(|around| *around != 0).any(foreign) {
        return false;
    }
    let parent = parts[at].parent;
    let shown = outline.children(parent).take_while(|before| *before < at).filter(|before| !parts[*before].hidden);
    shown.map(|before| parts[before].sum.text).sum::<usize>() >= SHOWN_BYTES_MIN
}

/// Says whether a button or link beside an element opens it: it names the element, or says "Read on".
fn is_opened(page: &Document, outline: &Outline, at: usize) -> bool {
    let parts = &outline.parts;
    let id = page.tree.get_unchecked(&parts[at].id).id_attr();
    let before = at.saturating_sub(NEAR)..at;
    let behind = parts[at].end..(parts[at].end + NEAR).min(parts.len());
    before.chain(behind).any(|near| {
        let part = &parts[near];
        matches!(part.name(), "a" | "button" | "label" | "span" | "summary") && {
            let node = page.tree.get_unchecked(&part.id);
            let label = if part.name() == "button" { node.text().to_string() } else { readable_text(&node) };
            label.len() <= LABEL_BYTES_MAX && (names(&node, id.as_deref()) || stays(&node) && opens_with(&key(&label), READ_MORE))
        }
    })
}

/// Says whether an element names the element with this id as what it opens.
fn names(node: &NodeRef<'_>, id: Option<&str>) -> bool {
    let Some((element, id)) = node.element_ref().zip(id.filter(|id| !id.is_empty())) else { return false };
    ["aria-controls", "data-target", "data-bs-target", "href"]
        .iter()
        .any(|name| attr(&element, name).is_some_and(|of| of == id || of.strip_prefix('#') == Some(id)))
        && attr(&element, "aria-controls").is_none_or(|of| of == id)
}

/// Says whether what is pressed stays on the page.
fn stays(node: &NodeRef<'_>) -> bool {
    let Some(element) = node.element_ref() else { return false };
    attr(&element, "href").is_none_or(|href| href.is_empty() || href.starts_with('#') || href.starts_with("javascript:"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::blocks::blocks_without;
    use crate::article::strip::strip;

    const SHOWN: &str = "<div><p>The harbour authority said on Monday that the northern quay would open again before the first of March.</p></div>";
    const REST: &str = "<p>Engineers had found the cracks in autumn, after a storm that closed the passes for nine days in a row.</p>\
        <p>Ships of the grain houses will then be able to unload on both sides, the authority said in its report, which was long.</p>";

    fn is_shown(body: &str) -> bool {
        let page = Document::from(format!("<body><article>{body}</article></body>"));
        let mut outline = Outline::of(&page);
        read_on(&page, &mut outline);
        let cut = strip(&page, &outline, None);
        let blocks = blocks_without(&[page.body().unwrap()], &|id| cut.has(id), None);
        blocks.iter().any(|block| block.text().contains("Engineers had"))
    }

    #[test]
    fn the_rest_behind_a_button_is_shown() {
        for (before, after) in [
            ("<a href='#'>Read on</a><div style='display: none'>", "</div>"),
            ("<button>Continue reading</button><div hidden>", "</div>"),
            ("<p><a href='javascript:void(0)'>Weiterlesen …</a></p><div class='rest hidden'>", "</div>"),
            ("<button aria-controls=rest>+</button><section id=rest hidden>", "</section>"),
            ("<div id=rest style='display:none'>", "</div><a href='#rest'>Alles zeigen</a>"),
            ("<span onclick='more()'>Lire la suite</span><div class=d-none>", "</div>"),
        ] {
            assert!(is_shown(&format!("{SHOWN}{before}{REST}{after}")), "{before}");
        }
    }

    #[test]
    fn what_else_is_hidden_stays_hidden() {
        for (before, after) in [
            ("<div style='display: none'>", "</div>"),
            ("<a href='/whole'>Read on</a><div hidden>", "</div>"),
            ("<button>Read on</button><div class=newsletter hidden>", "</div>"),
            ("<button>Read on</button><div hidden><input name=mail>", "</div>"),
            ("<button>Subscribe</button><div hidden>", "</div>"),
            ("<button>Read on</button><div hidden><h3><a href=/1>Storm</a></h3>", "</div>"),
        ] {
            assert!(!is_shown(&format!("{SHOWN}{before}{REST}{after}")), "{before}");
        }
    }
}
