//! How large the gradient is on the way back.

use super::battery::{Column, Measurement, scaled, wanted};
use super::metric::Metric;
use crate::network::{Backward, Dimensions, matrix, multiply};
use crate::stats;

/// `gradient_rms` and `weight_gradient_rms`.
pub(super) struct GradientFlow {
    columns: Vec<Column>,
    /// The gradient of the weights, times the batch and 2^-exponent; empty
    /// where nobody asks for it.
    weights: Vec<f32>,
}

impl GradientFlow {
    pub(super) fn new(dimensions: Dimensions, metrics: &[Metric]) -> Self {
        let widest = dimensions.width.max(dimensions.features);
        let size = if metrics.contains(&Metric::WeightGradientRms) {
            dimensions.width * widest
        } else {
            0
        };
        GradientFlow {
            columns: wanted(&[Metric::GradientRms, Metric::WeightGradientRms], metrics),
            weights: vec![0.0; size],
        }
    }

    /// The RMS of delta h^T over the batch, times 2^-exponents.
    fn weight_gradient_rms(&mut self, layer: &Backward<'_>) -> f64 {
        let Some(input) = layer.input else {
            return f64::NAN;
        };
        let fan_in = input.len() / layer.batch;
        let weights = &mut self.weights[..layer.width * fan_in];
        let delta = matrix(layer.delta, layer.width, layer.batch);
        let input = matrix(input, fan_in, layer.batch);
        multiply(1.0, delta, input.transpose(), weights);
        let mean_square = stats::sum(weights, |w| w * w) / weights.len() as f64;
        mean_square.sqrt() / layer.batch as f64
    }
}

impl Measurement for GradientFlow {
    fn columns(&self) -> Vec<Column> {
        self.columns.clone()
    }

    fn backward(&mut self, layer: &Backward<'_>, figures: &mut [f64]) {
        let pairs = layer.delta.len() as f64;
        for (place, figure) in figures.iter_mut().enumerate() {
            *figure = match self.columns[place].metric {
                Metric::GradientRms => {
                    scaled((layer.sum_of_squares / pairs).sqrt(), layer.exponent)
                }
                _ => scaled(
                    self.weight_gradient_rms(layer),
                    layer.exponent + layer.input_exponent,
                ),
            };
        }
    }
}
