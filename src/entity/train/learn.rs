//! Learning the weights: steps against the slope, each weight with a pace of its own (Adam, Kingma and Ba 2015), and a mean of
//! the weights over the last steps, which reads better than where the last step happened to end.

use super::chance::{Chance, Dropout};
use super::lessons::Lessons;
use super::pass::{Batch, Pass};
use crate::entity::net::{Block, Layer, Layout};

/// How is learnt.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    pub(super) epochs: f32,
    /// Largest step.
    pub(super) rate: f32,
    /// Share of numbers left out between the layers.
    pub(super) dropout: f32,
    /// Tokens that are looked at before each step.
    pub(super) batch_tokens: usize,
    pub(super) seed: u64,
}

/// Steps until the pace is full, and which share of all steps these are at most.
const WARMING: f32 = 300.0;
const WARMING_SHARE: f32 = 0.1;
/// How much of the mean slope and of the mean squared slope is kept at each step.
const KEPT: f32 = 0.9;
const KEPT_SQUARE: f32 = 0.98;
/// What is added to the root of the mean square before it divides.
const LEAST: f32 = 1e-8;
/// Slopes longer than this, all together, are shortened.
const SLOPE_MAX: f32 = 2.0;
/// How much of the mean of the weights is kept at each step.
const KEPT_MEAN: f32 = 0.9985;
/// How much of each matrix is taken away at a full step.
const DECAY: f32 = 0.01;

/// Learns from all lessons; `say` is told of the progress, which is so many epochs and the mean loss since it was last told.
pub(super) fn learn(
    layout: &Layout,
    mut weights: Vec<f32>,
    lessons: &Lessons,
    pace: Pace,
    mut say: impl FnMut(f32, f64),
) -> Vec<f32> {
    let mut chance = Chance::new(pace.seed);
    let mut dropout = Dropout::new(pace.dropout, pace.seed + 1000);
    let tokens: usize = lessons.list.iter().map(|lesson| lesson.tokens.len()).sum();
    let total = pace.epochs * tokens as f32;
    let decays = decays(layout);
    let warming = WARMING.min(WARMING_SHARE * total / pace.batch_tokens as f32).max(1.0);
    let (mut slopes, mut means, mut squares) = (vec![0.0; layout.len], vec![0.0; layout.len], vec![0.0; layout.len]);
    let mut mean = weights.clone();
    let (mut done, mut step, mut losses) = (0usize, 0i32, Vec::new());
    let mut order: Vec<usize> = Vec::new();
    while (done as f32) < total {
        let mut together = Vec::new();
        let mut count = 0;
        while count < pace.batch_tokens {
            let Some(next) = order.pop() else {
                order = (0..lessons.list.len()).collect();
                chance.shuffle(&mut order);
                continue;
            };
            count += lessons.list[next].tokens.len();
            together.push(&lessons.list[next]);
        }
        done += count;
        let batch = Batch::new(&together, &lessons.words);
        if batch.is_empty() {
            continue;
        }
        let pass = Pass::new(layout, &weights, &batch, &mut dropout);
        pass.back(&mut slopes);
        losses.push(pass.loss);
        step += 1;
        let left = (1.0 - done as f32 / total).max(0.01);
        let rate = pace.rate * (step as f32 / warming).min(1.0) * left;
        let length = slopes.iter().map(|slope| slope * slope).sum::<f32>().sqrt();
        let shorter = if length > SLOPE_MAX { SLOPE_MAX / length } else { 1.0 };
        let (whole, whole_square) = (1.0 - KEPT.powi(step), 1.0 - KEPT_SQUARE.powi(step));
        let kept_mean = KEPT_MEAN.min(step as f32 / (step as f32 + 10.0));
        for (range, decays) in &decays {
            let keeps = if *decays { 1.0 - rate * DECAY } else { 1.0 };
            let one = weights[range.clone()].iter_mut().zip(&mut mean[range.clone()]);
            let other = means[range.clone()].iter_mut().zip(&mut squares[range.clone()]).zip(&slopes[range.clone()]);
            for ((weight, mean), ((slope_mean, square), slope)) in one.zip(other) {
                let slope = slope * shorter;
                *slope_mean = KEPT * *slope_mean + (1.0 - KEPT) * slope;
                *square = KEPT_SQUARE * *square + (1.0 - KEPT_SQUARE) * slope * slope;
                *weight = *weight * keeps - rate * (*slope_mean / whole) / ((*square / whole_square).sqrt() + LEAST);
                *mean = kept_mean * *mean + (1.0 - kept_mean) * *weight;
            }
        }
        if losses.len() == SAID_STEPS {
            say(done as f32 / tokens as f32, losses.iter().sum::<f64>() / losses.len() as f64);
            losses.clear();
        }
    }
    mean
}

/// Steps between two words of progress.
const SAID_STEPS: usize = 500;

/// Returns the stretches of the weights, and whether they decay: the large matrices do.
fn decays(layout: &Layout) -> Vec<(std::ops::Range<usize>, bool)> {
    let tables = layout.piece.range().end;
    layout.blocks().into_iter().map(|block| (block.range(), block.rows > 1 && block.start >= tables)).collect()
}

/// Returns weights to begin with; `ways` are the ways in the tree of words, so that near leaves begin alike.
pub(super) fn beginning(layout: &Layout, ways: &[String], seed: u64) -> Vec<f32> {
    let mut chance = Chance::new(seed + 77);
    let mut weights = vec![0.0; layout.len];
    let mut fill = |block: &Block, most: f32| {
        weights[block.range()].iter_mut().for_each(|weight| *weight = (2.0 * chance.share() - 1.0) * most);
    };
    for (block, most) in
        [(&layout.leaf, 0.25), (&layout.case, 0.5), (&layout.shape, 0.5), (&layout.piece, 0.17), (&layout.place, 0.5)]
    {
        fill(block, most);
    }
    let layers: Vec<&Layer> = std::iter::once(&layout.input).chain(&layout.convolutions).collect();
    for layer in &layers {
        fill(&layer.weights, 1.0 / (layer.weights.rows as f32).sqrt());
        fill(&layer.bias, 1.0 / (layer.weights.rows as f32).sqrt());
    }
    for (block, _) in layout.memory.iter().chain([&layout.output]) {
        fill(block, 1.0 / (block.rows as f32).sqrt());
    }
    for layer in layers {
        weights[layer.gain.range()].fill(1.0);
    }
    share_ways(layout, ways, &mut weights, &mut chance);
    weights
}

/// Lengths of the beginnings of ways that leaves share.
const SHARED: [usize; 3] = [4, 6, 10];

fn share_ways(layout: &Layout, ways: &[String], weights: &mut [f32], chance: &mut Chance) {
    let mut shared = std::collections::BTreeMap::new();
    for (leaf, way) in ways.iter().enumerate() {
        for length in SHARED {
            let part = shared
                .entry(&way[..length.min(way.len())])
                .or_insert_with(|| std::array::from_fn::<f32, { crate::entity::net::LEAF }, _>(|_| 0.5 * chance.share() - 0.25));
            let row = &mut weights[layout.leaf.start + (leaf + 1) * layout.leaf.width..][..layout.leaf.width];
            row.iter_mut().zip(part).for_each(|(weight, part)| *weight += *part);
        }
    }
}
