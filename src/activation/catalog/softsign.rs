//! Softsign: phi = z / (1 + |z|); phi' = 1 / (1 + |z|)^2. phi'' jumps at 0.

use crate::activation::arithmetic::{Arithmetic, above_zero};
use crate::activation::definition::Definition;
use crate::activation::reference::never_zero as never_zero_f64;
use crate::naming::Signature;

/// phi = z / (1 + |z|).
#[derive(Debug, Clone, Copy)]
pub(super) struct Softsign;

impl Definition for Softsign {
    const SIGNATURE: Signature = Signature {
        name: "softsign",
        aliases: &[],
        parameters: &[],
    };
    const FORMULA: &'static str = "z / (1 + |z|)";
    const NOTE: &'static str =
        "Bergstra, Desjardins, Lamblin, Bengio 2009 (technical report 1337, Montreal)";

    fn new(_: &[f64]) -> Result<Self, String> {
        Ok(Softsign)
    }

    fn value(&self, z: f64) -> f64 {
        if z.is_infinite() {
            1.0_f64.copysign(z)
        } else {
            z / (1.0 + z.abs())
        }
    }

    fn derivative(&self, z: f64) -> f64 {
        let inverse = 1.0 / (1.0 + z.abs());
        never_zero_f64(inverse * inverse, z)
    }

    fn kinks(&self) -> Vec<f64> {
        vec![0.0]
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        // From here on phi is 1 in f32; 2^100 keeps the inverse normal.
        const END: f32 = 1.267_650_6e30;
        let x = z.clamp(-END, END);
        let inverse = 1.0 / (1.0 + x.abs());
        (x * inverse, above_zero(inverse * inverse, z))
    }
}
