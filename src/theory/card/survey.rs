//! A function looked at all along the axis.

use super::place::Span;

/// A function and its slope at one z.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    pub z: f64,
    pub value: f64,
    pub slope: f64,
}

impl Sample {
    /// Whether both are numbers.
    pub fn is_whole(&self) -> bool {
        self.value.is_finite() && self.slope.is_finite()
    }
}

/// f64 in the order of size as whole numbers, neighbours being neighbours.
fn rank(z: f64) -> i64 {
    let bits = z.to_bits() as i64;
    if bits < 0 { i64::MIN - bits } else { bits }
}

fn of_rank(rank: i64) -> f64 {
    let bits = if rank < 0 { i64::MIN - rank } else { rank };
    f64::from_bits(bits as u64)
}

/// The two neighbouring f64 between which `belongs_left` turns from true to
/// false.
pub(super) fn turning(left: f64, right: f64, belongs_left: impl Fn(f64) -> bool) -> (f64, f64) {
    let (mut low, mut high) = (rank(left), rank(right));
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if belongs_left(of_rank(middle)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    (of_rank(low), of_rank(high))
}

/// Evenly where most features lie, at all sizes, at known ones, and at each kink and
/// its two neighbours.
fn places(kinks: &[f64], features: &[f64]) -> Vec<f64> {
    let even = (1..=1024).map(|n| f64::from(n) / 64.0);
    let wide = (1..=384).map(|n| 16.0 + f64::from(n) / 8.0);
    let sizes = (-240..240).map(|n| libm::exp2(f64::from(n) / 4.0));
    let above: Vec<f64> = even.chain(wide).chain(sizes).collect();
    let sides = kinks.iter().flat_map(|k| [k.next_down(), *k, k.next_up()]);
    let mut z: Vec<f64> = above.iter().flat_map(|z| [-z, *z]).collect();
    z.push(0.0);
    z.extend(sides);
    z.extend(features);
    z.sort_by(f64::total_cmp);
    z.dedup();
    z
}

/// The samples, ascending in z, at `features` too.
pub(super) fn survey(
    value: impl Fn(f64) -> f64,
    slope: impl Fn(f64) -> f64,
    kinks: &[f64],
    features: &[f64],
) -> Vec<Sample> {
    let sample = |z: f64| Sample {
        z,
        value: value(z),
        slope: slope(z),
    };
    let mut samples: Vec<Sample> = places(kinks, features).into_iter().map(sample).collect();
    // A value all alone, such as one of x^x, is no part of a function.
    let alone = |at: usize| {
        let nothing = |at: usize| samples.get(at).is_none_or(|s| s.value.is_nan());
        at > 0 && nothing(at - 1) && nothing(at + 1)
    };
    let lonely: Vec<usize> = (0..samples.len()).filter(|at| alone(*at)).collect();
    for at in lonely {
        samples[at].value = f64::NAN;
    }
    for sample in &mut samples {
        if sample.value.is_nan() {
            sample.slope = f64::NAN;
        }
    }
    samples
}

/// Where something holds, on all of the axis: runs of samples for which it
/// holds, their ends found to the last bit. A sample all alone counts where
/// `points` says so.
pub(super) fn spans(samples: &[Sample], holds: impl Fn(f64) -> bool, points: bool) -> Vec<Span> {
    let mut found = Vec::new();
    let held: Vec<bool> = samples.iter().map(|s| holds(s.z)).collect();
    let mut at = 0;
    while at < samples.len() {
        if !held[at] {
            at += 1;
            continue;
        }
        let first = at;
        while at < samples.len() && held[at] {
            at += 1;
        }
        let last = at - 1;
        let from = match first {
            0 => f64::NEG_INFINITY,
            _ => turning(samples[first - 1].z, samples[first].z, |z| !holds(z)).1,
        };
        let to = match samples.get(at) {
            None => f64::INFINITY,
            Some(next) => turning(samples[last].z, next.z, &holds).0,
        };
        if first < last {
            found.push(tidied(from, to));
        } else if points && from == to {
            found.push(Span::point(from));
        }
    }
    found
}

/// An interval whose ends are the last f64 for which something holds, as one
/// would write it: up to 0 and not up to the f64 below it.
fn tidied(from: f64, to: f64) -> Span {
    let (outer_from, outer_to) = (from.next_down(), to.next_up());
    let rounder = |outer: f64, inner: f64| {
        outer.is_finite() && outer.to_string().len() < inner.to_string().len()
    };
    let (open_from, open_to) = (rounder(outer_from, from), rounder(outer_to, to));
    Span {
        from: if open_from { outer_from } else { from },
        to: if open_to { outer_to } else { to },
        with_from: !open_from && from.is_finite(),
        with_to: !open_to && to.is_finite(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_found_to_the_last_bit() {
        let samples = survey(|z| z, |_| 1.0, &[], &[]);
        let found = |holds: fn(f64) -> bool| -> Vec<String> {
            let spans = spans(&samples, holds, true);
            spans.iter().map(Span::to_string).collect()
        };
        assert_eq!(found(|z| z <= 0.0), ["z <= 0"]);
        assert_eq!(found(|z| z < 0.3), ["z < 0.3"]);
        assert_eq!(found(|z| z.abs() > 1.0), ["z < -1", "z > 1"]);
        assert_eq!(found(|z| (-2.0..7.5).contains(&z)), ["-2 <= z < 7.5"]);
        assert_eq!(found(|z| z == 0.0), ["z = 0"]);
        assert_eq!(found(|_| true), ["all z"]);
        assert!(found(|_| false).is_empty());
    }

    #[test]
    fn what_is_alone_is_nothing() {
        let lonely = |z: f64| if z == 3.0 || z > 9.0 { z } else { f64::NAN };
        let samples = survey(lonely, |_| 1.0, &[], &[]);
        let at = |z: f64| samples.iter().find(|s| s.z == z).unwrap();
        assert!(at(3.0).value.is_nan() && at(3.0).slope.is_nan());
        assert_eq!(at(12.0).value, 12.0);
    }
}
