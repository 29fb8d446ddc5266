//! Closed forms for activations that are two rays from the origin.
//!
//! phi(z) = A z + B abs(z) is every activation with phi(c z) = c phi(z) for
//! c > 0: ReLU, its leaky forms, abs, the identity. Cho and Saul 2009 (NIPS)
//! found the kernel of ReLU; abs z has E[abs(u1) abs(u2)] = (2/pi) (sin t +
//! (pi/2 - t) cos t) for a correlation of cos t, so that with Delta =
//! B^2/(A^2 + B^2) (Terjek and Gonzalez-Sanchez 2025, arXiv:2501.13225)
//!
//! C(cos t) = cos t + (2 Delta/pi) (sin t - t cos t),
//! E[phi'(u1) phi'(u2)] = (A^2 + B^2) (1 - 2 Delta t/pi).

use crate::activation::Activation;
use std::f64::consts::PI;

/// The slopes of an activation below and above 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rays {
    /// phi(z)/z for z < 0.
    pub below: f64,
    /// phi(z)/z for z > 0.
    pub above: f64,
}

impl Rays {
    /// The rays of an activation that is made of two; a backward pass that is
    /// not phi' makes it none.
    pub fn of(phi: &Activation) -> Option<Self> {
        let plain = phi.is_positively_homogeneous() && !phi.has_surrogate();
        let rays = Rays {
            below: -phi.value(-1.0),
            above: phi.value(1.0),
        };
        let sizes = [rays.below, rays.above];
        (plain && sizes.iter().all(|s| s.is_finite()) && sizes != [0.0; 2]).then_some(rays)
    }

    /// A leaky ReLU.
    pub fn leaky(slope: f64) -> Self {
        Rays {
            below: slope,
            above: 1.0,
        }
    }

    /// E[phi'^2] = E[phi(u)^2]/q = (below^2 + above^2)/2, for every q.
    pub fn square(self) -> f64 {
        0.5 * (self.below * self.below + self.above * self.above)
    }

    /// Delta = B^2/(A^2 + B^2): 0 of a line, 1/2 of ReLU, 1 of abs.
    ///
    /// ```
    /// use actlab::theory::Rays;
    /// assert_eq!(Rays::leaky(0.0).bend(), 0.5);
    /// ```
    pub fn bend(self) -> f64 {
        let b = 0.5 * (self.above - self.below);
        b * b / self.square()
    }

    /// 1 - C(1 - d): what becomes of a correlation that lacks `d` to 1, where
    /// there are no biases.
    pub fn deficit(self, d: f64) -> f64 {
        d - 2.0 * self.bend() / PI * lens(angle(d))
    }

    /// C'(c) at c = 1 - d.
    pub fn correlation_slope(self, d: f64) -> f64 {
        1.0 - 2.0 * self.bend() / PI * angle(d)
    }
}

/// The angle whose cosine is 1 - d.
pub(super) fn angle(d: f64) -> f64 {
    2.0 * libm::asin((0.5 * d).clamp(0.0, 1.0).sqrt())
}

/// sin t - t cos t, without the loss of digits that it has near 0.
fn lens(t: f64) -> f64 {
    if t > 0.5 {
        return libm::sin(t) - t * libm::cos(t);
    }
    // sum over k >= 1 of (-1)^(k+1) 2k t^(2k+1) / (2k+1)!
    let (mut power, mut sum) = (t * t * t / 6.0, 0.0);
    for k in 1..12 {
        let k = f64::from(k);
        sum += 2.0 * k * power;
        power *= -t * t / ((2.0 * k + 2.0) * (2.0 * k + 3.0));
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lens_has_its_digits() {
        for t in [1e-8f64, 1e-3, 0.3, 0.4999999] {
            let cube = t.powi(3) / 3.0 * (1.0 - t * t / 10.0 + t.powi(4) / 280.0);
            assert!((lens(t) / cube - 1.0).abs() < 2e-6, "{t}");
        }
        assert!((lens(0.5) - lens(0.5f64.next_up())).abs() < 1e-15);
    }

    #[test]
    fn rays_are_recognised() {
        let rays = |name: &str| Rays::of(&name.parse().unwrap());
        assert_eq!(rays("leaky_relu(0.2)"), Some(Rays::leaky(0.2)));
        assert_eq!(rays("max(x, -x)").map(Rays::bend), Some(1.0));
        assert_eq!(rays("tanh"), None);
        assert_eq!(rays("ste_sign"), None);
        assert_eq!(rays("0 * x"), None);
    }
}
