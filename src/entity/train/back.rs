//! The way back through the network: how the loss grows with each weight.

use super::pass::{Kept, Memory, PIECES, Pass, add, row, row_mut, single_rows};
use crate::entity::net::{BEFORE_MEMORY, Block, HIDDEN, INPUT, Layer, MEMORY, PIECE, REACHES, multiply, sides, turned};

impl Pass<'_> {
    /// Goes back: writes for each weight how the loss grows with it.
    pub(super) fn back(&self, slopes: &mut [f32]) {
        slopes.fill(0.0);
        let input = &self.layout.input;
        let mut values = self.back_leave(slopes);
        for at in (0..REACHES.len()).rev() {
            values = self.back_convolve(at, &values, slopes);
            if at == BEFORE_MEMORY {
                self.back_recall(&mut values, slopes);
            }
        }
        self.back_normalize(input, &self.input, &mut values, slopes);
        values.iter_mut().zip(&self.input.gate).for_each(|(value, gate)| *value *= gate);
        let mut rows = self.back_multiply((&input.weights, &input.bias), &self.input.gathered, &values, slopes);
        rows.iter_mut().zip(&self.input_gate).for_each(|(value, gate)| *value *= gate);
        for (token, row) in self.batch.tokens.iter().zip(rows.chunks_exact(INPUT)) {
            let word = &self.batch.words[token.word as usize];
            for (range, block, at) in single_rows(self.layout, word, token) {
                add(&mut slopes[block.start + at * block.width..][..block.width], &row[range], 1.0);
            }
            let share = 1.0 / word.pieces.len().max(1) as f32;
            let block = &self.layout.piece;
            for piece in &word.pieces {
                add(&mut slopes[block.start + usize::from(*piece) * PIECE..][..PIECE], &row[PIECES], share);
            }
        }
    }

    fn back_leave(&self, slopes: &mut [f32]) -> Vec<f32> {
        let (weights, bias) = &self.layout.output;
        let last = self.back_multiply((weights, bias), &self.last, &self.slopes, slopes);
        let mut values = vec![0.0; self.count() * HIDDEN];
        for (((token, ..), last), gate) in
            self.batch.active.iter().zip(last.chunks_exact(HIDDEN)).zip(self.last_gate.chunks_exact(HIDDEN))
        {
            row_mut(&mut values, *token).iter_mut().zip(last).zip(gate).for_each(|((value, last), gate)| *value = last * gate);
        }
        values
    }

    fn back_convolve(&self, at: usize, values: &[f32], slopes: &mut [f32]) -> Vec<f32> {
        let (layer, reach) = (&self.layout.convolutions[at], REACHES[at]);
        let (kept, rows) = (&self.convolutions[at], &self.batch.needed[at]);
        let mut sums: Vec<f32> = rows.iter().flat_map(|token| row(values, *token).iter().copied()).collect();
        self.back_normalize(layer, kept, &mut sums, slopes);
        let mut before = vec![0.0; values.len()];
        for (token, sum) in rows.iter().zip(sums.chunks_exact(HIDDEN)) {
            row_mut(&mut before, *token).copy_from_slice(sum);
        }
        sums.iter_mut().zip(&kept.gate).for_each(|(sum, gate)| *sum *= gate);
        let gathered = self.back_multiply((&layer.weights, &layer.bias), &kept.gathered, &sums, slopes);
        for (&token, gathered) in rows.iter().zip(gathered.chunks_exact(3 * HIDDEN)) {
            let [left, right] = sides(&self.batch.bounds[token], token, reach);
            for (side, part) in [left, Some(token), right].into_iter().zip(gathered.chunks_exact(HIDDEN)) {
                if let Some(side) = side {
                    add(row_mut(&mut before, side), part, 1.0);
                }
            }
        }
        before
    }

    fn back_recall(&self, values: &mut [f32], slopes: &mut [f32]) {
        let Memory { rows, slots, counts, most_at, told, inner } = &self.memory;
        if rows.is_empty() {
            return;
        }
        let [first, second] = &self.layout.memory;
        let out: Vec<f32> = rows.iter().flat_map(|at| row(values, *at).iter().copied()).collect();
        let mut hidden = self.back_multiply((&second.0, &second.1), inner, &out, slopes);
        hidden.iter_mut().zip(inner).for_each(|(slope, inner)| *slope = if *inner > 0.0 { *slope } else { 0.0 });
        let parts = self.back_multiply((&first.0, &first.1), told, &hidden, slopes);
        // The mean of the others is their sum less oneself: what comes back to it is gathered for each word first.
        let mut means: Vec<[f32; HIDDEN]> = vec![[0.0; HIDDEN]; most_at.len() / HIDDEN];
        for (at, part) in rows.iter().zip(parts.chunks_exact(MEMORY)) {
            let group = self.batch.groups[*at];
            let slot = slots[group] - 1;
            let share = 1.0 / (counts[group] - 1) as f32;
            add(&mut means[slot], &part[HIDDEN..2 * HIDDEN], share);
            let here = row_mut(values, *at);
            add(here, &part[..HIDDEN], 1.0);
            add(here, &part[HIDDEN..2 * HIDDEN], -share);
            for (at, (most_at, slope)) in most_at[slot * HIDDEN..][..HIDDEN].iter().zip(&part[2 * HIDDEN..]).enumerate() {
                values[most_at * HIDDEN + at] += slope;
            }
        }
        for at in rows {
            add(row_mut(values, *at), &means[slots[self.batch.groups[*at]] - 1], 1.0);
        }
    }

    /// Goes back through the normalization of a layer: `values` become the slopes of what came in.
    #[allow(clippy::unused_self, reason = "one of the steps back")]
    fn back_normalize(&self, layer: &Layer, kept: &Kept, values: &mut [f32], slopes: &mut [f32]) {
        let gain = layer.gain.of(self.weights);
        let share = 1.0 / HIDDEN as f32;
        let (mut gains, mut shifts) = ([0.0; HIDDEN], [0.0; HIDDEN]);
        let rows = values.chunks_exact_mut(HIDDEN).zip(kept.normal.chunks_exact(HIDDEN)).zip(&kept.scale);
        for ((values, normal), scale) in rows {
            add(&mut shifts, values, 1.0);
            for ((gains, value), normal) in gains.iter_mut().zip(values.iter()).zip(normal) {
                *gains += value * normal;
            }
            let (mut sum, mut along) = (0.0, 0.0);
            for ((value, gain), normal) in values.iter_mut().zip(gain).zip(normal) {
                *value *= gain;
                sum += *value;
                along += *value * normal;
            }
            let (mean, along) = (sum * share, along * share);
            for (value, normal) in values.iter_mut().zip(normal) {
                *value = (*value - mean - normal * along) * scale;
            }
        }
        add(&mut slopes[layer.gain.range()], &gains, 1.0);
        add(&mut slopes[layer.shift.range()], &shifts, 1.0);
    }

    /// Goes back through a product of `rows` with weights to which a bias was added; returns the slopes of the rows.
    fn back_multiply(&self, (block, bias): (&Block, &Block), rows: &[f32], out: &[f32], slopes: &mut [f32]) -> Vec<f32> {
        let count = out.len() / block.width;
        let sums = &mut slopes[bias.range()];
        out.chunks_exact(block.width).for_each(|out| add(sums, out, 1.0));
        multiply(&turned(rows, block.rows), out, count, block.width, &mut slopes[block.range()]);
        let mut back = vec![0.0; rows.len()];
        multiply(out, &turned(block.of(self.weights), block.width), block.width, block.rows, &mut back);
        back
    }
}
