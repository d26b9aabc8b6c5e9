//! Products of matrices with the widest instructions that the processor has, which are chosen while the program runs.
//!
//! All matrices are rows of numbers one behind the other.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

/// Rows of `x`, each of `inner` numbers, times `w`, which has `inner` rows of `width` numbers.
struct Product<'a> {
    x: &'a [f32],
    w: &'a [f32],
    inner: usize,
    width: usize,
    out: &'a mut [f32],
}

/// Writes the product of `x` (rows of `inner` numbers) and `w` (`inner` rows of `width` numbers) to `out`.
pub(in super::super) fn multiply(x: &[f32], w: &[f32], inner: usize, width: usize, out: &mut [f32]) {
    debug_assert!(x.len().is_multiple_of(inner) && w.len() == inner * width && out.len() / width == x.len() / inner);
    Arch::new().dispatch(Product { x, w, inner, width, out });
}

/// Returns the matrix with rows of `width` numbers turned: its columns as rows.
#[cfg(feature = "train")]
pub(in super::super) fn turned(matrix: &[f32], width: usize) -> Vec<f32> {
    let rows = matrix.len() / width;
    let mut turned = vec![0.0; matrix.len()];
    // Square by square, so that what is read and what is written stay near.
    for row in (0..rows).step_by(SQUARE) {
        for column in (0..width).step_by(SQUARE) {
            for column in column..(column + SQUARE).min(width) {
                let to = &mut turned[column * rows + row..column * rows + (row + SQUARE).min(rows)];
                let from = matrix[row * width + column..].iter().step_by(width);
                to.iter_mut().zip(from).for_each(|(to, value)| *to = *value);
            }
        }
    }
    turned
}

/// Side of the squares that a matrix is turned by.
#[cfg(feature = "train")]
const SQUARE: usize = 16;

/// Rows that are added up at once where there are thirty-two registers, sixteen, or a rest.
const ROWS_MOST: usize = 12;
const ROWS_MANY: usize = 6;

/// Numbers that the plain product adds up at once, and rows of them.
const PLAIN_LANES: usize = 8;
const PLAIN_ROWS: usize = 4;

impl WithSimd for Product<'_> {
    type Output = ();

    // What is not inlined is not compiled for the instructions that were chosen.
    #[allow(clippy::inline_always, reason = "see above")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        if S::IS_SCALAR {
            return self.plain();
        }
        let Self { x, w, inner, width, out } = self;
        let lanes = S::F32_LANES;
        let wide = 2 * lanes;
        let rows = x.len() / inner;
        // Two registers' columns of `w`, one row behind the other: what is read again for every row stays near.
        let mut panel = vec![0.0; inner * wide];
        for column in (0..width).step_by(wide) {
            let columns = column..(column + wide).min(width);
            fill(&mut panel, w, width, &columns, wide);
            let (pairs, _) = S::as_simd_f32s(&panel).0.as_chunks::<2>();
            let mut row = 0;
            while lanes >= 16 && row + ROWS_MOST <= rows {
                block::<S, ROWS_MOST>(simd, &x[row * inner..], pairs, &mut out[row * width..], width, &columns);
                row += ROWS_MOST;
            }
            while row + ROWS_MANY <= rows {
                block::<S, ROWS_MANY>(simd, &x[row * inner..], pairs, &mut out[row * width..], width, &columns);
                row += ROWS_MANY;
            }
            while row < rows {
                block::<S, 1>(simd, &x[row * inner..], pairs, &mut out[row * width..], width, &columns);
                row += 1;
            }
        }
    }
}

/// Copies some columns of `w` to a panel of `wide` ones.
fn fill(panel: &mut [f32], w: &[f32], width: usize, columns: &Range<usize>, wide: usize) {
    for (to, from) in panel.chunks_exact_mut(wide).zip(w.chunks_exact(width)) {
        to[..columns.len()].copy_from_slice(&from[columns.clone()]);
        to[columns.len()..].fill(0.0);
    }
}

/// Adds up two registers' columns of `ROWS` rows.
#[allow(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn block<S: Simd, const ROWS: usize>(
    simd: S,
    x: &[f32],
    pairs: &[[S::f32s; 2]],
    out: &mut [f32],
    width: usize,
    columns: &Range<usize>,
) {
    let inner = pairs.len();
    let rows: [&[f32]; ROWS] = std::array::from_fn(|row| &x[row * inner..(row + 1) * inner]);
    let mut sums = [[simd.splat_f32s(0.0); 2]; ROWS];
    for (at, [left, right]) in pairs.iter().enumerate() {
        for (row, sums) in rows.iter().zip(&mut sums) {
            let value = simd.splat_f32s(row[at]);
            sums[0] = simd.mul_add_e_f32s(value, *left, sums[0]);
            sums[1] = simd.mul_add_e_f32s(value, *right, sums[1]);
        }
    }
    for (row, sums) in sums.iter().enumerate() {
        let to = &mut out[row * width..][columns.clone()];
        if let ([to], []) = S::as_mut_simd_f32s(to).0.as_chunks_mut::<2>() {
            *to = *sums;
            continue;
        }
        let (left, right) = to.split_at_mut(S::F32_LANES.min(columns.len()));
        simd.partial_store_f32s(left, sums[0]);
        if !right.is_empty() {
            simd.partial_store_f32s(right, sums[1]);
        }
    }
}

impl Product<'_> {
    /// The same without registers of its own choice; the compiler uses those that every processor of the kind has.
    fn plain(self) {
        let Self { x, w, inner, width, out } = self;
        let mut panel = vec![0.0; inner * PLAIN_LANES];
        for column in (0..width).step_by(PLAIN_LANES) {
            let columns = column..(column + PLAIN_LANES).min(width);
            fill(&mut panel, w, width, &columns, PLAIN_LANES);
            let (parts, _) = panel.as_chunks::<PLAIN_LANES>();
            for (x, out) in x.chunks(PLAIN_ROWS * inner).zip(out.chunks_mut(PLAIN_ROWS * width)) {
                let mut sums = [[0.0f32; PLAIN_LANES]; PLAIN_ROWS];
                let add = |sums: &mut [f32; PLAIN_LANES], value: f32, part: &[f32; PLAIN_LANES]| {
                    sums.iter_mut().zip(part).for_each(|(sum, weight)| *sum += value * weight);
                };
                if x.len() == PLAIN_ROWS * inner {
                    let ((a, b), (c, d)) = (x[..2 * inner].split_at(inner), x[2 * inner..].split_at(inner));
                    for ((((part, a), b), c), d) in parts.iter().zip(a).zip(b).zip(c).zip(d) {
                        add(&mut sums[0], *a, part);
                        add(&mut sums[1], *b, part);
                        add(&mut sums[2], *c, part);
                        add(&mut sums[3], *d, part);
                    }
                } else {
                    for (row, sums) in x.chunks(inner).zip(&mut sums) {
                        parts.iter().zip(row).for_each(|(part, value)| add(sums, *value, part));
                    }
                }
                for (row, sums) in out.chunks_mut(width).zip(&sums) {
                    row[columns.clone()].copy_from_slice(&sums[..columns.len()]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Small whole numbers, so that every order of adding gives the same.
    fn numbers(count: usize, step: usize) -> Vec<f32> {
        (0..count).map(|at| ((at * step) % 13) as f32 - 6.0).collect()
    }

    #[test]
    fn every_way_of_multiplying_gives_the_same() {
        for (rows, inner, width) in [(1, 1, 1), (3, 5, 17), (13, 7, 40), (31, 30, 128), (6, 4, 33)] {
            let (x, w) = (numbers(rows * inner, 7), numbers(inner * width, 5));
            let mut expected = vec![0.0; rows * width];
            for (row, out) in x.chunks(inner).zip(expected.chunks_mut(width)) {
                for (value, weights) in row.iter().zip(w.chunks(width)) {
                    out.iter_mut().zip(weights).for_each(|(out, weight)| *out += value * weight);
                }
            }
            let mut out = vec![0.5; rows * width];
            multiply(&x, &w, inner, width, &mut out);
            assert_eq!(out, expected, "{rows} {inner} {width}");
            let mut out = vec![0.5; rows * width];
            Product { x: &x, w: &w, inner, width, out: &mut out }.plain();
            assert_eq!(out, expected, "plain {rows} {inner} {width}");
        }
    }

    #[cfg(feature = "train")]
    #[test]
    fn a_turned_matrix_has_its_columns_as_rows() {
        let matrix: Vec<f32> = (0..60).map(|at| at as f32).collect();
        let expected: Vec<f32> = (0..3).flat_map(|column| (0..20).map(move |row| (row * 3 + column) as f32)).collect();
        assert_eq!(turned(&matrix, 3), expected);
    }
}
