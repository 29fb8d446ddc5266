//! Whether one activation is measurably healthier than another that stands
//! where it does by every criterion.

use super::candidate::Candidate;
use super::criteria::Thresholds;
use super::evidence::{Estimate, Gradient};
use crate::stats::{Interval, Trials, holm};

/// What two activations are compared by, in this order: the first in which
/// they differ decides. Less is better in all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Decades between the gradient ratio and 1.
    Gradient,
    /// The share of the gradient that drowns in the format.
    Drowned,
    /// The share of dead units.
    Dead,
}

impl Quantity {
    /// All of them, in their order.
    pub const ALL: [Quantity; 3] = [Quantity::Gradient, Quantity::Drowned, Quantity::Dead];

    /// From which difference on it counts.
    fn margin(self, thresholds: &Thresholds) -> f64 {
        match self {
            Quantity::Gradient => thresholds.factor.log10(),
            Quantity::Drowned | Quantity::Dead => thresholds.share,
        }
    }

    fn of(self, candidate: &Candidate) -> Option<Measured> {
        let share = |estimate: &Option<Estimate>| {
            let estimate = estimate.as_ref()?;
            Some(Measured {
                value: estimate.value,
                interval: estimate.interval,
                trials: estimate.trials.clone(),
            })
        };
        match self {
            Quantity::Gradient => distance(&candidate.evidence.gradient),
            Quantity::Drowned => share(&candidate.evidence.drowned),
            Quantity::Dead => share(&candidate.evidence.dead),
        }
    }
}

struct Measured {
    value: f64,
    interval: Option<Interval>,
    trials: Vec<f64>,
}

/// How far a gradient is from being kept; infinitely where there is none.
fn distance(gradient: &Gradient) -> Option<Measured> {
    let decades = |ratio: f64| ratio.log10().abs();
    let ratio = match gradient {
        Gradient::Unknown => return None,
        Gradient::Ratio(ratio) => ratio,
        _ => {
            return Some(Measured {
                value: f64::INFINITY,
                interval: None,
                trials: Vec::new(),
            });
        }
    };
    let trials: Vec<f64> = ratio.trials.iter().map(|ratio| decades(*ratio)).collect();
    let interval = ratio.interval.map(|ends| {
        let (low, high) = (decades(ends.low), decades(ends.high));
        match (ends.low..=ends.high).contains(&1.0) {
            true => Interval {
                low: 0.0,
                high: low.max(high),
            },
            false => Interval {
                low: low.min(high),
                high: low.max(high),
            },
        }
    });
    let mut of_nets = Trials::default();
    trials.iter().for_each(|distance| of_nets.push(*distance));
    Some(Measured {
        value: of_nets.mean().unwrap_or(decades(ratio.value)),
        interval,
        trials,
    })
}

/// A comparison of two activations by one quantity.
struct Comparison {
    pair: (usize, usize),
    quantity: Quantity,
    /// Second minus first.
    difference: f64,
    test: Test,
}

enum Test {
    /// The paired t test over the trials of both.
    Paired(f64),
    /// Without trials: whether their intervals lie apart.
    Intervals(bool),
}

/// Who is better than whom, and by what.
pub(super) struct Differences {
    /// Better, worse, by what.
    found: Vec<(usize, usize, Quantity)>,
}

impl Differences {
    /// Compares each of `candidates` with each other. The p-values are
    /// corrected by Holm's method over all of these comparisons.
    pub fn among(candidates: &[&Candidate], thresholds: &Thresholds) -> Self {
        let mut all = Vec::new();
        for first in 0..candidates.len() {
            for second in first + 1..candidates.len() {
                for quantity in Quantity::ALL {
                    let pair = [first, second].map(|place| quantity.of(candidates[place]));
                    let [Some(a), Some(b)] = pair else { continue };
                    all.push(Comparison {
                        pair: (first, second),
                        quantity,
                        difference: difference(a.value, b.value),
                        test: test(&a, &b),
                    });
                }
            }
        }
        let p = |comparison: &Comparison| match comparison.test {
            Test::Paired(p) => Some(p),
            Test::Intervals(_) => None,
        };
        let corrected = holm(&all.iter().filter_map(p).collect::<Vec<_>>());
        let mut corrected = corrected.into_iter();
        let mut found: Vec<(usize, usize, Quantity)> = Vec::new();
        for comparison in &all {
            let is_significant = match comparison.test {
                Test::Paired(_) => corrected.next().is_some_and(|p| p < thresholds.significant),
                Test::Intervals(apart) => apart,
            };
            let (first, second) = comparison.pair;
            let is_decided = |(a, b, _): &(usize, usize, Quantity)| {
                (*a, *b) == (first, second) || (*b, *a) == (first, second)
            };
            let margin = comparison.quantity.margin(thresholds);
            if !is_significant
                || comparison.difference.abs() < margin
                || found.iter().any(is_decided)
            {
                continue;
            }
            let (better, worse) = match comparison.difference > 0.0 {
                true => (first, second),
                false => (second, first),
            };
            found.push((better, worse, comparison.quantity));
        }
        Differences { found }
    }

    /// By what the first of two is better than the second, if it is.
    pub fn better(&self, better: usize, worse: usize) -> Option<Quantity> {
        let mut found = self.found.iter();
        let of = found.find(|(a, b, _)| (*a, *b) == (better, worse));
        of.map(|(_, _, quantity)| *quantity)
    }
}

/// `b - a`, of which both may be infinite.
fn difference(a: f64, b: f64) -> f64 {
    if a == b { 0.0 } else { b - a }
}

fn test(a: &Measured, b: &Measured) -> Test {
    let mut paired = Trials::default();
    for (a, b) in a.trials.iter().zip(&b.trials) {
        paired.push(b - a);
    }
    if let Some(p) = paired.p_value() {
        return Test::Paired(p);
    }
    Test::Intervals(match (a.interval, b.interval) {
        (Some(a), Some(b)) => a.high < b.low || b.high < a.low,
        // One of them has no gradient.
        _ => a.value.is_finite() != b.value.is_finite(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::evidence::Evidence;
    use crate::verdict::sample::{candidate, healthy, ratio, share, thresholds};

    fn better(a: Evidence, b: Evidence) -> Option<Quantity> {
        let [a, b] = [a, b].map(|evidence| candidate("one", evidence, 1.0));
        let differences = Differences::among(&[&a, &b], &thresholds());
        assert!(differences.better(0, 1).is_none() || differences.better(1, 0).is_none());
        differences.better(0, 1)
    }

    fn drowned(trials: &[f64]) -> Evidence {
        Evidence {
            drowned: share(trials),
            ..healthy()
        }
    }

    /// The same figures, far apart, and near each other.
    #[test]
    fn what_is_called_a_difference() {
        assert_eq!(better(healthy(), healthy()), None);
        let (low, high) = ([0.10, 0.12, 0.11, 0.13], [0.20, 0.23, 0.21, 0.22]);
        assert_eq!(
            better(drowned(&low), drowned(&high)),
            Some(Quantity::Drowned)
        );
        assert_eq!(better(drowned(&high), drowned(&low)), None);
        // Sure, but too small to matter.
        let near = low.map(|share| share + 0.005);
        assert_eq!(better(drowned(&low), drowned(&near)), None);
        // Large, but not sure.
        assert_eq!(better(drowned(&[0.1, 0.2]), drowned(&[0.5, 0.2])), None);
    }

    /// The spread from net to net is larger than the difference, which is the
    /// same in every net.
    #[test]
    fn the_same_draws_tell_what_intervals_do_not() {
        let wide = [0.1, 0.3, 0.5, 0.7];
        let noise = [0.000, 0.001, -0.001, 0.0005];
        let mut moved = wide;
        for (share, noise) in moved.iter_mut().zip(noise) {
            *share += 0.05 + noise;
        }
        assert_eq!(
            better(drowned(&wide), drowned(&moved)),
            Some(Quantity::Drowned)
        );
        let mut known = [drowned(&wide), drowned(&moved)];
        for evidence in &mut known {
            evidence.drowned.as_mut().unwrap().trials.clear();
        }
        let [wide, moved] = known;
        assert_eq!(better(wide, moved), None);
    }

    #[test]
    fn the_gradient_comes_first_and_none_is_the_farthest() {
        let with = |trials: &[f64], drowned: f64| Evidence {
            gradient: ratio(trials),
            drowned: share(&[drowned, drowned + 0.001, drowned, drowned + 0.002]),
            ..healthy()
        };
        let near = with(&[0.9, 1.0, 1.1, 1.0], 0.5);
        let far = with(&[5.0, 5.2, 5.1, 5.3], 0.1);
        assert_eq!(better(near.clone(), far), Some(Quantity::Gradient));
        let dead = Evidence {
            gradient: Gradient::Dead,
            ..healthy()
        };
        assert_eq!(better(near, dead.clone()), Some(Quantity::Gradient));
        assert_eq!(better(dead.clone(), dead), None);
    }

    /// Differences of 0.045 +- 0.013 in four nets: p = 0.006, which is
    /// significant among 3 comparisons and not among 84.
    #[test]
    fn many_comparisons_are_corrected() {
        let worse = drowned(&[0.14, 0.19, 0.14, 0.17]);
        let mut all = vec![candidate("worse", worse, 1.0)];
        let alike = candidate("alike", drowned(&[0.10, 0.13, 0.11, 0.12]), 1.0);
        all.extend(vec![alike; 7]);
        let all: Vec<&Candidate> = all.iter().collect();
        let few = Differences::among(&all[..2], &thresholds());
        assert_eq!(few.better(1, 0), Some(Quantity::Drowned));
        assert!(Differences::among(&all, &thresholds()).found.is_empty());
    }
}
