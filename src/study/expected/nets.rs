//! What theory expects of the figures of a whole net.

use super::classes::{log_of_mean, root};
use super::{Expected, is_of_gradient};
use crate::analysis::{Column, Metric};
use crate::stats::least_squares_slope;
use crate::study::theory::Class;
use crate::theory::dead_at_a_point;

impl Expected<'_> {
    /// Of a figure of the net, given those of its layers where they have it, and the
    /// share from which on a layer has underflowed.
    pub(in crate::study) fn net(
        &self,
        column: &Column,
        layers: &[Option<f64>],
        underflow: f64,
    ) -> Option<f64> {
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
            Metric::BornDead => self.born_dead(),
            Metric::DepthToUnderflow => self.depth_to_underflow(column, underflow),
            Metric::JacobianMeanSquare => {
                let jacobian = self.each(|class, place| self.jacobian(class, place))?;
                theory.mean(|shares| {
                    let square = libm::exp(log_of_mean(shares, &jacobian));
                    Some(square).filter(|square| square.is_normal())
                })
            }
            // That of ReLU is subtracted where it is known.
            Metric::GradientSlope | Metric::GradientSlopeVsRelu => theory.mean(|shares| {
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

    /// P(the first layer has no gradient for any sample): of one sample, where a
    /// layer's units are inactive independently, and of activations without a flat
    /// stretch. Of more samples it is the rare nets in which they are all alike that
    /// die, and the units dead in a typical one do not tell how many.
    fn born_dead(&self) -> Option<f64> {
        if self.theory.dies_by_layer {
            let width = self.theory.dimensions.width;
            return Some(dead_at_a_point(&vec![width; self.depth]));
        }
        let mut layers = 1..=self.depth;
        layers
            .all(|layer| self.dead(layer) == Some(0.0))
            .then_some(0.0)
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
