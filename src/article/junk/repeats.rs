//! What a page says more than once: paragraphs said again nearby, lines pulled out of a paragraph, echoes.

use std::ops::Range;

use foldhash::{HashSet, HashSetExt};

use super::REPEAT_BYTES_MIN;
use crate::domain::Block;

/// How many blocks away a line said again is a repetition, whatever it says.
const REPEAT_BLOCKS: usize = 5;
/// From this many bytes on, a full sentence said again anywhere on a page is an echo; questions and menus come again.
const ECHO_BYTES_MIN: usize = 50;
/// How many blocks away a line that was pulled out of a paragraph is looked for.
const PULLED_BLOCKS: usize = 12;

/// Drops what is said again right after, and lines pulled out of a paragraph to stand beside it.
pub(super) fn drop_repeats(blocks: &mut Vec<Block>) {
    let mut text = String::new();
    let mut ranges: Vec<Range<usize>> = Vec::with_capacity(blocks.len());
    for block in &*blocks {
        let start = text.len();
        text.push_str(&block.text());
        ranges.push(start..text.len());
        text.push('\n');
    }
    let mut next = 0;
    blocks.retain(|block| {
        let index = next;
        next += 1;
        let words = &text[ranges[index].clone()];
        if words.len() < REPEAT_BYTES_MIN || matches!(block, Block::Code { .. } | Block::Table { .. }) {
            return true;
        }
        // A list said twice is a box; a sentence said twice at a distance may be a refrain.
        let near = match block {
            Block::List(_) => 0,
            Block::Paragraph(_) => index.saturating_sub(REPEAT_BLOCKS),
            _ => index.saturating_sub(2),
        };
        let repeated = ranges[near..index].iter().any(|range| &text[range.clone()] == words);
        let is_aside = matches!(block, Block::Quote(_) | Block::Heading { .. });
        !(repeated || is_aside && is_pulled(&text, &ranges, index))
    });
}

/// Says whether the words of a block stand in a longer one nearby.
fn is_pulled(text: &str, ranges: &[Range<usize>], index: usize) -> bool {
    let words = text[ranges[index].clone()].trim_matches(|letter: char| !letter.is_alphanumeric());
    if words.len() < REPEAT_BYTES_MIN {
        return false;
    }
    let first = index.saturating_sub(PULLED_BLOCKS);
    let last = (index + PULLED_BLOCKS).min(ranges.len() - 1);
    let within_line = |around: &str| {
        around.match_indices(words).any(|(at, _)| {
            let sign = |letter: char| letter != '\n' && !letter.is_alphanumeric();
            let (before, after) = (around[..at].trim_end_matches(sign), around[at + words.len()..].trim_start_matches(sign));
            let alone = (before.is_empty() || before.ends_with('\n')) && (after.is_empty() || after.starts_with('\n'));
            !alone
        })
    };
    within_line(&text[ranges[first].start..ranges[index].start]) || within_line(&text[ranges[index].end..ranges[last].end])
}

/// Drops paragraphs that a page says again and again, as notes under each of its products.
pub(super) fn drop_echoes(blocks: &mut Vec<Block>) {
    let mut said: HashSet<String> = HashSet::new();
    let mut is_new =
        |text: &str| text.len() < ECHO_BYTES_MIN || !text.ends_with(['.', '!', '”', '"']) || said.insert(text.to_owned());
    blocks.retain(|block| match block {
        Block::Paragraph(rich) | Block::Quote(rich) => is_new(&rich.text),
        _ => true,
    });
}
