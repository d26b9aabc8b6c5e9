//! Vectors of words: what stands beside a word in much text, brought down to a few numbers.
//!
//! Counts which common words stand one or two places before and behind each word, takes how much oftener that is than by chance
//! (positive pointwise mutual information, Bullinaria and Levy 2007), and finds the directions in which the words differ most
//! (orthogonal iteration on a random start, Halko, Martinsson and Tropp 2011).

use std::collections::HashMap;

use super::chance::Chance;
use crate::entity::clusters::{VECTOR, VECTOR_STEP, as_counted};
use crate::entity::net::{multiply, turned};

/// So many of the commonest words are looked for beside each word.
const BESIDE: usize = 1_000;
/// Where beside it.
const PLACES: [isize; 4] = [-2, -1, 1, 2];
const COLUMNS: usize = BESIDE * PLACES.len();
/// Directions that are followed, of which the first are kept; how often, and how many rows are multiplied at once.
const DIRECTIONS: usize = 64;
const ROUNDS: usize = 3;
const ROWS: usize = 1_000;
/// Words beside others count less the commoner they are by this power of their count.
const EVENED: f64 = 0.75;
/// Most of a number of a vector, in steps.
const STEPS_MOST: f32 = 7.0;
/// What the numbers of a vector are like on average.
const SPREAD: f32 = 0.5;

/// How often words stand beside others.
struct Counts {
    cells: Vec<u16>,
    rows: Vec<f64>,
    columns: Vec<f64>,
    all: f64,
}

/// Returns for each word its vector in steps, `VECTOR` numbers each; `words` come with how common they are.
pub(super) fn vectors(words: &[(&str, u64)], texts: &[String]) -> Vec<i8> {
    if texts.is_empty() {
        return vec![0; words.len() * VECTOR];
    }
    let counts = Counts::of(words, texts);
    let mut chance = Chance::new(99);
    let mut directions: Vec<f32> = (0..COLUMNS * DIRECTIONS).map(|_| chance.share() - 0.5).collect();
    for _ in 0..ROUNDS {
        let mut sums = vec![0.0; COLUMNS * DIRECTIONS];
        for first in (0..words.len()).step_by(ROWS) {
            let rows = counts.told(first..(first + ROWS).min(words.len()));
            let count = rows.len() / COLUMNS;
            let mut seen = vec![0.0; count * DIRECTIONS];
            multiply(&rows, &directions, COLUMNS, DIRECTIONS, &mut seen);
            let mut part = vec![0.0; COLUMNS * DIRECTIONS];
            multiply(&turned(&rows, COLUMNS), &seen, count, DIRECTIONS, &mut part);
            sums.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
        }
        directions = straightened(&sums);
    }
    let mut seen = Vec::with_capacity(words.len() * DIRECTIONS);
    for first in (0..words.len()).step_by(ROWS) {
        let rows = counts.told(first..(first + ROWS).min(words.len()));
        let mut part = vec![0.0; rows.len() / COLUMNS * DIRECTIONS];
        multiply(&rows, &directions, COLUMNS, DIRECTIONS, &mut part);
        seen.extend(part);
    }
    in_steps(&seen)
}

impl Counts {
    fn of(words: &[(&str, u64)], texts: &[String]) -> Self {
        let numbers: HashMap<&str, usize> = words.iter().enumerate().map(|(number, (word, _))| (*word, number)).collect();
        let mut common: Vec<usize> = (0..words.len()).collect();
        common.sort_by_key(|number| (std::cmp::Reverse(words[*number].1), *number));
        let mut column = vec![None; words.len()];
        common.iter().take(BESIDE).enumerate().for_each(|(at, number)| column[*number] = Some(at));
        let mut cells = vec![0u16; words.len() * COLUMNS];
        let mut line: Vec<Option<usize>> = Vec::new();
        for sentence in texts.iter().flat_map(|text| text.lines()) {
            line.clear();
            line.extend(sentence.split_whitespace().map(|word| numbers.get(&*as_counted(word)).copied()));
            for (at, word) in line.iter().enumerate() {
                let Some(word) = word else { continue };
                for (place, reach) in PLACES.into_iter().enumerate() {
                    let beside = at.checked_add_signed(reach).and_then(|at| *line.get(at)?).and_then(|beside| column[beside]);
                    if let Some(beside) = beside {
                        let cell = &mut cells[word * COLUMNS + place * BESIDE + beside];
                        *cell = cell.saturating_add(1);
                    }
                }
            }
        }
        let (mut rows, mut columns) = (vec![0.0; words.len()], vec![0.0; COLUMNS]);
        for (row, cells) in rows.iter_mut().zip(cells.chunks_exact(COLUMNS)) {
            for (column, cell) in columns.iter_mut().zip(cells).filter(|(_, cell)| **cell > 0) {
                *row += f64::from(*cell);
                *column += f64::from(*cell);
            }
        }
        let whole: f64 = columns.iter().sum();
        for column in &mut columns {
            *column = column.powf(EVENED);
        }
        let evened: f64 = columns.iter().sum();
        for column in &mut columns {
            *column *= whole / evened;
        }
        Self { cells, rows, columns, all: whole }
    }

    /// Returns some rows of the matrix: how much oftener a word stands beside another than by chance.
    fn told(&self, rows: std::ops::Range<usize>) -> Vec<f32> {
        let mut told = vec![0.0; rows.len() * COLUMNS];
        for (row, told) in rows.zip(told.chunks_exact_mut(COLUMNS)) {
            let cells = &self.cells[row * COLUMNS..][..COLUMNS];
            for ((told, cell), column) in told.iter_mut().zip(cells).zip(&self.columns).filter(|((_, cell), _)| **cell > 0) {
                *told = (f64::from(*cell) * self.all / (self.rows[row] * column)).ln().max(0.0) as f32;
            }
        }
        told
    }
}

/// Makes columns upright to each other and of length 1, the first ones first (Gram and Schmidt).
fn straightened(columns: &[f32]) -> Vec<f32> {
    let mut rows = turned(columns, DIRECTIONS);
    for at in 0..DIRECTIONS {
        let (before, rest) = rows.split_at_mut(at * COLUMNS);
        let here = &mut rest[..COLUMNS];
        let whole = length(here);
        // Twice, because the first time leaves the errors of rounding.
        for other in before.chunks_exact(COLUMNS).chain(before.chunks_exact(COLUMNS)) {
            let along: f32 = here.iter().zip(other).map(|(one, other)| one * other).sum();
            here.iter_mut().zip(other).for_each(|(one, other)| *one -= along * other);
        }
        let left = length(here);
        // What is left of a column that the others make up are errors of rounding.
        let scale = if left > whole * SAME { 1.0 / left } else { 0.0 };
        for one in here.iter_mut() {
            *one *= scale;
        }
    }
    turned(&rows, COLUMNS)
}

/// A column of which less than this share is left is made up of others.
const SAME: f32 = 1e-5;

fn length(column: &[f32]) -> f32 {
    column.iter().map(|one| one * one).sum::<f32>().sqrt()
}

/// Directions with less than this share of the largest one's square length are left out.
const FLAT: f32 = 1e-9;

/// Brings directions nearer to one weight and words to one length, and rounds.
fn in_steps(seen: &[f32]) -> Vec<i8> {
    let mut lengths = [0.0f32; DIRECTIONS];
    for row in seen.chunks_exact(DIRECTIONS) {
        lengths.iter_mut().zip(row).for_each(|(length, value)| *length += value * value);
    }
    // Directions in which nothing differs hold nothing but errors of rounding.
    let least = lengths.iter().copied().fold(f32::MIN_POSITIVE, f32::max) * FLAT;
    let shares = lengths.map(|length| if length > least { 1.0 / length.sqrt().sqrt() } else { 0.0 });
    let mut steps = Vec::with_capacity(seen.len() / DIRECTIONS * VECTOR);
    for row in seen.chunks_exact(DIRECTIONS) {
        let row: Vec<f32> = row.iter().zip(shares).take(VECTOR).map(|(value, share)| value * share).collect();
        let length = row.iter().map(|value| value * value).sum::<f32>().sqrt();
        let scale = if length > 0.0 { SPREAD * (VECTOR as f32).sqrt() / length / VECTOR_STEP } else { 0.0 };
        steps.extend(row.iter().map(|value| (value * scale).round().clamp(-STEPS_MOST, STEPS_MOST) as i8));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_the_same_neighbors_have_like_vectors() {
        let words = [("a", 9), ("b", 9), ("in", 30), ("said", 30), ("x", 9), ("y", 9)];
        let text = "in x in\nin y in\nsaid a said\nsaid b said\n".repeat(9);
        let vectors = vectors(&words, &[text]);
        let like = |one: usize, other: usize| -> i32 {
            let row = |at: usize| vectors[at * VECTOR..][..VECTOR].iter().map(|step| i32::from(*step));
            row(one).zip(row(other)).map(|(one, other)| one * other).sum()
        };
        assert!(like(0, 1) > 2 * like(0, 4).abs() && like(4, 5) > 2 * like(1, 5).abs());
    }
}
