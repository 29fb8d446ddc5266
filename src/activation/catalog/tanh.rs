//! Hyperbolic tangent: phi = (1 - e) / (1 + e) sign(z) with e = e^-2|z|;
//! phi' = 4 e / (1 + e)^2, which does not cancel as 1 - phi^2 does.

use crate::activation::arithmetic::{Arithmetic, above_zero};
use crate::activation::definition::Definition;
use crate::activation::elementary::HyperbolicTangent;
use crate::activation::reference::{Logistic as Logistic64, never_zero as never_zero_f64};
use crate::naming::Signature;

/// phi = tanh(z).
#[derive(Debug, Clone, Copy)]
pub(super) struct Tanh;

impl Definition for Tanh {
    const SIGNATURE: Signature = Signature {
        name: "tanh",
        aliases: &[],
        parameters: &[],
    };
    const FORMULA: &'static str = "tanh(z)";
    const NOTE: &'static str = "LeCun, Bottou, Orr, Mueller 1998 (Efficient BackProp)";

    fn new(_: &[f64]) -> Result<Self, String> {
        Ok(Tanh)
    }

    fn value(&self, z: f64) -> f64 {
        libm::tanh(z)
    }

    fn derivative(&self, z: f64) -> f64 {
        never_zero_f64(4.0 * Logistic64::new((2.0 * z).into()).derivative(), z)
    }

    fn torch_gain(&self) -> Option<f64> {
        Some(5.0 / 3.0)
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let tanh = HyperbolicTangent::new::<A>(z);
        (tanh.value + tanh.lost, above_zero(tanh.derivative, z))
    }
}
