//! Hard shrinkage: phi = z where |z| > lambda, else 0; phi' = 1 outside, 0 inside
//! and at both ends. phi itself jumps there.

use crate::activation::arithmetic::{Arithmetic, at_most};
use crate::activation::definition::Definition;
use crate::naming::{Domain, Parameter, Signature};

/// phi = z outside -lambda..lambda, else 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hardshrink {
    lambda: f64,
    bound: f32,
}

impl Definition for Hardshrink {
    const SIGNATURE: Signature = Signature {
        name: "hardshrink",
        aliases: &[],
        parameters: &[Parameter::new("lambda", 0.5, Domain::NonNegative)],
    };
    const FORMULA: &'static str = "z if |z| > lambda else 0";
    const NOTE: &'static str = "Donoho and Johnstone 1994 (Biometrika 81); phi' = 0 at -lambda and lambda, where phi jumps";

    fn new(parameters: &[f64]) -> Result<Self, String> {
        let lambda = parameters[0];
        Ok(Hardshrink {
            lambda,
            bound: at_most(lambda),
        })
    }

    fn value(&self, z: f64) -> f64 {
        if z.abs() > self.lambda { z } else { 0.0 }
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
        if z.abs() > self.bound {
            (z, 1.0)
        } else {
            (0.0, 0.0)
        }
    }
}
