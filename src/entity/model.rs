//! The trained model: a linear-chain conditional random field (Lafferty, `McCallum`, Pereira 2001) over hashed facts, its weights
//! in signed bytes. Reads the file, adds up what speaks for each label, and finds the best sequence of labels.

use std::ops::Range;

use super::clusters::Clusters;
use super::table::{Reader, TableError, unpack};

/// What the file begins with; the number changes with the meaning of what follows.
pub(super) const MAGIC: &[u8] = b"dateline names 1\n";

/// Longest description in the file, in bytes.
const ABOUT_BYTES_MAX: usize = 64 << 10;

/// Most bits of a row's number.
const BITS_MAX: u32 = 20;

/// Kinds of names that the model tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    Person,
    Place,
    Organisation,
    Misc,
}

impl Class {
    pub(super) const ALL: [Self; 4] = [Self::Person, Self::Place, Self::Organisation, Self::Misc];
}

/// Labels of a token: 0 for no name, then for each class its first, inner, last and only token.
pub(super) const LABELS: usize = 1 + WEIGHTS;
/// Labels that have weights: "no name" is what the others are weighed against.
pub(super) const WEIGHTS: usize = 4 * Class::ALL.len();

/// Weights are stored in steps of this size; a byte reaches to plus and minus 127 of them.
pub(super) const STEP: f32 = 0.025;

/// What stands for an impossible sequence.
pub(super) const NEVER: i32 = -1_000_000;

/// Where in a name a token stands.
pub(super) const FIRST: usize = 0;
pub(super) const INNER: usize = 1;
pub(super) const LAST: usize = 2;
pub(super) const ONLY: usize = 3;

/// Returns the label of a token of a name.
pub(super) fn label(class: usize, position: usize) -> usize {
    1 + class * 4 + position
}

/// Says whether one label may follow another.
pub(super) fn may_follow(before: usize, after: usize) -> bool {
    let parts = |label: usize| label.checked_sub(1).map(|label| (label / 4, label % 4));
    let open = parts(before).filter(|(_, position)| matches!(*position, FIRST | INNER));
    let goes_on = parts(after).filter(|(_, position)| matches!(*position, INNER | LAST));
    match (open, goes_on) {
        (Some((class, _)), Some((same, _))) => class == same,
        (None, None) => true,
        _ => false,
    }
}

/// What speaks for each label of a token, beyond what speaks for "no name", in steps of [`STEP`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Scores([i16; WEIGHTS]);

impl Scores {
    /// Adds other reasons.
    pub(super) fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(score, more)| *score = score.saturating_add(more));
    }
}

/// The model in memory.
#[derive(Debug)]
pub(super) struct Model {
    /// What it was trained from, and by what.
    #[cfg_attr(not(feature = "train"), expect(dead_code, reason = "for whoever makes a model"))]
    pub(super) about: String,
    pub(super) clusters: Clusters,
    /// `1 << bits` rows of signed bytes, one for each weighed label; a fact's row is the low bits of its number.
    rows: Vec<u8>,
    /// What speaks for a label after another, in the unit of the rows.
    transitions: Box<[[i32; LABELS]; LABELS]>,
    /// The same as factors.
    steps: Box<[[f32; LABELS]; LABELS]>,
    /// The same by the label behind, each with the factors of all labels before it.
    steps_to: Box<[[f32; LABELS]; LABELS]>,
}

impl Model {
    /// Reads a model.
    ///
    /// # Errors
    /// Says whether the file is of another version or damaged.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, TableError> {
        let mut outer = Reader::new(bytes, MAGIC)?;
        let length = outer.count()?;
        if length > ABOUT_BYTES_MAX {
            return Err(TableError::Damaged);
        }
        let about = String::from_utf8(outer.take(length)?.to_vec()).map_err(|_| TableError::Damaged)?;
        let mut unpacked = unpack(outer.rest())?;
        let mut reader = Reader::new(&unpacked, MAGIC)?;
        let clusters = Clusters::read(&mut reader)?;
        let mut transitions = Box::new([[NEVER; LABELS]; LABELS]);
        for (before, row) in transitions.iter_mut().enumerate() {
            for (after, value) in row.iter_mut().enumerate() {
                let stored = i32::from(i16::from_le_bytes([reader.take(1)?[0], reader.take(1)?[0]]));
                *value = if may_follow(before, after) { stored } else { NEVER };
            }
        }
        let bits = reader.number()?;
        if bits > BITS_MAX {
            return Err(TableError::Damaged);
        }
        // The rows are the end of the file: they stay where they were unpacked.
        let rest = reader.rest().len();
        if rest != WEIGHTS << bits {
            return Err(TableError::Damaged);
        }
        unpacked.drain(..unpacked.len() - rest);
        unpacked.shrink_to_fit();
        let mut steps = Box::new([[0.0; LABELS]; LABELS]);
        for (row, values) in steps.iter_mut().zip(transitions.iter()) {
            for (step, value) in row.iter_mut().zip(values).filter(|(_, value)| **value > NEVER / 2) {
                *step = (*value as f32 * STEP).exp();
            }
        }
        let steps_to = Box::new(std::array::from_fn(|after| std::array::from_fn(|before| steps[before][after])));
        Ok(Self { about, clusters, rows: unpacked, transitions, steps, steps_to })
    }

    /// Returns a model that knows nothing but the tree of words, to learn with.
    #[cfg(feature = "train")]
    pub(super) fn untaught(clusters: Clusters) -> Self {
        let (transitions, steps) = (Box::new([[0; LABELS]; LABELS]), Box::new([[1.0; LABELS]; LABELS]));
        Self { about: String::new(), clusters, rows: vec![0; WEIGHTS], transitions, steps_to: steps.clone(), steps }
    }

    /// Adds what a fact says.
    pub(super) fn add(&self, fact: u32, scores: &mut Scores) {
        let (rows, _) = self.rows.as_chunks::<WEIGHTS>();
        let row = &rows[fact as usize & (rows.len() - 1)];
        for (score, weight) in scores.0.iter_mut().zip(row) {
            *score = score.saturating_add(i16::from(weight.cast_signed()));
        }
    }

    /// Returns the names of a run of tokens, by what speaks for the labels of each: the best sequence (Viterbi 1967), each with
    /// the share that every class has among all sequences there.
    ///
    /// Before and behind the run stands what is no name.
    pub(super) fn decode(&self, run: &[Scores]) -> Vec<Found> {
        let labels = self.best(run);
        let names = names(&labels);
        if names.is_empty() {
            return Vec::new();
        }
        let shares = self.shares(run);
        names
            .into_iter()
            .map(|(tokens, class)| {
                let of = |class: Class| {
                    let first = label(class as usize, FIRST);
                    let sums = shares[tokens.clone()].iter().map(|shares| shares[first..=first + ONLY].iter().sum::<f32>());
                    sums.sum::<f32>() / tokens.len() as f32
                };
                let shares = Class::ALL.map(of);
                Found { tokens, class, shares }
            })
            .collect()
    }

    /// Returns the best sequence of labels.
    fn best(&self, run: &[Scores]) -> Vec<usize> {
        let mut back: Vec<[i32; LABELS]> = Vec::with_capacity(run.len());
        let mut best = [NEVER; LABELS];
        best[0] = 0;
        for scores in run {
            let mut next = [NEVER; LABELS];
            let mut from = [0; LABELS];
            for (before, score) in best.iter().enumerate().filter(|(_, score)| **score > NEVER / 2) {
                // Without a branch, so that several labels are compared at once.
                for ((next, from), step) in next.iter_mut().zip(&mut from).zip(&self.transitions[before]) {
                    let better = score + step > *next;
                    *next = if better { score + step } else { *next };
                    *from = if better { before as i32 } else { *from };
                }
            }
            for (value, score) in next[1..].iter_mut().zip(&scores.0) {
                *value += i32::from(*score);
            }
            best = next;
            back.push(from);
        }
        let ends = (0..LABELS).filter(|label| may_follow(*label, 0));
        let mut label = ends.max_by_key(|label| best[*label] + self.transitions[*label][0]);
        let mut labels = vec![0; run.len()];
        for (at, from) in back.iter().enumerate().rev() {
            let here = label.unwrap_or(0);
            labels[at] = here;
            label = Some(from[here] as usize);
        }
        labels
    }

    /// Returns for each token which share of all sequences, by their weight, gives it each label (forward and backward sums).
    fn shares(&self, run: &[Scores]) -> Vec<[f32; LABELS]> {
        let unit = |score: i32| (score as f32 * STEP).exp();
        // Within a token all scores are taken relative to its best one: the shares stay what they are and nothing overflows.
        let weights: Vec<[f32; LABELS]> = run
            .iter()
            .map(|scores| {
                let most = scores.0.iter().copied().max().unwrap_or(0).max(0);
                let mut weights = [unit(-i32::from(most)); LABELS];
                for (weight, score) in weights[1..].iter_mut().zip(&scores.0) {
                    *weight = unit(i32::from(*score) - i32::from(most));
                }
                weights
            })
            .collect();
        let mut forward = Vec::with_capacity(run.len());
        let mut before = [0.0; LABELS];
        before[0] = 1.0;
        for weights in &weights {
            let mut next = [0.0; LABELS];
            for (from, value) in before.iter().enumerate().filter(|(_, value)| **value > 0.0) {
                for (to, step) in self.steps[from].iter().enumerate() {
                    next[to] += value * step;
                }
            }
            next.iter_mut().zip(weights).for_each(|(value, weight)| *value *= weight);
            scale(&mut next);
            forward.push(next);
            before = next;
        }
        let mut after: [f32; LABELS] = std::array::from_fn(|label| self.steps[label][0]);
        let mut shares = vec![[0.0; LABELS]; run.len()];
        for at in (0..run.len()).rev() {
            let all: f32 = forward[at].iter().zip(&after).map(|(forward, after)| forward * after).sum();
            shares[at] = std::array::from_fn(|label| forward[at][label] * after[label] / all.max(f32::MIN_POSITIVE));
            let mut next = [0.0; LABELS];
            for ((steps, weight), after) in self.steps_to.iter().zip(&weights[at]).zip(after) {
                next.iter_mut().zip(steps).for_each(|(next, step)| *next += step * weight * after);
            }
            scale(&mut next);
            after = next;
        }
        shares
    }
}

/// A name that was found in a run.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) tokens: Range<usize>,
    pub(super) class: Class,
    /// Shares of the classes, in their order, as a mean over the tokens.
    pub(super) shares: [f32; Class::ALL.len()],
}

/// Divides by the largest, so that long runs neither vanish nor overflow.
fn scale(values: &mut [f32; LABELS]) {
    let most = values.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    for value in values {
        *value /= most;
    }
}

/// Returns the names that a sequence of labels holds.
pub(super) fn names(labels: &[usize]) -> Vec<(Range<usize>, Class)> {
    let mut names = Vec::new();
    let mut start = 0;
    for (at, label) in labels.iter().enumerate() {
        let Some(label) = label.checked_sub(1) else { continue };
        match label % 4 {
            FIRST => start = at,
            LAST => names.push((start..at + 1, Class::ALL[label / 4])),
            ONLY => names.push((at..at + 1, Class::ALL[label / 4])),
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_has_begun_goes_on_to_its_end() {
        let begun = label(0, FIRST);
        assert!(may_follow(begun, label(0, LAST)) && may_follow(begun, label(0, INNER)));
        assert!(!may_follow(begun, 0) && !may_follow(begun, label(1, LAST)) && !may_follow(begun, label(0, ONLY)));
        assert!(may_follow(0, 0) && may_follow(label(2, LAST), begun) && !may_follow(0, label(0, LAST)));
    }

    #[test]
    fn labels_are_read_as_names() {
        let labels = [0, label(0, FIRST), label(0, INNER), label(0, LAST), label(1, ONLY), 0];
        assert_eq!(names(&labels), [(1..4, Class::Person), (4..5, Class::Place)]);
    }

    #[test]
    fn what_is_no_model_is_an_error() {
        let error = |bytes: &[u8]| Model::read(bytes).unwrap_err();
        assert_eq!(error(b"PK\x03\x04"), TableError::Version);
        assert_eq!(error(b"dateline names 1\n\xff\xff\xff\x7f"), TableError::Damaged);
    }
}
