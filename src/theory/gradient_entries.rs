//! How large the entries of the gradient of a layer are.

use super::gaussian::nodes;
use super::underflow::flushed_share;
use crate::activation::Activation;
use std::f64::consts::{FRAC_2_SQRT_PI, SQRT_2};

/// The entries delta of a layer that are not zero: of a unit at z, N(0, d^2) with d =
/// s(z) m, where m strays from input to input.
#[derive(Debug, Clone)]
pub struct GradientEntries {
    /// Shares of units, and their s.
    units: Vec<(f64, f64)>,
    /// Shares of inputs, and their m.
    inputs: Vec<(f64, f64)>,
    /// E[1/m].
    inverse: f64,
    /// The least m.
    least: f64,
}

impl GradientEntries {
    /// Of units z ~ N(0, q) with s = `deviation`(phi(z), b(z)), where that is not zero;
    /// near `places` more of them are taken. `inputs` are shares and m of inputs.
    pub(super) fn new(
        (phi, q, places): (&Activation, f64, &[f64]),
        deviation: impl Fn(f64, f64) -> f64,
        inputs: Vec<(f64, f64)>,
    ) -> Self {
        let mut units = Vec::new();
        nodes(phi, q, places, |weight, _, h, d| {
            if d != 0.0 {
                units.push((weight, deviation(h, d)));
            }
        });
        let shares_of_one = |all: &mut Vec<(f64, f64)>| {
            let sum: f64 = all.iter().map(|(share, _)| share).sum();
            all.iter_mut().for_each(|(share, _)| *share /= sum);
        };
        let mut inputs = inputs;
        shares_of_one(&mut units);
        shares_of_one(&mut inputs);
        GradientEntries {
            inverse: inputs.iter().map(|(share, m)| share / m).sum(),
            least: inputs.iter().fold(f64::INFINITY, |least, i| least.min(i.1)),
            units,
            inputs,
        }
    }

    /// P(abs(delta) <= `threshold`).
    pub fn at_most(&self, threshold: f64) -> f64 {
        if threshold == 0.0 {
            return 0.0;
        }
        // Of deviations d far above a threshold t the share is sqrt(2/pi) t/d, to
        // (t/d)^2/6.
        const FAR: f64 = 1e4;
        let far = threshold * FAR / self.least;
        let far_share = FRAC_2_SQRT_PI / SQRT_2 * threshold * self.inverse;
        let of_unit = |s: f64| {
            if s > far {
                return far_share / s;
            }
            let of_input = |(share, m): &(f64, f64)| share * flushed_share(threshold, s * m);
            self.inputs.iter().map(of_input).sum()
        };
        let units = self.units.iter().map(|(share, s)| share * of_unit(*s));
        units.sum::<f64>().clamp(0.0, 1.0)
    }

    /// P(`low` < abs(delta) <= `high`).
    pub fn between(&self, low: f64, high: f64) -> f64 {
        (self.at_most(high) - self.at_most(low)).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use libm::erf;

    /// Of a line delta is normal; of |z| and one m the product of two normal numbers,
    /// of which E[1/abs(z)] diverges: P(abs(x y) <= 1/2) by a plain sum.
    #[test]
    fn shares_of_known_laws() {
        let line = "identity".parse().unwrap();
        let entries = GradientEntries::new((&line, 1.0, &[]), |_, d| d, vec![(2.0, 3.0)]);
        for t in [1e-30, 1e-3, 1.0, 5.0, 40.0] {
            let exact = erf(t / 3.0 / SQRT_2);
            assert!((entries.at_most(t) / exact - 1.0).abs() < 1e-8, "{t}");
        }
        let phi = "0.5 * x^2".parse().unwrap();
        let near: Vec<f64> = (1..60)
            .flat_map(|k| [1.0, -1.0].map(|s| s * libm::exp2(-f64::from(k))))
            .collect();
        let entries = GradientEntries::new((&phi, 1.0, &near), |_, d| d.abs(), vec![(1.0, 1.0)]);
        let (mut exact, steps) = (0.0, 400_000);
        for k in 0..steps {
            let x = (f64::from(k) + 0.5) * 8.0 / f64::from(steps);
            exact += 2.0 * 8.0 / f64::from(steps) * (-0.5 * x * x).exp()
                / super::super::gaussian::ROOT_TAU
                * erf(0.5 / x / SQRT_2);
        }
        assert!((entries.at_most(0.5) - exact).abs() < 1e-8);
        assert!((entries.between(0.5, 1e9) - (1.0 - exact)).abs() < 1e-8);
    }
}
