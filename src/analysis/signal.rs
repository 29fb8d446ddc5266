//! How large the signal is on the way forward, and whether f32 still holds it.

use super::battery::{Column, Measurement, scaled};
use super::metric::Metric;
use crate::network::Forward;
use crate::stats;

/// `preactivation_rms`, `activation_rms`, `activation_mean`, `overflow`.
pub(super) struct Signal;

impl Measurement for Signal {
    fn columns(&self) -> Vec<Column> {
        [
            Metric::PreactivationRms,
            Metric::ActivationRms,
            Metric::ActivationMean,
            Metric::Overflow,
        ]
        .map(Column::plain)
        .into()
    }

    fn forward(&mut self, layer: &Forward<'_>, figures: &mut [f64]) {
        let pairs = layer.activation.len() as f64;
        let rms = |values| (stats::sum(values, |x| x * x) / pairs).sqrt();
        let mean = stats::sum(layer.activation, |h| h) / pairs;
        figures[0] = scaled(rms(layer.preactivation), layer.exponent);
        figures[1] = scaled(rms(layer.activation), layer.exponent);
        figures[2] = scaled(mean, layer.exponent);
    }
}

/// Share of (unit, sample) pairs whose z or h is infinite or NaN.
pub(super) fn overflow(layer: &Forward<'_>) -> f64 {
    if layer.held {
        return 0.0;
    }
    let pairs = layer.preactivation.iter().zip(layer.activation);
    let lost = pairs.filter(|(z, h)| !z.is_finite() || !h.is_finite());
    lost.count() as f64 / layer.activation.len() as f64
}
