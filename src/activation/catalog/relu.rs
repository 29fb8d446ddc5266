//! Rectified linear unit: phi = max(0, z), phi' = 1 above 0, else 0; at 0 it is 0.

use crate::activation::arithmetic::Arithmetic;
use crate::activation::definition::Definition;
use crate::naming::Signature;

/// phi = max(0, z).
#[derive(Debug, Clone, Copy)]
pub(super) struct Relu;

impl Definition for Relu {
    const SIGNATURE: Signature = Signature {
        name: "relu",
        aliases: &[],
        parameters: &[],
    };
    const FORMULA: &'static str = "max(0, z)";
    const NOTE: &'static str = "Nair and Hinton 2010 (ICML); phi'(0) = 0";

    fn new(_: &[f64]) -> Result<Self, String> {
        Ok(Relu)
    }

    fn value(&self, z: f64) -> f64 {
        if z > 0.0 { z } else { 0.0 }
    }

    fn derivative(&self, z: f64) -> f64 {
        if z > 0.0 { 1.0 } else { 0.0 }
    }

    fn kinks(&self) -> Vec<f64> {
        vec![0.0]
    }

    fn is_positively_homogeneous(&self) -> bool {
        true
    }

    fn torch_gain(&self) -> Option<f64> {
        Some(std::f64::consts::SQRT_2)
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        if z > 0.0 { (z, 1.0) } else { (0.0, 0.0) }
    }
}
