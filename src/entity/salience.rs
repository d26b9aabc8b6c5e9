//! Whom and what a story is most about: named in the headline, in the lead, often.

use super::document::Document;
use super::tagger::Mention;
use crate::domain::Field;

/// Sentences that count as the lead.
const LEAD_SENTENCES: usize = 3;

/// Returns how much one mention weighs.
pub(super) fn weight(document: &Document<'_>, mention: &Mention) -> u32 {
    let text = &document.texts[mention.text];
    let sentence = text.tokens.sentences.partition_point(|sentence| sentence.tokens.end <= mention.tokens.start);
    match text.field {
        Field::Title => 4,
        Field::Text if sentence < LEAD_SENTENCES => 2,
        Field::Text => 1,
    }
}

/// Orders by weight, the heaviest first; equals stay in the order of the story.
pub(super) fn order<T>(mut weighed: Vec<(u32, T)>) -> Vec<T> {
    weighed.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    weighed.into_iter().map(|(_, thing)| thing).collect()
}
