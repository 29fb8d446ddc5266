//! Randomised leaky ReLU in evaluation mode: the slope below 0 is the mean of its
//! law, (lower + upper) / 2, which is also phi'(0).

use super::ramp::Ramp;
use crate::activation::arithmetic::Arithmetic;
use crate::activation::definition::Definition;
use crate::naming::{Domain, Parameter, Signature};

/// phi = z above 0, (lower + upper) / 2 z below.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rrelu {
    ramp: Ramp,
}

impl Definition for Rrelu {
    const SIGNATURE: Signature = Signature {
        name: "rrelu",
        aliases: &[],
        parameters: &[
            Parameter::contested("lower", 1.0 / 8.0, Domain::Real),
            Parameter::contested("upper", 1.0 / 3.0, Domain::Real),
        ],
    };
    const FORMULA: &'static str = "z if z > 0 else (lower + upper) / 2 z";
    const NOTE: &'static str = "Xu, Wang, Chen, Li 2015, arXiv:1505.00853, in evaluation mode: in training the slope is uniform on lower..upper; phi'(0) = (lower + upper) / 2";

    fn new(parameters: &[f64]) -> Result<Self, String> {
        let (lower, upper) = (parameters[0], parameters[1]);
        if lower > upper {
            return Err("lower must not be above upper".to_string());
        }
        Ok(Rrelu {
            ramp: Ramp::new(0.5 * lower + 0.5 * upper),
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
