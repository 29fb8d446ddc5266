//! What a number format makes of the gradients of one layer.

use super::grid::HERMITE;
use super::{FiniteNet, Law};
use crate::theory::gaussian::expect_plainly;
use crate::theory::underflow::flushed_share;
use std::f64::consts::{FRAC_2_SQRT_PI, SQRT_2};

impl FiniteNet {
    /// The share of the entries of the gradient that are not zero and at most
    /// `threshold` in magnitude, `above` layers below the last, given the laws of the
    /// lengths of the layer and of the one above it.
    ///
    /// Of a unit at z delta is b(z) times a normal number, whose variance is that of
    /// independent weights and, along z, phi(z)^2 times what the floor has. From
    /// input to input the logarithm of that variance lies off by `off`, and strays by
    /// `log_variance`.
    pub fn flushed(
        &self,
        (own, next): (&Law, Option<&Law>),
        above: usize,
        (off, log_variance): (f64, f64),
        threshold: f64,
    ) -> f64 {
        let here = self.units.averages(own.mean);
        let (w, n, c) = (self.sigma_w_squared, self.width, here.values);
        let (log_size, floor) = match (above.checked_sub(1), next) {
            (Some(above), Some(next)) => {
                let u = self.gradient_log_square(next, above);
                let along = libm::exp(self.gradient_log_along(next, above) - u);
                let known = w * c / (w * c + self.sigma_b_squared);
                let along = known * known * along + w * c * (1.0 - known);
                (libm::log(w) + u, along / (n * c * c * w))
            }
            _ => (0.0, 0.0),
        };
        let deviation = log_variance.sqrt();
        let nodes = if log_variance == 0.0 {
            &HERMITE[2..3]
        } else {
            &HERMITE[..]
        };
        let sizes: Vec<(f64, f64)> = nodes
            .iter()
            .map(|(node, weight)| {
                let log = log_size + off + deviation * node;
                (libm::exp(0.5 * log), *weight)
            })
            .collect();
        let all: f64 = sizes.iter().map(|(_, weight)| weight).sum();
        // Of deviations far above the threshold t the share is sqrt(2/pi) t/deviation,
        // to (t/deviation)^2/6.
        const FAR: f64 = 1e4;
        let smallest = sizes.iter().map(|(size, _)| *size).fold(f64::MAX, f64::min);
        let inverse: f64 = sizes.iter().map(|(size, weight)| weight / size).sum();
        let far_share = FRAC_2_SQRT_PI / SQRT_2 * threshold * inverse / all;
        let lost = |_, h: f64, d: f64| {
            if d == 0.0 {
                return [0.0, 0.0];
            }
            let slope = d.abs() * (1.0 + h * h * floor).sqrt();
            if slope * smallest > FAR * threshold {
                return [far_share / slope, 1.0];
            }
            let of = |(size, weight): &(f64, f64)| weight * flushed_share(threshold, slope * size);
            [sizes.iter().map(of).sum::<f64>() / all, 1.0]
        };
        let [lost, active] =
            expect_plainly(&self.activation, libm::exp(own.mean), &self.flat, lost);
        (lost / active).clamp(0.0, 1.0)
    }
}
