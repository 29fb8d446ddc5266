//! How large the gradient is on the way back.

use super::battery::{Column, Measurement, scaled};
use super::metric::Metric;
use crate::network::{Backward, Dimensions, matrix, multiply};
use crate::stats;

/// `gradient_rms` and `weight_gradient_rms`.
pub(super) struct GradientFlow {
    /// The gradient of the weights, times the batch and 2^-exponent.
    weights: Vec<f32>,
}

impl GradientFlow {
    pub(super) fn new(dimensions: Dimensions) -> Self {
        let widest = dimensions.width.max(dimensions.features);
        GradientFlow {
            weights: vec![0.0; dimensions.width * widest],
        }
    }
}

impl Measurement for GradientFlow {
    fn columns(&self) -> Vec<Column> {
        [Metric::GradientRms, Metric::WeightGradientRms]
            .map(Column::plain)
            .into()
    }

    fn backward(&mut self, layer: &Backward<'_>, figures: &mut [f64]) {
        let pairs = layer.delta.len() as f64;
        figures[0] = scaled((layer.sum_of_squares / pairs).sqrt(), layer.exponent);
        let fan_in = layer.input.len() / layer.batch;
        let weights = &mut self.weights[..layer.width * fan_in];
        let delta = matrix(layer.delta, layer.width, layer.batch);
        let input = matrix(layer.input, fan_in, layer.batch);
        multiply(1.0, delta, input.transpose(), weights);
        let mean_square = stats::sum(weights, |w| w * w) / weights.len() as f64;
        let rms = mean_square.sqrt() / layer.batch as f64;
        figures[1] = scaled(rms, layer.exponent + layer.input_exponent);
    }
}
