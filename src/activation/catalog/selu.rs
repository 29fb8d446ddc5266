//! Scaled ELU: phi = lambda z above 0, lambda alpha (e^z - 1) from 0 down, with the
//! constants that give N(0, 1) the fixed point of zero mean and unit variance;
//! phi'(0) = lambda alpha.

use crate::activation::arithmetic::{Arithmetic, above_zero};
use crate::activation::definition::Definition;
use crate::activation::elementary::Exponential;
use crate::activation::reference::{never_zero as never_zero_f64, times_exp};
use crate::naming::Signature;

const LAMBDA: f64 = 1.050_700_987_355_480_5;
const LAMBDA_ALPHA: f64 = 1.758_099_340_847_376_6;

/// phi = lambda z above 0, lambda alpha (e^z - 1) below.
#[derive(Debug, Clone, Copy)]
pub(super) struct Selu;

impl Definition for Selu {
    const SIGNATURE: Signature = Signature {
        name: "selu",
        aliases: &[],
        parameters: &[],
    };
    const FORMULA: &'static str = "lambda z if z > 0 else lambda alpha (e^z - 1), lambda = 1.0507009873554804934, alpha = 1.6732632423543772848";
    const NOTE: &'static str =
        "Klambauer, Unterthiner, Mayr, Hochreiter 2017, arXiv:1706.02515; phi'(0) = lambda alpha";

    fn new(_: &[f64]) -> Result<Self, String> {
        Ok(Selu)
    }

    fn value(&self, z: f64) -> f64 {
        if z > 0.0 {
            LAMBDA * z
        } else {
            LAMBDA_ALPHA * libm::expm1(z)
        }
    }

    fn derivative(&self, z: f64) -> f64 {
        if z > 0.0 {
            LAMBDA
        } else {
            never_zero_f64(times_exp(LAMBDA_ALPHA, z.into()), z)
        }
    }

    fn kinks(&self) -> Vec<f64> {
        vec![0.0]
    }

    fn torch_gain(&self) -> Option<f64> {
        Some(0.75)
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        const ABOVE: f32 = LAMBDA as f32;
        const BELOW: f32 = LAMBDA_ALPHA as f32;
        let exponential = Exponential::new::<A>(if z < 0.0 { z } else { 0.0 });
        let below = BELOW * exponential.minus_one::<A>();
        let slope = above_zero(exponential.times::<A>(BELOW), z);
        if z > 0.0 {
            (ABOVE * z, ABOVE)
        } else {
            (below, slope)
        }
    }
}
