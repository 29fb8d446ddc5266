//! A straight line: phi = alpha z + beta.

use super::line::Line;
use crate::activation::arithmetic::Arithmetic;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "affine",
        aliases: &["eltwise_linear"],
        parameters: &[
            Parameter::new("alpha", 1.0, Domain::Real),
            Parameter::new("beta", 0.0, Domain::Real),
        ],
    },
    formula: "alpha * z + beta",
    source: "no publication found; oneDNN's eltwise linear",
    note: "oneDNN's alpha and beta have no defaults",
    clashes: &["the linear of Keras and transformers is identity"],
    frameworks: &[Spelling {
        framework: "onednn",
        name: "eltwise_linear",
        means: "affine(1, 0)",
    }],
    kernel: Some(|p| kernel_of(Affine::new(p))),
    ..Entry::NEW
};

/// phi = alpha z + beta.
#[derive(Debug, Clone, Copy)]
struct Affine {
    line: Line,
}

impl Affine {
    fn new(parameters: &[f64]) -> Self {
        Affine {
            line: Line::new(parameters[0], parameters[1]),
        }
    }
}

impl Element for Affine {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        (self.line.at::<A>(z), self.line.slope)
    }
}
