//! How large activations and the entries of the gradient are in a net of finite width.

use super::grid::HERMITE;
use super::{FiniteNet, Law};
use crate::theory::activation_sizes::ActivationSizes;
use crate::theory::gradient_entries::GradientEntries;

impl FiniteNet {
    /// The activations of a layer whose length has this law.
    pub fn activation_sizes(&self, law: &Law) -> ActivationSizes {
        let deviation = law.variance.sqrt();
        let laws = HERMITE.map(|(node, weight)| (weight, libm::exp(law.mean + deviation * node)));
        ActivationSizes::new(&self.activation, laws.into_iter())
    }

    /// The entries of the gradient `above` layers below the last, given the laws of the
    /// lengths of the layer and of the one above it.
    ///
    /// Of a unit at z delta is b(z) times a normal number, whose variance is that of
    /// independent weights and, along z, phi(z)^2 times what the floor has. From
    /// input to input the logarithm of that variance lies off by `off`, and strays by
    /// `log_variance`.
    pub fn gradient_entries(
        &self,
        (own, next): (&Law, Option<&Law>),
        above: usize,
        (off, log_variance): (f64, f64),
    ) -> GradientEntries {
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
        let inputs = nodes.iter().map(|(node, weight)| {
            let log = log_size + off + deviation * node;
            (*weight, libm::exp(0.5 * log))
        });
        let of_unit = |h: f64, d: f64| d.abs() * (1.0 + h * h * floor).sqrt();
        let units = (&self.activation, libm::exp(own.mean), &self.flat[..]);
        GradientEntries::new(units, of_unit, inputs.collect())
    }
}
