//! Reads a story with the network: from what is known of each token to the share of each label.

use std::ops::Range;

use super::super::budget::Budget;
use super::super::document::Document;
use super::labels::{LABELS, Shares};
use super::layout::{BEFORE_MEMORY, HIDDEN, LEAF, Layer, MEMORY, OF_WORD, REACHES};
use super::matrix::multiply;
use super::scene::Scene;
use super::word::WordInput;
use super::{Hidden, Net};

/// So many tokens are read at once, that a long text takes no more room than a short one.
const WINDOW_TOKENS: usize = 2_000;
/// Rows that are multiplied at once, so that what is gathered for them stays near.
const ROWS: usize = 192;
/// What is added to a variance before it divides.
pub(in super::super) const TINY: f32 = 1e-5;
/// Counts of other places of a word end here for the memory.
const OTHERS_MAX: u32 = 5;

/// What the memory is told of a word whose other places have the values `sum` less `own`, and `most`.
pub(in super::super) fn remember(own: &[f32], sum: &[f32], most: &[f32], others: u32, told: &mut [f32]) {
    let share = 1.0 / others as f32;
    told[..HIDDEN].copy_from_slice(own);
    for ((mean, sum), own) in told[HIDDEN..2 * HIDDEN].iter_mut().zip(sum).zip(own) {
        *mean = (sum - own) * share;
    }
    told[2 * HIDDEN..3 * HIDDEN].copy_from_slice(most);
    told[3 * HIDDEN] = others.min(OTHERS_MAX) as f32 / OTHERS_MAX as f32;
}

/// Brings a row to mean 0 and variance 1, then scales and moves it.
fn normalize(row: &mut [f32], gain: &[f32], shift: &[f32]) {
    let share = 1.0 / row.len() as f32;
    let mean = row.iter().sum::<f32>() * share;
    let variance = row.iter().map(|value| (value - mean) * (value - mean)).sum::<f32>() * share;
    let scale = 1.0 / (variance + TINY).sqrt();
    for ((value, gain), shift) in row.iter_mut().zip(gain).zip(shift) {
        *value = (*value - mean) * scale * gain + shift;
    }
}

/// Turns what speaks for each label into shares.
pub(in super::super) fn shares(scores: &[f32]) -> Shares {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut shares: Shares = std::array::from_fn(|label| (scores[label] - most).exp());
    let all: f32 = shares.iter().sum();
    for share in &mut shares {
        *share /= all;
    }
    shares
}

/// Says no name for certain.
pub(in super::super) const NO_NAME: Shares = {
    let mut shares = [0.0; LABELS];
    shares[0] = 1.0;
    shares
};

impl Net {
    /// Returns what the first layer makes of a word, the same wherever it stands.
    pub(in super::super) fn project(&self, input: &WordInput) -> Hidden {
        let Self { layout, weights, .. } = self;
        let mut row = [0.0; OF_WORD];
        fill_word(self, input, &mut row);
        let mut hidden = [0.0; HIDDEN];
        let first = &layout.input.weights;
        for (at, value) in row.iter().enumerate().filter(|(_, value)| **value != 0.0) {
            hidden.iter_mut().zip(first.row(weights, at)).for_each(|(hidden, weight)| *hidden += value * weight);
        }
        hidden
    }

    /// Returns for each token of a story the share of each label, and how many tokens were read before the time was over.
    pub(in super::super) fn read_story(&self, document: &Document<'_>, scene: &Scene, budget: Budget) -> (Vec<Shares>, usize) {
        let mut shares = vec![NO_NAME; scene.tokens.len()];
        let mut first = 0;
        while first < scene.stretches.len() {
            let start = scene.stretches[first].start;
            if budget.is_spent() {
                return (shares, start);
            }
            let fits = |stretch: &&Range<usize>| stretch.end - start <= WINDOW_TOKENS;
            let count = scene.stretches[first..].iter().take_while(fits).count().max(1);
            Reading::new(self, document, scene, &scene.stretches[first..first + count]).run(&mut shares);
            first += count;
        }
        let read = shares.len();
        (shares, read)
    }
}

/// Writes the part of the first layer's input that is the word's.
fn fill_word(net: &Net, input: &WordInput, row: &mut [f32]) {
    let Net { layout, weights, .. } = net;
    let (leaf, rest) = row.split_at_mut(LEAF);
    leaf.copy_from_slice(layout.leaf.row(weights, usize::from(input.leaf)));
    let (case, rest) = rest.split_at_mut(layout.case.width);
    case.copy_from_slice(layout.case.row(weights, usize::from(input.case)));
    let (shape, rest) = rest.split_at_mut(layout.shape.width);
    shape.copy_from_slice(layout.shape.row(weights, usize::from(input.shape)));
    let (pieces, rest) = rest.split_at_mut(layout.piece.width);
    let share = 1.0 / input.pieces.len().max(1) as f32;
    for piece in &input.pieces {
        let weights = layout.piece.row(weights, usize::from(*piece));
        pieces.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight * share);
    }
    let (vector, rest) = rest.split_at_mut(input.vector.len());
    vector.copy_from_slice(&input.vector);
    rest.copy_from_slice(&input.facts);
}

/// A window of a story that is being read.
struct Reading<'n> {
    net: &'n Net,
    scene: &'n Scene,
    tokens: Range<usize>,
    /// For each token of the window the stretch that holds it, counted from the window's first token.
    bounds: Vec<Range<usize>>,
    values: Vec<f32>,
    next: Vec<f32>,
}

impl<'n> Reading<'n> {
    fn new(net: &'n Net, document: &Document<'_>, scene: &'n Scene, stretches: &[Range<usize>]) -> Self {
        let tokens = stretches[0].start..stretches[stretches.len() - 1].end;
        let inside = |stretch: &Range<usize>| stretch.start - tokens.start..stretch.end - tokens.start;
        let bounds = stretches.iter().flat_map(|stretch| stretch.clone().map(|_| inside(stretch))).collect();
        let mut values = vec![0.0; tokens.len() * HIDDEN];
        let (weights, input) = (&net.weights, &net.layout.input);
        let (bias, gain, shift) = (input.bias.of(weights), input.gain.of(weights), input.shift.of(weights));
        for (token, row) in scene.tokens[tokens.clone()].iter().zip(values.chunks_exact_mut(HIDDEN)) {
            let word = &document.words[token.word as usize];
            row.copy_from_slice(document.vocabulary.projected(word.text, &word.known));
            row.iter_mut().zip(bias).for_each(|(value, bias)| *value += bias);
            let place = net.layout.place.row(weights, usize::from(token.place));
            for (at, value) in place.iter().chain(&token.facts).enumerate().filter(|(_, value)| **value != 0.0) {
                let weights = input.weights.row(weights, OF_WORD + at);
                row.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += value * weight);
            }
            for value in row.iter_mut() {
                *value = value.max(0.0);
            }
            normalize(row, gain, shift);
        }
        let next = values.clone();
        Self { net, scene, tokens, bounds, values, next }
    }

    fn run(mut self, shares: &mut [Shares]) {
        let active = self.active();
        let needed = needed(&active, &self.bounds);
        let layers = &self.net.layout.convolutions;
        for (at, ((layer, reach), rows)) in layers.iter().zip(REACHES).zip(&needed).enumerate() {
            if at == BEFORE_MEMORY {
                self.recall();
            }
            self.convolve(layer, reach, rows);
        }
        let (weights, bias) = &self.net.layout.output;
        let (weights, bias) = (weights.of(&self.net.weights), bias.of(&self.net.weights));
        let mut gathered = Vec::with_capacity(active.len() * HIDDEN);
        for token in &active {
            gathered.extend_from_slice(self.row(*token));
        }
        let mut scores = vec![0.0; active.len() * LABELS];
        multiply(&gathered, weights, HIDDEN, LABELS, &mut scores);
        for (token, scores) in active.iter().zip(scores.chunks_exact_mut(LABELS)) {
            scores.iter_mut().zip(bias).for_each(|(score, bias)| *score += bias);
            shares[self.tokens.start + token] = self::shares(scores);
        }
    }

    fn row(&self, token: usize) -> &[f32] {
        &self.values[token * HIDDEN..][..HIDDEN]
    }

    fn active(&self) -> Vec<usize> {
        (0..self.tokens.len()).filter(|token| self.scene.tokens[self.tokens.start + token].active).collect()
    }

    /// Adds to each of some tokens what a layer makes of it and of those to its sides.
    fn convolve(&mut self, layer: &Layer, reach: usize, rows: &[usize]) {
        let all = &self.net.weights;
        let (weights, bias) = (layer.weights.of(all), layer.bias.of(all));
        let (gain, shift) = (layer.gain.of(all), layer.shift.of(all));
        let mut gathered = Vec::with_capacity(ROWS * 3 * HIDDEN);
        let mut sums = vec![0.0; ROWS * HIDDEN];
        for rows in rows.chunks(ROWS) {
            gathered.clear();
            for token in rows {
                let [left, right] = sides(&self.bounds[*token], *token, reach);
                for side in [left, Some(*token), right] {
                    gathered.extend_from_slice(side.map_or(&[0.0; HIDDEN], |side| self.row(side)));
                }
            }
            let sums = &mut sums[..rows.len() * HIDDEN];
            multiply(&gathered, weights, 3 * HIDDEN, HIDDEN, sums);
            for (token, sums) in rows.iter().zip(sums.chunks_exact(HIDDEN)) {
                let next = &mut self.next[token * HIDDEN..][..HIDDEN];
                let before = &self.values[token * HIDDEN..][..HIDDEN];
                for (((next, before), sum), bias) in next.iter_mut().zip(before).zip(sums).zip(bias) {
                    *next = before + (sum + bias).max(0.0);
                }
                normalize(next, gain, shift);
            }
        }
        std::mem::swap(&mut self.values, &mut self.next);
    }

    /// Adds to each word with a capital what its other places with a capital show.
    fn recall(&mut self) {
        let tokens = &self.scene.tokens[self.tokens.clone()];
        let capitals = || tokens.iter().enumerate().filter(|(_, token)| token.capital);
        let groups = tokens.iter().map(|token| token.group as usize + 1).max().unwrap_or(0);
        let mut counts = vec![0u32; groups];
        capitals().for_each(|(_, token)| counts[token.group as usize] += 1);
        let rows: Vec<usize> = capitals().filter(|(_, token)| counts[token.group as usize] > 1).map(|(at, _)| at).collect();
        if rows.is_empty() {
            return;
        }
        let mut slots = vec![0; groups];
        let mut sums: Vec<[f32; HIDDEN]> = Vec::new();
        let mut mosts: Vec<[f32; HIDDEN]> = Vec::new();
        for row in &rows {
            let slot = &mut slots[tokens[*row].group as usize];
            if *slot == 0 {
                sums.push([0.0; HIDDEN]);
                mosts.push([f32::NEG_INFINITY; HIDDEN]);
                *slot = sums.len();
            }
            let values = self.row(*row);
            sums[*slot - 1].iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
            mosts[*slot - 1].iter_mut().zip(values).for_each(|(most, value)| *most = most.max(*value));
        }
        let [first, second] = &self.net.layout.memory;
        let all = &self.net.weights;
        for rows in rows.chunks(ROWS) {
            let mut told = vec![0.0; rows.len() * MEMORY];
            for (row, told) in rows.iter().zip(told.chunks_exact_mut(MEMORY)) {
                let group = tokens[*row].group as usize;
                let slot = slots[group] - 1;
                remember(self.row(*row), &sums[slot], &mosts[slot], counts[group] - 1, told);
            }
            let mut inner = vec![0.0; rows.len() * HIDDEN];
            multiply(&told, first.0.of(all), MEMORY, HIDDEN, &mut inner);
            for inner in inner.chunks_exact_mut(HIDDEN) {
                inner.iter_mut().zip(first.1.of(all)).for_each(|(value, bias)| *value = (*value + bias).max(0.0));
            }
            let mut out = vec![0.0; rows.len() * HIDDEN];
            multiply(&inner, second.0.of(all), HIDDEN, HIDDEN, &mut out);
            for (row, out) in rows.iter().zip(out.chunks_exact(HIDDEN)) {
                let values = &mut self.values[row * HIDDEN..][..HIDDEN];
                for ((value, out), bias) in values.iter_mut().zip(out).zip(second.1.of(all)) {
                    *value += out + bias;
                }
            }
        }
    }
}

/// Returns for each convolution the tokens that its result is needed of: only what may be part of a name, which is `active`, is
/// asked for in the end, and what each layer looks at for that.
pub(in super::super) fn needed(active: &[usize], bounds: &[Range<usize>]) -> Vec<Vec<usize>> {
    let mut wanted = vec![false; bounds.len()];
    for token in active {
        wanted[*token] = true;
    }
    let mut needed = vec![active.to_vec()];
    for reach in REACHES[1..].iter().rev() {
        for token in &needed[needed.len() - 1] {
            sides(&bounds[*token], *token, *reach).into_iter().flatten().for_each(|side| wanted[side] = true);
        }
        needed.push((0..wanted.len()).filter(|token| wanted[*token]).collect());
    }
    needed.reverse();
    needed
}

/// Returns the tokens so far to the left and to the right, where they are in the same stretch.
pub(in super::super) fn sides(bounds: &Range<usize>, token: usize, reach: usize) -> [Option<usize>; 2] {
    let left = token.checked_sub(reach).filter(|left| *left >= bounds.start);
    [left, Some(token + reach).filter(|right| *right < bounds.end)]
}
