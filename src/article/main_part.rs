//! Which elements of a page hold its story.
//!
//! Paragraphs give points to the elements around them, the nearest most, as readers' modes of browsers have it; the winner
//! takes in the siblings that read like it.

use super::outline::{Amount, Outline, Part};
use super::signs::Signs;
use super::strip::Cut;

/// Shortest text that counts as a paragraph, in bytes.
const PARAGRAPH_BYTES_MIN: usize = 25;
/// How many elements around a paragraph it gives points to.
const LEVELS: usize = 5;
/// What a good or a bad name is worth.
const NAME_POINTS: f32 = 25.0;
/// The best element holds at least this share of the page's running text, in per cent.
const BEST_PERCENT_MIN: usize = 8;
/// Text that is this many bytes away from the title counts half.
const FAR_BYTES: f32 = 4_000.0;
/// Shortest running text of a chapter that stands beside the story's best part, in bytes.
const CHAPTER_BYTES_MIN: usize = 100;
/// From this many bytes on, a declared body holds the story.
const DECLARED_BYTES_MIN: usize = 600;
/// Fewest linked headings of a row of teasers or comments.
const ROW_MIN: usize = 4;
/// Most text for each linked heading of such a row, in bytes.
const ROW_BYTES: usize = 800;
/// By what the points of such a row are divided.
const ROW_SHARE: f32 = 4.0;
/// Shortest heading that is a paragraph in disguise, in bytes.
const HEADING_BYTES_MIN: usize = 100;
/// Chapters that hold this share of what stands around them, in per cent, are taken with all of it.
const COVERED_PERCENT: usize = 85;
/// The main part of a page holds this share of its paragraph text, in per cent, when it has to be guessed.
const DENSE_PERCENT: usize = 80;

/// Points for each element, before links are counted against it.
struct Scores<'a> {
    outline: &'a Outline,
    left: &'a [Amount],
    points: Vec<Option<f32>>,
    /// The heading that is the story's title.
    title: Option<usize>,
}

/// Returns the elements that hold the story, in document order; none if no text reads like one.
pub(super) fn main_part(outline: &Outline, left: &[Amount], cut: &Cut, title: Option<usize>) -> Vec<usize> {
    let mut scores = Scores { outline, left, points: vec![None; outline.parts.len()], title };
    scores.collect(cut);
    let declared = scores.declared();
    if let Some(body) = declared.filter(|body| is_clean(left[*body])) {
        return vec![body];
    }
    let Some(best) = scores.best(declared) else { return Vec::new() };
    let top = scores.climb(best, declared);
    scores.with_siblings(top, declared, cut)
}

/// Says whether linked headings with a little text each make up an element.
pub(super) fn is_row(amount: Amount) -> bool {
    amount.teasers >= ROW_MIN && amount.text < amount.teasers * ROW_BYTES
}

/// Says whether a declared body holds its story and hardly anything else.
fn is_clean(body: Amount) -> bool {
    body.teasers == 0 && body.titles <= 1 && body.link_percent() < 25
}

/// Returns the deepest element that holds nearly all paragraph text of a page: the plain guess at its main part.
pub(super) fn dense_part(outline: &Outline, left: &[Amount]) -> Option<usize> {
    let total = left.first()?.text;
    let holds = |amount: &Amount| amount.text > 0 && amount.text * 100 >= total * DENSE_PERCENT;
    left.iter().rposition(holds).filter(|at| *at < outline.parts.len())
}

/// Returns the deepest element that holds nearly all text of a page outside of links, in paragraphs or not.
pub(super) fn listed_part(left: &[Amount]) -> Option<usize> {
    let total = left.first().map(|body| body.all - body.linked)?;
    left.iter().rposition(|amount| amount.all > amount.linked && (amount.all - amount.linked) * 100 >= total * DENSE_PERCENT)
}

impl Scores<'_> {
    fn collect(&mut self, cut: &Cut) {
        let mut at = 0;
        while at < self.outline.parts.len() {
            let part = &self.outline.parts[at];
            if at > 0 && cut.has(part.id) {
                at = part.end;
                continue;
            }
            if is_paragraph(part) {
                self.give(at);
            }
            at += 1;
        }
    }

    /// Gives the points of a paragraph to what stands around it.
    fn give(&mut self, at: usize) {
        let part = &self.outline.parts[at];
        let points = 1.0 + part.own.commas as f32 + (part.own.all as f32 / 100.0).floor().min(3.0);
        let itself = part.has_blocks.then_some(at);
        for (level, around) in itself.into_iter().chain(self.outline.around(at)).take(LEVELS).enumerate() {
            let share = match level {
                0 => 1.0,
                1 => 2.0,
                deep => deep as f32 * 3.0,
            };
            let known = self.points[around].unwrap_or_else(|| first_points(&self.outline.parts[around]));
            self.points[around] = Some(known + points / share);
        }
    }

    /// Returns the points of an element with its links counted against it.
    fn score(&self, at: usize) -> Option<f32> {
        let unlinked = 100 - self.left[at].link_percent().min(100);
        self.points[at].map(|points| points * unlinked as f32 / 100.0)
    }

    /// Returns the element that the page declares to be the body of its story, if there is one that can be.
    fn declared(&self) -> Option<usize> {
        let parts = &self.outline.parts;
        let mut declared = (1..parts.len()).filter(|at| parts[*at].signs.any(Signs::DECLARED) && self.left[*at].all > 0);
        let first = declared.next().filter(|at| self.left[*at].text >= DECLARED_BYTES_MIN)?;
        // Where several are declared, each is one of many stories, or each paragraph is one.
        declared.all(|at| at < parts[first].end).then_some(first)
    }

    /// Returns the element with the most points; text far from the title counts less, since it may be another story, and what
    /// stands outside of the declared body is none.
    fn best(&self, declared: Option<usize>) -> Option<usize> {
        let parts = &self.outline.parts;
        let mut best: Option<(usize, f32)> = None;
        let mut passed = 0;
        let before_title: usize = self.title.map_or(0, |title| parts[..title].iter().map(|part| part.own.all).sum());
        for (at, part) in parts.iter().enumerate() {
            let far = match self.title {
                Some(title) if part.end <= title => before_title - passed,
                Some(title) if at > title => passed - before_title,
                _ => 0,
            };
            passed += part.own.all;
            let enough = self.left[at].text * 100 >= self.left[0].text * BEST_PERCENT_MIN;
            let Some(score) = self.score(at).filter(|_| enough) else { continue };
            if declared.is_some_and(|body| !(body..parts[body].end).contains(&at)) {
                continue;
            }
            let score = if self.is_row_of_others(at) { score / ROW_SHARE } else { score };
            let score = score / (1.0 + far as f32 / FAR_BYTES);
            if best.is_none_or(|(_, most)| score > most) {
                best = Some((at, score));
            }
        }
        best.map(|(at, _)| at)
    }

    /// Says whether an element below the title is a row of linked headings with a little text each: teasers, or comments below
    /// the names of their readers.
    fn is_row_of_others(&self, at: usize) -> bool {
        let amount = self.left[at];
        let below = self.title.is_some_and(|title| at > title && !self.outline.around(title).any(|around| around == at));
        below && is_row(amount)
    }

    /// Goes up from the best element to one around it that has as many points, or has nothing else in it.
    fn climb(&self, best: usize, declared: Option<usize>) -> usize {
        let mut top = best;
        if declared == Some(best) {
            return top;
        }
        let mut last = self.score(best).unwrap_or_default();
        let floor = last / 3.0;
        for around in self.outline.around(best) {
            let Some(score) = self.score(around) else { continue };
            if score < floor {
                break;
            }
            if score > last {
                top = around;
                break;
            }
            if declared == Some(around) {
                return top;
            }
            last = score;
        }
        while let Some(parent) = self.outline.around(top).next() {
            if parent == 0 || declared == Some(top) || self.left[parent].all != self.left[top].all {
                break;
            }
            top = parent;
        }
        top
    }

    /// Returns the element with what reads like it beside it and beside the elements around it.
    fn with_siblings(&self, top: usize, declared: Option<usize>, cut: &Cut) -> Vec<usize> {
        let parts = &self.outline.parts;
        let mut roots = vec![top];
        let mut branch = top;
        for (level, around) in self.outline.around(top).enumerate() {
            if declared == Some(branch) {
                break;
            }
            let is_other = |at: usize| at != branch && self.is_other_story(at, branch);
            let beside: Vec<usize> =
                self.outline.children(around).filter(|at| !cut.has(parts[*at].id) && !is_other(*at)).collect();
            let joins = |at: usize| {
                at == branch
                    || level == 0 && self.scores_like(at, top)
                    || self.looks_like(at, branch)
                    || level > 0 && self.reads_on(at, branch, around)
            };
            let first = beside.iter().position(|at| joins(*at));
            let last = beside.iter().rposition(|at| joins(*at));
            if let (Some(first), Some(last)) = (first, last)
                && last > first
            {
                // What stands between two chapters belongs to them, however short, unless it leads elsewhere.
                let between =
                    beside[first..=last].iter().filter(|at| **at != branch && (joins(**at) || self.may_stand_between(**at)));
                roots.extend(between);
                if around != 0 && self.is_covered(around, &roots) {
                    roots.clear();
                    roots.push(around);
                }
            }
            branch = around;
        }
        roots.sort_unstable();
        roots
    }

    /// Says whether an element is the next story of a page that goes on without end.
    fn is_other_story(&self, at: usize, branch: usize) -> bool {
        let parts = &self.outline.parts;
        let titled = self.title.is_some_and(|title| (branch..parts[branch].end).contains(&title));
        titled && parts[at].name() == "article" && parts[branch].name() == "article"
    }

    fn may_stand_between(&self, at: usize) -> bool {
        let amount = self.left[at];
        amount.teasers == 0 && amount.titles == 0 && amount.link_percent() < 50
    }

    /// Says whether nearly all of an element's text stands in `roots`, which are inside it.
    fn is_covered(&self, around: usize, roots: &[usize]) -> bool {
        let (text, all) = roots.iter().map(|at| self.left[*at]).fold((0, 0), |sum, one| (sum.0 + one.text, sum.1 + one.all));
        let outer = self.left[around];
        text * 100 >= outer.text * COVERED_PERCENT && all * 100 >= outer.all * COVERED_PERCENT
    }

    /// Says whether an element has enough points of its own to belong to the best one beside it.
    fn scores_like(&self, at: usize, top: usize) -> bool {
        let parts = &self.outline.parts;
        let most = self.score(top).unwrap_or_default();
        let alike = parts[at].look == parts[top].look && parts[at].look != 0;
        let bonus = if alike { most * 0.2 } else { 0.0 };
        let amount = self.left[at];
        if !alike && (amount.teasers > 0 || amount.link_percent() > 30) {
            return false;
        }
        if self.score(at).is_some_and(|score| score + bonus >= (most * 0.2).max(10.0)) {
            return true;
        }
        parts[at].name() == "p" && amount.all > 80 && amount.link_percent() < 25
    }

    /// Says whether an element is running text where the best part is only a piece of what stands there.
    fn reads_on(&self, at: usize, branch: usize, around: usize) -> bool {
        let amount = self.left[at];
        let whole = &self.outline.parts[branch];
        // What holds the title and is called an article holds all of it.
        let is_whole =
            matches!(whole.name(), "article" | "main") && self.title.is_some_and(|title| (branch..whole.end).contains(&title));
        !is_whole
            && self.left[branch].text * 2 < self.left[around].text
            && amount.text >= CHAPTER_BYTES_MIN
            && amount.text * 2 > amount.all
            && amount.link_percent() < 15
            && amount.teasers == 0
            && (amount.titles == 0 || self.left[branch].titles == 0)
            && !self.outline.parts[at].signs.any(Signs::FURNITURE)
    }

    /// Says whether an element is a further chapter: built like the one that holds the story, and running text.
    fn looks_like(&self, at: usize, branch: usize) -> bool {
        let parts = &self.outline.parts;
        let amount = self.left[at];
        parts[at].look == parts[branch].look
            && parts[at].name() == parts[branch].name()
            && amount.text >= CHAPTER_BYTES_MIN
            && amount.link_percent() < 25
            && amount.teasers == 0
            && (amount.titles == 0 || self.left[branch].titles == 0)
    }
}

/// Says whether an element holds running text of its own.
fn is_paragraph(part: &Part) -> bool {
    if part.is_heading() {
        // Some writers mark all of their paragraphs as headings to have them large.
        return part.name() != "h1" && part.own.all >= HEADING_BYTES_MIN && part.own.linked == 0 && !part.inside.link;
    }
    part.own.all >= PARAGRAPH_BYTES_MIN
        && !part.inside.link
        && matches!(
            part.name(),
            "p" | "pre" | "td" | "div" | "section" | "article" | "main" | "blockquote" | "center" | "dd" | "body"
        )
}

/// Returns what an element is worth before any paragraph.
fn first_points(part: &Part) -> f32 {
    let tag = match part.name() {
        "div" => 5.0,
        "pre" | "td" | "blockquote" => 3.0,
        "address" | "ol" | "ul" | "dl" | "dd" | "dt" | "li" | "form" => -3.0,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "th" => -5.0,
        _ => 0.0,
    };
    let good = if part.signs.any(Signs::STORY) { NAME_POINTS } else { 0.0 };
    let bad = if part.signs.any(Signs::FURNITURE) { NAME_POINTS } else { 0.0 };
    tag + good - bad
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;
    use crate::article::strip::strip;

    const STORY: &str = "<p>The harbour authority said on Monday, after a long meeting, that the northern quay would open again.</p>\
        <p>Engineers had found the cracks in autumn, after a storm that closed the passes for nine days in a row.</p>\
        <p>Ships of the grain houses will then be able to unload on both sides, the authority said in its report.</p>";

    /// Returns the ids of the elements that hold the story of a page.
    fn roots(body: &str) -> Vec<String> {
        let page = Document::from(format!("<body>{body}</body>"));
        let outline = Outline::of(&page);
        let cut = strip(&page, &outline, None);
        let title = outline.parts.iter().position(|part| part.name() == "h1");
        let found = main_part(&outline, &cut.left(&outline), &cut, title);
        let id = |at: &usize| page.tree.get_unchecked(&outline.parts[*at].id).id_attr().unwrap_or_default().to_string();
        found.iter().map(id).collect()
    }

    #[test]
    fn the_element_around_the_paragraphs_wins() {
        assert_eq!(
            roots(&format!("<nav>Ports</nav><div id=x><p>Short.</p><main><section>{STORY}</section></main></div>")),
            ["x"]
        );
    }

    #[test]
    fn chapters_that_are_built_alike_are_taken_together() {
        let chapter = format!("<section class=part><div>{STORY}</div></section>");
        let body =
            format!("<div id=x>{chapter}{chapter}<section class=part><div><p>Neither side spoke.</p></div></section></div>");
        assert_eq!(roots(&format!("{body}<div><a href=/1>Storm leaves towns without power</a></div>")), ["x"]);
    }

    #[test]
    fn teasers_of_other_stories_stay_outside() {
        let teaser = "<div><h3><a href=/1>Storm leaves towns</a></h3><p>A storm, the third of this winter, left eleven towns without power, and the passes closed.</p></div>";
        assert_eq!(roots(&format!("<div id=x>{STORY}</div><div>{}</div>", teaser.repeat(6))), ["x"]);
    }

    #[test]
    fn the_story_below_the_title_wins_over_the_next_one() {
        let next = format!("<article id=y><h2>Storm</h2>{}</article>", STORY.repeat(3));
        let filler = "<p>Neither side published a text.</p>".repeat(20);
        assert_eq!(roots(&format!("<article id=x><h1>Quay</h1>{STORY}{STORY}{filler}</article><hr>{next}")), ["x"]);
    }

    #[test]
    fn the_dense_part_is_the_deepest_that_holds_the_story() {
        let page = Document::from(format!("<body><div><p>Short.</p><main><section id=x>{STORY}</section></main></div></body>"));
        let outline = Outline::of(&page);
        let dense = dense_part(&outline, &Cut::default().left(&outline)).unwrap();
        assert_eq!(page.tree.get_unchecked(&outline.parts[dense].id).id_attr().unwrap().as_ref(), "x");
    }
}
