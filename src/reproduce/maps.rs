//! The length map and its slopes, at a variance q of the pre-activations.

use crate::activation::Activation;
use crate::stats::normal_expectation;

/// E[phi(z)^2], z ~ N(0, q).
pub(super) fn square(phi: &Activation, q: f64) -> f64 {
    expectation(phi, q, |z| phi.value(z).powi(2))
}

/// E[phi'(z)^2]: chi_1 over sigma_w^2.
pub(super) fn slope_square(phi: &Activation, q: f64) -> f64 {
    expectation(phi, q, |z| phi.derivative(z).powi(2))
}

/// d/dq of E[phi(z)^2], which is E[phi phi' z]/q: V' over sigma_w^2.
pub(super) fn square_slope(phi: &Activation, q: f64) -> f64 {
    expectation(phi, q, |z| phi.value(z) * phi.derivative(z) * z) / q
}

/// E f(z), z ~ N(0, q), for an f with the kinks of phi.
pub(super) fn expectation(phi: &Activation, q: f64, f: impl Fn(f64) -> f64) -> f64 {
    let deviation = q.sqrt();
    let kinks: Vec<f64> = phi.kinks().iter().map(|kink| kink / deviation).collect();
    normal_expectation(|z| f(deviation * z), &kinks)
}

/// Where a function changes its sign between two ends, by halving.
pub(super) fn root(f: impl Fn(f64) -> f64, (mut low, mut high): (f64, f64)) -> f64 {
    let sign = f(low).signum();
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if f(middle).signum() == sign {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// The fixed point of V(q) = sigma_w^2 E[phi^2] + sigma_b^2 that iteration from
/// q = 1 comes to.
pub(super) fn fixed_point(phi: &Activation, (w, b): (f64, f64)) -> f64 {
    (0..1000).fold(1.0, |q, _| w * square(phi, q) + b)
}
