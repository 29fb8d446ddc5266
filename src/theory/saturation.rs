//! What share of units is saturated.

use super::gaussian::{ORDINARY, normal_between, octaves};
use super::solve::{least, root};
use crate::activation::Activation;

/// Panels of a deviation, and how many deviations they reach to: beyond, the normal
/// density is below 1e-17 of its peak.
const A_UNIT: i32 = 64;
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
    let near = octaves(ORDINARY, scale).map(|u| u / scale);
    let bends = phi.kinks().iter().chain(phi.features());
    let mut cuts: Vec<Cut> = panels
        .chain(near)
        .map(Cut::plain)
        .chain(bends.map(|u| Cut::special(u / scale)))
        .filter(|cut| cut.z.abs() <= f64::from(REACH))
        .collect();
    cuts.sort_by(|a, b| a.z.total_cmp(&b.z));
    let low = low_places(phi, scale, &cuts);
    if 6 * low.len() > cuts.len() {
        return None;
    }
    cuts.extend(low.into_iter().map(Cut::special));
    cuts.sort_by(|a, b| a.z.total_cmp(&b.z));
    let is_below: Vec<bool> = sizes(phi, scale, &middles(&cuts))
        .into_iter()
        .map(|b| b < tau as f32)
        .collect();
    let excess = |z: f64| phi.derivative(scale * z).abs() - tau;
    let share = |panel: usize| {
        let [from, to] = [cuts[panel], cuts[panel + 1]];
        let around = &is_below[panel.saturating_sub(1)..is_below.len().min(panel + 2)];
        let is_uniform = around.iter().all(|below| *below == is_below[panel]);
        if is_uniform && !from.is_special && !to.is_special {
            return match is_below[panel] {
                true => normal_between(from.z, to.z),
                false => 0.0,
            };
        }
        // Just within the panel, as b may jump at its ends.
        let inset = 1e-9 * (to.z - from.z);
        let ends = (from.z + inset, to.z - inset);
        match [excess(ends.0) < 0.0, excess(ends.1) < 0.0] {
            [true, true] => normal_between(from.z, to.z),
            [true, false] => normal_between(from.z, root(excess, ends)),
            [false, true] => normal_between(root(excess, ends), to.z),
            [false, false] => 0.0,
        }
    };
    let shares = (0..is_below.len()).map(share);
    Some(shares.sum::<f64>().clamp(0.0, 1.0))
}

/// Where a panel ends.
#[derive(Debug, Clone, Copy)]
struct Cut {
    z: f64,
    /// Whether b may have a kink or a jump there, or be least.
    is_special: bool,
}

impl Cut {
    fn plain(z: f64) -> Self {
        let is_special = false;
        Cut { z, is_special }
    }

    fn special(z: f64) -> Self {
        let is_special = true;
        Cut { z, is_special }
    }
}

fn middles(cuts: &[Cut]) -> Vec<f64> {
    cuts.windows(2).map(|e| 0.5 * (e[0].z + e[1].z)).collect()
}

/// abs(b(scale z)) by the f32 kernel, which is a hundred times as fast.
fn sizes(phi: &Activation, scale: f64, z: &[f64]) -> Vec<f32> {
    let u: Vec<f32> = z.iter().map(|z| (scale * z) as f32).collect();
    let mut slope = vec![0.0; u.len()];
    phi.evaluate_derivative(&u, &mut slope);
    slope.iter().map(|b| b.abs()).collect()
}

/// Where abs(b(scale z)) is less than on both sides, seen from the middles of panels.
fn low_places(phi: &Activation, scale: f64, cuts: &[Cut]) -> Vec<f64> {
    // What is less by rounding alone is none.
    const LESS: f32 = 0.999;
    // `least` is of places above 0.
    const SHIFT: f64 = 2.0 * REACH as f64;
    let size = |place: f64| phi.derivative(scale * (place - SHIFT)).abs();
    let place = |z: &[f64]| least(size, (z[0] + SHIFT, z[1] + SHIFT, z[2] + SHIFT)).0 - SHIFT;
    let middles = middles(cuts);
    middles
        .windows(3)
        .zip(sizes(phi, scale, &middles).windows(3))
        .filter(|(_, b)| b[1] < b[0] && b[1] <= b[2] && b[1] < LESS * b[0].max(b[2]))
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
                assert_eq!(share(&format!("{tau} * x"), q, tau), Some(0.0));
            }
        }
    }

    /// |cos u| < t in windows around odd multiples of pi/2, wide or narrow, until there
    /// are several in a panel.
    #[test]
    fn narrow_windows_are_seen() {
        const TAU: f64 = 0.01;
        // 1 + sin 2 u touches 0 and is below t for |v| < arccos(1 - t)/2 there.
        for (text, first, half, largest) in [
            ("sin", 0.5, TAU.asin(), 625.0),
            ("snake", 0.75, 0.5 * (1.0 - TAU).acos(), 25.0),
        ] {
            for q in [1.0, 25.0, largest] {
                let s = f64::sqrt(q);
                let windows = (-1000..1000).map(|k| {
                    let middle = std::f64::consts::PI * (f64::from(k) + first);
                    normal_between((middle - half) / s, (middle + half) / s)
                });
                let exact: f64 = windows.sum();
                let found = share(text, q, TAU).unwrap();
                assert!(
                    (found / exact - 1.0).abs() < 1e-9,
                    "{text} {q}: {found} {exact}"
                );
            }
        }
        // A period is a panel.
        let resonant = (64.0 * std::f64::consts::PI).powi(2);
        assert_eq!(share("sin", resonant, TAU), None);
        assert_eq!(share("sin", 4.0 * resonant, TAU), None);
        assert_eq!(share("sin", 1e5, TAU), None);
        assert_eq!(share("sin", 1e9, TAU), None);
    }
}
