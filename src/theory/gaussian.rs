//! Expectations of an activation under a normal pre-activation.
//!
//! Every integral is split where phi has a kink: across one no Gauss rule
//! converges fast.

use crate::activation::Activation;
use crate::stats::{LEGENDRE, normal_expectations};
use libm::erfc;
use std::f64::consts::FRAC_1_SQRT_2;

/// sqrt(2 pi).
pub(super) const ROOT_TAU: f64 = 2.506_628_274_631_000_5;

/// P(`low` < z < `high`), z ~ N(0, 1).
pub(super) fn normal_between(low: f64, high: f64) -> f64 {
    let above = |z: f64| 0.5 * erfc(z * FRAC_1_SQRT_2);
    match low >= 0.0 {
        true => above(low) - above(high),
        false => above(-high) - above(-low),
    }
}

/// Sizes from 2^`finest` up to `scale`: where the features of phi lie, which a
/// large q narrows to a sliver around z = 0.
pub(super) fn octaves(finest: i32, scale: f64) -> impl Iterator<Item = f64> {
    let sizes = (finest..).map(|j| libm::scalbn(1.0, j));
    let sizes = sizes.take_while(move |x| *x < scale);
    // 0 itself, near which some are as good as kinked.
    sizes.flat_map(|x| [-x, x]).chain([0.0])
}

/// Features of an ordinary activation begin at 1/4.
pub(super) const ORDINARY: i32 = -2;

/// Where an integral over phi(u) is split, up to `scale` at least: at kinks, at
/// what changes fast, and at powers of two from 2^`finest` on.
pub(super) fn splits(phi: &Activation, finest: i32, scale: f64) -> impl Iterator<Item = f64> {
    let places = phi.kinks().iter().chain(phi.features()).copied();
    octaves(finest, scale).chain(places)
}

/// E[f(z, phi(u), b(u))] with u = sqrt(q) z, z ~ N(0, 1), and b what the backward
/// pass uses, phi' unless the activation states another.
pub(super) fn expect<const N: usize>(
    phi: &Activation,
    q: f64,
    f: impl Fn(f64, f64, f64) -> [f64; N],
) -> [f64; N] {
    let scale = q.sqrt();
    let cuts: Vec<f64> = splits(phi, ORDINARY, scale).map(|x| x / scale).collect();
    let terms = |z: &[f64], terms: &mut [[f64; N]]| {
        let u: Vec<f64> = z.iter().map(|z| scale * z).collect();
        let (mut value, mut slope) = (vec![0.0; z.len()], vec![0.0; z.len()]);
        phi.evaluate_f64(&u, &mut value, &mut slope);
        for (((z, h), d), term) in z.iter().zip(value).zip(slope).zip(terms) {
            *term = f(*z, h, d);
        }
    };
    normal_expectations(terms, &cuts)
}

/// [`expect`] without refinement, twenty times as fast: for integrands that vary
/// no faster than phi does, but near `places`, to about 1e-8 of the largest.
pub(super) fn expect_plainly<const N: usize>(
    phi: &Activation,
    q: f64,
    places: &[f64],
    mut f: impl FnMut(f64, f64, f64) -> [f64; N],
) -> [f64; N] {
    let mut sums = [0.0; N];
    nodes(phi, q, places, |weight, z, h, d| {
        for (sum, term) in sums.iter_mut().zip(f(z, h, d)) {
            *sum += weight * term;
        }
    });
    sums
}

/// Shows `visit` the weight, z, phi(u) and b(u) of every node of [`expect_plainly`].
pub(super) fn nodes(
    phi: &Activation,
    q: f64,
    places: &[f64],
    mut visit: impl FnMut(f64, f64, f64, f64),
) {
    let scale = q.sqrt();
    let mut cuts: Vec<f64> = (-8..=8).map(f64::from).collect();
    let places = splits(phi, ORDINARY, scale).chain(places.iter().copied());
    cuts.extend(places.map(|x| x / scale).filter(|z| z.abs() < 8.0));
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    for ends in cuts.windows(2) {
        let (middle, half) = (0.5 * (ends[0] + ends[1]), 0.5 * (ends[1] - ends[0]));
        let z = LEGENDRE.map(|(node, _)| middle + half * node);
        let (mut value, mut slope) = ([0.0; 20], [0.0; 20]);
        phi.evaluate_f64(&z.map(|z| scale * z), &mut value, &mut slope);
        for (n, (_, weight)) in LEGENDRE.iter().enumerate() {
            let density = half * weight * libm::exp(-0.5 * z[n] * z[n]) / ROOT_TAU;
            visit(density, z[n], value[n], slope[n]);
        }
    }
}

/// Places on both sides of every z where b passes through 0 or touches it, nearer and
/// nearer: of use where 1/b matters.
pub(super) fn near_flat_places(phi: &Activation) -> Vec<f64> {
    const REACH: i32 = 16 * 20;
    let slope = |z: f64| phi.derivative(z);
    // Not at round numbers, which may be zeros themselves.
    let end = |k: i32| (f64::from(k) + 0.1234) / 16.0;
    let touched = (-REACH..REACH).filter_map(|k| touched_zero(slope, [end(k), end(k + 2)]));
    let ends = (-REACH..REACH).map(|k| [end(k), end(k + 1)]);
    let crossed = ends.filter(|[a, b]| slope(*a) * slope(*b) < 0.0);
    let zeros = crossed.map(|[mut a, mut b]| {
        for _ in 0..50 {
            let middle = 0.5 * (a + b);
            let is_left = slope(a) * slope(middle) <= 0.0;
            *(if is_left { &mut b } else { &mut a }) = middle;
        }
        0.5 * (a + b)
    });
    let near = (3..28).map(|k| libm::scalbn(1.0, -k));
    let around = |zero: f64| near.clone().flat_map(move |d| [zero - d, zero + d]);
    zeros.chain(touched).flat_map(around).collect()
}

/// Where a slope that does not change its sign between two places is 0, as that of x^3.
fn touched_zero(slope: impl Fn(f64) -> f64, [mut a, mut b]: [f64; 2]) -> Option<f64> {
    const GOLDEN: f64 = 0.381_966_011_250_105_1;
    let size = |z: f64| slope(z).abs();
    let (ends, middle) = ([slope(a), slope(b)], size(0.5 * (a + b)));
    let least = ends[0].abs().min(ends[1].abs());
    if ends[0] * ends[1] <= 0.0 || middle >= least {
        return None;
    }
    for _ in 0..60 {
        let [left, right] = [a + GOLDEN * (b - a), b - GOLDEN * (b - a)];
        if size(left) < size(right) {
            b = right;
        } else {
            a = left;
        }
    }
    let place = 0.5 * (a + b);
    // A slope of second order in the distance, which is known to half of the digits.
    (size(place) <= 1e-12 * least).then_some(place)
}

/// E[phi''(u)^2], u ~ N(0, q), for a phi' without jumps: phi' is interpolated
/// between its kinks by polynomials of degree 19, which are differentiated.
pub(super) fn bend_square(phi: &Activation, q: f64) -> f64 {
    const REACH: f64 = 9.0;
    const FINEST: f64 = 0.5;
    let scale = q.sqrt();
    let end = REACH * scale;
    let mut cuts = vec![-end, end];
    let mut at = 0.0;
    while at < end {
        cuts.extend([-at, at]);
        at += f64::max(FINEST.min(scale), 0.1 * at);
    }
    let places = phi.kinks().iter().chain(phi.features()).copied();
    cuts.extend(places.filter(|k| k.abs() < end));
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    let nodes = LEGENDRE.map(|(node, _)| node);
    // Barycentric weights of the nodes.
    let barycentric = nodes.map(|x| {
        let others = nodes.iter().filter(|y| **y != x);
        1.0 / others.map(|y| x - y).product::<f64>()
    });
    let panel = |ends: &[f64]| {
        let (middle, half) = (0.5 * (ends[0] + ends[1]), 0.5 * (ends[1] - ends[0]));
        let u = nodes.map(|node| middle + half * node);
        let (mut value, mut slope) = ([0.0; 20], [0.0; 20]);
        phi.evaluate_f64(&u, &mut value, &mut slope);
        let mut sum = 0.0;
        for (i, (node, weight)) in LEGENDRE.iter().enumerate() {
            let others = (0..nodes.len()).filter(|j| *j != i);
            let bend: f64 = others
                .map(|j| {
                    let share = barycentric[j] / barycentric[i] / (node - nodes[j]);
                    share * (slope[j] - slope[i])
                })
                .sum();
            let z = u[i] / scale;
            let density = libm::exp(-0.5 * z * z) / (ROOT_TAU * scale);
            sum += half * weight * density * (bend / half).powi(2);
        }
        sum
    };
    cuts.windows(2).map(panel).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// E[phi''^2]: of sin e^-q sinh q, of a square 4.
    #[test]
    fn bends() {
        let of = |name: &str, q| bend_square(&name.parse().unwrap(), q);
        for q in [0.01f64, 1.0, 25.0] {
            let exact = 0.5 * (1.0 - (-2.0 * q).exp());
            assert!((of("sin", q) / exact - 1.0).abs() < 1e-11, "{q}");
            assert!((of("square", q) / 4.0 - 1.0).abs() < 1e-11, "{q}");
            // Half of e^2u below 0.
            let half = normal_expectation_below(|u| (2.0 * u).exp(), q);
            assert!((of("elu", q) / half - 1.0).abs() < 1e-11, "{q}");
        }
    }

    /// What is steep or has a narrow bend, against a plain rule whose panels
    /// shrink towards every place where that is, and are 1/256 wide at most.
    #[test]
    fn narrow_features() {
        for (text, places) in [
            ("smu", vec![0.0]),
            ("smu(0.25, 1e9)", vec![0.0]),
            ("m_arcsinh", vec![0.0]),
            ("tanh(100 * x)", vec![0.0]),
            ("tanh(1e5 * x)", vec![0.0]),
            ("sigmoid(500 * (x - 0.7))", vec![0.7]),
            ("exp(-(60 * (x + 1.3))^2)", vec![-1.3]),
            ("relu(x - 0.3) + 0.1 * tanh(3000 * x)", vec![0.0, 0.3]),
            ("softplus(1000 * x) / 1000", vec![0.0]),
            ("sqrt(x^2 + 1e-8)", vec![0.0]),
        ] {
            let phi: Activation = text.parse().unwrap();
            for q in [0.3f64, 1.0, 7.0] {
                let found = expect(&phi, q, |_, h, d| [h, h * h, d, d * d]);
                let scale = q.sqrt();
                let mut cuts: Vec<f64> = (-13 * 256..=13 * 256)
                    .map(|n| f64::from(n) / 256.0)
                    .collect();
                for place in &places {
                    let near =
                        (-40..-8).flat_map(|j| [1.0, -1.0].map(|side| side * libm::scalbn(1.0, j)));
                    cuts.extend(near.chain([0.0]).map(|off| (place + off) / scale));
                }
                cuts.sort_by(f64::total_cmp);
                let mut exact = [0.0; 4];
                for ends in cuts.windows(2) {
                    let (middle, half) = (0.5 * (ends[0] + ends[1]), 0.5 * (ends[1] - ends[0]));
                    let z = LEGENDRE.map(|(node, _)| middle + half * node);
                    let (mut value, mut slope) = ([0.0; 20], [0.0; 20]);
                    phi.evaluate_f64(&z.map(|z| scale * z), &mut value, &mut slope);
                    for (n, (_, weight)) in LEGENDRE.iter().enumerate() {
                        let weight = half * weight * libm::exp(-0.5 * z[n] * z[n]) / ROOT_TAU;
                        let (h, d) = (value[n], slope[n]);
                        let terms = [h, h * h, d, d * d];
                        exact
                            .iter_mut()
                            .zip(terms)
                            .for_each(|(sum, x)| *sum += weight * x);
                    }
                }
                for n in 0..4 {
                    // The mean of what is odd is 0.
                    let size = exact[n | 1].abs().sqrt().max(exact[n].abs());
                    let off = (found[n] - exact[n]).abs() / size;
                    assert!(off < 1e-10, "{text}, {q}, {n}: {off:e}");
                }
            }
        }
    }

    fn normal_expectation_below(f: impl Fn(f64) -> f64, q: f64) -> f64 {
        let s = q.sqrt();
        let below = |z: f64| if z < 0.0 { f(s * z) } else { 0.0 };
        crate::stats::normal_expectation(below, &[0.0])
    }
}
