//! Questions whose answers a page hides until they are asked: its headings are buttons.

use dom_query::{Document, LocalName};
use foldhash::HashMap;

use super::outline::Outline;

/// How many elements around a button are looked at for its heading.
const LEVELS_MAX: usize = 4;
/// Most elements of a heading that is a question; more are a toolbar.
const HEADING_ELEMENTS_MAX: usize = 24;

/// Makes text of the buttons that are all of a heading, and shows what they open, as the page's own script would.
///
/// A button that opens nothing that stands on the page stays one.
pub(super) fn unfold(page: &Document, outline: &mut Outline) {
    let mut questions: HashMap<String, usize> = questions(page, outline).collect();
    if questions.is_empty() {
        return;
    }
    for at in 0..outline.parts.len() {
        if outline.parts[at].sum.all == 0 {
            continue;
        }
        let answer = page.tree.get_unchecked(&outline.parts[at].id);
        let Some(button) = answer.id_attr().and_then(|id| questions.remove(&*id)) else { continue };
        page.tree.get_unchecked(&outline.parts[button].id).rename("span");
        outline.parts[button].name = LocalName::from("span");
        answer.remove_attr("hidden");
        answer.remove_attr("style");
        outline.parts[at].hidden = false;
    }
}

/// Yields what the buttons that are all of a heading open, by its id, and where the buttons are.
fn questions(page: &Document, outline: &Outline) -> impl Iterator<Item = (String, usize)> {
    let text = |at: usize| page.tree.get_unchecked(&outline.parts[at].id).text();
    let buttons = outline.parts.iter().enumerate().filter(|(_, part)| part.name() == "button");
    buttons.filter_map(move |(at, part)| {
        let heading = outline.around(at).take(LEVELS_MAX).find(|around| outline.parts[*around].is_heading())?;
        let is_small = outline.parts[heading].end - heading <= HEADING_ELEMENTS_MAX;
        let opens = page.tree.get_unchecked(&part.id).attr("aria-controls")?.to_string();
        (is_small && text(heading).trim() == text(at).trim()).then_some((opens, at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::blocks::blocks_without;
    use crate::article::strip::strip;

    fn text(body: &str) -> String {
        let page = Document::from(format!("<body><p>x</p>{body}</body>"));
        let mut outline = Outline::of(&page);
        unfold(&page, &mut outline);
        let cut = strip(&page, &outline, None);
        let blocks = blocks_without(&[page.body().unwrap()], &|id| cut.has(id), None);
        blocks.iter().map(|block| block.text().into_owned()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn a_question_keeps_its_answer() {
        for answer in ["<div id=a1 hidden>", "<div id=a1 style='display: none'>"] {
            let question = "<h3><button aria-controls=a1 aria-expanded=false><span>When does the fair open?</span></button></h3>";
            assert_eq!(text(&format!("{question}{answer}<p>At noon.</p></div>")), "x|When does the fair open?|At noon.");
        }
    }

    #[test]
    fn other_buttons_stay_furniture() {
        assert_eq!(text("<h3>Fair <button aria-controls=a1>Share</button></h3><div id=a1 hidden>Links</div>"), "x|Fair");
        assert_eq!(text("<h3><button aria-controls=a1>Asked?</button></h3><div id=a1 hidden></div>"), "x");
        assert_eq!(text("<button aria-controls=a1>Menu</button><div id=a1 hidden>Links</div>"), "x");
    }
}
