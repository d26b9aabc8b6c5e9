//! Widths, wrapping, truncation by grapheme.
//!
//! A width is counted as the terminal draws it: grapheme by grapheme, two columns for wide ones.

use std::borrow::Cow;
use std::ops::Range;

use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Returns how many columns `text` takes on the screen.
pub fn display_width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(UnicodeWidthStr::width).sum() }
}

/// Returns `text` shortened to at most `width` columns, with an ellipsis in the place of what is left out.
pub fn truncate(text: &str, width: usize) -> Cow<'_, str> {
    if text.len() <= width && text.is_ascii() || display_width(text) <= width {
        return Cow::Borrowed(text);
    }
    if width == 0 {
        return Cow::Borrowed("");
    }
    let kept = &text[..fitting(text, width - 1)];
    Cow::Owned(format!("{}…", kept.trim_end()))
}

/// Wraps `text` to lines of at most `width` columns and returns the bytes of each line, without the space around it.
///
/// Lines break where Unicode allows it (between words, after hyphens, between ideographs) and at every `\n`.
/// A word wider than a line is cut between graphemes, and a grapheme that is wider itself, by its many marks, between letters; a
/// single letter wider than `width` gets a line of its own.
pub fn wrap(text: &str, width: usize) -> Vec<Range<usize>> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut line = Line::at(0);
    let mut from = 0;
    for (to, opportunity) in linebreaks(text) {
        let word = from..from + text[from..to].trim_end().len();
        let columns = display_width(&text[word.clone()]);
        let gap = display_width(&text[line.bytes.end..from]);
        if !line.begun {
            line = Line::at(from);
        } else if line.columns + gap + columns > width {
            lines.push(line.bytes);
            line = Line::at(from);
        } else {
            line.columns += gap;
        }
        line.take(text, word, columns, width, &mut lines);
        if opportunity == BreakOpportunity::Mandatory {
            lines.push(line.bytes);
            line = Line::at(to);
        }
        from = to;
    }
    lines
}

/// The line that is being filled.
struct Line {
    bytes: Range<usize>,
    columns: usize,
    begun: bool,
}

impl Line {
    fn at(start: usize) -> Self {
        Self { bytes: start..start, columns: 0, begun: false }
    }

    /// Appends `word`; an empty line gives its overlong beginning away to `lines` first.
    fn take(&mut self, text: &str, word: Range<usize>, mut columns: usize, width: usize, lines: &mut Vec<Range<usize>>) {
        let mut start = word.start;
        while !self.begun && columns > width {
            let cut = start + fitting_or_one(&text[start..word.end], width);
            if cut >= word.end {
                break;
            }
            lines.push(start..cut);
            start = cut;
            self.bytes = cut..cut;
            columns = display_width(&text[start..word.end]);
        }
        self.columns += columns;
        self.bytes.end = word.end;
        self.begun |= !word.is_empty();
    }
}

/// Returns how many bytes of `text` fit into `width` columns, cut between graphemes.
fn fitting(text: &str, width: usize) -> usize {
    let mut columns = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        columns += grapheme.width();
        if columns > width {
            return at;
        }
    }
    text.len()
}

/// Returns as [`fitting`], but at least one letter, so that every loop that cuts comes to its end.
fn fitting_or_one(text: &str, width: usize) -> usize {
    match fitting(text, width) {
        0 => {
            let ends = text.char_indices().map(|(at, letter)| at + letter.len_utf8());
            let fits = ends.clone().take_while(|end| display_width(&text[..*end]) <= width).last();
            fits.or_else(|| ends.clone().next()).unwrap_or(0)
        }
        cut => cut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, width: usize, expected: &[&str]) {
        let lines: Vec<&str> = wrap(text, width).into_iter().map(|line| &text[line]).collect();
        assert_eq!(lines, expected, "{text:?} at {width}");
    }

    #[test]
    fn a_letter_with_wide_marks_is_cut_where_it_does_not_fit() {
        check("\u{fe54}\u{d46}", 2, &["\u{fe54}", "\u{d46}"]);
    }

    #[test]
    fn words_go_to_the_next_line_whole() {
        check("Envoys returned to the table", 10, &["Envoys", "returned", "to the", "table"]);
        check("Envoys", 6, &["Envoys"]);
        check("", 10, &[]);
        check("  led by  spaces ", 20, &["led by  spaces"]);
    }

    #[test]
    fn a_word_wider_than_the_line_is_cut() {
        check("a Donaudampfschifffahrt b", 8, &["a", "Donaudam", "pfschiff", "fahrt b"]);
    }

    #[test]
    fn hyphens_and_ideographs_allow_a_break() {
        check("well-known fact", 6, &["well-", "known", "fact"]);
        check("東京都知事は、会見", 6, &["東京都", "知事", "は、会", "見"]);
    }

    #[test]
    fn a_meant_line_break_breaks() {
        check("one\ntwo three", 20, &["one", "two three"]);
        check("one\n\ntwo", 20, &["one", "", "two"]);
    }

    #[test]
    fn emoji_are_never_torn() {
        check("👩‍🚒👩‍🚒👩‍🚒", 5, &["👩‍🚒👩‍🚒", "👩‍🚒"]);
        assert_eq!(truncate("👩‍🚒👩‍🚒👩‍🚒", 5), "👩‍🚒👩‍🚒…");
    }

    #[test]
    fn what_does_not_fit_becomes_an_ellipsis() {
        for (text, width, expected) in [
            ("harbour", 7, "harbour"),
            ("harbours", 7, "harbou…"),
            ("to the", 4, "to…"),
            ("東京都", 4, "東…"),
            ("ab", 0, ""),
            ("ab", 1, "…"),
        ] {
            assert_eq!(truncate(text, width), expected, "{text} at {width}");
        }
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked_and_no_letter_is_lost(text in any::<String>(), width in 2usize..90) {
            let lines = wrap(&text, width);
            let mut at = 0;
            for line in &lines {
                prop_assert!(line.start >= at && line.end >= line.start);
                prop_assert!(text[at..line.start].trim().is_empty(), "lost {:?}", &text[at..line.start]);
                let one = text[line.clone()].graphemes(true).count() == 1;
                prop_assert!(one || display_width(&text[line.clone()]) <= width, "{:?}", &text[line.clone()]);
                at = line.end;
            }
            prop_assert!(text[at..].trim().is_empty());
        }

        #[test]
        fn a_truncated_text_fits(text in any::<String>(), width in 0usize..40) {
            prop_assert!(display_width(&truncate(&text, width)) <= width);
        }
    }
}
