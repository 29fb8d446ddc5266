//! What a finite width changes in the lengths of a net, for every activation, to
//! first order in 1/n.
//!
//! Given q^l, the pre-activations of a layer of n units are independent N(0,
//! q^l), so that q^{l+1} = sigma_w^2 |h^l|^2/n + sigma_b^2 has the mean V(q^l) and
//! the variance sigma_w^4 Var[phi(u)^2]/n, u ~ N(0, q^l), at any width. Around the
//! q^l of the infinitely wide net, with Var and d the variance of q^l and how far
//! its mean is off,
//!
//! Var' = V'^2 Var + sigma_w^4 Var[phi^2]/n, d' = V' d + V'' Var/2
//!
//! (Yaida 2020, arXiv:1910.00019; Roberts, Yaida and Hanin 2022, chapter 4).

use super::gaussian::expect;
use super::wide_net::WideNet;

/// Mean and variance over nets of the mean square of a pre-activation, for one
/// input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LengthLaw {
    /// E[q^l].
    pub mean: f64,
    /// Var[q^l].
    pub variance: f64,
}

impl WideNet {
    /// The law of q^l, layer by layer up to `depth`, in nets of `width` units,
    /// where that of q^1 is `first`: of inputs x of n independent features its
    /// variance is sigma_w^4 Var[x^2]/n.
    ///
    /// ```
    /// use actlab::theory::{LengthLaw, WideNet};
    ///
    /// // Of a line q is a product of chi^2_n/n, with E[q] = 1.
    /// let net = WideNet::new("identity".parse()?, 1.0, 0.0);
    /// let first = LengthLaw { mean: 1.0, variance: 0.02 };
    /// let last = net.lengths_of_width(100, first, 5)[4];
    /// assert!((last.mean - 1.0).abs() < 1e-12);
    /// assert!((last.variance - 0.1).abs() < 1e-12);
    /// # Ok::<(), actlab::activation::ActivationError>(())
    /// ```
    pub fn lengths_of_width(&self, width: usize, first: LengthLaw, depth: usize) -> Vec<LengthLaw> {
        let (mut q, mut off, mut variance) = (first.mean, 0.0, first.variance);
        let mut laws = Vec::with_capacity(depth);
        for _ in 0..depth {
            laws.push(LengthLaw {
                mean: q + off,
                variance,
            });
            // Hermite polynomials differentiate by q: d/dq E[f(sqrt(q) z)] = E[f
            // (z^2 - 1)]/(2 q), and once more E[f (z^4 - 6 z^2 + 3)]/(4 q^2).
            let moments = |z: f64, h: f64, _: f64| {
                let (f, z2) = (h * h, z * z);
                [f, f * f, f * (z2 - 1.0), f * (z2 * z2 - 6.0 * z2 + 3.0)]
            };
            let [square, fourth, first, second] = expect(self.activation(), q, moments);
            let w = self.sigma_w_squared();
            let (slope, bend) = (w * first / (2.0 * q), w * second / (4.0 * q * q));
            off = slope * off + 0.5 * bend * variance;
            variance = slope * slope * variance + w * w * (fourth - square * square) / width as f64;
            q = self.length_map(q);
        }
        laws
    }
}
