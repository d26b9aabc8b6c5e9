//! Captions that are said again as lines of the text, beside their pictures.
//!
//! An alt text is often the name of a chapter or a sentence of the story: it says nothing about lines that stand elsewhere.

use foldhash::HashMap;

use super::REPEAT_BYTES_MIN;
use crate::article::dom::beginning;
use crate::article::labels::key;
use crate::domain::Block;

/// Longest line that is compared with captions, in bytes.
const CAPTION_BYTES_MAX: usize = 900;
/// So much of a text holds the beginning by which captions are known, signs and spaces among its words.
const OPENING_BYTES: usize = 120;
/// How many blocks lie between a picture and the line that says its caption again: a credit may stand there.
const BESIDE_BLOCKS: usize = 2;

/// Captions by their beginnings, which a caption said again shares.
#[derive(Debug, Default)]
pub(super) struct Captions(HashMap<String, Vec<String>>);

impl Captions {
    pub(super) fn add(&mut self, caption: &str) {
        let words = key(caption);
        if !words.is_empty() {
            self.0.entry(beginning(&words, REPEAT_BYTES_MIN).to_owned()).or_default().push(words);
        }
    }

    /// Says whether a line is one of the captions, or begins as one does: a caption is said again longer or shorter, with or
    /// without its credit.
    fn hold(&self, line: &str) -> bool {
        if self.0.is_empty() || line.len() > CAPTION_BYTES_MAX {
            return false;
        }
        // The beginning is compared first, at a fraction of the cost.
        let words = key(beginning(line, OPENING_BYTES));
        self.0.get(beginning(&words, REPEAT_BYTES_MIN)).is_some_and(|captions| {
            let words = key(line);
            captions.iter().any(|caption| is_same(caption, &words))
        })
    }
}

fn is_same(caption: &str, words: &str) -> bool {
    let (short, long) = if caption.len() < words.len() { (caption, words) } else { (words, caption) };
    short.len() >= REPEAT_BYTES_MIN && short.len() * 2 >= long.len() && long.starts_with(short) || caption == words
}

/// Drops the lines beside pictures that say their captions, or those of the page's other pictures, again.
pub(super) fn drop_captions(blocks: &mut Vec<Block>, page: &Captions, is_story: &dyn Fn(&Block) -> bool) {
    let first = blocks.iter().position(is_story).unwrap_or(0);
    let is_picture = |block: &Block| matches!(block, Block::Picture(_));
    let is_again: Vec<bool> = blocks
        .iter()
        .enumerate()
        .map(|(at, block)| {
            let Block::Paragraph(line) = block else { return false };
            let around = &blocks[at.saturating_sub(BESIDE_BLOCKS)..(at + BESIDE_BLOCKS + 1).min(blocks.len())];
            let beside = around.iter().any(is_picture);
            let own = |block: &Block| {
                let Block::Picture(picture) = block else { return false };
                let mut captions = Captions::default();
                captions.add(&picture.caption);
                captions.add(&format!("{} {}", picture.caption, picture.credit));
                captions.hold(&line.text)
            };
            (at < first || beside) && page.hold(&line.text) || beside && around.iter().any(own)
        })
        .collect();
    let mut again = is_again.into_iter();
    blocks.retain(|_| !again.next().unwrap_or_default());
}
