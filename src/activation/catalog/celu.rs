//! Continuously differentiable ELU: phi = z above 0, alpha (e^(z / alpha) - 1) from
//! 0 down, where phi' = e^(z / alpha).

use crate::activation::arithmetic::{Arithmetic, Split, above_zero, nearest};
use crate::activation::definition::Definition;
use crate::activation::double_double::DoubleDouble;
use crate::activation::elementary::Exponential;
use crate::activation::reference::{never_zero as never_zero_f64, times_exp};
use crate::naming::{Domain, Parameter, Signature};

/// phi = z above 0, alpha (e^(z / alpha) - 1) below.
#[derive(Debug, Clone, Copy)]
pub(super) struct Celu {
    alpha: f64,
    alpha_f32: f32,
    inverse: Split,
}

impl Definition for Celu {
    const SIGNATURE: Signature = Signature {
        name: "celu",
        aliases: &[],
        parameters: &[Parameter::new("alpha", 1.0, Domain::Positive)],
    };
    const FORMULA: &'static str = "z if z > 0 else alpha (e^(z / alpha) - 1)";
    const NOTE: &'static str = "Barron 2017, arXiv:1704.07483";

    fn new(parameters: &[f64]) -> Result<Self, String> {
        let alpha = parameters[0];
        Ok(Celu {
            alpha,
            alpha_f32: nearest(alpha),
            inverse: Split::new(1.0 / alpha),
        })
    }

    fn value(&self, z: f64) -> f64 {
        if z > 0.0 {
            z
        } else {
            self.alpha * libm::expm1(z / self.alpha)
        }
    }

    fn derivative(&self, z: f64) -> f64 {
        if z > 0.0 {
            1.0
        } else {
            never_zero_f64(times_exp(1.0, DoubleDouble::quotient(z, self.alpha)), z)
        }
    }

    fn kinks(&self) -> Vec<f64> {
        vec![0.0]
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let (x, low) = self.inverse.times::<A>(if z < 0.0 { z } else { 0.0 });
        let exponential = Exponential::with_low::<A>(x, low);
        // z / alpha may be subnormal where z is not.
        let small = z.abs() < f32::EPSILON * self.alpha_f32;
        let below = self.alpha_f32 * exponential.minus_one::<A>();
        let below = if small { z } else { below };
        let slope = above_zero(exponential.value(), z);
        if z > 0.0 { (z, 1.0) } else { (below, slope) }
    }
}
