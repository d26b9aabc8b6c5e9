//! One way through the network: what the layers make of some stories, kept for the way back.

use std::ops::Range;

use super::chance::Dropout;
use super::lessons::Lesson;
use crate::entity::net::labels::LABELS;
use crate::entity::net::{
    BEFORE_MEMORY, Block, CASE, HIDDEN, INPUT, KNOWN_FACTS, LEAF, Layer, Layout, MEMORY, NAME_FACTS, OF_WORD, PIECE, PLACE,
    REACHES, READING_FACTS, SHAPE, TINY, Token, VECTOR, WordInput, multiply, needed, remember, shares, sides,
};

/// Share of the right label that is spread over the others, so that no share is driven to its end.
const SMOOTHING: f32 = 0.03;

/// Groups of inputs that are left out together now and then, with how often: the network is not to rely on any of them.
const LEFT_OUT: [(Range<usize>, f32); 6] = [
    (0..LEAF, 0.05),
    (FACTS - VECTOR..FACTS, 0.08),
    (FACTS + NAME_FACTS.start..FACTS + NAME_FACTS.end, 0.05),
    (FACTS + READING_FACTS.start..FACTS + READING_FACTS.end, 0.1),
    (OF_WORD..OF_WORD + PLACE, 0.03),
    (OF_WORD + PLACE + KNOWN_FACTS.start..OF_WORD + PLACE + KNOWN_FACTS.end, 0.15),
];
/// Where the facts of a word begin.
const FACTS: usize = LEAF + CASE + SHAPE + PIECE + VECTOR;

/// Stories that are looked at together.
pub(super) struct Batch<'l> {
    pub(super) tokens: Vec<&'l Token>,
    pub(super) words: &'l [WordInput],
    /// For each token the stretch that holds it.
    pub(super) bounds: Vec<Range<usize>>,
    /// For each token a number that its word's other places in the same story share.
    pub(super) groups: Vec<usize>,
    group_count: usize,
    /// Tokens that may be part of a name, with their label and how much they count.
    pub(super) active: Vec<(usize, u8, f32)>,
    /// For each convolution the tokens that its result is needed of.
    pub(super) needed: Vec<Vec<usize>>,
}

impl<'l> Batch<'l> {
    pub(super) fn new(lessons: &[&'l Lesson], words: &'l [WordInput]) -> Self {
        let mut batch = Self {
            tokens: Vec::new(),
            words,
            bounds: Vec::new(),
            groups: Vec::new(),
            group_count: 0,
            active: Vec::new(),
            needed: Vec::new(),
        };
        for lesson in lessons {
            let (start, group) = (batch.tokens.len(), batch.group_count);
            batch.tokens.extend(&lesson.tokens);
            for stretch in &lesson.stretches {
                batch.bounds.extend(stretch.clone().map(|_| start + stretch.start..start + stretch.end));
            }
            for (at, token) in lesson.tokens.iter().enumerate() {
                let number = group + token.group as usize;
                batch.groups.push(number);
                batch.group_count = batch.group_count.max(number + 1);
                if token.active {
                    batch.active.push((start + at, lesson.labels[at], lesson.weight));
                }
            }
        }
        let active: Vec<usize> = batch.active.iter().map(|(token, ..)| *token).collect();
        batch.needed = needed(&active, &batch.bounds);
        batch
    }

    pub(super) fn is_empty(&self) -> bool {
        self.active.is_empty()
    }
}

/// What is kept of a layer for the way back.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) gathered: Vec<f32>,
    /// What the rectifier and dropout multiplied with.
    pub(super) gate: Vec<f32>,
    pub(super) normal: Vec<f32>,
    pub(super) scale: Vec<f32>,
}

/// What is kept of the memory for the way back.
#[derive(Default)]
pub(super) struct Memory {
    pub(super) rows: Vec<usize>,
    pub(super) slots: Vec<usize>,
    pub(super) counts: Vec<u32>,
    /// For each slot and number the row that had the most.
    pub(super) most_at: Vec<usize>,
    pub(super) told: Vec<f32>,
    pub(super) inner: Vec<f32>,
}

/// The way through the network.
pub(super) struct Pass<'p> {
    pub(super) layout: &'p Layout,
    pub(super) weights: &'p [f32],
    pub(super) batch: &'p Batch<'p>,
    pub(super) input_gate: Vec<f32>,
    pub(super) input: Kept,
    pub(super) convolutions: Vec<Kept>,
    pub(super) memory: Memory,
    pub(super) last: Vec<f32>,
    pub(super) last_gate: Vec<f32>,
    pub(super) slopes: Vec<f32>,
    /// Mean of the logarithm of the right label's share, with its sign turned.
    pub(super) loss: f64,
}

impl<'p> Pass<'p> {
    /// Goes through the network.
    pub(super) fn new(layout: &'p Layout, weights: &'p [f32], batch: &'p Batch<'p>, dropout: &mut Dropout) -> Self {
        let mut pass = Self {
            layout,
            weights,
            batch,
            input_gate: Vec::new(),
            input: Kept::default(),
            convolutions: Vec::new(),
            memory: Memory::default(),
            last: Vec::new(),
            last_gate: Vec::new(),
            slopes: Vec::new(),
            loss: 0.0,
        };
        let mut values = pass.enter(dropout);
        for (at, reach) in REACHES.into_iter().enumerate() {
            if at == BEFORE_MEMORY {
                pass.recall(&mut values);
            }
            pass.convolve((&layout.convolutions[at], reach), &batch.needed[at], &mut values, dropout);
        }
        pass.leave(&values, dropout);
        pass
    }

    pub(super) fn count(&self) -> usize {
        self.batch.tokens.len()
    }

    fn enter(&mut self, dropout: &mut Dropout) -> Vec<f32> {
        let (layout, weights) = (self.layout, self.weights);
        let mut rows = vec![0.0; self.count() * INPUT];
        let mut gate = vec![1.0; rows.len()];
        dropout.fill(&mut gate);
        for ((token, row), gate) in self.batch.tokens.iter().zip(rows.chunks_exact_mut(INPUT)).zip(gate.chunks_exact_mut(INPUT)) {
            let word = &self.batch.words[token.word as usize];
            for (range, block, at) in single_rows(layout, word, token) {
                row[range].copy_from_slice(block.row(weights, at));
            }
            let share = 1.0 / word.pieces.len().max(1) as f32;
            for piece in &word.pieces {
                let weights = layout.piece.row(weights, usize::from(*piece));
                row[PIECES].iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight * share);
            }
            row[PIECES.end..FACTS].copy_from_slice(&word.vector);
            row[FACTS..OF_WORD].copy_from_slice(&word.facts);
            row[OF_WORD + PLACE..].copy_from_slice(&token.facts);
            for (range, share) in LEFT_OUT {
                if dropout.happens(share) {
                    gate[range].fill(0.0);
                }
            }
            row.iter_mut().zip(gate).for_each(|(value, gate)| *value *= *gate);
        }
        let mut sums = vec![0.0; self.count() * HIDDEN];
        multiply(&rows, layout.input.weights.of(weights), INPUT, HIDDEN, &mut sums);
        let mut kept = Kept { gathered: rows, gate: vec![1.0; sums.len()], ..Kept::default() };
        rectify(&mut sums, layout.input.bias.of(weights), &mut kept.gate);
        normalize(&mut sums, &layout.input, weights, &mut kept);
        self.input_gate = gate;
        self.input = kept;
        sums
    }

    /// Makes of some tokens and of those to their sides what a layer does; the others stay as they are.
    fn convolve(&mut self, (layer, reach): (&Layer, usize), rows: &[usize], values: &mut [f32], dropout: &mut Dropout) {
        let mut gathered = Vec::with_capacity(rows.len() * 3 * HIDDEN);
        for &token in rows {
            let [left, right] = sides(&self.batch.bounds[token], token, reach);
            for side in [left, Some(token), right] {
                gathered.extend_from_slice(side.map_or(&[0.0; HIDDEN], |side| row(values, side)));
            }
        }
        let mut sums = vec![0.0; rows.len() * HIDDEN];
        multiply(&gathered, layer.weights.of(self.weights), 3 * HIDDEN, HIDDEN, &mut sums);
        let mut kept = Kept { gathered, gate: vec![1.0; sums.len()], ..Kept::default() };
        dropout.fill(&mut kept.gate);
        rectify(&mut sums, layer.bias.of(self.weights), &mut kept.gate);
        for (sum, token) in sums.chunks_exact_mut(HIDDEN).zip(rows) {
            add(sum, row(values, *token), 1.0);
        }
        normalize(&mut sums, layer, self.weights, &mut kept);
        for (sum, token) in sums.chunks_exact(HIDDEN).zip(rows) {
            row_mut(values, *token).copy_from_slice(sum);
        }
        self.convolutions.push(kept);
    }

    fn recall(&mut self, values: &mut [f32]) {
        let batch = self.batch;
        let capitals = || batch.groups.iter().enumerate().filter(|(at, _)| batch.tokens[*at].capital);
        let mut memory = Memory { counts: vec![0; batch.group_count], ..Memory::default() };
        capitals().for_each(|(_, group)| memory.counts[*group] += 1);
        memory.rows = capitals().filter(|(_, group)| memory.counts[**group] > 1).map(|(at, _)| at).collect();
        memory.slots = vec![0; batch.group_count];
        let (mut sums, mut mosts) = (Vec::new(), Vec::new());
        for &at in &memory.rows {
            let slot = &mut memory.slots[batch.groups[at]];
            if *slot == 0 {
                sums.push([0.0; HIDDEN]);
                mosts.push([f32::NEG_INFINITY; HIDDEN]);
                memory.most_at.extend([at; HIDDEN]);
                *slot = sums.len();
            }
            let here = row(values, at);
            sums[*slot - 1].iter_mut().zip(here).for_each(|(sum, value)| *sum += value);
            let most_at = &mut memory.most_at[(*slot - 1) * HIDDEN..][..HIDDEN];
            for ((most, most_at), value) in mosts[*slot - 1].iter_mut().zip(most_at).zip(here) {
                if *value > *most {
                    (*most, *most_at) = (*value, at);
                }
            }
        }
        memory.told = vec![0.0; memory.rows.len() * MEMORY];
        for (at, told) in memory.rows.iter().zip(memory.told.chunks_exact_mut(MEMORY)) {
            let group = batch.groups[*at];
            let slot = memory.slots[group] - 1;
            remember(row(values, *at), &sums[slot], &mosts[slot], memory.counts[group] - 1, told);
        }
        let [first, second] = &self.layout.memory;
        memory.inner = vec![0.0; memory.rows.len() * HIDDEN];
        multiply(&memory.told, first.0.of(self.weights), MEMORY, HIDDEN, &mut memory.inner);
        rectify(&mut memory.inner, first.1.of(self.weights), &mut vec![1.0; memory.rows.len() * HIDDEN]);
        let mut out = vec![0.0; memory.rows.len() * HIDDEN];
        multiply(&memory.inner, second.0.of(self.weights), HIDDEN, HIDDEN, &mut out);
        for (at, out) in memory.rows.iter().zip(out.chunks_exact(HIDDEN)) {
            let value = row_mut(values, *at).iter_mut().zip(out).zip(second.1.of(self.weights));
            value.for_each(|((value, out), bias)| *value += out + bias);
        }
        self.memory = memory;
    }

    fn leave(&mut self, values: &[f32], dropout: &mut Dropout) {
        let active = &self.batch.active;
        let mut last: Vec<f32> = Vec::with_capacity(active.len() * HIDDEN);
        for (token, ..) in active {
            last.extend_from_slice(row(values, *token));
        }
        let mut gate = vec![1.0; last.len()];
        dropout.fill(&mut gate);
        last.iter_mut().zip(&gate).for_each(|(value, gate)| *value *= gate);
        let (weights, bias) = (self.layout.output.0.of(self.weights), self.layout.output.1.of(self.weights));
        let mut scores = vec![0.0; active.len() * LABELS];
        multiply(&last, weights, HIDDEN, LABELS, &mut scores);
        let all: f32 = active.iter().map(|(.., weight)| weight).sum();
        for (scores, (_, label, weight)) in scores.chunks_exact_mut(LABELS).zip(active) {
            scores.iter_mut().zip(bias).for_each(|(score, bias)| *score += bias);
            let shares = shares(scores);
            let share = weight / all;
            for (at, (slope, found)) in scores.iter_mut().zip(shares).enumerate() {
                let wanted = SMOOTHING / LABELS as f32 + if at == usize::from(*label) { 1.0 - SMOOTHING } else { 0.0 };
                self.loss -= f64::from(wanted * share) * f64::from(found.max(f32::MIN_POSITIVE)).ln();
                *slope = (found - wanted) * share;
            }
        }
        (self.last, self.last_gate, self.slopes) = (last, gate, scores);
    }

    /// Returns the shares of the labels of the tokens that may be part of a name.
    #[cfg(test)]
    pub(super) fn shares(&self) -> Vec<crate::entity::net::labels::Shares> {
        let wanted =
            |label: u8, at: usize| SMOOTHING / LABELS as f32 + if at == usize::from(label) { 1.0 - SMOOTHING } else { 0.0 };
        let all: f32 = self.batch.active.iter().map(|(.., weight)| weight).sum();
        let rows = self.slopes.chunks_exact(LABELS).zip(&self.batch.active);
        rows.map(|(slopes, (_, label, weight))| std::array::from_fn(|at| slopes[at] * all / weight + wanted(*label, at)))
            .collect()
    }
}

pub(super) const PIECES: Range<usize> = LEAF + CASE + SHAPE..LEAF + CASE + SHAPE + PIECE;

/// The parts of a token's input that are one row of a table each.
pub(super) fn single_rows<'l>(layout: &'l Layout, word: &WordInput, token: &Token) -> [(Range<usize>, &'l Block, usize); 4] {
    [
        (0..LEAF, &layout.leaf, usize::from(word.leaf)),
        (LEAF..LEAF + CASE, &layout.case, usize::from(word.case)),
        (LEAF + CASE..LEAF + CASE + SHAPE, &layout.shape, usize::from(word.shape)),
        (OF_WORD..OF_WORD + PLACE, &layout.place, usize::from(token.place)),
    ]
}

pub(super) fn row(values: &[f32], at: usize) -> &[f32] {
    &values[at * HIDDEN..][..HIDDEN]
}

pub(super) fn row_mut(values: &mut [f32], at: usize) -> &mut [f32] {
    &mut values[at * HIDDEN..][..HIDDEN]
}

pub(super) fn add(sums: &mut [f32], values: &[f32], share: f32) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value * share);
}

/// Adds a bias and cuts off what is below nothing; `gate` becomes what each number was multiplied with.
fn rectify(sums: &mut [f32], bias: &[f32], gate: &mut [f32]) {
    for (sums, gate) in sums.chunks_exact_mut(bias.len()).zip(gate.chunks_exact_mut(bias.len())) {
        for ((sum, gate), bias) in sums.iter_mut().zip(gate).zip(bias) {
            *gate = if *sum + bias > 0.0 { *gate } else { 0.0 };
            *sum = (*sum + bias) * *gate;
        }
    }
}

fn normalize(values: &mut [f32], layer: &Layer, weights: &[f32], kept: &mut Kept) {
    let (gain, shift) = (layer.gain.of(weights), layer.shift.of(weights));
    let share = 1.0 / HIDDEN as f32;
    kept.normal = Vec::with_capacity(values.len());
    for row in values.chunks_exact_mut(HIDDEN) {
        let mean = row.iter().sum::<f32>() * share;
        let variance = row.iter().map(|value| (value - mean) * (value - mean)).sum::<f32>() * share;
        let scale = 1.0 / (variance + TINY).sqrt();
        kept.scale.push(scale);
        for ((value, gain), shift) in row.iter_mut().zip(gain).zip(shift) {
            let normal = (*value - mean) * scale;
            kept.normal.push(normal);
            *value = normal * gain + shift;
        }
    }
}
