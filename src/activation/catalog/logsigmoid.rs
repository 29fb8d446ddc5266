//! Log-sigmoid: phi = log sigma(z) = min(0, z) - log(1 + e^-|z|);
//! phi' = sigma(-z).

use crate::activation::arithmetic::{Arithmetic, above_zero};
use crate::activation::definition::Definition;
use crate::activation::elementary::{Logistic, log1p_ratio};
use crate::activation::reference::{Logistic as Logistic64, never_zero as never_zero_f64};
use crate::naming::Signature;

/// phi = -log(1 + e^-z).
#[derive(Debug, Clone, Copy)]
pub(super) struct Logsigmoid;

impl Definition for Logsigmoid {
    const SIGNATURE: Signature = Signature {
        name: "logsigmoid",
        aliases: &[],
        parameters: &[],
    };
    const FORMULA: &'static str = "-log(1 + e^-z)";
    const NOTE: &'static str = "-softplus(-z)";

    fn new(_: &[f64]) -> Result<Self, String> {
        Ok(Logsigmoid)
    }

    fn value(&self, z: f64) -> f64 {
        z.min(0.0) - Logistic64::new(z.into()).times_log1p_tail(1.0)
    }

    fn derivative(&self, z: f64) -> f64 {
        never_zero_f64(Logistic64::new((-z).into()).times(1.0), z)
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let logistic = Logistic::new::<A>(-z);
        let ratio = log1p_ratio::<A>(logistic.tail.value());
        let tail = logistic.tail.times::<A>(ratio);
        let value = if z < 0.0 { z - tail } else { -tail };
        (value, above_zero(logistic.value(), z))
    }
}
