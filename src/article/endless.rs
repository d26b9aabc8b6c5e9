//! Marks the next stories of a page that goes on without end.
//!
//! Each stands in a container built like the one around the page's own title, and begins with a title of its own.

use dom_query::Document;

use super::labels::key;
use super::outline::{Amount, Outline, Part};
use super::signs::Signs;
use super::strip::{Cause, Cut};

/// Shortest running text of a story, in bytes.
const STORY_BYTES_MIN: usize = 100;
/// Longest kicker, date or label above the title of a next story, in bytes.
const ABOVE_BYTES_MAX: usize = 300;
/// How many elements around the title are looked at.
const LEVELS_MAX: usize = 8;

/// Marks the stories that follow the one under `title`; says whether there are some.
pub(super) fn cut_next_stories(page: &Document, outline: &Outline, title: Option<usize>, left: &[Amount], cut: &mut Cut) -> bool {
    let Some(title) = title.filter(|title| outline.parts[*title].name() == "h1") else { return false };
    let own = key(&page.tree.get_unchecked(&outline.parts[title].id).text());
    let parts = &outline.parts;
    let mut branch = title;
    let mut found = false;
    for around in outline.around(title).take(LEVELS_MAX) {
        // Where the title stands above its story, the first element with running text below it is the story.
        let tells = |at: &usize| *at >= branch && *at != title && left[*at].text >= STORY_BYTES_MIN && parts[*at].name() != "p";
        let story = outline.children(around).find(tells);
        let like = |at: &usize| {
            story.is_some_and(|story| {
                *at > story && parts[*at].name() == parts[story].name() && parts[*at].look == parts[story].look
            })
        };
        for at in outline.children(around).filter(like) {
            let is_next = tells(&at)
                && !cut.has(parts[at].id)
                && headline(outline, at).is_some_and(|heading| {
                    (parts[heading].name() == "h1" || story == Some(branch))
                        && tells_a_story(outline, at, heading)
                        && key(&page.tree.get_unchecked(&parts[heading].id).text()) != own
                });
            if is_next {
                cut.take(&parts[at], Cause::NextStory);
                found = true;
            }
        }
        branch = around;
    }
    found
}

/// Returns the title at the beginning of an element: of the first level, or a link to the story's own page.
fn headline(outline: &Outline, at: usize) -> Option<usize> {
    let mut passed = 0;
    for inner in at..outline.parts[at].end {
        let part = &outline.parts[inner];
        if part.name() == "h1" || part.name() == "h2" && part.sum.all > 0 && part.sum.linked == part.sum.all {
            return Some(inner);
        }
        passed += part.own.all;
        if passed > ABOVE_BYTES_MAX {
            return None;
        }
    }
    None
}

/// Says whether an element is a story of its own and no chapter: it is named so, is dated, or its title leads to its page.
fn tells_a_story(outline: &Outline, at: usize, heading: usize) -> bool {
    let parts = &outline.parts;
    let is_named = |part: &Part| part.name() == "article" || part.signs.any(Signs::STORY);
    let holds_heading = |inner: &usize| parts[*inner].end > heading;
    is_named(&parts[at])
        || (at..heading).filter(holds_heading).any(|inner| is_named(&parts[inner]))
        || parts[heading].name() == "h1"
            && (parts[heading].sum.linked > 0 || parts[at..parts[at].end].iter().any(|part| part.name() == "time"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Sites, extract};

    const STORY: &str = "<p>The harbour authority said on Monday that the northern quay would open again before the first of March.</p>\
        <p>Engineers had found the cracks in autumn, after a storm that closed the passes for nine days in a row.</p>\
        <p>Ships of the grain houses will then be able to unload on both sides, the authority said in its report.</p>";
    const NEXT: &str = "<h1>Storm leaves towns without power</h1><p>A storm, the third of this winter, left eleven towns without power.</p>\
        <p>Nine hundred people slept in schools, the council of Karsk said, and more snow was on its way.</p>";

    fn text(body: &str) -> String {
        extract(&format!("<title>Quay opens again</title><body>{body}"), None, &Sites::default()).text()
    }

    #[test]
    fn the_next_story_goes_however_it_is_wrapped() {
        for (open, close) in [
            ("<div class=story>", "</div>"),
            ("<div><section class='post big'>", "</section></div>"),
            ("<div class=x1><time>3 May</time>", "</div>"),
            ("<article class=y>", "</article>"),
            ("<div class='entry x'><h2><a href=/s>Storm</a></h2>", "</div>"),
            ("<div><div><div class=article-body>", "</div></div></div>"),
        ] {
            let own = format!("{open}<h1>Quay opens again</h1>{STORY}{close}");
            let next = format!("{open}{NEXT}{NEXT}{close}");
            let text = text(&format!("<main>{own}{next}{next}</main>"));
            assert!(text.contains("unload on both sides") && !text.contains("third of this winter"), "{open}: {text}");
        }
    }

    #[test]
    fn chapters_with_titles_of_the_first_level_stay() {
        let taken = |body: &str| {
            let page = Document::from(format!("<body>{body}</body>"));
            let outline = Outline::of(&page);
            let title = outline.parts.iter().position(|part| part.name() == "h1");
            let mut cut = Cut::default();
            let left = cut.left(&outline);
            cut_next_stories(&page, &outline, title, &left, &mut cut)
        };
        let own = format!("<h1>Quay opens again</h1>{STORY}");
        assert!(!taken(&format!("<section>{own}</section><section>{NEXT}</section>")));
        assert!(!taken(&format!("<div class=story>{own}</div><div class=story>{own}</div>")));
        assert!(!taken(&format!("<div class=story>{own}{NEXT}</div>")));
        assert!(!taken(&format!("<div class=story>{own}</div><div class=story>{}</div>", NEXT.replace("h1", "h2"))));
        let listed = NEXT.replace("<h1>", "<h2><a href=/inn>").replace("</h1>", "</a></h2>");
        assert!(!taken(&format!("<header><h1>Nine inns</h1></header>{STORY}<div class=inn>{listed}</div>")));
        assert!(!taken(&format!("<header><h1>Nine inns</h1></header>{}", format!("<div class=story>{listed}</div>").repeat(3))));
        assert!(taken(&format!("<div class=story>{own}</div><div class=story>{NEXT}</div>")));
        assert!(taken(&format!("<header><h1>Quay</h1></header><div class=story>{STORY}</div><div class=story>{NEXT}</div>")));
    }
}
