//! Logistic function: phi = 1 / (1 + e^-z); phi' = e^-|z| / (1 + e^-|z|)^2, which
//! does not cancel as phi (1 - phi) does.

use crate::activation::arithmetic::{Arithmetic, above_zero};
use crate::activation::definition::Definition;
use crate::activation::elementary::Logistic;
use crate::activation::reference::{Logistic as Logistic64, never_zero as never_zero_f64};
use crate::naming::Signature;

/// phi = 1 / (1 + e^-z).
#[derive(Debug, Clone, Copy)]
pub(super) struct Sigmoid;

impl Definition for Sigmoid {
    const SIGNATURE: Signature = Signature {
        name: "sigmoid",
        aliases: &["logistic"],
        parameters: &[],
    };
    const FORMULA: &'static str = "1 / (1 + e^-z)";
    const NOTE: &'static str =
        "Verhulst 1838; in nets: Rumelhart, Hinton, Williams 1986 (Nature 323)";

    fn new(_: &[f64]) -> Result<Self, String> {
        Ok(Sigmoid)
    }

    fn value(&self, z: f64) -> f64 {
        Logistic64::new(z.into()).times(1.0)
    }

    fn derivative(&self, z: f64) -> f64 {
        never_zero_f64(Logistic64::new(z.into()).derivative(), z)
    }

    fn torch_gain(&self) -> Option<f64> {
        Some(1.0)
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let logistic = Logistic::new::<A>(z);
        (logistic.value(), above_zero(logistic.derivative(), z))
    }
}
