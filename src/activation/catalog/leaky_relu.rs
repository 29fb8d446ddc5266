//! Leaky ReLU: phi = z above 0, slope z from 0 down; phi'(0) = slope.

use super::ramp::Ramp;
use crate::activation::arithmetic::Arithmetic;
use crate::activation::definition::Definition;
use crate::naming::{Domain, Parameter, Signature};

/// phi = z above 0, slope z below.
#[derive(Debug, Clone, Copy)]
pub(super) struct LeakyRelu {
    ramp: Ramp,
}

impl Definition for LeakyRelu {
    const SIGNATURE: Signature = Signature {
        name: "leaky_relu",
        aliases: &["lrelu"],
        parameters: &[Parameter::contested("slope", 0.01, Domain::Real)],
    };
    const FORMULA: &'static str = "z if z > 0 else slope z";
    const NOTE: &'static str = "Maas, Hannun, Ng 2013 (ICML workshop); phi'(0) = slope; slope 0.01 in PyTorch and JAX, 0.2 in Keras";

    fn new(parameters: &[f64]) -> Result<Self, String> {
        Ok(LeakyRelu {
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

    fn torch_gain(&self) -> Option<f64> {
        let slope = self.ramp.slope;
        Some((2.0 / (1.0 + slope * slope)).sqrt())
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        self.ramp.element(z)
    }
}
