//! Where in one long list of numbers each layer of the network has its weights.

use std::ops::Range;

pub(in super::super) use super::super::clusters::VECTOR;
use super::labels::LABELS;
use super::scene::{PLACES, TOKEN_FACTS};
use super::word::{CASES, PIECES, SHAPES, WORD_FACTS};

/// Numbers that stand for a token between the layers.
pub(in super::super) const HIDDEN: usize = 128;
/// How far each layer looks to either side.
pub(in super::super) const REACHES: [usize; 7] = [1, 2, 1, 4, 2, 1, 1];
/// So many of them stand before the memory of the story.
pub(in super::super) const BEFORE_MEMORY: usize = 3;

/// Numbers that stand for a leaf of the tree of words, for how a word is mostly written, for its shape, its pieces, and for a
/// known place.
pub(in super::super) const LEAF: usize = 24;
pub(in super::super) const CASE: usize = 6;
pub(in super::super) const SHAPE: usize = 12;
pub(in super::super) const PIECE: usize = 24;
pub(in super::super) const PLACE: usize = 6;

/// What the first layer is told of a word, and of a token beyond its word.
pub(in super::super) const OF_WORD: usize = LEAF + CASE + SHAPE + PIECE + VECTOR + WORD_FACTS;
pub(in super::super) const OF_TOKEN: usize = PLACE + TOKEN_FACTS;
pub(in super::super) const INPUT: usize = OF_WORD + OF_TOKEN;

/// What the memory of the story is told: the token, mean and most of its word's other places, and how many there are.
pub(in super::super) const MEMORY: usize = 3 * HIDDEN + 1;

/// A matrix among the weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Block {
    pub(in super::super) start: usize,
    pub(in super::super) rows: usize,
    pub(in super::super) width: usize,
}

impl Block {
    pub(in super::super) fn range(&self) -> Range<usize> {
        self.start..self.start + self.rows * self.width
    }

    /// Returns the weights of this block.
    pub(in super::super) fn of<'w>(&self, weights: &'w [f32]) -> &'w [f32] {
        &weights[self.range()]
    }

    /// Returns one row of this block.
    pub(in super::super) fn row<'w>(&self, weights: &'w [f32], row: usize) -> &'w [f32] {
        &weights[self.start + row * self.width..][..self.width]
    }
}

/// A layer: what it multiplies with and adds, and what its result is scaled with and moved by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Layer {
    pub(in super::super) weights: Block,
    pub(in super::super) bias: Block,
    pub(in super::super) gain: Block,
    pub(in super::super) shift: Block,
}

/// All blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Layout {
    pub(in super::super) leaf: Block,
    pub(in super::super) case: Block,
    pub(in super::super) shape: Block,
    pub(in super::super) piece: Block,
    pub(in super::super) place: Block,
    pub(in super::super) input: Layer,
    pub(in super::super) convolutions: Vec<Layer>,
    pub(in super::super) memory: [(Block, Block); 2],
    pub(in super::super) output: (Block, Block),
    /// How many weights there are.
    pub(in super::super) len: usize,
}

impl Layout {
    /// Lays out a network for a tree of so many leaves.
    pub(in super::super) fn new(leaves: usize) -> Self {
        let mut len = 0;
        let mut block = |rows: usize, width: usize| {
            let block = Block { start: len, rows, width };
            len += rows * width;
            block
        };
        let leaf = block(leaves + 1, LEAF);
        let case = block(CASES, CASE);
        let shape = block(SHAPES, SHAPE);
        let piece = block(PIECES, PIECE);
        let place = block(PLACES, PLACE);
        let mut layer = |rows: usize| Layer {
            weights: block(rows, HIDDEN),
            bias: block(1, HIDDEN),
            gain: block(1, HIDDEN),
            shift: block(1, HIDDEN),
        };
        let input = layer(INPUT);
        let convolutions = REACHES.iter().map(|_| layer(3 * HIDDEN)).collect();
        let memory = [(block(MEMORY, HIDDEN), block(1, HIDDEN)), (block(HIDDEN, HIDDEN), block(1, HIDDEN))];
        let output = (block(HIDDEN, LABELS), block(1, LABELS));
        Self { leaf, case, shape, piece, place, input, convolutions, memory, output, len }
    }

    /// Returns all blocks in the order of the weights.
    pub(in super::super) fn blocks(&self) -> Vec<&Block> {
        let mut blocks = vec![&self.leaf, &self.case, &self.shape, &self.piece, &self.place];
        for layer in std::iter::once(&self.input).chain(&self.convolutions) {
            blocks.extend([&layer.weights, &layer.bias, &layer.gain, &layer.shift]);
        }
        self.memory.iter().chain([&self.output]).for_each(|(weights, bias)| blocks.extend([weights, bias]));
        blocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_lie_one_behind_the_other() {
        let layout = Layout::new(7);
        let end = layout.blocks().into_iter().fold(0, |end, block| {
            assert_eq!(block.start, end);
            block.range().end
        });
        assert_eq!(end, layout.len);
    }
}
