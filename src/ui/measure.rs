//! Widths, truncation and wrapping as panes need them.

use std::borrow::Cow;

use crate::text;

/// Returns how many columns a text takes.
pub(super) fn width(words: &str) -> usize {
    text::display_width(words)
}

/// Shortens a text to a width, an ellipsis at its end when something is left out.
pub(super) fn truncate(words: &str, columns: usize) -> Cow<'_, str> {
    text::truncate(words, columns)
}

/// Wraps a text into lines of at most `columns`.
pub(super) fn wrap(words: &str, columns: usize) -> Vec<String> {
    text::wrap(words, columns).into_iter().map(|line| words[line].to_owned()).collect()
}

/// Parts a text into its first line of at most `columns` and the rest.
pub(super) fn first_line(words: &str, columns: usize) -> (&str, &str) {
    let mut lines = text::wrap(words, columns).into_iter();
    let Some(first) = lines.next() else { return ("", "") };
    let rest = lines.next().map_or(words.len(), |line| line.start);
    (&words[first], &words[rest..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_title_is_shortened_and_wrapped_by_columns() {
        assert_eq!(truncate("東京の天気", 7), "東京の…");
        assert_eq!(truncate("two words", 5), "two…");
        assert_eq!(first_line("after three-day pauses, all", 12), ("after three-", "day pauses, all"));
        assert_eq!(wrap("Court clears merger of two", 14), ["Court clears", "merger of two"]);
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_asked(text in "\\PC{0,60}", columns in 2_usize..30) {
            prop_assert!(width(&truncate(&text, columns)) <= columns);
            prop_assert!(wrap(&text, columns).iter().all(|line| width(line) <= columns));
        }
    }
}
