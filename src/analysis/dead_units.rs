//! Units and pairs that pass no gradient at all.

use super::battery::{Column, Measurement, wanted};
use super::metric::Metric;
use crate::network::{Dimensions, Forward, ForwardPiece};
use crate::vectorised::vectorised;

/// `dead_fraction` and `inactive_fraction`: phi'(z) is zero exactly. The f32
/// kernels return zero only where the true derivative is zero, so a derivative
/// of 1e-50 does not count.
pub(super) struct DeadUnits {
    columns: Vec<Column>,
    /// For each unit, the number of samples with phi'(z) = 0.
    zeros: Vec<u32>,
}

impl DeadUnits {
    pub(super) fn new(dimensions: Dimensions, metrics: &[Metric]) -> Self {
        DeadUnits {
            columns: wanted(&[Metric::DeadFraction, Metric::InactiveFraction], metrics),
            zeros: vec![0; dimensions.width],
        }
    }
}

impl Measurement for DeadUnits {
    fn columns(&self) -> Vec<Column> {
        self.columns.clone()
    }

    fn forward_piece(&mut self, piece: &ForwardPiece<'_>) {
        let zeros = &mut self.zeros;
        if piece.start == 0 {
            zeros.fill(0);
        }
        vectorised(
            #[inline(always)]
            || {
                // Four samples a time: counts are loaded and stored less often.
                let mut fours = piece.derivative.chunks_exact(4 * piece.width);
                for samples in &mut fours {
                    let (ab, cd) = samples.split_at(2 * piece.width);
                    let (a, b) = ab.split_at(piece.width);
                    let (c, d) = cd.split_at(piece.width);
                    for ((((zeros, a), b), c), d) in zeros.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                        let of_pair = |x: f32, y: f32| u32::from(x == 0.0) + u32::from(y == 0.0);
                        *zeros += of_pair(*a, *b) + of_pair(*c, *d);
                    }
                }
                for sample in fours.remainder().chunks_exact(piece.width) {
                    for (zeros, derivative) in zeros.iter_mut().zip(sample) {
                        *zeros += u32::from(*derivative == 0.0);
                    }
                }
            },
        );
    }

    fn forward(&mut self, layer: &Forward<'_>, figures: &mut [f64]) {
        let zeros = &self.zeros;
        let batch = layer.derivative.len() / layer.width;
        for (column, figure) in self.columns.iter().zip(figures) {
            *figure = match column.metric {
                Metric::DeadFraction => {
                    let dead = zeros.iter().filter(|z| **z as usize == batch).count();
                    dead as f64 / layer.width as f64
                }
                _ => {
                    let inactive: u64 = zeros.iter().map(|z| u64::from(*z)).sum();
                    inactive as f64 / layer.derivative.len() as f64
                }
            };
        }
    }
}
