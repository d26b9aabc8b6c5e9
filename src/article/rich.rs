//! Builds [`RichText`] from pieces of foreign text, and takes it apart again for drawing and writing.
//!
//! White space is collapsed across the pieces as a browser does it; a meant line break stays one.

use std::ops::Range;

use crate::domain::{RichText, Span, Style};
use crate::text::CleanText;

/// Most styles that may be open at once; pages nest them by mistake, nobody reads the difference.
const OPEN_MAX: usize = 16;

/// Collects text and styles of one paragraph.
#[derive(Debug, Default)]
pub(super) struct RichBuilder {
    text: String,
    gap: bool,
    /// Whether a space that is no line break stands before the text.
    spaced: bool,
    open: Vec<(usize, Style)>,
    spans: Vec<Span>,
    /// Styles opened beyond [`OPEN_MAX`]: their ends must be skipped too.
    skipped: usize,
}

impl RichBuilder {
    /// Appends `raw`, cleaned, its white space collapsed with what stands before it.
    pub(super) fn push(&mut self, raw: &str) {
        if self.text.is_empty() && !raw.is_empty() {
            let words = raw.trim_start();
            let space = &raw[..raw.len() - words.len()];
            self.spaced = !space.contains('\n') && (!space.is_empty() || self.spaced);
        }
        if raw.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t' | b'\r')) {
            return self.push_plain(raw);
        }
        for letter in CleanText::lines(raw).chars() {
            if letter.is_whitespace() {
                self.gap |= !self.text.is_empty() && !self.text.ends_with('\n');
                continue;
            }
            if self.gap {
                self.text.push(' ');
                self.gap = false;
            }
            self.text.push(letter);
        }
    }

    /// Appends text that needs no cleaning, word by word.
    fn push_plain(&mut self, raw: &str) {
        if raw.starts_with(|letter: char| letter.is_ascii_whitespace()) {
            self.gap |= !self.text.is_empty() && !self.text.ends_with('\n');
        }
        let mut first = true;
        for word in raw.split_ascii_whitespace() {
            if self.gap || !first {
                self.text.push(' ');
            }
            self.text.push_str(word);
            self.gap = false;
            first = false;
        }
        self.gap |= !first && raw.ends_with(|letter: char| letter.is_ascii_whitespace());
    }

    /// Appends a line break that the writer meant; says whether one stood there already, which makes a new paragraph.
    pub(super) fn line_break(&mut self) -> bool {
        self.gap = false;
        if self.text.is_empty() {
            return false;
        }
        if self.text.ends_with('\n') {
            return true;
        }
        self.text.push('\n');
        false
    }

    /// Opens a style; [`RichBuilder::close`] ends the one opened last.
    pub(super) fn open(&mut self, style: Style) {
        if self.open.len() < OPEN_MAX {
            self.open.push((self.text.len(), style));
        } else {
            self.skipped += 1;
        }
    }

    /// Ends the style that was opened last.
    pub(super) fn close(&mut self) {
        if self.skipped > 0 {
            self.skipped -= 1;
        } else if let Some((start, style)) = self.open.pop() {
            self.add_span(start..self.text.len(), style);
        }
    }

    /// Says whether the text begins with a space that is no line break.
    pub(super) fn is_spaced(&self) -> bool {
        self.spaced
    }

    /// Returns what was collected and begins anew; open styles go on in the next text.
    pub(super) fn take(&mut self) -> RichText {
        let open = std::mem::take(&mut self.open);
        for (start, style) in &open {
            self.add_span(*start..self.text.len(), style.clone());
        }
        self.open = open.into_iter().map(|(_, style)| (0, style)).collect();
        self.gap = false;
        self.spaced = false;
        let text = std::mem::take(&mut self.text);
        rich(text, std::mem::take(&mut self.spans))
    }

    fn add_span(&mut self, range: Range<usize>, style: Style) {
        let inner = &self.text[range.clone()];
        let start = range.start + (inner.len() - inner.trim_start().len());
        let end = range.start + inner.trim_end().len();
        if start < end {
            self.spans.push(Span { range: start..end, style });
        }
    }
}

/// Makes a text of `raw` and the spans in it: ends trimmed, spans sorted by start, the longer first.
fn rich(mut raw: String, mut spans: Vec<Span>) -> RichText {
    raw.truncate(raw.trim_end().len());
    let text = CleanText::lines(&raw);
    if text.len() != raw.len() {
        // Pieces that were clean alone and are not together, as marks stacked over a tag: no span can be trusted.
        return RichText::plain(text);
    }
    spans.sort_by(|a, b| a.range.start.cmp(&b.range.start).then(b.range.end.cmp(&a.range.end)));
    RichText { text, spans }
}

/// Returns a part of `text` as a text of its own, with the spans that reach into it.
pub(super) fn slice(text: &RichText, range: Range<usize>) -> RichText {
    let inner = &text.text[range.clone()];
    let start = range.start + (inner.len() - inner.trim_start().len());
    let end = (range.start + inner.trim_end().len()).max(start);
    let spans = text
        .spans
        .iter()
        .filter_map(|span| {
            let (from, to) = (span.range.start.max(start), span.range.end.min(end));
            (from < to).then(|| Span { range: from - start..to - start, style: span.style.clone() })
        })
        .collect();
    rich(text.text[start..end].to_owned(), spans)
}

/// Returns the stretches of `text` in order, each with the styles that hold over the whole of it, the outermost first.
///
/// The stretches cover the text; spans that are out of order or off a character boundary are left out.
pub(super) fn stretches(text: &RichText) -> Vec<(Range<usize>, Vec<&Style>)> {
    let len = text.text.len();
    let valid = |span: &&Span| {
        let Range { start, end } = span.range;
        start < end && end <= len && text.text.is_char_boundary(start) && text.text.is_char_boundary(end)
    };
    let spans: Vec<&Span> = text.spans.iter().filter(valid).collect();
    let mut edges: Vec<usize> = spans.iter().flat_map(|span| [span.range.start, span.range.end]).chain([0, len]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut sorted = spans;
    sorted.sort_by(|a, b| a.range.start.cmp(&b.range.start).then(b.range.end.cmp(&a.range.end)));
    let mut coming = sorted.into_iter().peekable();
    let mut active: Vec<&Span> = Vec::new();
    let mut out = Vec::with_capacity(edges.len());
    for pair in edges.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        active.retain(|span| span.range.end > start);
        while let Some(span) = coming.next_if(|span| span.range.start <= start) {
            if active.len() < OPEN_MAX {
                active.push(span);
            }
        }
        out.push((start..end, active.iter().map(|span| &span.style).collect()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn white_space_collapses_across_pieces_and_stays_out_of_the_spans() {
        let mut builder = RichBuilder::default();
        builder.push("  Talks ");
        builder.open(Style::Strong);
        builder.push(" in\n Geneva ");
        builder.close();
        builder.push(" , again ");
        let rich = builder.take();
        assert_eq!(rich.text.as_str(), "Talks in Geneva , again");
        assert_eq!(&rich.text[rich.spans[0].range.clone()], "in Geneva");
    }

    #[test]
    fn plain_pieces_are_joined_as_any_others() {
        for pieces in [&["a ", " b", "c"][..], &[" ", "a", " \n ", "b "], &["a", "", "b", " "], &["é ", "a", " ", "é"]] {
            let (mut one, mut whole) = (RichBuilder::default(), RichBuilder::default());
            for piece in pieces {
                one.push(piece);
            }
            whole.push(&pieces.concat());
            let words: Vec<_> = pieces.concat().split_whitespace().map(str::to_owned).collect();
            assert_eq!(
                (one.take().text.as_str(), whole.take().text.as_str()),
                (words.join(" ").as_str(), words.join(" ").as_str())
            );
        }
    }

    #[test]
    fn an_open_style_goes_on_in_the_next_text() {
        let mut builder = RichBuilder::default();
        builder.open(Style::Emphasis);
        builder.push("one");
        assert_eq!(builder.take().spans.len(), 1);
        builder.push("two");
        builder.close();
        assert_eq!(builder.take().spans, [Span { range: 0..3, style: Style::Emphasis }]);
    }

    #[test]
    fn overlapping_spans_become_stretches() {
        let spans = vec![Span { range: 0..4, style: Style::Strong }, Span { range: 2..6, style: Style::Emphasis }];
        let rich = RichText { text: "abcdefgh".into(), spans };
        let shape: Vec<_> = stretches(&rich).into_iter().map(|(range, styles)| (range, styles.len())).collect();
        assert_eq!(shape, [(0..2, 1), (2..4, 2), (4..6, 1), (6..8, 0)]);
    }

    #[test]
    fn a_slice_keeps_its_part_of_the_spans() {
        let rich = RichText { text: "one two three".into(), spans: vec![Span { range: 4..13, style: Style::Strong }] };
        let part = slice(&rich, 3..8);
        assert_eq!((part.text.as_str(), part.spans[0].range.clone()), ("two", 0..3));
    }

    proptest! {
        #[test]
        fn built_spans_stand_on_character_boundaries(pieces in prop::collection::vec((any::<String>(), 0u8..4), 0..12)) {
            let mut builder = RichBuilder::default();
            for (piece, act) in &pieces {
                match act {
                    0 => builder.open(Style::Strong),
                    1 => builder.close(),
                    2 => { builder.line_break(); }
                    _ => {}
                }
                builder.push(piece);
            }
            let rich = builder.take();
            prop_assert_eq!(rich.text.trim(), rich.text.as_str());
            for span in &rich.spans {
                prop_assert!(rich.text.get(span.range.clone()).is_some_and(|part| !part.is_empty()));
            }
            let whole: String = stretches(&rich).into_iter().map(|(range, _)| &rich.text[range]).collect();
            prop_assert_eq!(whole.as_str(), rich.text.as_str());
        }
    }
}
