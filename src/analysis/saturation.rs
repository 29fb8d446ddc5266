//! Pairs that pass next to no gradient.

use super::battery::{Column, Measurement};
use super::metric::Metric;
use crate::network::Forward;
use crate::stats;

/// `saturated_fraction`: |phi'(z)| < tau, those with phi'(z) = 0 included.
pub(super) struct Saturation {
    tau: f32,
}

impl Saturation {
    pub(super) fn new(tau: f64) -> Self {
        Saturation { tau: tau as f32 }
    }
}

impl Measurement for Saturation {
    fn columns(&self) -> Vec<Column> {
        vec![Column::plain(Metric::SaturatedFraction)]
    }

    fn forward(&mut self, layer: &Forward<'_>, figures: &mut [f64]) {
        let tau = self.tau;
        let saturated = stats::count(layer.derivative, |d| d.abs() < tau);
        figures[0] = saturated as f64 / layer.derivative.len() as f64;
    }
}
