//! Pairs that pass next to no gradient.

use super::battery::{Column, Measurement, wanted};
use super::metric::Metric;
use crate::network::{Forward, ForwardPiece};
use crate::stats;

/// `saturated_fraction`: |phi'(z)| < tau, those with phi'(z) = 0 included.
pub(super) struct Saturation {
    columns: Vec<Column>,
    tau: f32,
    saturated: u64,
}

impl Saturation {
    pub(super) fn new(tau: f64, metrics: &[Metric]) -> Self {
        Saturation {
            columns: wanted(&[Metric::SaturatedFraction], metrics),
            tau: tau as f32,
            saturated: 0,
        }
    }
}

impl Measurement for Saturation {
    fn columns(&self) -> Vec<Column> {
        self.columns.clone()
    }

    fn forward_piece(&mut self, piece: &ForwardPiece<'_>) {
        if piece.start == 0 {
            self.saturated = 0;
        }
        let tau = self.tau;
        self.saturated += stats::count(piece.derivative, |d| d.abs() < tau);
    }

    fn forward(&mut self, layer: &Forward<'_>, figures: &mut [f64]) {
        figures[0] = self.saturated as f64 / layer.derivative.len() as f64;
    }
}
