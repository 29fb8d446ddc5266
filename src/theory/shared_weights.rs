//! ReLU and a leaky ReLU on the same weights: how far apart the two nets come.
//!
//! Both have normal weights W, each scaled to keep its own lengths, and no
//! biases. For one input the pre-activations of the two nets are jointly normal
//! in the limit of infinite width, with a correlation c that starts at 1 in the
//! first layer. With u, v normal of correlation c = cos t, relu(u) relu(v) has the
//! mean J(c)/2, J(cos t) = (sin t + (pi - t) cos t)/pi (Cho and Saul 2009), and
//! leaky(v) = relu(v) - a relu(-v), so that
//!
//! c' = (J(c) - a J(-c))/sqrt(1 + a^2).
//!
//! Since J(1) = 1 and J(-1) = 0, c = 1 is no fixed point: whatever the depth, the
//! two nets do not become one function.

use super::rays::angle;
use std::f64::consts::PI;

/// J(cos t) = (sin t + (pi - t) cos t)/pi, for t from 0 to pi.
fn arc_cosine(t: f64) -> f64 {
    (libm::sin(t) + (PI - t) * libm::cos(t)) / PI
}

/// 1 - c of a He ReLU net and a leaky one of slope `slope` on the same weights
/// and the same input, layer by layer; the first is 0.
///
/// ```
/// use actlab::theory::shared_weights;
/// let second = shared_weights(0.2).nth(1).unwrap();
/// assert!((second - (1.0 - 1.0 / 1.04f64.sqrt())).abs() < 1e-15);
/// assert!(shared_weights(0.0).take(100).all(|d| d == 0.0));
/// ```
pub fn shared_weights(slope: f64) -> impl Iterator<Item = f64> {
    let norm = (1.0 + slope * slope).sqrt();
    std::iter::successors(Some(0.0), move |d| {
        let t = angle(*d);
        Some(1.0 - (arc_cosine(t) - slope * arc_cosine(PI - t)) / norm)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::normal_expectation;

    /// E[relu(u) leaky(v)] by quadrature over v = c u + sqrt(1 - c^2) w.
    #[test]
    fn a_step_is_the_expectation() {
        let slope = 0.3;
        let mut layers = shared_weights(slope).skip(1);
        let (before, after) = (layers.next().unwrap(), layers.next().unwrap());
        let c = 1.0 - before;
        let s = (1.0 - c * c).sqrt();
        let leaky = |v: f64| if v > 0.0 { v } else { slope * v };
        let given = |u: f64| {
            let kink = -c * u / s;
            u.max(0.0) * normal_expectation(|w| leaky(c * u + s * w), &[kink])
        };
        let product = normal_expectation(given, &[0.0]);
        let norm = 0.5 * (1.0 + slope * slope).sqrt();
        assert!((1.0 - product / norm - after).abs() < 1e-9, "{product}");
    }

    /// It ends at a fixed point that is not 0.
    #[test]
    fn the_nets_stay_apart() {
        for slope in [0.01, 0.2, 0.5] {
            let deep: Vec<f64> = shared_weights(slope).skip(10_000).take(2).collect();
            assert!((deep[0] - deep[1]).abs() < 1e-12);
            assert!(deep[0] > 0.5 * slope * slope, "{slope}: {}", deep[0]);
        }
    }
}
