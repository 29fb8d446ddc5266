//! Units and pairs that pass no gradient at all.

use super::battery::{Column, Measurement};
use super::metric::Metric;
use crate::network::{Dimensions, Forward};
use crate::vectorised::vectorised;

/// `dead_fraction` and `inactive_fraction`: phi'(z) is zero exactly. The f32
/// kernels return zero only where the true derivative is zero, so a derivative
/// of 1e-50 does not count.
pub(super) struct DeadUnits {
    /// For each unit, the number of samples with phi'(z) = 0.
    zeros: Vec<u32>,
}

impl DeadUnits {
    pub(super) fn new(dimensions: Dimensions) -> Self {
        DeadUnits {
            zeros: vec![0; dimensions.width],
        }
    }
}

impl Measurement for DeadUnits {
    fn columns(&self) -> Vec<Column> {
        [Metric::DeadFraction, Metric::InactiveFraction]
            .map(Column::plain)
            .into()
    }

    fn forward(&mut self, layer: &Forward<'_>, figures: &mut [f64]) {
        let zeros = &mut self.zeros;
        zeros.fill(0);
        vectorised(
            #[inline(always)]
            || {
                for sample in layer.derivative.chunks_exact(layer.width) {
                    for (zeros, derivative) in zeros.iter_mut().zip(sample) {
                        *zeros += u32::from(*derivative == 0.0);
                    }
                }
            },
        );
        let batch = layer.derivative.len() / layer.width;
        let dead = zeros.iter().filter(|z| **z as usize == batch).count();
        let inactive: u64 = zeros.iter().map(|z| u64::from(*z)).sum();
        figures[0] = dead as f64 / layer.width as f64;
        figures[1] = inactive as f64 / layer.derivative.len() as f64;
    }
}
