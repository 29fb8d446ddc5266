//! What theory expects of the figures of the net of one depth.

mod classes;
mod entries;
mod flushed;
mod layers;
mod nets;

use super::theory::{Class, Theory};
use crate::analysis::Metric;
use crate::theory::{
    ActivationSizes, FiniteNet, GradientEntries, GradientStrays, Law, LayerMoments, Spread,
};
use classes::{log_of_mean, mean_of, root};
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
                // Where lengths die by the rarest of nets, which a law of few places does
                // not know to be rare, nothing is said.
                let logs: Vec<f64> = laws.map(log).collect();
                logs.iter().all(|log| log.is_finite()).then_some(logs)
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
            | GradientSlopeVsRelu
            | DepthToUnderflow
            | JacobianMeanSquare
    )
}
