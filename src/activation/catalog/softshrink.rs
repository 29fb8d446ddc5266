//! Soft shrinkage: phi = z - lambda above lambda, z + lambda below -lambda, else 0;
//! phi' = 1 outside, 0 inside and at both ends.

use crate::activation::arithmetic::{Arithmetic, Split};
use crate::activation::definition::Definition;
use crate::naming::{Domain, Parameter, Signature};

/// phi = z moved towards 0 by lambda.
#[derive(Debug, Clone, Copy)]
pub(super) struct Softshrink {
    lambda: f64,
    split: Split,
}

impl Definition for Softshrink {
    const SIGNATURE: Signature = Signature {
        name: "softshrink",
        aliases: &[],
        parameters: &[Parameter::new("lambda", 0.5, Domain::NonNegative)],
    };
    const FORMULA: &'static str = "sign(z) max(|z| - lambda, 0)";
    const NOTE: &'static str =
        "Donoho 1995 (IEEE Trans. Information Theory 41); phi' = 0 at -lambda and lambda";

    fn new(parameters: &[f64]) -> Result<Self, String> {
        let lambda = parameters[0];
        Ok(Softshrink {
            lambda,
            split: Split::new(lambda),
        })
    }

    fn value(&self, z: f64) -> f64 {
        if z.abs() > self.lambda {
            (z.abs() - self.lambda).copysign(z)
        } else {
            0.0
        }
    }

    fn derivative(&self, z: f64) -> f64 {
        if z.abs() > self.lambda { 1.0 } else { 0.0 }
    }

    fn kinks(&self) -> Vec<f64> {
        // At lambda = 0 it is the identity.
        if self.lambda == 0.0 {
            Vec::new()
        } else {
            vec![-self.lambda, self.lambda]
        }
    }

    fn is_positively_homogeneous(&self) -> bool {
        self.lambda == 0.0
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        // Exact near the kink, where the first difference has no rounding.
        let beyond = (z.abs() - self.split.high) - self.split.low;
        if beyond > 0.0 {
            (beyond.copysign(z), 1.0)
        } else {
            (0.0, 0.0)
        }
    }
}
