//! Shrinkage: phi = z - bias above lambda, z + bias below -lambda, else 0; phi' = 1
//! outside, 0 inside and at both ends.

use crate::activation::arithmetic::{Arithmetic, Split, at_most};
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "shrink",
        aliases: &[],
        parameters: &[
            Parameter::new("lambda", 0.5, Domain::NonNegative),
            Parameter::new("bias", 0.0, Domain::Real),
        ],
    },
    formula: "where(abs(z) > lambda, z - sign(z) * bias, 0)",
    source: "no publication found; ONNX's Shrink",
    note: "bias 0 is hardshrink, bias lambda softshrink",
    frameworks: &[Spelling {
        framework: "onnx",
        name: "Shrink",
        means: "shrink(0.5, 0)",
    }],
    kernel: Some(|p| kernel_of(Shrink::new(p[0], p[1]))),
    ..Entry::NEW
};

/// phi = z moved towards 0 by a bias outside -lambda..lambda, else 0.
#[derive(Debug, Clone, Copy)]
struct Shrink {
    bound: f32,
    bias: Split,
}

impl Shrink {
    fn new(lambda: f64, bias: f64) -> Self {
        Shrink {
            bound: at_most(lambda),
            bias: Split::new(bias),
        }
    }
}

impl Element for Shrink {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        // Exact near lambda = bias, where the first difference has no rounding.
        let beyond = (z.abs() - self.bias.high) - self.bias.low;
        let value = if z < 0.0 { -beyond } else { beyond };
        if z.abs() > self.bound {
            (value, 1.0)
        } else {
            (0.0, 0.0)
        }
    }
}
