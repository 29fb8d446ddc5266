//! Hard sigmoid, as in PyTorch: phi = z / 6 + 1/2 clamped to 0..1; phi' = 1/6
//! strictly inside, else 0, at -3 and 3 too.

use crate::activation::arithmetic::Arithmetic;
use crate::activation::definition::Definition;
use crate::naming::Signature;

/// phi = (z + 3) / 6 clamped to 0..1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hardsigmoid;

impl Definition for Hardsigmoid {
    const SIGNATURE: Signature = Signature {
        name: "hardsigmoid",
        aliases: &[],
        parameters: &[],
    };
    const FORMULA: &'static str = "min(max(z / 6 + 1/2, 0), 1)";
    const NOTE: &'static str = "Courbariaux, Bengio, David 2015, arXiv:1511.00363, with the slope of PyTorch (ONNX and older Keras: z / 5 + 1/2); phi' = 0 at -3 and 3";

    fn new(_: &[f64]) -> Result<Self, String> {
        Ok(Hardsigmoid)
    }

    fn value(&self, z: f64) -> f64 {
        (z + 3.0).clamp(0.0, 6.0) / 6.0
    }

    fn derivative(&self, z: f64) -> f64 {
        if z > -3.0 && z < 3.0 { 1.0 / 6.0 } else { 0.0 }
    }

    fn kinks(&self) -> Vec<f64> {
        vec![-3.0, 3.0]
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let inside = z > -3.0 && z < 3.0;
        let value = (z + 3.0).clamp(0.0, 6.0) * (1.0 / 6.0);
        (value, if inside { 1.0 / 6.0 } else { 0.0 })
    }
}
