//! What theory expects of the figures of a layer.

use super::classes::mean_of;
use super::entries::magnitudes;
use super::{Expected, is_of_gradient};
use crate::analysis::{Column, Metric, Qualifier, octave_ends};
use crate::study::theory::Class;
use crate::theory::{ActivationSizes, GradientEntries};

impl Expected<'_> {
    /// Of a figure of every layer.
    pub(in crate::study) fn layers(&self, column: &Column) -> Vec<Option<f64>> {
        let layers = 1..=self.depth;
        layers.map(|layer| self.layer(column, layer)).collect()
    }

    /// Of a figure of a layer, from 1.
    fn layer(&self, column: &Column, layer: usize) -> Option<f64> {
        let theory = self.theory;
        let mean = |values: Option<Vec<f64>>| {
            let values = values?;
            theory.mean(|shares| Some(mean_of(shares, &values)))
        };
        let strays = self.strays.get(layer - 1);
        if is_of_gradient(column.metric) && strays.is_some_and(|strays| !strays.is_known) {
            return None;
        }
        match column.metric {
            Metric::PreactivationRms => self.root_of_mean(
                self.moments(
                    layer,
                    |m| m.preactivation_square,
                    |(net, law)| net.preactivation_square(law),
                ),
                self.factor(|spread| spread.preactivations(layer).log_root),
            ),
            Metric::ActivationRms => self.root_of_mean(
                self.moments(
                    layer,
                    |m| m.activation_square,
                    |(net, law)| net.activation_square(law),
                ),
                self.factor(|spread| spread.activations(layer).log_root),
            ),
            Metric::ActivationMean => mean(self.moments(
                layer,
                |m| m.activation_mean,
                |(net, law)| net.activation_mean(law),
            )),
            Metric::DeadFraction => self.dead(layer),
            // Where no path is dead above.
            Metric::InactiveFraction | Metric::CauseStructural => mean(self.inactive(layer)),
            Metric::SaturatedFraction => mean(self.each(|class, _| match &theory.finite {
                Some(spread) => spread.net().saturated(&class.laws[layer - 1]),
                None => class.saturated.get(layer - 1).copied().flatten(),
            })),
            Metric::UnderflowFraction | Metric::SubnormalFraction | Metric::OverflowFraction => {
                self.share_between(magnitudes(column)?, layer)
            }
            Metric::ActivationOctave => {
                let (low, high) = octave(column)?;
                let sizes = self.activation_sizes(layer)?.iter();
                mean(Some(sizes.map(|of| of.between(low, high)).collect()))
            }
            Metric::GradientOctave => {
                let (low, high) = octave(column)?;
                let (entries, inactive) = (self.entries(layer)?, self.inactive(layer)?);
                let each = entries.iter().zip(inactive);
                let share =
                    |(of, zero): (&GradientEntries, f64)| (1.0 - zero) * of.between(low, high);
                mean(Some(each.map(share).collect()))
            }
            Metric::GradientRms => self.root_of_logs(
                self.each(|_, place| Some(self.gradients[place].as_ref()?[layer - 1])),
                strays.map_or(0.0, |strays| strays.square.log_root),
            ),
            // The cotangents of two samples are independent, so their products
            // with the inputs add up in mean square: E[delta^2 h^2] / B.
            Metric::WeightGradientRms => self.root_of_logs(
                self.each(|class, place| self.weight_gradient(class, place, layer)),
                strays.map_or(0.0, |strays| strays.weights.log_root),
            ),
            _ => None,
        }
        .filter(|value| value.is_finite())
    }

    /// The share of pairs of each class that pass no gradient.
    pub(super) fn inactive(&self, layer: usize) -> Option<Vec<f64>> {
        self.moments(layer, |m| m.inactive, |(net, law)| net.inactive(law))
    }

    /// Of samples that are alike: those of a file, say, have correlations of their own.
    pub(super) fn dead(&self, layer: usize) -> Option<f64> {
        let spread = self.theory.finite.as_ref()?;
        (self.theory.classes.len() == 1).then(|| spread.dead(layer))
    }

    /// ln of the mean square of the gradient of a weight.
    fn weight_gradient(&self, class: &Class, place: usize, layer: usize) -> Option<f64> {
        let input = match &self.theory.finite {
            Some(spread) => {
                let scale = match layer {
                    1 => self.theory.first,
                    _ => spread.net().sigma_w_squared(),
                };
                class.laws[layer - 1].input - libm::log(scale)
            }
            None => libm::log(class.field.input_square(layer)?),
        };
        let batch = self.theory.dimensions.batch as f64;
        Some(self.gradients[place].as_ref()?[layer - 1] + input - libm::log(batch))
    }

    /// The activations of each class.
    fn activation_sizes(&self, layer: usize) -> Option<&Vec<ActivationSizes>> {
        let of_class = |class: &Class, _| match &self.theory.finite {
            Some(spread) => Some(spread.net().activation_sizes(&class.laws[layer - 1])),
            None => class.field.activation_sizes(layer),
        };
        let sizes = self.activations[layer - 1].get_or_init(|| self.each(of_class));
        sizes.as_ref()
    }
}

/// Between which magnitudes the column's octave lies.
fn octave(column: &Column) -> Option<(f64, f64)> {
    match column.qualifier {
        Some(Qualifier::Octave(k)) => Some(octave_ends(k)),
        _ => None,
    }
}
