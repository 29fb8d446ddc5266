//! Parametric ReLU at a given slope: phi = z above 0, slope z from 0 down;
//! phi'(0) = slope.

use super::ramp::Ramp;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::kernel_of;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "prelu",
        aliases: &[],
        parameters: &[Parameter::contested("slope", 0.25, Domain::Real)],
    },
    formula: "where(z > 0, z, slope * z)",
    source: "He, Zhang, Ren, Sun 2015, arXiv:1502.01852",
    note: "phi'(0) = slope; the slope is learned and starts at 0.25 in the publication and PyTorch, at 0 in Keras; ONNX takes it as an input",
    learnable: &["slope"],
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "prelu",
            means: "prelu(0.25)",
        },
        Spelling {
            framework: "keras",
            name: "prelu",
            means: "prelu(0)",
        },
        Spelling {
            framework: "transformers",
            name: "prelu",
            means: "prelu(0.25)",
        },
        Spelling {
            framework: "onnx",
            name: "PRelu",
            means: "prelu(0.25)",
        },
    ],
    kernel: Some(|p| kernel_of(Ramp::new(p[0]))),
    ..Entry::NEW
};
