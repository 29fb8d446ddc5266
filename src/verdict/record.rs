//! What the trials of one net gave, and the evidence that this is.

use super::evidence::{Estimate, Evidence, Gradient};
use crate::analysis::Metric;
use crate::stats::{Level, Trials};
use crate::study::{Plan, Sample};

/// The figures of one activation at one depth in one format, trial by trial:
/// a row of `data/advice.csv`. NaN is 'no figure'.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The activation, as `actlab` prints it.
    pub activation: String,
    /// Activation layers.
    pub depth: usize,
    /// The number format.
    pub format: String,
    /// log10 of `gradient_ratio`, which f64 may not hold; minus infinity where
    /// the gradient of the first layer is zero.
    pub decades: Vec<f64>,
    /// `dead_fraction`, mean over the layers.
    pub dead: Vec<f64>,
    /// Share of the gradient entries that are not zero in f64 and drown in the
    /// format, mean over the layers.
    pub drowned: Vec<f64>,
    /// `lost_fraction` at the layer that loses most.
    pub lost: Vec<f64>,
    /// `noise_to_signal` at the noisiest layer.
    pub noise: Vec<f64>,
}

/// What a study must measure for records.
pub const METRICS: [Metric; 4] = [
    Metric::DeadFraction,
    Metric::CauseDrowned,
    Metric::LostFraction,
    Metric::NoiseToSignal,
];

impl Record {
    /// The records of every activation, depth and format of a condition (by
    /// its place) of `plan`, which `sample` is of and which measures
    /// [`METRICS`].
    ///
    /// Nets of other architectures fill such records in
    /// [`Record::of_architecture`], and all that follows is the same.
    pub fn of_plain_nets(plan: &Plan, sample: &Sample, condition: usize) -> Vec<Record> {
        let mut records = Vec::new();
        let nets = plan.conditions[condition].nets.iter();
        for (activation, net) in nets.enumerate() {
            for (place, depth) in plan.spec.depths.iter().enumerate() {
                let net_of = (condition, activation, place);
                let own =
                    |metric, format| sample.of_net(net_of, metric, format).unwrap_or_default();
                let decades = decades(
                    &own(Metric::GradientRatio, None),
                    &own(Metric::GradientSlope, None),
                    &own(Metric::BornDead, None),
                    *depth,
                );
                let dead = own(Metric::DeadFraction, None);
                for format in &plan.spec.formats {
                    let worst = |metric| {
                        let trials = sample.of_layers(net_of, metric, Some(*format));
                        let trials = trials.unwrap_or_default();
                        trials.iter().map(|layers| largest(layers)).collect()
                    };
                    let drowned = own(Metric::CauseDrowned, Some(*format));
                    let zero = own(Metric::CauseStructural, Some(*format));
                    let of_the_rest = drowned.iter().zip(&zero).map(|(d, zero)| d / (1.0 - zero));
                    records.push(Record {
                        activation: net.activation.to_string(),
                        depth: *depth,
                        format: format.to_string(),
                        decades: decades.clone(),
                        dead: dead.clone(),
                        drowned: of_the_rest.collect(),
                        lost: worst(Metric::LostFraction),
                        noise: worst(Metric::NoiseToSignal),
                    });
                }
            }
        }
        records
    }

    /// What the figures are with their intervals; `theory` is the ratio of an
    /// infinitely wide net.
    pub fn evidence(&self, theory: Option<f64>, level: &Level) -> Evidence {
        Evidence {
            gradient: gradient(&self.decades, level),
            theory,
            dead: Estimate::of_share(&self.dead, level),
            drowned: Estimate::of_share(&self.drowned, level),
            lost: Estimate::of_share(&self.lost, level),
            noise: Estimate::of_positive(&self.noise, level),
        }
    }
}

/// The largest figure of a layer; NaN where a layer has none, since that could
/// be the largest.
pub(super) fn largest(layers: &[f64]) -> f64 {
    layers.iter().fold(f64::NEG_INFINITY, |largest, figure| {
        match figure.is_nan() || largest.is_nan() {
            true => f64::NAN,
            false => largest.max(*figure),
        }
    })
}

/// log10 of every trial's ratio. Where f64 does not hold the ratio it is taken
/// from the slope, which it does hold, over the layers; a net that is born dead
/// has no ratio where its last layer's gradient is zero too.
fn decades(ratios: &[f64], slopes: &[f64], born_dead: &[f64], depth: usize) -> Vec<f64> {
    let trials = ratios.iter().zip(slopes).zip(born_dead);
    let of_trial = |((ratio, slope), dead): ((&f64, &f64), &f64)| match ratio.is_nan() {
        _ if *dead == 1.0 => f64::NEG_INFINITY,
        false => ratio.log10(),
        true => -slope * (depth as f64 - 1.0),
    };
    trials.map(of_trial).collect()
}

/// Beyond it f64 holds no ratio.
const RANGE: f64 = 307.0;

fn gradient(decades: &[f64], level: &Level) -> Gradient {
    let count = |is: &dyn Fn(&f64) -> bool| decades.iter().filter(|d| is(d)).count();
    if decades.is_empty() {
        return Gradient::Unknown;
    } else if 2 * count(&|d| *d == f64::NEG_INFINITY) >= decades.len() {
        return Gradient::Dead;
    } else if 2 * count(&|d| d.is_nan()) >= decades.len() {
        return Gradient::Lost;
    }
    let mut finite = Trials::default();
    decades.iter().for_each(|d| finite.push(*d));
    match finite.mean() {
        Some(mean) if mean < -RANGE => Gradient::BelowRange,
        Some(mean) if mean > RANGE => Gradient::AboveRange,
        _ => {
            let ratios: Vec<f64> = decades.iter().map(|d| libm::exp10(*d)).collect();
            Estimate::of_positive(&ratios, level).map_or(Gradient::Unknown, Gradient::Ratio)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gradient_that_is_no_number_is_named() {
        let level = Level::new(0.95);
        let of = |decades: &[f64]| gradient(decades, &level);
        let (dead, nothing) = (f64::NEG_INFINITY, f64::NAN);
        assert_eq!(of(&[dead, dead, -1.0]), Gradient::Dead);
        assert_eq!(of(&[nothing, nothing, 1.0]), Gradient::Lost);
        assert_eq!(of(&[-400.0, -390.0]), Gradient::BelowRange);
        assert_eq!(of(&[400.0, 390.0]), Gradient::AboveRange);
        assert_eq!(of(&[]), Gradient::Unknown);
        let Gradient::Ratio(ratio) = of(&[-2.0, -2.2, -1.8]) else {
            panic!("{:?}", of(&[-2.0, -2.2, -1.8]));
        };
        assert!((ratio.value - 0.01).abs() < 1e-15);
        // One dead net among three makes the mean zero and unknown.
        let Gradient::Ratio(ratio) = of(&[dead, 0.0, 0.0]) else {
            panic!("no ratio");
        };
        assert_eq!((ratio.value, ratio.interval), (0.0, None));
    }

    #[test]
    fn what_f64_does_not_hold_is_told_by_the_slope() {
        let nothing = f64::NAN;
        let ratios = [0.1, nothing, 0.0, nothing, nothing];
        let slopes = [0.1, 4.0, nothing, nothing, nothing];
        let dead = [0.0, 0.0, 1.0, 1.0, nothing];
        let found = decades(&ratios, &slopes, &dead, 101);
        let none = f64::NEG_INFINITY;
        assert_eq!(found[..4], [-1.0, -400.0, none, none]);
        assert!(found[4].is_nan());
        assert!(largest(&[1.0, f64::NAN, 2.0]).is_nan());
        assert_eq!(largest(&[1.0, 3.0, 2.0]), 3.0);
    }
}
