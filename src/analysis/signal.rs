//! How large the signal is on the way forward, and whether f32 still holds it.

use super::battery::{Column, Measurement, scaled, wanted};
use super::metric::Metric;
use crate::network::{Forward, ForwardPiece};
use crate::stats::Sum;

/// `preactivation_rms`, `activation_rms`, `activation_mean`, `overflow`.
pub(super) struct Signal {
    columns: Vec<Column>,
    /// sum h 2^-e, where somebody asks for the mean.
    sum: Option<Sum>,
}

impl Signal {
    pub(super) fn new(metrics: &[Metric]) -> Self {
        let own = [
            Metric::PreactivationRms,
            Metric::ActivationRms,
            Metric::ActivationMean,
            Metric::Overflow,
        ];
        let has_mean = metrics.contains(&Metric::ActivationMean);
        // The interval of the mean takes the spread of its scale.
        let scale = [Metric::ActivationRms].into_iter().filter(|_| has_mean);
        let metrics: Vec<Metric> = metrics.iter().copied().chain(scale).collect();
        Signal {
            columns: wanted(&own, &metrics),
            sum: has_mean.then(Sum::default),
        }
    }
}

impl Measurement for Signal {
    fn columns(&self) -> Vec<Column> {
        self.columns.clone()
    }

    fn forward_piece(&mut self, piece: &ForwardPiece<'_>) {
        if let Some(sum) = &mut self.sum {
            if piece.start == 0 {
                *sum = Sum::default();
            }
            sum.add(piece.activation, |h| h);
        }
    }

    fn forward(&mut self, layer: &Forward<'_>, figures: &mut [f64]) {
        let pairs = layer.activation.len() as f64;
        for (column, figure) in self.columns.iter().zip(figures) {
            let value = match column.metric {
                Metric::PreactivationRms => (layer.preactivation_squares / pairs).sqrt(),
                Metric::ActivationRms => (layer.activation_squares / pairs).sqrt(),
                Metric::ActivationMean => self.sum.map_or(f64::NAN, |s| s.total() / pairs),
                // The battery's own.
                _ => continue,
            };
            *figure = scaled(value, layer.exponent);
        }
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
