//! Learning the weights: stochastic gradient ascent on the likelihood of the right labels, each weight with a pace of its own
//! (`AdaGrad`, Duchi et al. 2011), facts left out by chance (dropout), averaged over several runs.

use super::corpus::Chance;
use crate::entity::model::{LABELS, WEIGHTS, may_follow};

/// A run of tokens to learn from.
#[derive(Clone, Debug, Default)]
pub(super) struct Example {
    /// Where the facts of its tokens end in the list of all facts; the first begin where the example before ends.
    pub(super) ends: Vec<usize>,
    pub(super) labels: Vec<u8>,
    pub(super) weight: f32,
}

/// Everything to learn from.
#[derive(Debug, Default)]
pub(super) struct Examples {
    pub(super) facts: Vec<u32>,
    pub(super) list: Vec<Example>,
}

/// How is learnt.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    pub(super) bits: u32,
    pub(super) epochs: usize,
    pub(super) rate: f32,
    /// Share of facts left out.
    pub(super) dropout: f32,
    /// How much each step pulls weights towards nothing.
    pub(super) decay: f32,
}

/// What was learnt.
#[derive(Clone, Debug)]
pub(super) struct Weights {
    pub(super) rows: Vec<[f32; WEIGHTS]>,
    pub(super) transitions: [[f32; LABELS]; LABELS],
}

type Row = [f64; LABELS];

impl Weights {
    fn new(bits: u32) -> Self {
        Self { rows: vec![[0.0; WEIGHTS]; 1 << bits], transitions: [[0.0; LABELS]; LABELS] }
    }

    /// Learns from the examples in an order that `seed` decides.
    pub(super) fn learn(examples: &Examples, pace: Pace, seed: u64) -> Self {
        let mut learner = Learner::new(pace, seed);
        let mut order: Vec<u32> = (0..examples.list.len() as u32).collect();
        let mut starts = Vec::with_capacity(order.len());
        let mut start = 0;
        for example in &examples.list {
            starts.push(start);
            start = example.ends.last().copied().unwrap_or(start);
        }
        for epoch in 0..pace.epochs {
            for at in (1..order.len()).rev() {
                let other = (learner.chance.number() % (at as u64 + 1)) as usize;
                order.swap(at, other);
            }
            learner.rate = pace.rate * (1.0 - 0.9 * epoch as f32 / pace.epochs as f32);
            for &at in &order {
                learner.step(&examples.facts, starts[at as usize], &examples.list[at as usize]);
            }
        }
        learner.weights
    }

    /// Returns the mean of several.
    pub(super) fn mean(all: &[Self]) -> Self {
        let mut mean = all[0].clone();
        for other in &all[1..] {
            for (row, more) in mean.rows.iter_mut().zip(&other.rows) {
                row.iter_mut().zip(more).for_each(|(weight, more)| *weight += more);
            }
            for (row, more) in mean.transitions.iter_mut().zip(&other.transitions) {
                row.iter_mut().zip(more).for_each(|(weight, more)| *weight += more);
            }
        }
        let share = 1.0 / all.len() as f32;
        mean.rows.iter_mut().flatten().for_each(|weight| *weight *= share);
        mean.transitions.iter_mut().flatten().for_each(|weight| *weight *= share);
        mean
    }
}

struct Learner {
    weights: Weights,
    /// Sums of squared slopes, for each weight.
    slopes: Vec<[f32; WEIGHTS]>,
    transition_slopes: [[f32; LABELS]; LABELS],
    pace: Pace,
    rate: f32,
    chance: Chance,
    kept: Vec<Vec<u32>>,
}

/// Slopes that are not worth a step.
const FLAT: f64 = 1e-4;
/// What the sums of squared slopes begin with.
const FIRST_SLOPE: f32 = 1e-3;

impl Learner {
    fn new(pace: Pace, seed: u64) -> Self {
        Self {
            weights: Weights::new(pace.bits),
            slopes: vec![[FIRST_SLOPE; WEIGHTS]; 1 << pace.bits],
            transition_slopes: [[FIRST_SLOPE; LABELS]; LABELS],
            pace,
            rate: pace.rate,
            chance: Chance::new(seed + 1),
            kept: Vec::new(),
        }
    }

    fn step(&mut self, facts: &[u32], mut start: usize, example: &Example) {
        let mask = (1u32 << self.pace.bits) - 1;
        self.kept.resize_with(example.labels.len().max(self.kept.len()), Vec::new);
        let mut scores: Vec<Row> = Vec::with_capacity(example.labels.len());
        let whole = 1.0 / (1.0 - self.pace.dropout);
        for (token, end) in example.ends.iter().enumerate() {
            let kept = &mut self.kept[token];
            kept.clear();
            let mut sum = [0.0f32; WEIGHTS];
            for fact in &facts[start..*end] {
                if self.chance.share() < self.pace.dropout {
                    continue;
                }
                let row = fact & mask;
                kept.push(row);
                sum.iter_mut().zip(&self.weights.rows[row as usize]).for_each(|(sum, weight)| *sum += weight);
            }
            start = *end;
            let mut score = [0.0; LABELS];
            score[1..].iter_mut().zip(sum).for_each(|(score, sum)| *score = f64::from(sum * whole));
            scores.push(score);
        }
        let (forward, backward, total) = self.sums(&scores);
        if !total.is_finite() {
            return;
        }
        for token in 0..scores.len() {
            let mut slope = [0.0; LABELS];
            for label in 0..LABELS {
                slope[label] = (forward[token][label] + backward[token][label] - total).exp();
            }
            slope[usize::from(example.labels[token])] -= 1.0;
            self.climb(token, &slope, example.weight);
        }
        self.climb_transitions(&scores, &forward, &backward, total, example);
    }

    /// Returns for each token and label the logarithm of what leads to it, of what leads on from it, and of everything.
    fn sums(&self, scores: &[Row]) -> (Vec<Row>, Vec<Row>, f64) {
        let count = scores.len();
        let never = [f64::NEG_INFINITY; LABELS];
        let step = |before: usize, after: usize| f64::from(self.weights.transitions[before][after]);
        let (mut forward, mut backward) = (vec![never; count], vec![never; count]);
        for label in (0..LABELS).filter(|label| may_follow(0, *label)) {
            forward[0][label] = step(0, label) + scores[0][label];
        }
        for token in 1..count {
            for after in 0..LABELS {
                let before = (0..LABELS).filter(|before| may_follow(*before, after));
                forward[token][after] =
                    log_sum(before.map(|before| forward[token - 1][before] + step(before, after))) + scores[token][after];
            }
        }
        for label in (0..LABELS).filter(|label| may_follow(*label, 0)) {
            backward[count - 1][label] = step(label, 0);
        }
        for token in (0..count - 1).rev() {
            for before in 0..LABELS {
                let after = (0..LABELS).filter(|after| may_follow(before, *after));
                backward[token][before] =
                    log_sum(after.map(|after| step(before, after) + scores[token + 1][after] + backward[token + 1][after]));
            }
        }
        let last = &forward[count - 1];
        let total = log_sum((0..LABELS).map(|label| last[label] + backward[count - 1][label]));
        (forward, backward, total)
    }

    fn climb(&mut self, token: usize, slope: &Row, weight: f32) {
        let steep: Vec<(usize, f32)> = (1..LABELS)
            .filter(|label| slope[*label].abs() > FLAT)
            .map(|label| (label - 1, slope[label] as f32 * weight))
            .collect();
        if steep.is_empty() {
            return;
        }
        for row in &self.kept[token] {
            let (weights, slopes) = (&mut self.weights.rows[*row as usize], &mut self.slopes[*row as usize]);
            for (label, slope) in &steep {
                let slope = slope + self.pace.decay * weights[*label];
                slopes[*label] += slope * slope;
                weights[*label] -= self.rate * slope / slopes[*label].sqrt();
            }
        }
    }

    fn climb_transitions(&mut self, scores: &[Row], forward: &[Row], backward: &[Row], total: f64, example: &Example) {
        let labels = &example.labels;
        let mut slopes = [[0.0f64; LABELS]; LABELS];
        for label in 0..LABELS {
            slopes[0][label] += (forward[0][label] + backward[0][label] - total).exp();
            let last = scores.len() - 1;
            slopes[label][0] += (forward[last][label] + backward[last][label] - total).exp();
        }
        slopes[0][usize::from(labels[0])] -= 1.0;
        slopes[usize::from(labels[labels.len() - 1])][0] -= 1.0;
        for token in 1..scores.len() {
            for before in 0..LABELS {
                for after in (0..LABELS).filter(|after| may_follow(before, *after)) {
                    let step = f64::from(self.weights.transitions[before][after]);
                    slopes[before][after] +=
                        (forward[token - 1][before] + step + scores[token][after] + backward[token][after] - total).exp();
                }
            }
            slopes[usize::from(labels[token - 1])][usize::from(labels[token])] -= 1.0;
        }
        for (before, row) in slopes.iter().enumerate() {
            for (after, slope) in row.iter().enumerate().filter(|(after, _)| may_follow(before, *after)) {
                if slope.abs() > FLAT {
                    let slope = *slope as f32 * example.weight;
                    let sum = &mut self.transition_slopes[before][after];
                    *sum += slope * slope;
                    self.weights.transitions[before][after] -= self.rate * slope / sum.sqrt();
                }
            }
        }
    }
}

/// Returns the logarithm of a sum of numbers given by their logarithms.
fn log_sum(logs: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = logs.clone().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY { most } else { most + logs.map(|log| (log - most).exp()).sum::<f64>().ln() }
}
