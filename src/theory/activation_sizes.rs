//! How large the activations of a layer are.

use super::gaussian::{normal_between, octaves};
use crate::activation::Activation;

/// The magnitudes of phi(z) that are not zero, z being a mixture of normal numbers:
/// panels of z, with abs(phi) taken as a line in each.
#[derive(Debug, Clone)]
pub struct ActivationSizes {
    panels: Vec<Panel>,
}

#[derive(Debug, Clone, Copy)]
struct Panel {
    share: f64,
    least: f64,
    most: f64,
}

impl ActivationSizes {
    /// Of z ~ N(0, q) for each of these shares and q.
    pub(super) fn new(phi: &Activation, laws: impl Iterator<Item = (f64, f64)>) -> Self {
        let mut panels = Vec::new();
        for (share, q) in laws {
            add_panels(phi, share, q.sqrt(), &mut panels);
        }
        ActivationSizes { panels }
    }

    /// P(0 < abs(phi(z)) < `size`).
    pub fn below(&self, size: f64) -> f64 {
        let of_panel = |panel: &Panel| {
            let Panel { share, least, most } = *panel;
            if size > most {
                share
            } else if size <= least {
                0.0
            } else {
                share * (size - least) / (most - least)
            }
        };
        self.panels.iter().map(of_panel).sum()
    }

    /// P(`low` <= abs(phi(z)) < `high`), 0 left out.
    pub fn between(&self, low: f64, high: f64) -> f64 {
        (self.below(high) - self.below(low)).max(0.0)
    }
}

fn add_panels(phi: &Activation, share: f64, scale: f64, panels: &mut Vec<Panel>) {
    /// The normal density beyond is below 1e-17 of its peak.
    const REACH: i32 = 9;
    const A_UNIT: i32 = 64;
    /// Near 0 phi may be any power of z, of which a line is no part but a short one.
    const FINEST: i32 = -60;
    const AN_OCTAVE: i32 = 8;
    let even = (-REACH * A_UNIT..=REACH * A_UNIT).map(|k| f64::from(k) / f64::from(A_UNIT));
    let eighths = (0..AN_OCTAVE).map(|k| libm::exp2(f64::from(k) / f64::from(AN_OCTAVE)));
    let near = octaves(FINEST, scale).flat_map(|u| eighths.clone().map(move |k| k * u));
    let places = near.chain(phi.kinks().iter().copied()).map(|u| u / scale);
    let mut z: Vec<f64> = even.chain(places).collect();
    z.retain(|z| z.abs() <= f64::from(REACH));
    z.sort_by(f64::total_cmp);
    z.dedup();
    // Just within the panel, as phi may jump at its ends.
    let within = |ends: &[f64]| {
        let (low, high) = (ends[0], ends[1]);
        let inset = 1e-9 * (high - low);
        [scale * (low + inset), scale * (high - inset)]
    };
    let u: Vec<f64> = z.windows(2).flat_map(within).collect();
    let (mut value, mut slope) = (vec![0.0; u.len()], vec![0.0; u.len()]);
    phi.evaluate_f64(&u, &mut value, &mut slope);
    for (ends, h) in z.windows(2).zip(value.chunks_exact(2)) {
        let share = share * normal_between(ends[0], ends[1]);
        let [a, b] = [h[0].abs(), h[1].abs()];
        let crosses = h[0] * h[1] < 0.0;
        let (least, most) = match crosses {
            true => (0.0, a),
            false => (a.min(b), a.max(b)),
        };
        let own = if crosses { a / (a + b) } else { 1.0 };
        let rest = (1.0 - own, 0.0, b);
        for (part, least, most) in [(own, least, most), rest] {
            if part > 0.0 && most > 0.0 {
                panels.push(Panel {
                    share: share * part,
                    least,
                    most,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use libm::erf;
    use std::f64::consts::FRAC_1_SQRT_2;

    /// Of monotone functions it is the normal law at their inverse; atoms, jumps and
    /// zeros.
    #[test]
    fn shares_of_known_laws() {
        let of = |name: &str, q: f64| {
            ActivationSizes::new(&name.parse().unwrap(), [(1.0, q)].into_iter())
        };
        let within = |z: f64| erf(z * FRAC_1_SQRT_2);
        for t in [1e-12f64, 1e-3, 0.5, 0.99] {
            let exact = within(t.atanh() / 2.0);
            assert!((of("tanh", 4.0).below(t) / exact - 1.0).abs() < 1e-4, "{t}");
            let exact = within(t.sqrt());
            assert!(
                (of("square", 1.0).below(t) / exact - 1.0).abs() < 3e-3,
                "{t}"
            );
            let exact = 0.5 * within(t);
            assert!((of("relu", 1.0).below(t) / exact - 1.0).abs() < 1e-4, "{t}");
        }
        let hard = of("hardtanh", 1.0);
        assert!((hard.between(1.0, 2.0) - (1.0 - within(1.0))).abs() < 1e-9);
        assert!((hard.between(0.5, 1.0) - (within(1.0) - within(0.5))).abs() < 1e-5);
        let step = of("step", 1.0);
        assert!((step.between(1.0, 2.0) - 0.5).abs() < 1e-9 && step.below(1.0) < 1e-9);
        // Half of N(0, 1) and half of N(0, 100).
        let laws = [(0.5, 1.0), (0.5, 100.0)].into_iter();
        let both = ActivationSizes::new(&"identity".parse().unwrap(), laws);
        let exact = 0.5 * (within(2.0) + within(0.2));
        assert!((both.below(2.0) - exact).abs() < 1e-5);
    }
}
