//! What was taken away from a page, and by which rule: kept only for who asks.

use crate::domain::Block;
use crate::text::CleanText;

/// Longest text of a removal that is told, in characters.
const CHARS_MAX: usize = 160;

/// Something that was taken away from a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The rule that did it.
    pub rule: String,
    /// The beginning of the text that went.
    pub text: CleanText,
}

/// Collects removals, or does nothing.
#[derive(Debug, Default)]
pub(super) struct Trace {
    removals: Option<Vec<Removal>>,
}

impl Trace {
    /// Returns a trace that collects.
    pub(super) fn on() -> Self {
        Self { removals: Some(Vec::new()) }
    }

    /// Says whether anybody wants to know.
    pub(super) fn is_on(&self) -> bool {
        self.removals.is_some()
    }

    /// Returns an empty trace that collects if this one does.
    pub(super) fn fresh(&self) -> Self {
        Self { removals: self.removals.as_ref().map(|_| Vec::new()) }
    }

    /// Notes that `rule` took `text` away.
    pub(super) fn add(&mut self, rule: &str, text: &str) {
        if let Some(removals) = &mut self.removals {
            let text = CleanText::capped(text, CHARS_MAX);
            if !text.is_empty() {
                removals.push(Removal { rule: rule.to_owned(), text });
            }
        }
    }

    /// Does one step on the blocks and notes what is gone after it.
    pub(super) fn step(&mut self, rule: &str, blocks: &mut Vec<Block>, work: impl FnOnce(&mut Vec<Block>)) {
        let before = self.is_on().then(|| blocks.clone());
        work(blocks);
        let mut left = blocks.iter().peekable();
        for block in before.iter().flatten() {
            if left.next_if(|kept| *kept == block).is_none() {
                self.add(rule, &block.text());
            }
        }
    }

    /// Returns what was collected.
    pub(super) fn finish(self) -> Vec<Removal> {
        self.removals.unwrap_or_default()
    }
}
