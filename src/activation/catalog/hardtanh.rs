//! Hard tanh: phi = z clamped to min..max; phi' = 1 strictly inside, else 0, at the
//! ends too.

use crate::activation::arithmetic::{Arithmetic, at_least, at_most};
use crate::activation::definition::Definition;
use crate::naming::{Domain, Parameter, Signature};

/// phi = min(max(z, min), max).
#[derive(Debug, Clone, Copy)]
pub(super) struct Hardtanh {
    min: f64,
    max: f64,
    min_f32: f32,
    max_f32: f32,
    above: f32,
    below: f32,
}

impl Definition for Hardtanh {
    const SIGNATURE: Signature = Signature {
        name: "hardtanh",
        aliases: &[],
        parameters: &[
            Parameter::new("min", -1.0, Domain::Real),
            Parameter::new("max", 1.0, Domain::Real),
        ],
    };
    const FORMULA: &'static str = "min(max(z, min), max)";
    const NOTE: &'static str = "Collobert 2004 (PhD thesis, Paris 6); phi' = 0 at both ends";

    fn new(parameters: &[f64]) -> Result<Self, String> {
        let (min, max) = (parameters[0], parameters[1]);
        if min >= max {
            return Err("min must be below max".to_string());
        }
        Ok(Hardtanh {
            min,
            max,
            min_f32: min as f32,
            max_f32: max as f32,
            above: at_most(min),
            below: at_least(max),
        })
    }

    fn value(&self, z: f64) -> f64 {
        z.clamp(self.min, self.max)
    }

    fn derivative(&self, z: f64) -> f64 {
        if z > self.min && z < self.max {
            1.0
        } else {
            0.0
        }
    }

    fn kinks(&self) -> Vec<f64> {
        vec![self.min, self.max]
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let raised = if z > self.above { z } else { self.min_f32 };
        let value = if z < self.below { raised } else { self.max_f32 };
        let inside = z > self.above && z < self.below;
        (value, if inside { 1.0 } else { 0.0 })
    }
}
