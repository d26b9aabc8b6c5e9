//! The lead that stands between a title and its story, outside of what holds the story.

use std::ops::RangeInclusive;

use super::outline::{Outline, Part};
use super::signs::Signs;

/// Shortest and longest lead, in bytes.
const BYTES: RangeInclusive<usize> = 60..=700;
/// How much text may stand between the title and the lead: names, dates, sections. In bytes.
const BEFORE_BYTES_MAX: usize = 600;
/// A lead holds less than this share of its text in links, in per cent.
const LINK_PERCENT_MAX: usize = 30;
/// What names a lead and something else besides is something else: a lead picture's caption, an introduction to comments.
const NEVER: Signs = Signs::ALIEN.and(Signs::HIDDEN).and(Signs::CAPTION);

/// Returns the element below `title` that the page itself calls the lead of its story.
pub(super) fn standfirst(outline: &Outline, title: usize) -> Option<usize> {
    let parts = &outline.parts;
    let holds_title = |at: usize| at < title && parts[at].end > title;
    let may_stand = |at: usize| outline.around(at).all(|around| holds_title(around) || may_stand_around(&parts[around]));
    let mut passed = 0;
    for (at, part) in parts.iter().enumerate().skip(parts[title].end) {
        if passed > BEFORE_BYTES_MAX {
            return None;
        }
        passed += part.own.all;
        if BYTES.contains(&part.sum.all) && may_be_lead(part) && may_stand(at) {
            return Some(at);
        }
    }
    None
}

/// Says whether an element can be a lead by what it is and holds.
fn may_be_lead(part: &Part) -> bool {
    part.signs.any(Signs::STANDFIRST)
        && matches!(part.name(), "p" | "div" | "section" | "h2" | "h3" | "span" | "header")
        && part.sum.pictures == 0
        && part.sum.controls == 0
        && part.sum.link_percent() < LINK_PERCENT_MAX
        && !part.hidden
        && !part.signs.any(NEVER)
}

/// Says whether a lead may stand in an element that does not hold the title.
fn may_stand_around(part: &Part) -> bool {
    !matches!(part.name(), "aside" | "nav" | "footer" | "form" | "figure" | "blockquote" | "ul" | "ol" | "table")
        && !part.hidden
        && !part.signs.any(NEVER.and(Signs::FURNITURE))
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;

    const LEAD: &str = "The northern quay opens again in March, eleven months after a storm had torn its wall.";

    /// Returns the text of the lead that is found on a page.
    fn lead(body: &str) -> Option<String> {
        let page = Document::from(format!("<body>{body}</body>"));
        let outline = Outline::of(&page);
        let title = outline.parts.iter().position(|part| part.name() == "h1")?;
        standfirst(&outline, title).map(|at| page.tree.get_unchecked(&outline.parts[at].id).text().to_string())
    }

    #[test]
    fn a_lead_is_known_by_its_name() {
        for mark in
            ["<p class=article__standfirst>", "<h2 class='sub-title'>", "<div itemprop=summary>", "<p class='teaserText__x'>"]
        {
            let body = format!("<header><h1>Quay opens</h1><p>Mara Lindqvist</p>{mark}{LEAD}</header><main>x</main>");
            assert_eq!(lead(&body).as_deref(), Some(LEAD), "{mark}");
        }
        assert_eq!(lead(&format!("<h1>Quay opens</h1><p>{LEAD}</p>")), None);
    }

    #[test]
    fn what_only_has_the_name_is_no_lead() {
        for (before, after) in [
            ("<p class=intro>", "</p><h1>Quay opens</h1>"),
            ("<h1>Quay opens</h1><div class=lead-caption>", "</div>"),
            ("<h1>Quay opens</h1><aside><p class=summary>", "</p></aside>"),
            ("<h1>Quay opens</h1><div class=related><p class=summary>", "</p></div>"),
            ("<h1>Quay opens</h1><div class=lead><img src=x>", "</div>"),
        ] {
            assert_eq!(lead(&format!("{before}{LEAD}{after}")), None, "{before}");
        }
        let story = "<p>Neither side published a text of what was agreed.</p>".repeat(20);
        assert_eq!(lead(&format!("<h1>Quay opens</h1>{story}<p class=summary>{LEAD}</p>")), None);
    }
}
