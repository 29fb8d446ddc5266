//! How fast leaky ReLU nets forget their inputs: 1 - c_l ~ C/l^2.
//!
//! At sigma_w^2 = 2/(1 + a^2) the deficit g = 1 - c of two inputs falls by s
//! g^(3/2) a layer with s = 4 sqrt(2) Delta/(3 pi), and so, from wherever it
//! starts, like C(a)/l^2 with C(a) = 4/s^2 = 9 pi^2/(8 Delta^2) (for ReLU Hayou
//! et al. 2019, arXiv:1902.06853, proposition 1; Delta by Terjek and
//! Gonzalez-Sanchez 2025, arXiv:2501.13225). The ratio to ReLU stays, however
//! deep the net: a leaky slope that does not depend on depth does not come
//! nearer to ReLU with it.

use super::rays::Rays;
use std::f64::consts::PI;

impl Rays {
    /// s = 4 sqrt(2) Delta/(3 pi).
    ///
    /// ```
    /// use actlab::theory::Rays;
    /// let s = Rays::leaky(0.0).forgetting_step();
    /// assert!((s - 0.300105438719035357).abs() < 1e-15);
    /// ```
    pub fn forgetting_step(self) -> f64 {
        4.0 * 2f64.sqrt() * self.bend() / (3.0 * PI)
    }

    /// C = lim l^2 (1 - c_l) = 9 pi^2/(8 Delta^2).
    ///
    /// ```
    /// use actlab::theory::Rays;
    /// let ratio = Rays::leaky(0.25).forgetting_limit() / Rays::leaky(0.0).forgetting_limit();
    /// assert!((ratio - 3.5679012345679).abs() < 1e-12);
    /// ```
    pub fn forgetting_limit(self) -> f64 {
        9.0 * PI * PI / (8.0 * self.bend() * self.bend())
    }

    /// What a deficit becomes layer by layer where there are no biases.
    pub fn follow(self, deficit: f64) -> impl Iterator<Item = f64> {
        std::iter::successors(Some(deficit), move |d| Some(self.deficit(*d)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two orthogonal inputs of a ReLU net, by an independent iteration.
    #[test]
    fn deficits_are_those_of_the_reference_set() {
        let gap = |layers| Rays::leaky(0.0).follow(1.0).nth(layers).unwrap();
        for (layers, c) in [(2, 0.493_731_090_200_371_55), (50, 0.987_861_944_937_345_4)] {
            assert!((gap(layers) - (1.0 - c)).abs() < 1e-14, "{layers}");
        }
        let rate = gap(100_000) * 1e10;
        assert!((rate - 44.393_986_666_066_76).abs() < 1e-6, "{rate}");
    }
}
