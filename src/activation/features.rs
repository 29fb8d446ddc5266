//! Where phi changes faster than it does elsewhere, though it is smooth: the bend
//! of smu is 10^-6 wide, tanh(100 z) a step to anything that looks from afar.
//!
//! A quadrature has to be split there. Around 0 and every seam the integrals of
//! phi, phi' and phi'^2 over [c, c + 2^-j] by one Gauss rule are held to those by
//! the same rule over every octave of it; elsewhere panels are halved until the
//! halves agree. What is narrower than some 10^-3 and lies at neither is missed.

use super::Activation;
use crate::stats::LEGENDRE;

/// Quadratures are split at sizes from 2^-2 on anyway.
const ORDINARY: i32 = 2;
const FINEST: i32 = 44;
/// What integrals may differ by, of the largest size.
const CLOSE: f64 = 1e-14;
/// Halved panels lie within this of 0.
const REACH: f64 = 8.0;
/// A phi that is split more often is a wave, which has no places.
const MOST: usize = 32;

/// Where a quadrature over phi and phi' is to be split, ascending, beside kinks
/// and powers of two from 1/4 on.
pub(super) fn features(phi: &Activation) -> Vec<f64> {
    let mut centres = phi.seams().to_vec();
    centres.push(0.0);
    let mut found: Vec<f64> = Vec::new();
    for centre in &centres {
        for side in [-1.0, 1.0] {
            let octaves = ORDINARY + 1..=finest(phi, *centre, side);
            found.extend(octaves.map(|j| centre + side * libm::scalbn(1.0, -j)));
        }
    }
    let mut ends: Vec<f64> = found.iter().copied().chain(centres).collect();
    let quarters = (REACH * 4.0) as i32;
    ends.extend((-quarters..=quarters).map(|n| f64::from(n) / 4.0));
    ends.retain(|z| z.abs() <= REACH);
    ends.sort_by(f64::total_cmp);
    ends.dedup();
    if let Some(halves) = halved(phi, &ends) {
        found.extend(halves);
    }
    found.sort_by(f64::total_cmp);
    found.dedup();
    found
}

/// The j up to which [c, c + 2^-j], on a side, has features of its own.
fn finest(phi: &Activation, centre: f64, side: f64) -> i32 {
    let end = |j: i32| centre + side * libm::scalbn(1.0, -j);
    let size = largest(phi, centre, end(ORDINARY));
    let mut rest = [0.0; 3];
    let mut finest = ORDINARY;
    for j in (ORDINARY..FINEST).rev() {
        let octave = integrals(phi, end(j + 1), end(j));
        for (rest, octave) in rest.iter_mut().zip(octave) {
            *rest += octave;
        }
        // The innermost are as good as one.
        let whole = integrals(phi, centre, end(j));
        let lost = libm::scalbn(1.0, -FINEST);
        let differs = |n: usize| (whole[n] - rest[n]).abs() > (CLOSE + 2.0 * lost) * size[n];
        if finest == ORDINARY && (0..3).any(differs) {
            finest = j + 1;
        }
    }
    finest
}

/// The middles of panels whose halves do not agree with them; none where that
/// never ends.
fn halved(phi: &Activation, ends: &[f64]) -> Option<Vec<f64>> {
    let size = largest(phi, -REACH, REACH);
    let mut open: Vec<(f64, f64)> = ends.windows(2).map(|e| (e[0], e[1])).collect();
    let mut middles = Vec::new();
    while let Some((a, b)) = open.pop() {
        let middle = 0.5 * (a + b);
        let (whole, left, right) = (
            integrals(phi, a, b),
            integrals(phi, a, middle),
            integrals(phi, middle, b),
        );
        let differs = |n: usize| (whole[n] - left[n] - right[n]).abs() > 10.0 * CLOSE * size[n];
        if (0..3).any(differs) {
            middles.push(middle);
            open.extend([(a, middle), (middle, b)]);
        }
        if middles.len() > MOST {
            return None;
        }
    }
    Some(middles)
}

/// The integrals of phi, phi' and phi'^2 from a to b by one rule.
fn integrals(phi: &Activation, a: f64, b: f64) -> [f64; 3] {
    let (middle, half) = (0.5 * (a + b), 0.5 * (b - a).abs());
    let z = LEGENDRE.map(|(node, _)| middle + half * node);
    let (mut value, mut slope) = ([0.0; 20], [0.0; 20]);
    phi.evaluate_f64(&z, &mut value, &mut slope);
    let mut sums = [0.0; 3];
    for ((h, d), (_, weight)) in value.iter().zip(slope).zip(LEGENDRE.iter()) {
        let weight = half * weight;
        sums[0] += weight * h;
        sums[1] += weight * d;
        sums[2] += weight * d * d;
    }
    sums
}

/// How large phi, phi' and phi'^2 are on the way from a to b.
fn largest(phi: &Activation, a: f64, b: f64) -> [f64; 3] {
    const POINTS: usize = 64;
    let z: [f64; POINTS] = std::array::from_fn(|n| a + (b - a) * (n as f64 + 0.5) / POINTS as f64);
    let (mut value, mut slope) = ([0.0; POINTS], [0.0; POINTS]);
    phi.evaluate_f64(&z, &mut value, &mut slope);
    let most = |all: &[f64]| all.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
    let slope = most(&slope);
    [most(&value).max(slope), slope, slope * slope]
}
