//! The lines of a story at a width, and the Roles of what stands in them.
//!
//! A small laying-out of its own until `article::lines` is there: then this file becomes a line of `pub use`.

use std::ops::Range;

use super::measure;
use crate::domain::{Article, Block, WebUrl};

/// What a stretch of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "stand-in")]
pub enum Role {
    Text,
    Strong,
    Emphasis,
    Code,
    Strike,
    Heading(u8),
    QuoteBar,
    Quote,
    ListMarker,
    Link,
    LinkNumber,
    Caption,
    Rule,
    Person,
    Place,
}

/// Whether a mark is a person or a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "stand-in")]
pub enum MarkRole {
    Person,
    Place,
}

/// A mention in the text of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "stand-in")]
pub struct Mark {
    pub bytes: Range<usize>,
    pub role: MarkRole,
    pub name: usize,
    pub first: bool,
}

/// A stretch of a line that looks the same.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "stand-in")]
pub struct Run {
    pub text: String,
    pub role: Role,
    pub mark: Option<usize>,
    pub link: Option<usize>,
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "stand-in")]
pub struct Line {
    pub runs: Vec<Run>,
    pub at: usize,
}

/// An article wrapped to a width.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "stand-in")]
pub struct Layout {
    pub lines: Vec<Line>,
    pub links: Vec<WebUrl>,
}

/// Wraps the blocks of an article.
pub fn layout(article: &Article, marks: &[Mark], width: u16) -> Layout {
    let mut layout = Layout::default();
    for (block, start) in article.blocks.iter().zip(article.block_starts()) {
        let Some(start) = start else { continue };
        if !layout.lines.is_empty() {
            layout.lines.push(Line { runs: Vec::new(), at: start });
        }
        let (role, bar) = match block {
            Block::Heading { level, .. } => (Role::Heading(*level), ""),
            Block::Quote(_) => (Role::Quote, "│ "),
            Block::Code { .. } => (Role::Code, "  "),
            Block::List(_) => (Role::Text, "• "),
            _ => (Role::Text, ""),
        };
        let text = block.text();
        let mut from = 0;
        let room = usize::from(width).saturating_sub(measure::width(bar)).max(1);
        for words in text.lines().flat_map(|line| measure::wrap(line, room)) {
            let found = text[from..].find(words.as_str()).map_or(from, |at| from + at);
            let mut line = Line { runs: Vec::new(), at: start + found };
            if !bar.is_empty() {
                line.runs.push(Run { text: bar.into(), role: Role::QuoteBar, mark: None, link: None });
            }
            push_runs(&mut line, &words, start + found, role, marks);
            from = (found + words.len()).min(text.len());
            layout.lines.push(line);
        }
    }
    layout
}

fn push_runs(line: &mut Line, words: &str, at: usize, role: Role, marks: &[Mark]) {
    let mut done = 0;
    let mut push = |text: &str, role, mark| {
        if !text.is_empty() {
            line.runs.push(Run { text: text.into(), role, mark, link: None });
        }
    };
    for (index, mark) in marks.iter().enumerate() {
        let start = mark.bytes.start.max(at).saturating_sub(at);
        let end = mark.bytes.end.saturating_sub(at).min(words.len());
        if start < done || start >= end || !words.is_char_boundary(start) || !words.is_char_boundary(end) {
            continue;
        }
        push(&words[done..start], role, None);
        let named = if mark.role == MarkRole::Person { Role::Person } else { Role::Place };
        push(&words[start..end], named, Some(index));
        done = end;
    }
    push(&words[done..], role, None);
}
