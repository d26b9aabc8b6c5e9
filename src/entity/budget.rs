//! How much of one story is read for names: so many bytes, for so long.
//!
//! Both are a last resort. What reads a story takes time in proportion to its length; they bound what a length can be, and what a
//! kind of text that nobody thought of can cost.

use std::time::{Duration, Instant};

/// The beginning of a text that is read, in bytes; long stories of magazines have less.
pub(super) const TEXT_BYTES_MAX: usize = 96 << 10;
/// How far before that limit the end of a sentence is looked for, in bytes.
const SENTENCE_BYTES_MAX: usize = 4_000;
/// How long the names of one story are looked for.
const TIME_MAX: Duration = Duration::from_secs(10);

/// The time that is left for the names of one story.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    until: Option<Instant>,
}

impl Budget {
    /// Begins the time of one story.
    pub(super) fn of_a_story() -> Self {
        Self::lasting(TIME_MAX)
    }

    /// Begins a time of this length.
    pub(super) fn lasting(time: Duration) -> Self {
        Self { until: Instant::now().checked_add(time) }
    }

    /// Says whether the time is over.
    pub(super) fn is_spent(self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
    }
}

/// Returns the part of a text that is read: all of it, or its beginning up to the end of a sentence, or of a word.
pub(super) fn beginning(text: &str) -> &str {
    let whole = super::head(text, TEXT_BYTES_MAX);
    if whole.len() == text.len() {
        return whole;
    }
    let mut from = whole.len().saturating_sub(SENTENCE_BYTES_MAX);
    while !whole.is_char_boundary(from) {
        from += 1;
    }
    let near = &whole[from..];
    let ends = |mark: char| matches!(mark, '.' | '!' | '?' | '…' | '。' | '”' | '"');
    let sentence = near.char_indices().rev().find_map(|(at, space)| {
        let end = &near[..at];
        (space == '\n' || space.is_whitespace() && end.ends_with(ends)).then_some(end.len())
    });
    let end = sentence.or_else(|| near.rfind(char::is_whitespace)).map_or(whole.len(), |end| from + end);
    &whole[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_read_to_the_end_of_a_sentence() {
        let sentence = "The ferry sailed to Brunnen on Tuesday. ";
        let long = sentence.repeat(TEXT_BYTES_MAX / sentence.len() + 9);
        let read = beginning(&long);
        assert!(read.ends_with("on Tuesday."), "{}", &read[read.len() - 40..]);
        assert!(read.len() > TEXT_BYTES_MAX - SENTENCE_BYTES_MAX);
        assert_eq!(beginning(sentence), sentence);
        let words = "ferry ".repeat(TEXT_BYTES_MAX);
        assert!(beginning(&words).ends_with("ferry"));
        let lines = "ferry\n".repeat(TEXT_BYTES_MAX);
        assert!(beginning(&lines).ends_with("ferry"));
        let signs = "船".repeat(TEXT_BYTES_MAX);
        assert!(beginning(&signs).len() > TEXT_BYTES_MAX - 3);
    }

    #[test]
    fn a_time_that_is_over_is_spent() {
        assert!(Budget::lasting(Duration::ZERO).is_spent());
        assert!(!Budget::of_a_story().is_spent());
    }
}
