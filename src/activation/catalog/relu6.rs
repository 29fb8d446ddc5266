//! ReLU capped at 6: phi = min(max(0, z), 6); phi' = 1 strictly inside, else 0, at
//! 0 and 6 too.

use crate::activation::arithmetic::Arithmetic;
use crate::activation::definition::Definition;
use crate::naming::Signature;

/// phi = min(max(z, 0), 6).
#[derive(Debug, Clone, Copy)]
pub(super) struct Relu6;

impl Definition for Relu6 {
    const SIGNATURE: Signature = Signature {
        name: "relu6",
        aliases: &[],
        parameters: &[],
    };
    const FORMULA: &'static str = "min(max(0, z), 6)";
    const NOTE: &'static str = "Krizhevsky 2010 (CIFAR-10 manuscript); phi' = 0 at 0 and 6";

    fn new(_: &[f64]) -> Result<Self, String> {
        Ok(Relu6)
    }

    fn value(&self, z: f64) -> f64 {
        if z > 0.0 { z.min(6.0) } else { 0.0 }
    }

    fn derivative(&self, z: f64) -> f64 {
        if z > 0.0 && z < 6.0 { 1.0 } else { 0.0 }
    }

    fn kinks(&self) -> Vec<f64> {
        vec![0.0, 6.0]
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let raised = if z > 0.0 { z } else { 0.0 };
        let value = if raised < 6.0 { raised } else { 6.0 };
        (value, if z > 0.0 && z < 6.0 { 1.0 } else { 0.0 })
    }
}
