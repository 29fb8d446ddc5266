//! Parametric ReLU at a given slope: phi = z above 0, slope z from 0 down;
//! phi'(0) = slope.

use super::ramp::Ramp;
use crate::activation::arithmetic::Arithmetic;
use crate::activation::definition::Definition;
use crate::naming::{Domain, Parameter, Signature};

/// phi = z above 0, slope z below.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prelu {
    ramp: Ramp,
}

impl Definition for Prelu {
    const SIGNATURE: Signature = Signature {
        name: "prelu",
        aliases: &[],
        parameters: &[Parameter::contested("slope", 0.25, Domain::Real)],
    };
    const FORMULA: &'static str = "z if z > 0 else slope z";
    const NOTE: &'static str = "He, Zhang, Ren, Sun 2015, arXiv:1502.01852; the slope is learnable and starts at 0.25 in PyTorch, 0 in Keras; phi'(0) = slope";

    fn new(parameters: &[f64]) -> Result<Self, String> {
        Ok(Prelu {
            ramp: Ramp::new(parameters[0]),
        })
    }

    fn value(&self, z: f64) -> f64 {
        self.ramp.value(z)
    }

    fn derivative(&self, z: f64) -> f64 {
        self.ramp.derivative(z)
    }

    fn kinks(&self) -> Vec<f64> {
        self.ramp.kinks()
    }

    fn is_positively_homogeneous(&self) -> bool {
        true
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        self.ramp.element(z)
    }
}
