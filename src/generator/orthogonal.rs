//! Haar distributed orthogonal matrices.
//!
//! A product of Householder reflections, the k-th of a normal vector of length
//! m - k, is Haar distributed (Stewart 1980, SIAM J. Numer. Anal. 17:403-409).
//! All sums run in eight fixed lanes in f64, so that every machine computes
//! the same bits; a QR from a linear algebra crate would not.

use super::stream::Stream;
use crate::vectorised::vectorised;

const LANES: usize = 8;

/// Fills `out` (`rows` by `columns`, column after column) with
/// sqrt(max(rows, columns)) times a matrix with orthonormal columns, or rows
/// where there are more columns than rows.
pub(super) fn fill(stream: &mut Stream, (rows, columns): (usize, usize), out: &mut [f32]) {
    let (long, short) = (rows.max(columns), rows.min(columns));
    let mut tall = vec![0.0f64; long * short];
    vectorised(
        #[inline(always)]
        || orthonormal_columns(stream, long, &mut tall),
    );
    let scale = (long as f64).sqrt();
    for (column, entries) in out.chunks_exact_mut(rows).enumerate() {
        for (row, entry) in entries.iter_mut().enumerate() {
            let q = if rows >= columns {
                tall[column * long + row]
            } else {
                tall[row * long + column]
            };
            *entry = (scale * q) as f32;
        }
    }
}

/// H_1 ... H_short D applied to the first columns of the identity, each column
/// `long` entries; D holds the signs that make the law Haar's.
#[inline(always)]
fn orthonormal_columns(stream: &mut Stream, long: usize, columns: &mut [f64]) {
    let short = columns.len() / long;
    let mut normals = vec![0.0f32; long];
    let reflections: Vec<(Vec<f64>, f64)> = (0..short)
        .map(|k| {
            let draw = &mut normals[k..];
            stream.fill_normal(draw);
            let mut v: Vec<f64> = draw.iter().map(|x| f64::from(*x)).collect();
            let norm = dot(&v, &v).sqrt();
            let sign = if v[0] < 0.0 { -1.0 } else { 1.0 };
            // v + sign |v| e_1 does not cancel.
            v[0] += sign * norm;
            let scale = 2.0 / dot(&v, &v);
            v.iter_mut().for_each(|x| *x *= scale.sqrt());
            (v, -sign)
        })
        .collect();
    for (j, column) in columns.chunks_exact_mut(long).enumerate() {
        column[j] = reflections[j].1;
        for (k, (v, _)) in reflections.iter().enumerate().rev() {
            let part = &mut column[k..];
            let projection = dot(v, part);
            for (x, v) in part.iter_mut().zip(v) {
                *x -= projection * v;
            }
        }
    }
}

/// The inner product in [`LANES`] fixed lanes.
#[inline(always)]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    let (a, b) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest = a.remainder().iter().zip(b.remainder());
    let rest = rest.fold(0.0, |sum, (x, y)| sum + x * y);
    for (a, b) in a.zip(b) {
        for lane in 0..LANES {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::super::stream::Purpose;
    use super::*;

    fn matrix(rows: usize, columns: usize, layer: u32) -> Vec<f32> {
        let mut out = vec![0.0; rows * columns];
        let mut stream = Stream::new(5, Purpose::Weights, 0, layer);
        fill(&mut stream, (rows, columns), &mut out);
        out
    }

    #[test]
    fn the_short_side_is_orthonormal() {
        for (rows, columns) in [(1, 1), (17, 17), (40, 9), (9, 40)] {
            let w = matrix(rows, columns, 1);
            let (long, short) = (rows.max(columns), rows.min(columns));
            let at = |i: usize, k: usize| {
                f64::from(if rows >= columns {
                    w[i * rows + k]
                } else {
                    w[k * rows + i]
                })
            };
            for i in 0..short {
                for j in 0..=i {
                    let product: f64 = (0..long).map(|k| at(i, k) * at(j, k)).sum();
                    let expected = if i == j { long as f64 } else { 0.0 };
                    let tolerance = 4.0 * f64::from(f32::EPSILON) * long as f64;
                    assert!((product - expected).abs() < tolerance, "{product}");
                }
            }
        }
    }

    /// Under Haar's law every entry of Q has mean 0 and E[q^2] = 1/n, and the
    /// trace has variance 1 (Diaconis and Shahshahani 1994): four standard
    /// errors over 2,000 matrices of size 4.
    #[test]
    fn moments_are_those_of_haar() {
        const DRAWS: u32 = 2000;
        let (mut corner, mut corner_square, mut trace_square) = (0.0, 0.0, 0.0);
        for layer in 0..DRAWS {
            let q: Vec<f64> = matrix(4, 4, layer)
                .iter()
                .map(|x| f64::from(*x) / 2.0)
                .collect();
            let trace = q[0] + q[5] + q[10] + q[15];
            corner += q[0];
            corner_square += q[0] * q[0];
            trace_square += trace * trace;
        }
        let n = f64::from(DRAWS);
        assert!((corner / n).abs() < 4.0 * (0.25 / n).sqrt());
        // Var(q^2) = 3/(n(n+2)) - 1/n^2 = 1/16 at n = 4.
        assert!((corner_square / n - 0.25).abs() < 4.0 * (0.0625 / n).sqrt());
        // The trace of a 4 x 4 is close to N(0, 1), whose square varies by 2.
        assert!((trace_square / n - 1.0).abs() < 4.0 * (2.0 / n).sqrt());
    }
}
