//! Two straight lines that meet at 0, the common shape of the leaky family.

use crate::activation::arithmetic::{Arithmetic, nearest};
use crate::activation::kernel::Element;

/// phi = z above 0, slope z from 0 down; phi'(0) = slope.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ramp {
    slope_f32: f32,
}

impl Ramp {
    pub fn new(slope: f64) -> Self {
        Ramp {
            slope_f32: nearest(slope),
        }
    }
}

impl Element for Ramp {
    const VALUE_KEEPS_NAN: bool = true;

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        // Not 0 z, which is NaN at -inf.
        let flat = self.slope_f32 == 0.0;
        let below = if flat { 0.0 } else { self.slope_f32 * z };
        if z <= 0.0 {
            (below, self.slope_f32)
        } else {
            (z, 1.0)
        }
    }
}
