//! What mean-field theory expects of the figures of a net, for the inputs that it
//! was given.
//!
//! Each sample is followed from its own mean square. Where features are
//! independent and E[x^2] is finite, samples of many features all have that one.
//! Otherwise (heavy tails, low rank, rows of a file) the batches of the trials are
//! drawn again, their samples sorted into classes of about the same length, and
//! what is expected is the mean over the same trials that were measured.

use super::plan::{Condition, Net};
use crate::analysis::{Column, Metric};
use crate::network::Dimensions;
use crate::number::{LossScale, Storage};
use crate::stats::least_squares_slope;
use crate::theory::{MeanField, Rays, dead_at_a_point, flush_threshold};
use std::collections::BTreeMap;

/// Lengths of a class differ by no more than this factor's logarithm ...
const CLASS: f64 = 0.05;
/// ... unless it takes more classes than these.
const MOST_CLASSES: f64 = 64.0;

/// Mean-field values of the net of one activation; without classes where there
/// are none.
pub(super) struct Theory {
    classes: Vec<Class>,
    /// For each trial the classes of its samples and their shares.
    trials: Vec<Vec<(usize, f64)>>,
    batch: usize,
    /// ln of E[|W^1|^2] over the number of singular values.
    first_log: f64,
    /// The width, where a layer's units are inactive independently with
    /// probability 1/2: one sample, one flat ray, no biases.
    dies_by_layer: Option<usize>,
}

/// Samples of about the same mean square.
struct Class {
    field: MeanField,
    /// Saturated shares, by layer, where they are asked for.
    saturated: Vec<f64>,
}

impl Theory {
    /// Of `net` under `condition` in these trials of a study with this seed, with
    /// saturated shares where `tau` is given.
    pub(super) fn new(
        condition: &Condition,
        net: &Net,
        (seed, trials): (u64, &[u32]),
        tau: Option<f64>,
    ) -> Self {
        let (squares, trials) = match condition.input.second_moment() {
            Some(square) => (vec![square], vec![vec![(0, 1.0)]]),
            None => classes(&lengths(condition, net.seed(seed), trials)),
        };
        let class = |square: f64| {
            let field = MeanField::new(
                &net.activation,
                net.sigma_w_squared,
                condition.weights.sigma_b,
                square,
                condition.dimensions.depth,
            );
            let saturated = tau.map(|tau| field.saturated(tau)).unwrap_or_default();
            Class { field, saturated }
        };
        Theory {
            classes: squares.into_iter().map(class).collect(),
            trials,
            batch: condition.dimensions.batch,
            dies_by_layer: {
                let rays = Rays::of(&net.activation);
                let is_half = |rays: Rays| (rays.below == 0.0) != (rays.above == 0.0);
                let Dimensions { batch, width, .. } = condition.dimensions;
                let law = rays.is_some_and(is_half) && batch == 1;
                (law && condition.weights.sigma_b == 0.0).then_some(width)
            },
            first_log: {
                let Dimensions {
                    features, width, ..
                } = condition.dimensions;
                let longer = width as f64 / width.min(features) as f64;
                libm::log(net.sigma_w_squared.0 * longer)
            },
        }
    }

    /// What is expected of the net of this depth.
    pub(super) fn at_depth(&self, depth: usize) -> Expected<'_> {
        let fields = self.classes.iter().map(|class| &class.field);
        Expected {
            theory: self,
            gradients: fields.map(|f| f.gradient_log_squares(depth)).collect(),
        }
    }

    /// The mean over trials of what `of` makes of the shares of its classes.
    fn mean(&self, of: impl Fn(&[(usize, f64)]) -> Option<f64>) -> Option<f64> {
        let sum: Option<f64> = self.trials.iter().map(|shares| of(shares)).sum();
        Some(sum? / self.trials.len() as f64)
    }
}

/// Mean squares of the samples of each trial's batch.
fn lengths(condition: &Condition, seed: u64, trials: &[u32]) -> Vec<Vec<f64>> {
    let dimensions = condition.dimensions;
    let features = dimensions.features;
    let mut batch = vec![0.0; features * dimensions.batch];
    let of_trial = |trial: &u32| {
        condition.input.fill(seed, *trial, features, &mut batch);
        let samples = batch.chunks_exact(features);
        let square = |sample: &[f32]| sample.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>();
        samples.map(|x| square(x) / features as f64).collect()
    };
    trials.iter().map(of_trial).collect()
}

/// The mean length of each class, and for each trial the shares of the classes.
fn classes(trials: &[Vec<f64>]) -> (Vec<f64>, Vec<Vec<(usize, f64)>>) {
    let logs = || trials.iter().flatten().map(|square| libm::log(*square));
    let ends = logs().filter(|log| log.is_finite());
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), log| {
        (low.min(log), high.max(log))
    });
    let step = f64::max(CLASS, (high - low) / MOST_CLASSES);
    // A sample of zeros is a class of its own, at i64::MIN.
    let key = |square: f64| (libm::log(square) / step).round() as i64;
    let mut sums: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
    for square in trials.iter().flatten() {
        let (sum, count) = sums.entry(key(*square)).or_default();
        (*sum, *count) = (*sum + square, *count + 1.0);
    }
    let places: BTreeMap<i64, usize> = sums.keys().copied().zip(0..).collect();
    let shares = |squares: &Vec<f64>| {
        let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
        for square in squares {
            *counts.entry(places[&key(*square)]).or_default() += 1.0;
        }
        let all = squares.len() as f64;
        counts.into_iter().map(|(c, n)| (c, n / all)).collect()
    };
    let means = sums.values().map(|(sum, count)| sum / count).collect();
    (means, trials.iter().map(shares).collect())
}

/// [`Theory`] of a net of one depth.
pub(super) struct Expected<'a> {
    theory: &'a Theory,
    /// For each class, ln of the mean square, by layer.
    gradients: Vec<Option<Vec<f64>>>,
}

impl Expected<'_> {
    /// Of a figure of a layer, from 1.
    pub(super) fn layer(&self, column: &Column, layer: usize) -> Option<f64> {
        let theory = self.theory;
        // What each class says.
        let each = |of: &dyn Fn(&Class, usize) -> Option<f64>| -> Option<Vec<f64>> {
            let classes = theory.classes.iter().zip(0..);
            classes.map(|(class, place)| of(class, place)).collect()
        };
        let moment = |of: fn(&crate::theory::LayerMoments) -> f64| {
            each(&|class, _| class.field.layer(layer).map(of))
        };
        let mean = |values: Option<Vec<f64>>| {
            let values = values?;
            theory.mean(|shares| Some(mean_of(shares, &values)))
        };
        let root_of_mean = |squares: Option<Vec<f64>>| {
            let squares = squares?;
            theory.mean(|shares| Some(mean_of(shares, &squares).sqrt()))
        };
        let root_of_logs = |logs: Option<Vec<f64>>| {
            let logs = logs?;
            theory.mean(|shares| root(log_of_mean(shares, &logs)))
        };
        let gradient = |place: usize| Some(self.gradients[place].as_ref()?[layer - 1]);
        match column.metric {
            Metric::PreactivationRms => root_of_mean(moment(|here| here.preactivation_square)),
            Metric::ActivationRms => root_of_mean(moment(|here| here.activation_square)),
            Metric::ActivationMean => mean(moment(|here| here.activation_mean)),
            Metric::InactiveFraction => mean(moment(|here| here.inactive)),
            Metric::SaturatedFraction => {
                mean(each(&|class, _| class.saturated.get(layer - 1).copied()))
            }
            Metric::UnderflowFraction => {
                let threshold = underflow_threshold(column)?;
                let flushed =
                    each(&|class, place| class.field.flushed(layer, gradient(place)?, threshold))?;
                let active = moment(|here| 1.0 - here.inactive)?;
                // Of those that are not zero.
                let weighted = |shares: &[(usize, f64)]| -> Vec<(usize, f64)> {
                    let active = shares.iter().map(|(c, share)| (*c, share * active[*c]));
                    active.collect()
                };
                theory.mean(|shares| {
                    let weighted = weighted(shares);
                    let all: f64 = weighted.iter().map(|(_, share)| share).sum();
                    Some(mean_of(&weighted, &flushed) / all)
                })
            }
            Metric::GradientRms => root_of_logs(each(&|_, place| gradient(place))),
            // The cotangents of two samples are independent, so their products
            // with the inputs add up in mean square: E[delta^2 h^2] / B.
            Metric::WeightGradientRms => root_of_logs(each(&|class, place| {
                let input = class.field.input_square(layer)?;
                Some(gradient(place)? + libm::log(input / theory.batch as f64))
            })),
            _ => None,
        }
        .filter(|value| value.is_finite())
    }

    /// Of a figure of the net.
    pub(super) fn net(&self, column: &Column, depth: usize) -> Option<f64> {
        let logs = |shares: &[(usize, f64)], layer: usize| -> Option<f64> {
            let logs: Option<Vec<f64>> = self
                .gradients
                .iter()
                .map(|g| Some(g.as_ref()?[layer - 1]))
                .collect();
            Some(log_of_mean(shares, &logs?))
        };
        match column.metric {
            // Means over the layers.
            Metric::InactiveFraction | Metric::SaturatedFraction | Metric::UnderflowFraction => {
                let layers = (1..=depth).map(|layer| self.layer(column, layer));
                let sum: Option<f64> = layers.sum();
                Some(sum? / depth as f64)
            }
            Metric::GradientRatio => {
                let theory = self.theory;
                theory.mean(|shares| root(logs(shares, 1)? - logs(shares, depth)?))
            }
            Metric::BornDead => {
                let width = self.theory.dies_by_layer?;
                Some(dead_at_a_point(&vec![width; depth]))
            }
            // E[|J|^2] = E[|W^1|^2] E[(delta^1)^2] for a cotangent of variance 1.
            Metric::JacobianMeanSquare => {
                let theory = self.theory;
                theory.mean(|shares| {
                    let square = libm::exp(theory.first_log + logs(shares, 1)?);
                    Some(square).filter(|square| square.is_normal())
                })
            }
            Metric::GradientSlope => self.theory.mean(|shares| {
                let logs: Option<Vec<f64>> = (1..=depth).map(|layer| logs(shares, layer)).collect();
                least_squares_slope(logs?.iter().map(|g| 0.5 * g / std::f64::consts::LN_10))
            }),
            _ => None,
        }
        .filter(|value| value.is_finite())
    }
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

/// Magnitudes up to this become zero in the column's format, before the loss
/// scale; none of blocks, of random rounding and of a scale that the net chooses.
fn underflow_threshold(column: &Column) -> Option<f64> {
    let precision = column.precision()?;
    match (precision.gradient(), precision.loss_scale()) {
        (Storage::Single(format), LossScale::Power(scale)) => {
            flush_threshold(format, libm::scalbn(1.0, scale)).ok()
        }
        _ => None,
    }
}

/// The root of a mean square given by its logarithm. One below f64's range is
/// left out, like a measured figure, and does not pass for zero.
fn root(log_square: f64) -> Option<f64> {
    let value = libm::exp(0.5 * log_square);
    (value.is_normal() || log_square == f64::NEG_INFINITY).then_some(value)
}
