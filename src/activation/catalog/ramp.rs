//! Two straight lines that meet at 0, the common shape of the leaky family.

use crate::activation::arithmetic::nearest;

/// phi = z above 0, slope z from 0 down; phi'(0) = slope.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ramp {
    pub slope: f64,
    slope_f32: f32,
}

impl Ramp {
    pub fn new(slope: f64) -> Self {
        Ramp {
            slope,
            slope_f32: nearest(slope),
        }
    }

    pub fn value(&self, z: f64) -> f64 {
        if z > 0.0 {
            z
        } else if self.slope == 0.0 {
            // Not slope * z, which is NaN at -inf.
            0.0
        } else {
            self.slope * z
        }
    }

    pub fn derivative(&self, z: f64) -> f64 {
        if z > 0.0 { 1.0 } else { self.slope }
    }

    pub fn kinks(&self) -> Vec<f64> {
        if self.slope == 1.0 {
            Vec::new()
        } else {
            vec![0.0]
        }
    }

    #[inline(always)]
    pub fn element(&self, z: f32) -> (f32, f32) {
        let flat = self.slope_f32 == 0.0;
        let below = if flat { 0.0 } else { self.slope_f32 * z };
        if z > 0.0 {
            (z, 1.0)
        } else {
            (below, self.slope_f32)
        }
    }
}
