//! A straight line, right where its two terms cancel.

use crate::activation::arithmetic::{Arithmetic, Split, at_most, nearest};

/// slope z + offset.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    factor: Split,
    offset: Split,
    pub slope: f32,
}

impl Line {
    pub fn new(slope: f64, offset: f64) -> Self {
        Line {
            factor: Split::new(slope),
            offset: Split::new(offset),
            slope: nearest(slope),
        }
    }

    /// The line at z; level at infinite z where the slope is 0.
    #[inline(always)]
    pub fn at<A: Arithmetic>(&self, z: f32) -> f32 {
        // Beyond, the exact product may overflow, and its tail no longer matters.
        const FAR: f32 = 1e30;
        let (product, lost) = A::product(z, self.factor.high);
        let lost = A::multiply_add(z, self.factor.low, lost);
        let lost = if product.abs() < FAR { lost } else { 0.0 };
        let flat = self.factor.high == 0.0;
        let product = if flat { 0.0 } else { product };
        (product + self.offset.high) + (lost + self.offset.low)
    }
}

/// The largest f32 at which slope z + offset is not above 0, for slope > 0.
pub(super) fn not_above_zero(slope: f64, offset: f64) -> f32 {
    // The quotient is rounded; the sign of the fused sum is right.
    let at = |z: f32| libm::fma(slope, f64::from(z), offset);
    let mut z = at_most(-offset / slope);
    while at(z.next_up()) <= 0.0 {
        z = z.next_up();
    }
    while at(z) > 0.0 {
        z = z.next_down();
    }
    z
}
