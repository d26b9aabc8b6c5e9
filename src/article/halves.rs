//! The rest of a story whose paragraphs stand in more than one container.
//!
//! Some layouts give each of the first paragraphs a box of its own, cut a story in two for an ad, or put its last paragraph
//! beside its body: such pieces have too few points to be found by score, yet they stand between the title and the story, or
//! follow it without anything between.

use dom_query::{Document, NodeRef};

use super::dom::SKIPPED;
use super::outline::{Amount, Outline};
use super::signs::Signs;
use super::strip::Cut;

/// Shortest paragraph that joins alone, in bytes.
const PARAGRAPH_BYTES_MIN: usize = 60;
/// What joins has less than this share of its text in links, in per cent.
const LINK_PERCENT_MAX: usize = 20;
/// What joins has at least this share of its text in paragraphs, in per cent.
const TEXT_PERCENT_MIN: usize = 70;
/// Linked text between the title and the story, in bytes: beyond it stands a menu, and what is around it is no story.
const LINKED_BYTES_MAX: usize = 400;
/// From this many bytes of running text on, a box may hold buttons or headings and be a part of the story.
const BOX_BYTES_MAX: usize = 1_500;
/// Longest text between two parts of a story, as the label of an ad, in bytes.
const LABEL_BYTES_MAX: usize = 30;
/// How many levels above the story what follows it is looked for.
const LEVELS_MAX: usize = 4;
/// What joins is none of these.
const NEVER: Signs =
    Signs::ALIEN.and(Signs::FURNITURE).and(Signs::HIDDEN).and(Signs::CAPTION).and(Signs::STANDFIRST).and(Signs::PAYWALL);

/// A page whose story was found, at least in part.
pub(super) struct Halves<'a> {
    pub(super) page: &'a Document,
    pub(super) outline: &'a Outline,
    pub(super) left: &'a [Amount],
    pub(super) cut: &'a Cut,
    pub(super) title: Option<usize>,
}

impl Halves<'_> {
    /// Adds what belongs to the story in `roots`, which stay in the order of the page.
    pub(super) fn join(&self, roots: &mut Vec<usize>) {
        let (Some(first), Some(last)) = (roots.first().copied(), roots.last().copied()) else { return };
        if first == 0 {
            return;
        }
        let mut more = Vec::new();
        if let Some(title) = self.title.filter(|title| *title < first) {
            self.between(self.outline.parts[title].end, first, &mut more);
        }
        self.after(last, &mut more);
        roots.extend(more);
        roots.sort_unstable();
        roots.dedup();
    }

    /// Finds the paragraphs that stand between the title and the story.
    fn between(&self, from: usize, to: usize, more: &mut Vec<usize>) {
        let parts = &self.outline.parts;
        let mut found = Vec::new();
        let mut linked = 0;
        let mut at = from;
        while at < to {
            let part = &parts[at];
            // A box with buttons is none of the story: summaries that are made on demand, players, invitations; nor is a row of teasers.
            let is_box = part.end <= to && part.sum.controls > 0 && self.left[at].text < BOX_BYTES_MAX
                || part.end <= to && self.left[at].teasers > 0;
            if self.cut.has(part.id) || is_foreign(part.name()) || part.hidden || part.signs.any(NEVER) || is_box {
                at = part.end;
            } else if part.end <= to && self.is_running(at) {
                found.push(at);
                at = part.end;
            } else {
                linked += part.own.linked;
                if linked > LINKED_BYTES_MAX {
                    return;
                }
                at += 1;
            }
        }
        more.append(&mut found);
    }

    /// Finds what follows the story, in what holds it with its title, without anything else between.
    fn after(&self, last: usize, more: &mut Vec<usize>) {
        let parts = &self.outline.parts;
        let mut branch = last;
        for around in self.outline.around(last).take(LEVELS_MAX) {
            if around == 0 {
                return;
            }
            for next in self.outline.children(around).skip_while(|at| *at < parts[branch].end) {
                if parts[next].sum.all <= LABEL_BYTES_MAX && parts[next].sum.controls == 0 && !parts[next].is_heading() {
                    // An empty frame, an ad and its label.
                    continue;
                }
                if self.cut.has(parts[next].id)
                    || self.is_mixed(next)
                    || is_foreign(parts[next].name())
                    || parts[next].signs.any(NEVER)
                    || !self.is_running(next)
                {
                    return;
                }
                more.push(next);
            }
            let holds_title = self.title.is_some_and(|title| (around..parts[around].end).contains(&title));
            if holds_title || matches!(parts[around].name(), "article" | "main") || parts[around].signs.any(Signs::DECLARED) {
                return;
            }
            branch = around;
        }
    }

    /// Says whether an element holds more than paragraphs: a portrait of the author, chapters about the publisher.
    fn is_mixed(&self, at: usize) -> bool {
        let inside = &self.outline.parts[at..self.outline.parts[at].end];
        self.left[at].pictures > 0
            || inside.iter().any(|part| part.signs.any(NEVER) || self.left[at].text < BOX_BYTES_MAX && part.is_heading())
    }

    /// Says whether an element is running text and nothing else.
    fn is_running(&self, at: usize) -> bool {
        let part = &self.outline.parts[at];
        let amount = self.left[at];
        matches!(part.name(), "p" | "div" | "section" | "span")
            && amount.text >= PARAGRAPH_BYTES_MIN
            && amount.text * 100 >= amount.all * TEXT_PERCENT_MIN
            && amount.link_percent() < LINK_PERCENT_MAX
            && amount.teasers == 0
            && amount.titles == 0
            && amount.controls == 0
            && last_text(self.page.tree.get_unchecked(&part.id)).is_some_and(|text| ends_sentence(&text))
    }
}

/// Says whether an element of this name holds something beside the story.
fn is_foreign(name: &str) -> bool {
    matches!(name, "aside" | "nav" | "footer" | "form" | "figure" | "figcaption" | "table" | "ul" | "ol" | "button" | "details")
}

/// Returns the last piece of text in an element that is more than white space.
fn last_text(node: NodeRef<'_>) -> Option<String> {
    let mut waiting = vec![node];
    while let Some(node) = waiting.pop() {
        if node.is_nonempty_text() {
            return Some(node.text().to_string());
        }
        if !node.is_text() && node.node_name().is_none_or(|name| !SKIPPED.contains(&&*name)) {
            // The last child is looked at first.
            waiting.extend(node.children_it(false));
        }
    }
    None
}

/// Says whether a text ends as a sentence does.
fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(['"', '\'', '”', '“', '’', '»', '«', ')', ']', '」', '』', '）']);
    text.trim_end().ends_with(['.', '!', '?', '…', '。', '！', '？', ':', '؟', '।', '۔'])
}
