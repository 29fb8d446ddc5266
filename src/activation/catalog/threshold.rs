//! Threshold: phi = z above the threshold, else value; phi' = 1 above, 0 from the
//! threshold down.

use crate::activation::arithmetic::{Arithmetic, at_most};
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "threshold",
        aliases: &[],
        parameters: &[
            Parameter::new("threshold", 0.0, Domain::Real),
            Parameter::new("value", 0.0, Domain::Real),
        ],
    },
    formula: "where(z > threshold, z, value)",
    source: "no publication found; PyTorch's torch.nn.Threshold",
    note: "neither PyTorch nor Keras has defaults: threshold(0, 0) is relu; phi'(threshold) = 0",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "threshold",
            means: "threshold(0, 0)",
        },
        Spelling {
            framework: "keras",
            name: "threshold",
            means: "threshold(0, 0)",
        },
    ],
    kernel: Some(|p| kernel_of(Threshold::new(p))),
    ..Entry::NEW
};

/// phi = z above the threshold, else a constant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Threshold {
    bound: f32,
    constant_f32: f32,
}

impl Threshold {
    pub fn new(parameters: &[f64]) -> Self {
        Threshold {
            bound: at_most(parameters[0]),
            constant_f32: parameters[1] as f32,
        }
    }
}

impl Element for Threshold {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        if z > self.bound {
            (z, 1.0)
        } else {
            (self.constant_f32, 0.0)
        }
    }
}
