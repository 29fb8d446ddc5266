//! E[f(z)] for z ~ N(0, 1) and an f with kinks.

use gauss_quad::GaussLegendre;
use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::LazyLock;

/// The normal density beyond 13 is below 2^-126 of its peak.
const TAIL: f64 = 13.0;
/// Half of a panel against the whole: panels are halved until they agree to
/// this share of E|f|, or are too narrow to matter.
const TOLERANCE: f64 = 1e-14;
const DEEPEST: u32 = 40;
/// Halvings within a panel of width 1, so that sin(1/z) comes to an end.
const MOST_HALVINGS: u32 = 1 << 10;

/// Points of a panel.
const POINTS: usize = 20;

/// Nodes and weights of Gauss and Legendre's rule of 20 points on [-1, 1].
pub(crate) static LEGENDRE: LazyLock<[(f64, f64); POINTS]> = LazyLock::new(|| {
    let degree = NonZeroUsize::new(POINTS).unwrap_or(NonZeroUsize::MIN);
    let rule = GaussLegendre::new(degree);
    let mut pairs = rule.as_node_weight_pairs().iter().copied();
    std::array::from_fn(|_| pairs.next().unwrap_or_default())
});

/// E[f(z)], z ~ N(0, 1), for an f that is smooth between `kinks` (sorted or
/// not; those beyond 13 do not matter).
///
/// Gauss-Legendre panels of 20 points, split at the kinks (across a kink no
/// Gauss rule converges fast) and halved until they agree. For the activations
/// of the catalogue, scaled by 10^-3 to 10^3, the relative error of a positive
/// f is below 1e-12.
pub fn normal_expectation(f: impl Fn(f64) -> f64, kinks: &[f64]) -> f64 {
    let each = |z: &[f64], values: &mut [[f64; 1]]| {
        for (z, value) in z.iter().zip(values) {
            *value = [f(*z)];
        }
    };
    normal_expectations(each, kinks)[0]
}

/// [`normal_expectation`] of several functions at once; `f` writes their values
/// at many z.
pub fn normal_expectations<const N: usize>(
    f: impl Fn(&[f64], &mut [[f64; N]]),
    kinks: &[f64],
) -> [f64; N] {
    normal_expectations_within(f, kinks, TAIL).values
}

/// Expectations, and how far they are from settled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expectations<const N: usize> {
    /// The expectations.
    pub values: [f64; N],
    /// By how much panels and their halves still differed where no more halving
    /// was allowed.
    pub unsettled: [f64; N],
    /// The sizes of the parts that add up to them, which may cancel.
    pub sizes: [f64; N],
}

/// [`normal_expectations`] over -reach to reach, for functions that grow fast.
///
/// # Panics
/// Where `reach` is not between 0 and 1000.
pub fn normal_expectations_within<const N: usize>(
    f: impl Fn(&[f64], &mut [[f64; N]]),
    kinks: &[f64],
    reach: f64,
) -> Expectations<N> {
    let panel = |a: f64, b: f64| -> [f64; N] {
        let (middle, half) = (0.5 * (a + b), 0.5 * (b - a));
        let z = LEGENDRE.map(|(node, _)| middle + half * node);
        let mut values = [[0.0; N]; POINTS];
        f(&z, &mut values);
        let mut sums = [0.0; N];
        for ((z, values), (_, weight)) in z.iter().zip(&values).zip(LEGENDRE.iter()) {
            let density = libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt();
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += half * weight * density * value;
            }
        }
        sums
    };
    assert!((0.0..=1000.0).contains(&reach), "a reach of {reach}");
    let steps = reach.floor() as i32;
    let mut cuts: Vec<f64> = (-steps..=steps).map(f64::from).collect();
    cuts.extend([-reach, reach]);
    cuts.extend(kinks.iter().copied().filter(|k| k.abs() < reach));
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    let panels: Vec<(f64, f64, [f64; N])> = cuts
        .windows(2)
        .map(|ends| (ends[0], ends[1], panel(ends[0], ends[1])))
        .collect();
    let sizes = std::array::from_fn(|n| panels.iter().map(|(.., sums)| sums[n].abs()).sum());
    let mut all = Expectations {
        values: [0.0; N],
        unsettled: [0.0; N],
        sizes,
    };
    for (a, b, whole) in panels {
        refine(&panel, (a, b), whole, &sizes, &mut all);
    }
    all
}

/// Adds the integral over a panel: it is halved until the halves agree with
/// it, within a share of the size of each whole integral. No halving brings an
/// infinity to agree with itself.
fn refine<const N: usize>(
    panel: &impl Fn(f64, f64) -> [f64; N],
    ends: (f64, f64),
    whole: [f64; N],
    sizes: &[f64; N],
    all: &mut Expectations<N>,
) {
    // The widest first, so that what is left at the end is narrow.
    let mut open = VecDeque::from([(ends, whole, 0)]);
    let mut halvings = 0;
    while let Some(((a, b), whole, depth)) = open.pop_front() {
        let middle = 0.5 * (a + b);
        let halves = [panel(a, middle), panel(middle, b)];
        let sum: [f64; N] = std::array::from_fn(|n| halves[0][n] + halves[1][n]);
        let off: [f64; N] = std::array::from_fn(|n| (sum[n] - whole[n]).abs());
        let settled = (0..N).all(|n| {
            let unbounded = !sizes[n].is_finite() || !sum[n].is_finite();
            unbounded || off[n] <= TOLERANCE * sizes[n]
        });
        if !settled && depth < DEEPEST && halvings < MOST_HALVINGS {
            halvings += 1;
            open.push_back(((a, middle), halves[0], depth + 1));
            open.push_back(((middle, b), halves[1], depth + 1));
            continue;
        }
        for n in 0..N {
            all.values[n] += sum[n];
            all.unsettled[n] += if settled { 0.0 } else { off[n] };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Moments of the normal: 1, 1, 3, 15, 105.
    #[test]
    fn moments() {
        for (power, moment) in [(0, 1.0), (2, 1.0), (4, 3.0), (6, 15.0), (8, 105.0)] {
            let e = normal_expectation(|z| z.powi(power), &[]);
            assert!((e / moment - 1.0).abs() < 1e-13, "E z^{power} = {e}");
        }
    }

    /// They end, and do not pass for a number.
    #[test]
    fn expectations_beyond_f64_are_not_finite() {
        let square = |z: f64| (1e300 * z).powi(2);
        assert_eq!(normal_expectation(square, &[0.0]), f64::INFINITY);
        let signed = normal_expectation(|z| 1e300 * z * z.abs() * 1e300, &[0.0]);
        assert!(!signed.is_finite());
        assert!(normal_expectation(|_| f64::NAN, &[]).is_nan());
    }

    /// Waves without end come to an end, with what is left said.
    #[test]
    fn what_does_not_settle_is_told() {
        let wave = |z: &[f64], values: &mut [[f64; 1]]| {
            for (z, value) in z.iter().zip(values) {
                *value = [(1.0 / z).sin().powi(2)];
            }
        };
        let found = normal_expectations_within(wave, &[], 13.0);
        assert!(found.unsettled[0] > 0.0 && found.unsettled[0] < 1e-2);
        // E[exp(9 z)^2], most of which lies beyond 13.
        let steep = |z: &[f64], values: &mut [[f64; 1]]| {
            for (z, value) in z.iter().zip(values) {
                *value = [(18.0 * z).exp()];
            }
        };
        let found = normal_expectations_within(steep, &[], 38.0);
        assert!((found.values[0].ln() - 162.0).abs() < 1e-12);
        assert_eq!(found.unsettled, [0.0]);
    }

    #[test]
    fn kinks_and_narrow_features() {
        let half = normal_expectation(|z| if z > 0.0 { z * z } else { 0.0 }, &[0.0]);
        assert!((half - 0.5).abs() < 1e-14);
        // E max(0, z - 1) = n(1) - (1 - N(1)).
        let hinge = normal_expectation(|z| (z - 1.0).max(0.0), &[1.0]);
        assert!((hinge - 0.083_315_470_587_686_29).abs() < 1e-15);
        // E tanh(s z)^2 -> 1 - sqrt(2/pi)/s for large s.
        let s = 1000.0;
        let e = normal_expectation(|z| (s * z).tanh().powi(2), &[]);
        let expected = 1.0 - (2.0 / std::f64::consts::PI).sqrt() / s;
        assert!((e - expected).abs() < 1e-8, "{e} {expected}");
    }
}
