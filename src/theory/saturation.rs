//! What share of units is saturated.

use super::gaussian::{ORDINARY, normal_between, splits};
use super::solve::{least, root};
use crate::activation::Activation;

/// Panels of a deviation, and how many deviations they reach to: beyond, the normal
/// density is below 1e-17 of its peak.
const A_UNIT: i32 = 128;
const REACH: i32 = 9;

/// P(abs(b(u)) < `tau`), u ~ N(0, q), with b what the backward pass uses, phi' unless
/// the activation states another: the panels of u in which it is, cut where b is least
/// and where it passes tau. None where b has so many zeros that there will be several
/// in a panel.
pub(super) fn saturated_share(phi: &Activation, q: f64, tau: f64) -> Option<f64> {
    let scale = q.sqrt();
    // Not evenly, or a b whose period is a panel would seem to have no zeros.
    let uneven = |k: f64| (k + 0.9 * (k * k * 0.618).rem_euclid(1.0)) / f64::from(A_UNIT);
    let panels = (-REACH * A_UNIT..=REACH * A_UNIT).map(|k| uneven(k.into()));
    let mut cuts: Vec<f64> = panels
        .chain(splits(phi, ORDINARY, scale).map(|u| u / scale))
        .filter(|z| z.abs() <= f64::from(REACH))
        .collect();
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    let low = low_places(phi, scale, &cuts);
    if 6 * low.len() > cuts.len() {
        return None;
    }
    cuts.extend(low);
    cuts.sort_by(f64::total_cmp);
    // Just within the panel, as b may jump at its ends.
    let within = |ends: &[f64]| {
        let inset = 1e-9 * (ends[1] - ends[0]);
        [ends[0] + inset, ends[1] - inset]
    };
    let inner: Vec<f64> = cuts.windows(2).flat_map(within).collect();
    let sizes = sizes(phi, scale, &inner);
    let excess = |z: f64| phi.derivative(scale * z).abs() - tau;
    let share: f64 = cuts
        .windows(2)
        .zip(inner.chunks(2).zip(sizes.chunks(2)))
        .map(|(ends, (inner, sizes))| {
            let passes = || root(excess, (inner[0], inner[1]));
            match [sizes[0] < tau, sizes[1] < tau] {
                [true, true] => normal_between(ends[0], ends[1]),
                [true, false] => normal_between(ends[0], passes()),
                [false, true] => normal_between(passes(), ends[1]),
                [false, false] => 0.0,
            }
        })
        .sum();
    Some(share.clamp(0.0, 1.0))
}

/// abs(b(scale z)).
fn sizes(phi: &Activation, scale: f64, z: &[f64]) -> Vec<f64> {
    let u: Vec<f64> = z.iter().map(|z| scale * z).collect();
    let (mut value, mut slope) = (vec![0.0; u.len()], vec![0.0; u.len()]);
    phi.evaluate_f64(&u, &mut value, &mut slope);
    slope.iter().map(|b| b.abs()).collect()
}

/// Where abs(b(scale z)) is less than on both sides, seen from the middles of panels.
fn low_places(phi: &Activation, scale: f64, cuts: &[f64]) -> Vec<f64> {
    let middles: Vec<f64> = cuts.windows(2).map(|e| 0.5 * (e[0] + e[1])).collect();
    // `least` is of places above 0.
    const SHIFT: f64 = 2.0 * REACH as f64;
    let size = |place: f64| phi.derivative(scale * (place - SHIFT)).abs();
    let place = |z: &[f64]| least(size, (z[0] + SHIFT, z[1] + SHIFT, z[2] + SHIFT)).0 - SHIFT;
    middles
        .windows(3)
        .zip(sizes(phi, scale, &middles).windows(3))
        .filter(|(_, b)| b[1] < b[0] && b[1] <= b[2])
        .map(|(z, _)| place(z))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use libm::erfc;
    use std::f64::consts::FRAC_1_SQRT_2;

    fn share(text: &str, q: f64, tau: f64) -> Option<f64> {
        saturated_share(&text.parse().unwrap(), q, tau)
    }

    /// Of tanh beyond arcosh(1/sqrt tau); of hardtanh beyond 1; of a square near 0, of
    /// |z| nowhere.
    #[test]
    fn shares_of_known_laws() {
        let beyond = |z: f64| erfc(z * FRAC_1_SQRT_2);
        for q in [0.1f64, 1.0, 40.0, 1e4] {
            let s = q.sqrt();
            for tau in [1e-8, 0.01, 0.5] {
                let exact = beyond(libm::acosh(1.0 / f64::sqrt(tau)) / s);
                let found = share("tanh", q, tau).unwrap();
                assert!((found - exact).abs() < 1e-13 + 1e-9 * exact, "{q} {tau}");
                let found = share("hardtanh", q, tau).unwrap();
                assert!((found - beyond(1.0 / s)).abs() < 1e-13, "{q}");
                let found = share("square", q, tau).unwrap();
                assert!((found - (1.0 - beyond(0.5 * tau / s))).abs() < 1e-12, "{q}");
                assert_eq!(share("abs", q, tau), Some(0.0));
            }
        }
    }

    /// |cos u| < tau in windows around odd multiples of pi/2, wide or narrow, until
    /// there are several in a panel.
    #[test]
    fn narrow_windows_are_seen() {
        let tau: f64 = 0.01;
        let half = tau.asin();
        for q in [1.0f64, 25.0, 2500.0] {
            let s = q.sqrt();
            let windows = (-1000..1000).map(|k| {
                let middle = std::f64::consts::PI * (f64::from(k) + 0.5);
                normal_between((middle - half) / s, (middle + half) / s)
            });
            let exact: f64 = windows.sum();
            let found = share("sin", q, tau).unwrap();
            assert!((found / exact - 1.0).abs() < 1e-9, "{q}: {found} {exact}");
        }
        // 1 + sin 2 u touches 0 and is below t for |v| < arccos(1 - t) there.
        let half = 0.5 * (1.0 - tau).acos();
        for q in [1.0f64, 25.0] {
            let s = q.sqrt();
            let windows = (-100..100).map(|k| {
                let middle = std::f64::consts::PI * (f64::from(k) + 0.75);
                normal_between((middle - half) / s, (middle + half) / s)
            });
            let exact: f64 = windows.sum();
            let found = share("snake", q, tau).unwrap();
            assert!((found / exact - 1.0).abs() < 1e-9, "{q}: {found} {exact}");
        }
        // A period is a panel.
        let resonant = (128.0 * std::f64::consts::PI).powi(2);
        assert_eq!(share("sin", resonant, tau), None);
        assert_eq!(share("sin", 4.0 * resonant, tau), None);
        assert_eq!(share("sin", 1e5, tau), None);
        assert_eq!(share("sin", 1e9, tau), None);
    }
}
