//! Units that pass no gradient for any sample of a batch.

use crate::activation::Activation;
use crate::stats::normal_expectation;
use libm::erfc;
use std::f64::consts::FRAC_1_SQRT_2;

/// Where b is 0 on a whole stretch, b being what the backward pass uses: phi' as a
/// rule.
#[derive(Debug, Clone)]
pub(super) struct Flats(Vec<(f64, f64)>);

impl Flats {
    /// Of `phi`; stretches end at its kinks.
    pub(super) fn of(phi: &Activation) -> Self {
        let kinks = phi.kinks().iter().copied();
        let ends: Vec<f64> = [f64::NEG_INFINITY]
            .into_iter()
            .chain(kinks)
            .chain([f64::INFINITY])
            .collect();
        let is_flat = |(low, high): &(f64, f64)| {
            let within = match (low.is_finite(), high.is_finite()) {
                (true, true) => [0.1, 0.5, 0.9].map(|t| low + t * (high - low)),
                (true, false) => [0.1, 1.0, 100.0].map(|t| low + t),
                (false, true) => [0.1, 1.0, 100.0].map(|t| high - t),
                (false, false) => [-10.0, 0.1, 10.0],
            };
            let (mut value, mut slope) = ([0.0; 3], [0.0; 3]);
            phi.evaluate_f64(&within, &mut value, &mut slope);
            slope == [0.0; 3]
        };
        let stretches = ends.windows(2).map(|ends| (ends[0], ends[1]));
        Flats(stretches.filter(is_flat).collect())
    }

    /// P(b(z_1) = .. = b(z_B) = 0) for z of variance q, of which every two have the
    /// correlation c, at least 0, and which are normal together: with z_i = sqrt q
    /// (sqrt c t + sqrt(1-c) s_i) and P(t) = P(b(z_i) = 0 | t) it is E[P(t)^B].
    pub(super) fn dead(&self, q: f64, c: f64, batch: f64) -> f64 {
        if self.0.is_empty() {
            return 0.0;
        }
        // As good as one sample.
        const ONE: f64 = 1e-10;
        let (scale, c) = (q.sqrt(), c.clamp(0.0, 1.0));
        let (shared, own) = match c > 1.0 - ONE {
            true => (0.0, 1.0),
            false => (c.sqrt(), (1.0 - c).sqrt()),
        };
        let batch = if shared == 0.0 && c > 0.5 { 1.0 } else { batch };
        let above = |z: f64| 0.5 * erfc(z * FRAC_1_SQRT_2);
        let share = |t: f64| {
            let within = |(low, high): &(f64, f64)| {
                let [low, high] = [low, high].map(|end| (end / scale - shared * t) / own);
                match low > 0.0 {
                    true => above(low) - above(high),
                    false => above(-high) - above(-low),
                }
            };
            libm::pow(self.0.iter().map(within).sum(), batch)
        };
        if shared == 0.0 {
            return share(0.0);
        }
        let ends = self.0.iter().flat_map(|(low, high)| [*low, *high]);
        let cuts = ends.filter(|end| end.is_finite());
        let cuts: Vec<f64> = cuts.map(|end| end / scale / shared).collect();
        normal_expectation(share, &cuts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> Flats {
        Flats::of(&name.parse().unwrap())
    }

    /// Of two normal numbers of correlation sin t both are below 0 with probability
    /// 1/4 + t/(2 pi) (Sheppard 1899), of three 1/8 + 3 t/(4 pi); of B of correlation
    /// 1/2, which are compared with one more, 1/(B + 1).
    #[test]
    fn orthants() {
        let relu = of("relu");
        for c in [0.0f64, 0.3, 0.9, 1.0 - 1e-6, 1.0] {
            let t = c.asin();
            let (two, three) = (relu.dead(2.0, c, 2.0), relu.dead(2.0, c, 3.0));
            assert!(
                (two - 0.25 - t / std::f64::consts::TAU).abs() < 1e-12,
                "{c}"
            );
            let exact = 0.125 + 0.75 * t / std::f64::consts::PI;
            assert!((three - exact).abs() < 1e-12, "{c}");
        }
        for batch in [1.0, 16.0, 256.0] {
            let found = relu.dead(0.1, 0.5, batch);
            assert!((found * (batch + 1.0) - 1.0).abs() < 1e-12, "{batch}");
        }
    }

    #[test]
    fn stretches_end_at_kinks() {
        let inf = f64::INFINITY;
        assert_eq!(of("relu6").0, [(-inf, 0.0), (6.0, inf)]);
        assert_eq!(of("hardshrink(0.5)").0, [(-0.5, 0.5)]);
        assert_eq!(of("step").0, [(-inf, 0.0), (0.0, inf)]);
        for name in ["gelu", "leaky_relu"] {
            assert_eq!(of(name).dead(1.0, 0.5, 1.0), 0.0);
        }
        // A surrogate passes what phi' would not.
        assert!(of("ste_step").0.len() < 2);
        // Of every z, whatever they share.
        assert!((of("step").dead(1.0, 0.4, 9.0) - 1.0).abs() < 1e-12);
        let (one, two) = (of("hardshrink(0.5)").dead(1.0, 0.0, 1.0), 0.382924922548026);
        assert!((one - two).abs() < 1e-12);
    }
}
