//! Threshold: phi = z above the threshold, else value; phi' = 1 above, 0 from the
//! threshold down.

use crate::activation::arithmetic::{Arithmetic, at_most};
use crate::activation::definition::Definition;
use crate::naming::{Domain, Parameter, Signature};

/// phi = z above the threshold, else a constant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Threshold {
    threshold: f64,
    constant: f64,
    bound: f32,
    constant_f32: f32,
}

impl Definition for Threshold {
    const SIGNATURE: Signature = Signature {
        name: "threshold",
        aliases: &[],
        parameters: &[
            Parameter::new("threshold", 0.0, Domain::Real),
            Parameter::new("value", 0.0, Domain::Real),
        ],
    };
    const FORMULA: &'static str = "z if z > threshold else value";
    const NOTE: &'static str = "PyTorch's torch.nn.Threshold, which has no defaults: threshold(0, 0) is relu; phi'(threshold) = 0";

    fn new(parameters: &[f64]) -> Result<Self, String> {
        let (threshold, constant) = (parameters[0], parameters[1]);
        Ok(Threshold {
            threshold,
            constant,
            bound: at_most(threshold),
            constant_f32: constant as f32,
        })
    }

    fn value(&self, z: f64) -> f64 {
        if z > self.threshold { z } else { self.constant }
    }

    fn derivative(&self, z: f64) -> f64 {
        if z > self.threshold { 1.0 } else { 0.0 }
    }

    fn kinks(&self) -> Vec<f64> {
        vec![self.threshold]
    }

    fn is_positively_homogeneous(&self) -> bool {
        self.threshold == 0.0 && self.constant == 0.0
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        if z > self.bound {
            (z, 1.0)
        } else {
            (self.constant_f32, 0.0)
        }
    }
}
