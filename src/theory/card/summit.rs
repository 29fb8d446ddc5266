//! The place of a smooth maximum, from values alone, to nearly all digits.

use std::f64::consts::PI;

/// Points of the interpolation.
const POINTS: usize = 21;

/// The maximum of a smooth `f` in a bracket around it: its place and value.
/// `room` is how far to both sides f is smooth.
///
/// Values alone give the place to half of the digits only, since f is flat at
/// its maximum. A polynomial through many values around it has a slope, whose
/// zero has nearly all.
pub(super) fn summit(f: &impl Fn(f64) -> f64, bracket: (f64, f64), room: f64) -> (f64, f64) {
    let mut best = golden(f, bracket);
    for _ in 0..3 {
        let Some((half, coefficients)) = interpolation(f, best.0, room) else {
            break;
        };
        let Some(zero) = zero_of_slope(&coefficients) else {
            break;
        };
        let z = best.0 + half * zero;
        let value = f(z);
        let same = 4.0 * f64::EPSILON * best.1.abs();
        if !(bracket.0..=bracket.1).contains(&z) || value < best.1 - same {
            break;
        }
        best = (z, value);
        if zero.abs() < 1e-3 {
            break;
        }
    }
    // As high at 0, which is the place of most maxima there, is at 0.
    match f(0.0) {
        value if bracket.0 <= 0.0 && 0.0 <= bracket.1 && value >= best.1 => (0.0, value),
        _ => best,
    }
}

/// Golden section.
fn golden(f: &impl Fn(f64) -> f64, (mut a, mut b): (f64, f64)) -> (f64, f64) {
    const STEPS: usize = 90;
    let ratio = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut left, mut right) = (b - ratio * (b - a), a + ratio * (b - a));
    let (mut at_left, mut at_right) = (f(left), f(right));
    for _ in 0..STEPS {
        if at_left >= at_right {
            (b, right, at_right) = (right, left, at_left);
            left = b - ratio * (b - a);
            at_left = f(left);
        } else {
            (a, left, at_left) = (left, right, at_right);
            right = a + ratio * (b - a);
            at_right = f(right);
        }
    }
    let middle = 0.5 * (a + b);
    (middle, f(middle))
}

/// cos(pi n / (2 POINTS)), the angle reduced while it is a whole number.
fn cosine(n: usize) -> f64 {
    libm::cos(PI * (n % (4 * POINTS)) as f64 / (2 * POINTS) as f64)
}

/// Chebyshev coefficients of f around `centre`, on the widest interval on which
/// they fall to the level of rounding, and its half width.
fn interpolation(f: &impl Fn(f64) -> f64, centre: f64, room: f64) -> Option<(f64, [f64; POINTS])> {
    const HALVINGS: usize = 60;
    let mut half = room.min(centre.abs().max(1.0));
    for _ in 0..HALVINGS {
        let values: [f64; POINTS] = std::array::from_fn(|k| f(centre + half * cosine(2 * k + 1)));
        let coefficients: [f64; POINTS] = std::array::from_fn(|n| {
            let terms = (0..POINTS).map(|k| values[k] * cosine(n * (2 * k + 1)));
            2.0 / POINTS as f64 * terms.sum::<f64>()
        });
        let size = values.iter().fold(0.0, |m: f64, v| m.max(v.abs()));
        let noise = 8.0 * f64::EPSILON * size;
        if size.is_finite() && coefficients[POINTS - 3..].iter().all(|c| c.abs() <= noise) {
            return Some((half, coefficients));
        }
        half *= 0.5;
    }
    None
}

/// Where the slope of the polynomial is zero, near its centre, in half widths.
fn zero_of_slope(coefficients: &[f64; POINTS]) -> Option<f64> {
    // c'_{n-1} = c'_{n+1} + 2 n c_n.
    let derived = |c: &[f64; POINTS]| {
        let mut slope = [0.0; POINTS];
        for n in (1..POINTS).rev() {
            let above = slope.get(n + 1).copied().unwrap_or(0.0);
            slope[n - 1] = above + 2.0 * n as f64 * c[n];
        }
        slope[0] *= 0.5;
        slope
    };
    let sum = |c: &[f64; POINTS], t: f64| {
        let angle = libm::acos(t);
        let terms = c.iter().enumerate();
        terms
            .map(|(n, c)| c * libm::cos(n as f64 * angle))
            .sum::<f64>()
    };
    let slope = derived(coefficients);
    let bend = derived(&slope);
    let mut t = 0.0;
    for _ in 0..20 {
        let step = sum(&slope, t) / sum(&bend, t);
        if !step.is_finite() {
            return None;
        }
        t = (t - step).clamp(-1.0, 1.0);
        if step.abs() < 1e-16 {
            break;
        }
    }
    Some(t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_have_nearly_all_digits() {
        let peak = |at: f64, width: f64| move |z: f64| 3.0 / (1.0 + ((z - at) / width).powi(2));
        for (at, width) in [
            (0.7, 1.0),
            (-12.3, 1e-3),
            (0.0, 1e-6),
            (1e-4, 2.0),
            (400.0, 50.0),
        ] {
            let f = peak(at, width);
            let bracket = (at - 0.4 * width, at + 0.7 * width);
            let (z, value) = summit(&f, bracket, 5.0);
            assert!(
                (z - at).abs() <= 1e-13 * width.max(at.abs()),
                "{z} {at} {width}"
            );
            assert!((value - 3.0).abs() < 1e-14);
        }
        assert_eq!(summit(&f64::cos, (-1.0, 1.5), 9.0), (0.0, 1.0));
    }

    #[test]
    fn a_top_that_is_flat_up_to_rounding_is_at_zero() {
        let slope = |z: f64| 1.0 - z.tanh().powi(2);
        for bracket in [(-1e-8, 2e-8), (-0.5, 1.0), (-3e-16, 1e-15)] {
            assert_eq!(summit(&slope, bracket, 1.0), (0.0, 1.0));
        }
        let beside = |z: f64| 1.0 - (z - 0.25) * (z - 0.25);
        let (z, value) = summit(&beside, (-1.0, 1.0), 1.0);
        assert!((z - 0.25).abs() < 1e-14 && value == 1.0, "{z} {value}");
    }

    #[test]
    fn a_tip_is_found_as_well_as_it_goes() {
        let (z, value) = summit(&|z: f64| -(z - 0.3).abs(), (0.0, 1.0), 0.5);
        assert!((z - 0.3).abs() < 1e-9 && value > -1e-9);
    }
}
