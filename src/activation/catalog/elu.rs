//! Exponential linear unit: phi = z above 0, alpha (e^z - 1) from 0 down, where
//! phi' = alpha e^z; phi'(0) = alpha.

use crate::activation::arithmetic::{Arithmetic, above_zero, nearest};
use crate::activation::definition::Definition;
use crate::activation::elementary::Exponential;
use crate::activation::reference::{never_zero as never_zero_f64, times_exp};
use crate::naming::{Domain, Parameter, Signature};

/// phi = z above 0, alpha (e^z - 1) below.
#[derive(Debug, Clone, Copy)]
pub(super) struct Elu {
    alpha: f64,
    alpha_f32: f32,
}

impl Definition for Elu {
    const SIGNATURE: Signature = Signature {
        name: "elu",
        aliases: &[],
        parameters: &[Parameter::new("alpha", 1.0, Domain::Positive)],
    };
    const FORMULA: &'static str = "z if z > 0 else alpha (e^z - 1)";
    const NOTE: &'static str =
        "Clevert, Unterthiner, Hochreiter 2015, arXiv:1511.07289; phi'(0) = alpha";

    fn new(parameters: &[f64]) -> Result<Self, String> {
        let alpha = parameters[0];
        Ok(Elu {
            alpha,
            alpha_f32: nearest(alpha),
        })
    }

    fn value(&self, z: f64) -> f64 {
        if z > 0.0 {
            z
        } else {
            self.alpha * libm::expm1(z)
        }
    }

    fn derivative(&self, z: f64) -> f64 {
        if z > 0.0 {
            1.0
        } else {
            never_zero_f64(times_exp(self.alpha, z.into()), z)
        }
    }

    fn kinks(&self) -> Vec<f64> {
        vec![0.0]
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let exponential = Exponential::new::<A>(if z < 0.0 { z } else { 0.0 });
        let below = self.alpha_f32 * exponential.minus_one::<A>();
        let slope = above_zero(exponential.times::<A>(self.alpha_f32), z);
        if z > 0.0 { (z, 1.0) } else { (below, slope) }
    }
}
