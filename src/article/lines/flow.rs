//! One paragraph on its way to lines: its text with link numbers put in, and what each piece of it is.

use std::collections::HashMap;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::{Line, Mark, MarkRole, Role, Run};
use crate::article::rich::stretches;
use crate::domain::{RichText, Style, WebUrl};
use crate::text::wrap;

/// Stands between a link and its number, so that no line breaks there; drawn as a space.
const NO_BREAK_SPACE: char = '\u{a0}';

/// The links met so far, each address once.
#[derive(Debug, Default)]
pub(super) struct Links {
    urls: Vec<WebUrl>,
    known: HashMap<String, usize>,
}

impl Links {
    pub(super) fn index(&mut self, url: &WebUrl) -> usize {
        if let Some(index) = self.known.get(url.as_str()) {
            return *index;
        }
        self.urls.push(url.clone());
        self.known.insert(url.as_str().to_owned(), self.urls.len() - 1);
        self.urls.len() - 1
    }

    pub(super) fn urls(&self) -> &[WebUrl] {
        &self.urls
    }

    pub(super) fn into_urls(self) -> Vec<WebUrl> {
        self.urls
    }
}

/// The marks in the order of the text.
pub(super) struct Marks<'a> {
    marks: &'a [Mark],
    order: Vec<usize>,
}

impl<'a> Marks<'a> {
    pub(super) fn new(marks: &'a [Mark]) -> Self {
        let mut order: Vec<usize> = (0..marks.len()).filter(|index| !marks[*index].bytes.is_empty()).collect();
        order.sort_by_key(|index| (marks[*index].bytes.start, marks[*index].bytes.end));
        // Of overlapping marks the first stays: a name cannot be two names.
        let mut end = 0;
        order.retain(|index| {
            let fits = marks[*index].bytes.start >= end;
            if fits {
                end = marks[*index].bytes.end;
            }
            fits
        });
        Self { marks, order }
    }

    /// Returns the indices of the marks that reach into a range of the text, in its order.
    pub(super) fn within(&self, range: Range<usize>) -> Vec<usize> {
        let from = self.order.partition_point(|index| self.marks[*index].bytes.end <= range.start);
        self.order[from..].iter().copied().take_while(|index| self.marks[*index].bytes.start < range.end).collect()
    }

    pub(super) fn role(&self, index: usize) -> Role {
        match self.marks[index].role {
            MarkRole::Person => Role::Person,
            MarkRole::Place => Role::Place,
        }
    }

    pub(super) fn bytes(&self, index: usize) -> Range<usize> {
        self.marks[index].bytes.clone()
    }
}

/// One piece of a paragraph.
#[derive(Debug)]
struct Piece {
    /// Where it ends in the flow's text.
    end: usize,
    /// Where it begins in the article's text; nowhere for what was put in.
    source: Option<usize>,
    /// Whether it has as many bytes as in the article's text.
    verbatim: bool,
    role: Role,
    mark: Option<usize>,
    link: Option<usize>,
}

/// How a stretch of a paragraph is written.
struct Manner<'a> {
    role: Role,
    /// Raised or lowered.
    script: Option<&'a Style>,
    link: Option<usize>,
}

/// A paragraph that is being put together.
#[derive(Debug, Default)]
pub(super) struct Flow {
    text: String,
    pieces: Vec<Piece>,
}

impl Flow {
    /// Appends what is not of the article's text.
    pub(super) fn push_sign(&mut self, text: &str, role: Role) {
        self.push(text, None, role, None, None);
    }

    fn push_said(&mut self, text: &str, source: usize, manner: &Manner<'_>, named: Option<(Role, usize)>) {
        let (role, mark) = named.map_or((manner.role, None), |(role, mark)| (role, Some(mark)));
        match manner.script.and_then(|style| in_script(text, style)) {
            Some(text) => {
                self.push(&text, Some(source), role, mark, manner.link);
                self.pieces.last_mut().into_iter().for_each(|piece| piece.verbatim = false);
            }
            None => self.push(text, Some(source), role, mark, manner.link),
        }
    }

    fn push(&mut self, text: &str, source: Option<usize>, role: Role, mark: Option<usize>, link: Option<usize>) {
        if !text.is_empty() {
            self.text.push_str(text);
            self.pieces.push(Piece { end: self.text.len(), source, verbatim: true, role, mark, link });
        }
    }

    /// Appends a text that begins at byte `at` of the article's text, its marks and link numbers with it.
    pub(super) fn push_rich(&mut self, rich: &RichText, at: usize, base: Role, marks: &Marks<'_>, links: &mut Links) {
        let mut open: Option<usize> = None;
        for (range, styles) in stretches(rich) {
            let link = styles.iter().find_map(|style| if let Style::Link(url) = style { Some(links.index(url)) } else { None });
            if open != link {
                self.end_link(open);
                open = link;
            }
            let script = styles.iter().copied().find(|style| matches!(style, Style::Superscript | Style::Subscript));
            self.push_marked(rich, range, at, &Manner { role: role_of(base, &styles), script, link }, marks);
        }
        self.end_link(open);
    }

    fn end_link(&mut self, link: Option<usize>) {
        if let Some(index) = link {
            self.push(&format!("{NO_BREAK_SPACE}[{}]", index + 1), None, Role::LinkNumber, None, link);
        }
    }

    /// Appends a stretch of one style, cut where marks begin and end.
    fn push_marked(&mut self, rich: &RichText, range: Range<usize>, at: usize, manner: &Manner<'_>, marks: &Marks<'_>) {
        let mut from = range.start;
        for index in marks.within(range.start + at..range.end + at) {
            let mark = marks.bytes(index);
            let (start, end) = (mark.start.saturating_sub(at).max(from), (mark.end - at).min(range.end));
            let (Some(plain), Some(named)) = (rich.text.get(from..start), rich.text.get(start..end)) else { continue };
            self.push_said(plain, at + from, manner, None);
            self.push_said(named, at + start, manner, Some((marks.role(index), index)));
            from = end;
        }
        if let Some(rest) = rich.text.get(from..range.end) {
            self.push_said(rest, at + from, manner, None);
        }
    }

    /// Wraps the paragraph; a line that holds nothing of the article's text begins where the one before it did.
    pub(super) fn lines(&self, width: usize, at: usize) -> Vec<Line> {
        let mut piece = 0;
        let mut at = at;
        wrap(&self.text, width)
            .into_iter()
            .map(|bytes| {
                while self.pieces.get(piece).is_some_and(|known| known.end <= bytes.start) {
                    piece += 1;
                }
                at = self.source_of(piece, bytes.start).unwrap_or(at).max(at);
                Line { runs: self.runs(bytes, piece), at }
            })
            .collect()
    }

    fn source_of(&self, piece: usize, byte: usize) -> Option<usize> {
        let found = self.pieces.get(piece)?;
        let start = if piece == 0 { 0 } else { self.pieces[piece - 1].end };
        found.source.map(|source| if found.verbatim { source + byte.saturating_sub(start) } else { source })
    }

    /// Cuts one line into runs, never inside a grapheme.
    fn runs(&self, bytes: Range<usize>, first: usize) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let (mut index, mut last) = (first, None);
        for (offset, grapheme) in self.text[bytes.clone()].grapheme_indices(true) {
            while self.pieces.get(index).is_some_and(|piece| piece.end <= bytes.start + offset) {
                index += 1;
            }
            let Some(piece) = self.pieces.get(index) else { break };
            if last != Some(index) {
                let same = runs.last().is_some_and(|run| (run.role, run.mark, run.link) == (piece.role, piece.mark, piece.link));
                if !same {
                    runs.push(Run { text: String::new(), role: piece.role, mark: piece.mark, link: piece.link });
                }
                last = Some(index);
            }
            if let Some(run) = runs.last_mut() {
                let space = grapheme.starts_with(NO_BREAK_SPACE);
                run.text.push_str(if space { " " } else { grapheme });
            }
        }
        runs
    }
}

/// Returns a text in raised or lowered letters, if there are such for all of it: "boats¹" is no "boats1".
fn in_script(text: &str, style: &Style) -> Option<String> {
    const PLAIN: &str = "0123456789+-=()";
    let letters = if *style == Style::Superscript {
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾"
    } else {
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"
    };
    let letter = |plain: char| letters.chars().nth(PLAIN.find(plain)?);
    text.chars().map(letter).collect()
}

/// Returns the one role of a stretch: what matters most to a reader wins.
fn role_of(base: Role, styles: &[&Style]) -> Role {
    let has = |wanted: fn(&Style) -> bool| styles.iter().any(|style| wanted(style));
    if matches!(base, Role::Heading(_)) {
        base
    } else if has(|style| matches!(style, Style::Link(_))) {
        Role::Link
    } else if has(|style| *style == Style::Code) {
        Role::Code
    } else if has(|style| *style == Style::Strike) {
        Role::Strike
    } else if has(|style| matches!(style, Style::Superscript | Style::Subscript)) {
        Role::Script
    } else if has(|style| *style == Style::Strong) {
        Role::Strong
    } else if has(|style| *style == Style::Emphasis) {
        Role::Emphasis
    } else {
        base
    }
}
