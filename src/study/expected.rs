//! What theory expects of the figures of the net of one depth.

use super::theory::{Class, Theory};
use crate::analysis::{Column, Metric, Qualifier, octave_ends};
use crate::number::{LossScale, Storage, Threshold};
use crate::stats::least_squares_slope;
use crate::theory::{
    ActivationSizes, FiniteNet, GradientEntries, GradientStrays, Law, LayerMoments, Spread,
};
use std::cell::OnceCell;

/// [`Theory`] of a net of one depth.
pub(super) struct Expected<'a> {
    theory: &'a Theory,
    depth: usize,
    /// For each class, ln of the mean square, by layer.
    gradients: Vec<Option<Vec<f64>>>,
    /// How far the gradients of a finite net stray, by layer.
    strays: Vec<GradientStrays>,
    /// For each layer those of each class, once they are asked for.
    entries: Vec<OnceCell<Option<Vec<GradientEntries>>>>,
    activations: Vec<OnceCell<Option<Vec<ActivationSizes>>>>,
}

/// A class in a layer of a net as wide as it is.
type Finite<'a> = (&'a FiniteNet, &'a Law);

impl<'a> Expected<'a> {
    pub(super) fn new(theory: &'a Theory, depth: usize) -> Self {
        let of_class = |class: &Class| match &theory.finite {
            Some(spread) => {
                let laws = class.laws.iter().take(depth).enumerate();
                let log = |(place, law): (usize, &Law)| {
                    spread.net().gradient_log_square(law, depth - place - 1)
                };
                Some(laws.map(log).collect())
            }
            None => class.field.gradient_log_squares(depth),
        };
        let strays = theory.finite.iter().flat_map(|spread| {
            let layers = 1..=depth;
            layers.map(|layer| spread.gradients(layer, depth))
        });
        Expected {
            theory,
            depth,
            gradients: theory.classes.iter().map(of_class).collect(),
            strays: strays.collect(),
            entries: vec![OnceCell::new(); depth],
            activations: vec![OnceCell::new(); depth],
        }
    }

    /// What each class says of a layer.
    fn each<T>(&self, of: impl Fn(&Class, usize) -> Option<T>) -> Option<Vec<T>> {
        let classes = self.theory.classes.iter().zip(0..);
        classes.map(|(class, place)| of(class, place)).collect()
    }

    /// The moment of a layer that each class has in an infinitely wide net, or in
    /// one as wide as it is.
    fn moments(
        &self,
        layer: usize,
        wide: impl Fn(&LayerMoments) -> f64,
        finite: impl Fn(Finite<'_>) -> f64,
    ) -> Option<Vec<f64>> {
        self.each(|class, _| match &self.theory.finite {
            Some(spread) => Some(finite((spread.net(), &class.laws[layer - 1]))),
            None => class.field.layer(layer).map(&wide),
        })
    }

    /// The mean over trials of the root of the mean over the batch, `factor` what
    /// it lacks in finite nets.
    fn root_of_mean(&self, squares: Option<Vec<f64>>, factor: f64) -> Option<f64> {
        let squares = squares?;
        let root = |shares: &[(usize, f64)]| Some(mean_of(shares, &squares).sqrt());
        Some(self.theory.mean(root)? * factor)
    }

    /// The same of squares given by their logarithms.
    fn root_of_logs(&self, logs: Option<Vec<f64>>, log_factor: f64) -> Option<f64> {
        let logs = logs?;
        let mean = |shares: &[(usize, f64)]| root(log_of_mean(shares, &logs) + 2.0 * log_factor);
        self.theory.mean(mean)
    }

    fn factor(&self, of: impl Fn(&Spread) -> f64) -> f64 {
        self.theory
            .finite
            .as_ref()
            .map_or(1.0, |spread| libm::exp(of(spread)))
    }

    /// Of a figure of every layer.
    pub(super) fn layers(&self, column: &Column) -> Vec<Option<f64>> {
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
        let inactive = || self.moments(layer, |m| m.inactive, |(net, law)| net.inactive(law));
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
            Metric::InactiveFraction | Metric::CauseStructural => mean(inactive()),
            Metric::SaturatedFraction => mean(self.each(|class, _| match &theory.finite {
                Some(spread) => Some(spread.net().saturated(&class.laws[layer - 1])),
                None => class.saturated.get(layer - 1).copied(),
            })),
            Metric::UnderflowFraction | Metric::SubnormalFraction | Metric::OverflowFraction => {
                self.share_between(magnitudes(column)?, layer, &inactive()?)
            }
            Metric::ActivationOctave => {
                let (low, high) = octave(column)?;
                let sizes = self.activation_sizes(layer)?.iter();
                mean(Some(sizes.map(|of| of.between(low, high)).collect()))
            }
            Metric::GradientOctave => {
                let (low, high) = octave(column)?;
                let (entries, inactive) = (self.entries(layer)?, inactive()?);
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

    /// Of samples that are alike: those of a file, say, have correlations of their own.
    fn dead(&self, layer: usize) -> Option<f64> {
        let spread = self.theory.finite.as_ref()?;
        (self.theory.classes.len() == 1).then(|| spread.dead(layer))
    }

    /// ln of the mean square of the gradient of a weight.
    fn weight_gradient(&self, class: &Class, place: usize, layer: usize) -> Option<f64> {
        let batch = self.theory.dimensions.batch as f64;
        if let Some(spread) = &self.theory.finite {
            let law = &class.laws[layer - 1];
            let scale = match layer {
                1 => self.theory.first,
                _ => spread.net().sigma_w_squared(),
            };
            let log = spread
                .net()
                .weight_gradient_log_square(law, self.depth - layer);
            return Some(log - libm::log(scale * batch));
        }
        let input = class.field.input_square(layer)?;
        Some(self.gradients[place].as_ref()?[layer - 1] + libm::log(input / batch))
    }

    /// The entries of the gradient of each class.
    fn entries(&self, layer: usize) -> Option<&Vec<GradientEntries>> {
        let theory = self.theory;
        let of_class = |class: &Class, place: usize| match &theory.finite {
            Some(spread) => {
                // Classes are a spread of their own.
                let of_one_input = match theory.classes.len() {
                    1 => self.strays[layer - 1].of_one_input,
                    _ => (0.0, 0.0),
                };
                let laws = (&class.laws[layer - 1], class.laws.get(layer));
                let above = self.depth - layer;
                Some(spread.net().gradient_entries(laws, above, of_one_input))
            }
            None => {
                let log_square = self.gradients[place].as_ref()?[layer - 1];
                class.field.gradient_entries(layer, log_square)
            }
        };
        let entries = self.entries[layer - 1].get_or_init(|| self.each(of_class));
        entries.as_ref()
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

    /// The share of the entries of the gradient that are not zero and lie between
    /// these magnitudes, `inactive` being the share of each class that is zero.
    fn share_between(
        &self,
        (low, high): (f64, f64),
        layer: usize,
        inactive: &[f64],
    ) -> Option<f64> {
        let entries = self.entries(layer)?;
        let shares: Vec<f64> = entries.iter().map(|of| of.between(low, high)).collect();
        self.theory.mean(|classes| {
            let active = classes
                .iter()
                .map(|(c, share)| (*c, share * (1.0 - inactive[*c])));
            let active: Vec<(usize, f64)> = active.collect();
            let all: f64 = active.iter().map(|(_, share)| share).sum();
            Some(mean_of(&active, &shares) / all)
        })
    }

    /// Of a figure of the net, given those of its layers where they have it.
    pub(super) fn net(&self, column: &Column, layers: &[Option<f64>]) -> Option<f64> {
        let (theory, depth) = (self.theory, self.depth);
        let logs = |shares: &[(usize, f64)], layer: usize| -> Option<f64> {
            let logs = self.gradients.iter().map(|g| Some(g.as_ref()?[layer - 1]));
            Some(log_of_mean(shares, &logs.collect::<Option<Vec<f64>>>()?))
        };
        let first = self.strays.first();
        if is_of_gradient(column.metric) && first.is_some_and(|first| !first.is_known) {
            return None;
        }
        match column.metric {
            // Means over the layers.
            Metric::DeadFraction
            | Metric::InactiveFraction
            | Metric::SaturatedFraction
            | Metric::UnderflowFraction
            | Metric::SubnormalFraction
            | Metric::OverflowFraction
            | Metric::CauseStructural => {
                let sum: Option<f64> = layers.iter().copied().sum();
                Some(sum? / depth as f64).filter(|_| layers.len() == depth)
            }
            Metric::GradientRatio => {
                let spread = theory.finite.as_ref();
                let factor = spread.map_or(0.0, |spread| spread.log_ratio_root(depth));
                theory.mean(|shares| root(logs(shares, 1)? - logs(shares, depth)? + 2.0 * factor))
            }
            Metric::BornDead => {
                let width = theory.dies_by_layer?;
                Some(crate::theory::dead_at_a_point(&vec![width; depth]))
            }
            Metric::JacobianMeanSquare => {
                let jacobian = self.each(|class, place| self.jacobian(class, place))?;
                theory.mean(|shares| {
                    let square = libm::exp(log_of_mean(shares, &jacobian));
                    Some(square).filter(|square| square.is_normal())
                })
            }
            Metric::GradientSlope => theory.mean(|shares| {
                let own = |layer: usize| {
                    let strays = self.strays.get(layer - 1);
                    let off = strays.map_or(0.0, |strays| strays.square.mean_log);
                    Some(logs(shares, layer)? + off)
                };
                let logs: Option<Vec<f64>> = (1..=depth).map(own).collect();
                least_squares_slope(logs?.iter().map(|g| 0.5 * g / std::f64::consts::LN_10))
            }),
            _ => None,
        }
        .filter(|value| value.is_finite())
    }

    /// ln of the mean square of the singular values: E[|J|^2] = E[|W^1|^2]
    /// E[(delta^1)^2] for a cotangent of variance 1, but for the direction of x,
    /// along which W^1 is known from z^1.
    fn jacobian(&self, class: &Class, place: usize) -> Option<f64> {
        let theory = self.theory;
        let (width, features) = (theory.dimensions.width, theory.dimensions.features);
        let longer = width as f64 / width.min(features) as f64;
        let wide = libm::log(theory.first * longer) + self.gradients[place].as_ref()?[0];
        let Some(spread) = &theory.finite else {
            return Some(wide);
        };
        let (law, features) = (&class.laws[0], features as f64);
        let along = spread.net().gradient_log_along(law, self.depth - 1);
        let ratio = libm::exp(along - self.gradients[place].as_ref()?[0]);
        let input = theory.first * class.field.input_square(1)?;
        let known = input / (input + spread.net().sigma_b_squared());
        let along = known * known * ratio / input + 1.0 - known;
        let mean = wide + self.strays[0].mean;
        Some(mean + libm::log(1.0 + (along - 1.0) / features))
    }
}

fn is_of_gradient(metric: Metric) -> bool {
    use Metric::*;
    matches!(
        metric,
        GradientRms
            | WeightGradientRms
            | UnderflowFraction
            | SubnormalFraction
            | OverflowFraction
            | GradientOctave
            | GradientRatio
            | GradientSlope
            | JacobianMeanSquare
    )
}

/// The mean of the values of classes.
fn mean_of(shares: &[(usize, f64)], values: &[f64]) -> f64 {
    shares
        .iter()
        .map(|(class, share)| share * values[*class])
        .sum()
}

/// ln of the mean of what has these logarithms.
fn log_of_mean(shares: &[(usize, f64)], logs: &[f64]) -> f64 {
    let logs = || shares.iter().map(|(class, share)| (logs[*class], *share));
    let largest = logs().fold(f64::NEG_INFINITY, |largest, (log, _)| largest.max(log));
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    let sum: f64 = logs()
        .map(|(log, share)| share * libm::exp(log - largest))
        .sum();
    largest + libm::log(sum)
}

/// Between which magnitudes the column's octave lies.
fn octave(column: &Column) -> Option<(f64, f64)> {
    match column.qualifier {
        Some(Qualifier::Octave(k)) => Some(octave_ends(k)),
        _ => None,
    }
}

/// The magnitudes, before the loss scale, that a share of the column's format is of;
/// none of blocks, of random rounding and of a scale that the net chooses.
fn magnitudes(column: &Column) -> Option<(f64, f64)> {
    let precision = column.precision()?;
    let (Storage::Single(format), LossScale::Power(scale)) =
        (precision.gradient(), precision.loss_scale())
    else {
        return None;
    };
    let thresholds = format.thresholds().ok()?;
    let size = |of: Threshold| libm::scalbn(of.value, of.exponent - scale);
    Some(match column.metric {
        Metric::UnderflowFraction => (0.0, size(thresholds.nonzero)),
        Metric::SubnormalFraction => (size(thresholds.nonzero), size(thresholds.normal)),
        _ => (size(thresholds.overflow), f64::INFINITY),
    })
}

/// The root of a mean square given by its logarithm. One below f64's range is
/// left out, like a measured figure, and does not pass for zero.
fn root(log_square: f64) -> Option<f64> {
    let value = libm::exp(0.5 * log_square);
    (value.is_normal() || log_square == f64::NEG_INFINITY).then_some(value)
}
