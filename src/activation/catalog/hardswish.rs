//! Hard swish: phi = z hardsigmoid(z), 0 from -3 down, z from 3 up; phi' =
//! (2 z + 3) / 6 strictly inside, 0 at -3, 1 at 3.

use crate::activation::arithmetic::Arithmetic;
use crate::activation::definition::Definition;
use crate::naming::Signature;

/// phi = z (z + 3) / 6 between -3 and 3.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hardswish;

impl Definition for Hardswish {
    const SIGNATURE: Signature = Signature {
        name: "hardswish",
        aliases: &["hard_silu"],
        parameters: &[],
    };
    const FORMULA: &'static str = "z min(max(z + 3, 0), 6) / 6";
    const NOTE: &'static str = "Howard et al. 2019, arXiv:1905.02244; phi'(-3) = 0 and phi'(3) = 1, as PyTorch since pull request 143899 (2025); before, -1/2 and 3/2";

    fn new(_: &[f64]) -> Result<Self, String> {
        Ok(Hardswish)
    }

    fn value(&self, z: f64) -> f64 {
        if z <= -3.0 {
            0.0
        } else if z < 3.0 {
            z * (z + 3.0) / 6.0
        } else {
            z
        }
    }

    fn derivative(&self, z: f64) -> f64 {
        if z <= -3.0 {
            0.0
        } else if z < 3.0 {
            (z + 1.5) / 3.0
        } else {
            1.0
        }
    }

    fn kinks(&self) -> Vec<f64> {
        vec![-3.0, 3.0]
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let inside = (z * ((z + 3.0) * (1.0 / 6.0)), (z + 1.5) * (1.0 / 3.0));
        let right = if z < 3.0 { inside } else { (z, 1.0) };
        if z <= -3.0 { (0.0, 0.0) } else { right }
    }
}
