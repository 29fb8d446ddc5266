//! The sizes that the entries of the gradient are expected to have.

use super::Expected;
use super::classes::mean_of_active;
use crate::analysis::{Column, Metric};
use crate::number::{LossScale, Storage, Threshold};
use crate::theory::GradientEntries;

impl Expected<'_> {
    /// The entries of the gradient of each class.
    pub(super) fn entries(&self, layer: usize) -> Option<&Vec<GradientEntries>> {
        let of_all_trials = || {
            // Classes are a spread of their own.
            let of_one_input = match self.theory.classes.len() {
                1 => self.strays.get(layer - 1).map(|strays| strays.of_one_input),
                _ => None,
            };
            self.entries_straying(layer, of_one_input.unwrap_or_default())
        };
        let entries = self.entries[layer - 1].get_or_init(of_all_trials);
        entries.as_ref()
    }

    /// The same, where from input to input ln of the mean square lies off theory's
    /// and strays by these, of nets as wide as they are.
    pub(super) fn entries_straying(
        &self,
        layer: usize,
        of_one_input: (f64, f64),
    ) -> Option<Vec<GradientEntries>> {
        self.each(|class, place| match &self.theory.finite {
            Some(spread) => {
                self.gradients[place].as_ref()?;
                let laws = (&class.laws[layer - 1], class.laws.get(layer));
                let above = self.depth - layer;
                Some(spread.net().gradient_entries(laws, above, of_one_input))
            }
            None => {
                let log_square = self.gradients[place].as_ref()?[layer - 1];
                class.field.gradient_entries(layer, log_square)
            }
        })
    }

    /// The share of the entries of the gradient that are not zero and lie between
    /// these magnitudes.
    pub(super) fn share_between(&self, (low, high): (f64, f64), layer: usize) -> Option<f64> {
        let (entries, inactive) = (self.entries(layer)?, self.inactive(layer)?);
        let shares: Vec<f64> = entries.iter().map(|of| of.between(low, high)).collect();
        let mean = |classes: &[(usize, f64)]| Some(mean_of_active(classes, &shares, &inactive));
        self.theory.mean(mean)
    }
}

/// The magnitudes, before the loss scale, that a share of the column's format is of;
/// none of blocks, of random rounding and of a scale that the net chooses.
pub(super) fn magnitudes(column: &Column) -> Option<(f64, f64)> {
    let precision = column.precision()?;
    let (Storage::Single(format), LossScale::Power(scale)) =
        (precision.gradient(), precision.loss_scale())
    else {
        return None;
    };
    let thresholds = format.thresholds().ok()?;
    let size = |of: Threshold| libm::scalbn(of.value, of.exponent - scale);
    Some(match column.metric {
        Metric::UnderflowFraction | Metric::DepthToUnderflow => (0.0, size(thresholds.nonzero)),
        Metric::SubnormalFraction => (size(thresholds.nonzero), size(thresholds.normal)),
        _ => (size(thresholds.overflow), f64::INFINITY),
    })
}
