//! A text in the pieces that a model reads, which of our words each begins, and how a long text is read in windows.

use std::ops::Range;

use tokenizers::{Encoding, Token, Tokenizer};

use crate::entity::document::Text;

/// Longest text that the model looks at, in bytes: a minute of work for the larger ones, and ten times a usual story.
const TEXT_BYTES_MAX: usize = 100_000;

/// Why a tokenizer could not be used, in its own words.
pub(super) type Fault = Box<dyn std::error::Error + Send + Sync>;

/// What stands before and behind every window: `[CLS]` and `[SEP]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) before: Vec<u32>,
    pub(super) behind: Vec<u32>,
}

impl Marks {
    /// Asks the tokenizer what it puts around a text.
    pub(super) fn of(tokenizer: &Tokenizer) -> Result<Self, Fault> {
        let word = Encoding::from_tokens(vec![Token::new(0, "x".to_owned(), (0, 1))], 0);
        let around = tokenizer.post_process(word, None, true)?;
        let special = around.get_special_tokens_mask();
        let at = special.iter().position(|mark| *mark == 0).ok_or("it puts nothing between its marks")?;
        let (before, behind) = around.get_ids().split_at(at);
        Ok(Self { before: before.to_vec(), behind: behind[1..].to_vec() })
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        self.before.len() + self.behind.len()
    }

    /// Puts them around a window.
    pub(super) fn around(&self, words: &[u32]) -> Vec<u32> {
        [self.before.as_slice(), words, self.behind.as_slice()].concat()
    }
}

/// A text in sub-words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Subwords {
    pub(super) ids: Vec<u32>,
    /// For each the token that begins with it, if one does.
    pub(super) begins: Vec<Option<usize>>,
    /// Which of them begin a sentence.
    pub(super) sentences: Vec<usize>,
}

impl Subwords {
    /// Splits a text; what is beyond the longest text has none.
    pub(super) fn new(tokenizer: &Tokenizer, text: &Text<'_>) -> Result<Self, Fault> {
        let whole = crate::entity::head(text.whole, TEXT_BYTES_MAX);
        let encoding = tokenizer.encode(whole, false)?;
        let tokens = &text.tokens.tokens;
        let mut opens = text.tokens.sentences.iter().map(|sentence| sentence.tokens.start).peekable();
        let mut next = 0;
        let mut words = Self { ids: encoding.get_ids().to_vec(), ..Self::default() };
        for (at, (start, end)) in encoding.get_offsets().iter().copied().enumerate() {
            // Some tokenizers count the space before a word as its own.
            let space = whole.get(start..end).map_or(0, |piece| piece.len() - piece.trim_start().len());
            let start = start + space;
            let token = next + tokens[next..].partition_point(|token| token.bytes.end <= start);
            let begins = start < end && tokens.get(token).is_some_and(|token| token.bytes.start < end);
            words.begins.push(begins.then_some(token));
            if begins {
                next = token + 1;
                if opens.peek().is_some_and(|open| *open <= token) {
                    words.sentences.push(at);
                    while opens.next_if(|open| *open <= token).is_some() {}
                }
            }
        }
        Ok(words)
    }

    /// Returns the windows in which the text is read: of whole sentences where they fit, each with a piece of the one before.
    pub(super) fn windows(&self, size: usize) -> Vec<Range<usize>> {
        let count = self.ids.len();
        let overlap = size / 4;
        let first_from = |from: usize| self.sentences.get(self.sentences.partition_point(|start| *start < from)).copied();
        let last_to = |to: usize| self.sentences[..self.sentences.partition_point(|start| *start <= to)].last().copied();
        let mut windows = Vec::new();
        let mut start = 0;
        while start + size < count {
            let end = last_to(start + size).filter(|end| *end > start + size / 2).unwrap_or(start + size);
            windows.push(start..end);
            start = first_from(end - overlap).filter(|next| *next <= end).unwrap_or(end - overlap).max(start + 1);
        }
        if start < count {
            windows.push(start..count);
        }
        windows
    }

    /// Returns how far a sub-word is from where its window was cut off: the model knows it the better the farther it is.
    pub(super) fn margin(&self, window: &Range<usize>, at: usize) -> usize {
        let left = if window.start == 0 { usize::MAX } else { at - window.start };
        let right = if window.end == self.ids.len() { usize::MAX } else { window.end - 1 - at };
        left.min(right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(count: u32, sentences: &[usize], size: usize, expected: &[Range<usize>]) {
        let words = Subwords { ids: (0..count).collect(), begins: Vec::new(), sentences: sentences.to_vec() };
        assert_eq!(words.windows(size), expected);
    }

    #[test]
    fn a_long_text_is_read_in_windows_of_whole_sentences() {
        check(0, &[], 8, &[]);
        check(8, &[0, 4], 8, std::slice::from_ref(&(0..8)));
        check(12, &[0, 4, 6, 9], 8, &[0..6, 4..12]);
        // A sentence that is too long is cut, and what is cut off is read again with what stands before it.
        check(20, &[0], 8, &[0..8, 6..14, 12..20]);
        check(20, &[0, 12], 8, &[0..8, 6..12, 12..20]);
    }

    #[test]
    fn windows_cover_everything_and_end() {
        for size in 1..9 {
            let words = Subwords { ids: (0..50).collect(), begins: Vec::new(), sentences: (0..50).step_by(7).collect() };
            let windows = words.windows(size);
            assert!(windows.iter().all(|window| !window.is_empty() && window.len() <= size), "{size}: {windows:?}");
            assert!((0..50).all(|at| windows.iter().any(|window| window.contains(&at))), "{size}: {windows:?}");
        }
    }
}
