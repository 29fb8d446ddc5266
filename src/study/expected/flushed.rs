//! The layer at which a number format is expected to lose the gradient.
//!
//! The gradient of a net strays from the typical one by a factor that all its inputs
//! share, log-normal with the covariance that theory has for two inputs, and each
//! input by one of its own. The share that rounds to zero falls with the common
//! factor, so a layer has underflowed in the nets whose factor is below the one at
//! which that share is the limit.

use super::Expected;
use super::classes::mean_of_active;
use super::entries::magnitudes;
use crate::analysis::Column;
use crate::theory::{GradientEntries, mean_of_first, root};
use statrs::distribution::{ContinuousCDF, Normal};

/// Common factors are within so many deviations.
const REACH: f64 = 8.0;

impl Expected<'_> {
    /// `depth_to_underflow`: of the nets that reach it, the mean over trials.
    pub(super) fn depth_to_underflow(&self, column: &Column, limit: f64) -> Option<f64> {
        let (_, threshold) = magnitudes(column)?;
        let mut layers = Vec::with_capacity(self.depth);
        for layer in (1..=self.depth).rev() {
            let here = Flushed::new(self, layer, threshold)?;
            let reached = self.theory.trials().map(|trial| here.chance(trial, limit));
            let reached: Vec<f64> = reached.collect();
            let is_last = reached.iter().all(|chance| *chance == 1.0);
            layers.push(reached);
            if is_last {
                break;
            }
        }
        let trials = self.theory.trials().enumerate();
        let each = trials.map(|(trial, _)| mean_of_first(layers.iter().map(|of| of[trial])));
        let sum: Option<f64> = each.sum();
        Some(sum? / self.theory.trials().count() as f64)
    }
}

/// What rounds to zero in a layer.
struct Flushed {
    entries: Vec<GradientEntries>,
    inactive: Vec<f64>,
    threshold: f64,
    /// Of ln of the common factor.
    deviation: f64,
}

impl Flushed {
    /// Magnitudes up to `threshold` do; classes of inputs stray by themselves.
    fn new(expected: &Expected<'_>, layer: usize, threshold: f64) -> Option<Self> {
        let strays = expected.strays.get(layer - 1);
        let strays = strays.filter(|_| expected.theory.classes.len() == 1);
        let common = strays.map_or(0.0, |strays| strays.of_two_inputs);
        let own = strays.map_or((0.0, 0.0), |strays| {
            let (off, of_one) = strays.of_one_input;
            (off, (of_one - common).max(0.0))
        });
        Some(Flushed {
            entries: expected.entries_straying(layer, own)?,
            inactive: expected.inactive(layer)?,
            threshold,
            deviation: 0.5 * common.max(0.0).sqrt(),
        })
    }

    /// P(the share is at least `limit`) in a trial with these shares of classes.
    fn chance(&self, classes: &[(usize, f64)], limit: f64) -> f64 {
        let over = |log_factor: f64| {
            let threshold = self.threshold * libm::exp(-log_factor);
            let shares: Vec<f64> = self
                .entries
                .iter()
                .map(|of| of.at_most(threshold))
                .collect();
            mean_of_active(classes, &shares, &self.inactive) - limit
        };
        let end = REACH * self.deviation;
        match (over(-end) >= 0.0, over(end) >= 0.0) {
            (false, _) => 0.0,
            (true, true) => 1.0,
            (true, false) => Normal::standard().cdf(root(over, (-end, end)) / self.deviation),
        }
    }
}
