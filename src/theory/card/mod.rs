//! What follows from an activation: all that a formula does not say at a
//! glance.
//!
//! Everything here is found by looking at the f64 reference: at some thousand
//! places over all sizes of z, and then closely where the slope changes its
//! sign, where it is steepest, at kinks and poles, and far out. What lies
//! between two of those places, narrower than they are apart, is missed. It
//! holds of an entry of the catalogue and of a formula alike.

mod approach;
mod corner;
mod extremes;
mod features;
mod kink;
mod moment;
mod place;
mod slope;
mod summit;
mod survey;
mod symmetry;
#[cfg(test)]
mod tests;
mod trend;

pub use approach::Tail;
pub use extremes::Extremum;
pub use kink::Kink;
pub use moment::Moment;
pub use place::{Bound, Span, digits};
pub use slope::Slope;
pub use symmetry::Symmetry;
pub use trend::Trend;

use crate::activation::Activation;
use approach::{Goal, approach};
use corner::{Candidates, Sides};
use features::narrow_features;
use moment::Shape;
use survey::{Sample, spans, survey};

/// What follows from an activation.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// Where phi is not smooth, ascending, and what jumps there.
    pub kinks: Vec<Kink>,
    /// Poles and jumps that come of no case of the formula, as of 1/z.
    pub breaks: Vec<f64>,
    /// Where phi has no value.
    pub undefined: Vec<Span>,
    /// The infimum of phi; none where phi has no value anywhere.
    pub lowest: Option<Bound>,
    /// The supremum of phi.
    pub highest: Option<Bound>,
    /// Local minima and maxima, ascending in z.
    pub extrema: Vec<Extremum>,
    /// Whether there are more extrema than those.
    pub has_more_extrema: bool,
    /// phi far out, at -infinity and at infinity.
    pub ends: (Tail, Tail),
    /// phi(z) / z far out: the slopes of the asymptotes.
    pub asymptotes: (Tail, Tail),
    /// Whether it rises, falls or does both.
    pub trend: Trend,
    /// What becomes of phi when z changes its sign.
    pub symmetry: Symmetry,
    /// Whether phi(c z) = c phi(z) for every c > 0.
    pub is_positively_homogeneous: bool,
    /// phi(0), where it is a number.
    pub at_zero: Option<f64>,
    /// phi'.
    pub slope: Slope,
    /// What the backward pass uses, where that is not phi'.
    pub backward: Option<Slope>,
    /// E[phi(z)], z ~ N(0, 1).
    pub mean: Moment,
    /// E[phi(z)^2].
    pub square: Moment,
    /// Var[phi(z)].
    pub variance: Moment,
    /// The gain of `torch.nn.init.calculate_gain`, where it knows one.
    pub torch_gain: Option<f64>,
}

impl Card {
    /// Looks at an activation.
    pub fn new(phi: &Activation) -> Self {
        let value = |z: f64| phi.value(z);
        let true_slope = |z: f64| phi.true_derivative(z);
        let features = narrow_features(phi);
        let samples = survey(value, true_slope, phi.seams(), &features);
        let undefined = spans(&samples, |z| value(z).is_nan(), true);
        let turns = extremes::turns(&value, &true_slope, &samples);
        let corners = corners(phi, &samples, &undefined, &turns.breaks);

        let per_z = |z: f64| value(z) / z;
        let asymptotes = [-1.0, 1.0].map(|sign| approach(per_z, Goal::Far(sign)));
        let ends = [-1.0, 1.0].map(|sign| approach(value, Goal::Far(sign)));
        let sides: Vec<Sides> = corners.iter().map(|z| Sides::new(value, *z)).collect();

        let slope_of = |f: &dyn Fn(f64) -> f64| {
            let samples: Vec<Sample> = samples
                .iter()
                .map(|s| Sample {
                    slope: if s.value.is_nan() { f64::NAN } else { f(s.z) },
                    ..*s
                })
                .collect();
            let slopes: Vec<Sides> = corners.iter().map(|z| Sides::new(f, *z)).collect();
            let shape = Shape {
                features: &features,
                undefined: &undefined,
                values: &sides,
                slopes: &slopes,
            };
            let moments = moment::moments(phi, f, &shape);
            let far = [-1.0, 1.0].map(|sign| {
                let per_z = asymptotes[usize::from(sign > 0.0)];
                slope::far(&f, sign, per_z)
            });
            let square = moments.slope_square;
            let slope = slope::slope(&f, &samples, &corners, (far[0], far[1]), square);
            (slope, moments)
        };
        let derivative = |z: f64| phi.derivative(z);
        let (slope, backward, moments) = match phi.has_surrogate() {
            false => {
                let (slope, moments) = slope_of(&true_slope);
                (slope, None, moments)
            }
            true => {
                let (backward, moments) = slope_of(&derivative);
                (slope_of(&true_slope).0, Some(backward), moments)
            }
        };

        let mut range = Candidates::default();
        for extremum in &turns.extrema {
            range.taken(extremum.at, extremum.value);
        }
        for sides in &sides {
            range.sides(sides);
        }
        for flat in slope.zero.iter().filter(|flat| !flat.is_point()) {
            for (span, value) in levels(&value, *flat, &corners) {
                range.taken(span, value);
            }
        }
        range.toward(f64::NEG_INFINITY, ends[0]);
        range.toward(f64::INFINITY, ends[1]);
        let range = range.ends();

        Card {
            kinks: phi.kinks().iter().map(|z| Kink::new(phi, *z)).collect(),
            breaks: breaks(phi, turns.breaks, &sides),
            lowest: range.map(|range| range.0),
            highest: range.map(|range| range.1),
            extrema: turns.extrema,
            has_more_extrema: turns.many,
            ends: (ends[0], ends[1]),
            asymptotes: (asymptotes[0], asymptotes[1]),
            trend: Trend::of(&samples, &slope.zero),
            symmetry: Symmetry::of(value),
            is_positively_homogeneous: phi.is_positively_homogeneous(),
            at_zero: Some(value(0.0))
                .filter(|at| at.is_finite())
                .map(|at| at + 0.0),
            undefined,
            slope,
            backward,
            mean: moments.mean,
            square: moments.square,
            variance: moments.variance,
            torch_gain: phi.torch_gain(),
        }
    }

    /// The gain that keeps the mean square of the signal: fan_in Var(W) =
    /// gain^2 = 1 / E[phi(z)^2].
    pub fn gain(&self) -> Option<f64> {
        self.square.gain()
    }
}

/// Poles and jumps: those that turned up, and corners beside which phi grows
/// without bound. Kinks say themselves what jumps there.
fn breaks(phi: &Activation, found: Vec<f64>, sides: &[Sides]) -> Vec<f64> {
    let grows = |tail: Tail| tail.limit().is_some_and(f64::is_infinite);
    let poles = sides.iter().filter(|s| grows(s.below) || grows(s.above));
    let mut breaks: Vec<f64> = poles.map(|s| s.z).chain(found).collect();
    breaks.retain(|z| !phi.kinks().contains(z));
    breaks.sort_by(f64::total_cmp);
    breaks.dedup();
    breaks
}

/// A flat stretch at each of its levels: phi may jump within.
fn levels(phi: &impl Fn(f64) -> f64, flat: Span, corners: &[f64]) -> Vec<(Span, f64)> {
    let inside = corners.iter().filter(|z| flat.from < **z && **z < flat.to);
    let mut found: Vec<(Span, f64)> = Vec::new();
    let mut from = (flat.from, flat.with_from);
    for to in inside.copied().chain([flat.to]) {
        let level = match (from.0.is_finite(), to.is_finite()) {
            (true, true) => phi(0.5 * (from.0 + to)),
            (true, false) => phi(from.0 + 1.0),
            (false, true) => phi(to - 1.0),
            (false, false) => phi(0.0),
        };
        let same = |z: f64| z.is_finite() && phi(z) == level;
        let span = Span {
            from: from.0,
            to,
            with_from: from.1 && same(from.0),
            with_to: same(to) && (to != flat.to || flat.with_to),
        };
        match found.last_mut() {
            Some((before, same)) if *same == level && before.meets(&span) => {
                (before.to, before.with_to) = (span.to, span.with_to);
            }
            _ => found.push((span, level)),
        }
        from = (to, true);
    }
    found
}

/// Where phi or its slope may break: seams, poles, the ends of where it is
/// defined, and 0 where either is not a number there.
fn corners(phi: &Activation, samples: &[Sample], undefined: &[Span], breaks: &[f64]) -> Vec<f64> {
    let mut corners: Vec<f64> = phi.seams().to_vec();
    corners.extend(breaks);
    corners.extend(undefined.iter().flat_map(|span| [span.from, span.to]));
    let odd = samples.iter().filter(|s| s.z == 0.0 && !s.is_whole());
    corners.extend(odd.map(|s| s.z));
    corners.retain(|z| z.is_finite());
    for corner in &mut corners {
        *corner += 0.0;
    }
    corners.sort_by(f64::total_cmp);
    corners.dedup();
    corners
}
