//! The identity: phi = z, phi' = 1; a deep linear net.

use crate::activation::arithmetic::Arithmetic;
use crate::activation::definition::Definition;
use crate::naming::Signature;

/// phi = z.
#[derive(Debug, Clone, Copy)]
pub(super) struct Identity;

impl Definition for Identity {
    const SIGNATURE: Signature = Signature {
        name: "identity",
        aliases: &["linear"],
        parameters: &[],
    };
    const FORMULA: &'static str = "z";
    const NOTE: &'static str = "a deep linear net: Saxe, McClelland, Ganguli 2013, arXiv:1312.6120";

    fn new(_: &[f64]) -> Result<Self, String> {
        Ok(Identity)
    }

    fn value(&self, z: f64) -> f64 {
        z
    }

    fn derivative(&self, _: f64) -> f64 {
        1.0
    }

    fn is_positively_homogeneous(&self) -> bool {
        true
    }

    fn torch_gain(&self) -> Option<f64> {
        Some(1.0)
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        (z, 1.0)
    }
}
