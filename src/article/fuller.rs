//! A second text of the same story, as the page's data give it: what it says beyond the first one is added.

use super::labels::key;
use super::rich::slice;
use crate::domain::{Block, RichText};

/// How many words in a row tell that a paragraph is said.
const WINDOW: usize = 6;
/// Shortest paragraph that is added, in bytes.
const PARAGRAPH_BYTES_MIN: usize = 60;
/// The second text says at least this much beyond the first, in bytes …
pub(super) const BEYOND_BYTES_MIN: usize = 150;
/// … and this share of it, in per cent.
const BEYOND_PERCENT_MIN: usize = 5;
/// It says at least this share of the first, in per cent: it tells of the same.
const SAME_PERCENT_MIN: usize = 60;
/// Text in one piece is taken sentence by sentence from this length on, in bytes.
const ONE_PIECE_BYTES: usize = 400;

/// Returns `found` with what `other` says beyond it; `None` if that is nothing, or `other` tells of something else.
pub(super) fn complete(found: &[Block], other: &[Block]) -> Option<Vec<Block>> {
    let said = Said::of(found);
    let mut others: Vec<Block> = other.iter().filter(|block| block_text(block).is_some()).cloned().collect();
    let in_one_piece = others.len() <= 2 && others.iter().map(|block| block.text().len()).sum::<usize>() >= ONE_PIECE_BYTES;
    if in_one_piece {
        others = others.iter().flat_map(sentences).collect();
    }
    // Where each paragraph of the second text stands in the first.
    let places: Vec<Option<usize>> = others.iter().map(|block| said.place(&key(&block.text()))).collect();
    let whole = Said::of(&others);
    let first: usize = found.iter().filter_map(block_text).map(|text| text.text.len()).sum();
    let same: usize = found
        .iter()
        .filter_map(block_text)
        .filter(|text| whole.place(&key(&text.text)).is_some())
        .map(|text| text.text.len())
        .sum();
    if first == 0 || same * 100 < first * SAME_PERCENT_MIN {
        return None;
    }
    let mut added: Vec<(usize, Block)> = Vec::new();
    // What stands before anything that is said is put first, what follows it behind it.
    let mut behind = 0;
    let last_said = places.iter().rposition(Option::is_some)?;
    for (at, (block, place)) in others.into_iter().zip(places).enumerate() {
        match place {
            Some(place) => behind = behind.max(place + 1),
            None if in_one_piece && at < last_said => {}
            None if may_be_added(&block, in_one_piece) => added.push((behind, block)),
            None => {}
        }
    }
    let beyond: usize = added.iter().map(|(_, block)| block.text().len()).sum();
    if beyond < BEYOND_BYTES_MIN || beyond * 100 < first * BEYOND_PERCENT_MIN {
        return None;
    }
    let mut out = Vec::with_capacity(found.len() + added.len());
    let mut added = added.into_iter().peekable();
    for at in 0..=found.len() {
        while let Some((_, block)) = added.next_if(|(before, _)| *before <= at) {
            out.push(block);
        }
        out.extend(found.get(at).cloned());
    }
    Some(out)
}

fn block_text(block: &Block) -> Option<&RichText> {
    match block {
        Block::Paragraph(rich) | Block::Quote(rich) | Block::Heading { text: rich, .. } => Some(rich),
        _ => None,
    }
}

fn may_be_added(block: &Block, in_one_piece: bool) -> bool {
    let Some(rich) = block_text(block) else { return false };
    let text = rich.text.trim_end_matches(['"', '\'', '”', '“', '’', '»', '«', ')', '」', '』']);
    !matches!(block, Block::Heading { .. })
        && (in_one_piece || rich.text.len() >= PARAGRAPH_BYTES_MIN)
        && text.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '।'])
}

/// The words of a text, and in which block they stand.
struct Said {
    text: String,
    /// The blocks with where each begins in `text`, in bytes.
    starts: Vec<(usize, usize)>,
}

impl Said {
    fn of(blocks: &[Block]) -> Self {
        let mut said = Self { text: String::from(" "), starts: Vec::new() };
        for (at, block) in blocks.iter().enumerate() {
            said.starts.push((said.text.len(), at));
            said.text.push_str(&key(&block.text()));
            said.text.push(' ');
        }
        said
    }

    /// Returns the block in which a paragraph is said, as far as its beginning, its middle or its end tell.
    fn place(&self, words: &str) -> Option<usize> {
        let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
        let last = words.len().saturating_sub(WINDOW);
        [last, last / 2, 0].iter().find_map(|from| {
            let window = words[*from..(*from + WINDOW).min(words.len())].join(" ");
            let found = self.text.find(&format!(" {window} ")).filter(|_| !window.is_empty())?;
            let next = self.starts.partition_point(|(start, _)| *start <= found + 1);
            Some(self.starts[next.checked_sub(1)?].1)
        })
    }
}

/// Takes a text in one piece apart at the ends of its sentences.
fn sentences(block: &Block) -> Vec<Block> {
    let Some(rich) = block_text(block) else { return Vec::new() };
    let mut parts = Vec::new();
    let mut start = 0;
    let bytes = rich.text.as_bytes();
    for (at, _) in rich.text.match_indices(". ") {
        let next = rich.text[at + 2..].chars().next();
        let short = at < start + 20;
        if !short
            && next.is_some_and(|next| !next.is_lowercase())
            && bytes.get(at.wrapping_sub(2)).is_some_and(|byte| *byte != b' ' && *byte != b'.')
        {
            parts.push(Block::Paragraph(slice(rich, start..at + 1)));
            start = at + 2;
        }
    }
    if start < rich.text.len() {
        parts.push(Block::Paragraph(slice(rich, start..rich.text.len())));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: [&str; 5] = [
        "The harbour authority said on Monday that the northern quay would open again before the first of March.",
        "Engineers had found the cracks in autumn, after a storm that closed the passes for nine days in a row.",
        "Ships of the grain houses will then be able to unload on both sides, the authority said in its report.",
        "The council had voted for the works in January, by nineteen votes to eleven, after a long debate.",
        "Pietro Amsel, who speaks for the dockers, said that forty men had been called back to work.",
    ];

    fn blocks<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Block> {
        texts.into_iter().map(|text| Block::Paragraph(RichText::plain(text.into()))).collect()
    }

    fn completed(found: &[&str], other: &[&str]) -> Option<Vec<String>> {
        let all = complete(&blocks(found.iter().copied()), &blocks(other.iter().copied()))?;
        Some(all.iter().map(|block| block.text().into_owned()).collect())
    }

    #[test]
    fn what_the_page_does_not_show_is_added_at_its_place() {
        assert_eq!(completed(&STORY[..3], &STORY).unwrap(), STORY);
        assert_eq!(completed(&STORY[2..], &STORY).unwrap(), STORY);
        assert_eq!(completed(&[STORY[0], STORY[4]], &STORY).unwrap(), STORY);
        let in_one = completed(&STORY[..3], &[&STORY.join(" ")]).unwrap();
        assert_eq!(in_one.join(" "), STORY.join(" "));
    }

    #[test]
    fn what_is_said_or_tells_of_something_else_is_not() {
        assert_eq!(completed(&STORY, &STORY[..4]), None);
        assert_eq!(completed(&STORY[..2], &STORY[3..]), None);
        assert_eq!(completed(&STORY[..4], &[STORY[0], STORY[1], STORY[2], STORY[3], "Read on", "Photo: Harbour Wire"]), None);
    }
}
