//! Moments under N(0, 1), with a word where there are none.

use super::approach::Tail;
use super::corner::Sides;
use super::place::Span;
use crate::activation::Activation;
use crate::stats::normal_expectations_within;

/// Where f64 has no density any more.
const REACH: f64 = 38.0;

/// The expectation of something under N(0, 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Moment {
    /// A number.
    Number(f64),
    /// Infinite, or larger than f64 holds.
    Infinite,
    /// None: there is no value on some interval, or what is above and below
    /// zero are both infinite.
    Undefined,
    /// Not found: the integrand swings without end.
    Unsettled,
}

impl Moment {
    /// The number, where it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Moment::Number(value) => Some(*value),
            _ => None,
        }
    }

    /// 1 / sqrt, where that is a number.
    pub fn gain(&self) -> Option<f64> {
        let gain = 1.0 / self.number()?.sqrt();
        gain.is_finite().then_some(gain)
    }
}

/// Moments of phi and of what the backward pass uses, z ~ N(0, 1).
#[derive(Debug, Clone, Copy)]
pub(super) struct Moments {
    pub mean: Moment,
    pub square: Moment,
    pub variance: Moment,
    pub slope_square: Moment,
}

/// What decides on whether there are moments.
pub(super) struct Shape<'a> {
    /// Places near which phi has features narrower than the rule.
    pub features: &'a [f64],
    pub undefined: &'a [Span],
    /// phi and its slope beside the places where either is not smooth.
    pub values: &'a [Sides],
    pub slopes: &'a [Sides],
}

pub(super) fn moments(phi: &Activation, slope: impl Fn(f64) -> f64, shape: &Shape) -> Moments {
    let fast = |z: &[f64]| {
        let (mut value, mut derivative) = (vec![0.0; z.len()], vec![0.0; z.len()]);
        phi.evaluate_f64(z, &mut value, &mut derivative);
        for ((z, value), derivative) in z.iter().zip(&mut value).zip(&mut derivative) {
            let good = |x: f64| x.abs() < 1e100;
            if !good(*value) || !good(*derivative) {
                (*value, *derivative) = (phi.value(*z), slope(*z));
            }
        }
        (value, derivative)
    };
    let each = |z: &[f64], terms: &mut [[f64; 3]]| {
        let (value, derivative) = fast(z);
        for ((h, d), terms) in value.into_iter().zip(derivative).zip(terms) {
            *terms = [h, h * h, d * d];
        }
    };
    let octaves = (-4..=5).map(|n| libm::exp2(f64::from(n)));
    let mut cuts: Vec<f64> = octaves.flat_map(|x| [-x, x]).collect();
    cuts.extend(shape.values.iter().map(|sides| sides.z));
    cuts.extend(shape.features);
    let found = normal_expectations_within(each, &cuts, REACH);
    let moment = |n: usize, power: f64, sides: &[Sides], f: &dyn Fn(f64) -> f64| {
        let has_gap = |s: &Span| !s.is_point() && s.from < REACH && s.to > -REACH;
        if shape.undefined.iter().any(has_gap) {
            return Moment::Undefined;
        }
        if let Some(moment) = beyond(f, power, sides) {
            return moment;
        }
        match found.values[n] {
            // A sum beyond f64, whose tails are not: too large all the same.
            value if !value.is_finite() => Moment::Infinite,
            value if found.unsettled[n] > 1e-9 * value.abs().max(1e-3) => Moment::Unsettled,
            value => Moment::Number(value),
        }
    };
    let value = |z: f64| phi.value(z);
    let square = moment(1, 2.0, shape.values, &value);
    let mean = match (moment(0, 1.0, shape.values, &value), square) {
        // What is left of two halves that cancel.
        (Moment::Number(mean), _) if mean.abs() <= 1e-15 * found.sizes[0] => Moment::Number(0.0),
        (mean, _) => mean,
    };
    let variance = match (mean, square) {
        (Moment::Number(mean), Moment::Number(square)) => {
            // The mean of a large constant cancels.
            Moment::Number((square - mean * mean).max(0.0))
        }
        (Moment::Number(_), other) => other,
        (other, _) => other,
    };
    Moments {
        mean,
        square,
        variance,
        slope_square: moment(2, 2.0, shape.slopes, &slope),
    }
}

/// Why E[f^power] is no number: f grows as fast as the density falls, or like
/// the inverse of the distance to a place.
fn beyond(f: &dyn Fn(f64) -> f64, power: f64, sides: &[Sides]) -> Option<Moment> {
    /// What is left at the reach must be nothing beside the peak.
    const NOTHING: f64 = -23.0;
    let integrand = |z: f64| power * libm::log(f(z).abs()) - 0.5 * z * z;
    let peak = (-74..=74).map(|n| integrand(f64::from(n) / 2.0));
    let peak = peak
        .filter(|p| !p.is_nan())
        .fold(f64::NEG_INFINITY, f64::max);
    let mut signs: Vec<f64> = Vec::new();
    for z in [-REACH, REACH] {
        let there = integrand(z);
        if there == f64::INFINITY || there > peak + NOTHING {
            signs.push(f(z).signum());
        }
    }
    for tail in sides.iter().flat_map(|s| [s.below, s.above]) {
        if let Tail::Grows { sign, power: p } = tail
            && p * power > 0.999
        {
            signs.push(sign);
        }
    }
    let (first, rest) = signs.split_first()?;
    let one_way = power == 2.0 || rest.iter().all(|sign| sign == first);
    Some(match one_way {
        true => Moment::Infinite,
        false => Moment::Undefined,
    })
}
