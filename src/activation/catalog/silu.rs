//! Sigmoid linear unit: phi = z sigma(z) = z / (1 + e^-z);
//! phi' = sigma (1 + z (1 - sigma)).

use crate::activation::arithmetic::{Arithmetic, never_zero};
use crate::activation::definition::{Accuracy, Definition};
use crate::activation::elementary::Logistic;
use crate::activation::reference::{Logistic as Logistic64, never_zero as never_zero_f64};
use crate::naming::Signature;

/// phi = z sigma(z).
#[derive(Debug, Clone, Copy)]
pub(super) struct Silu;

impl Definition for Silu {
    const SIGNATURE: Signature = Signature {
        name: "silu",
        aliases: &["swish(1)"],
        parameters: &[],
    };
    const FORMULA: &'static str = "z / (1 + e^-z)";
    const NOTE: &'static str = "Elfwing, Uchibe, Doya 2017, arXiv:1702.03118; swish at beta = 1";
    const ACCURACY: Accuracy = Accuracy::CROSSING;

    fn new(_: &[f64]) -> Result<Self, String> {
        Ok(Silu)
    }

    fn value(&self, z: f64) -> f64 {
        Logistic64::new(z.into()).times(z)
    }

    fn derivative(&self, z: f64) -> f64 {
        never_zero_f64(Logistic64::new(z.into()).gate_derivative(z), z)
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        // Beyond, sigma is 0 or 1 in f32.
        const END: f32 = 150.0;
        let x = z.clamp(-END, END);
        let logistic = Logistic::new::<A>(x);
        let value = logistic.times(if z < x { x } else { z });
        (value, never_zero(logistic.gate_derivative::<A>(x), z))
    }
}
