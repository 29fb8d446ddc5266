//! Squared ReLU: phi = max(z, 0)^2, phi' = 2 max(z, 0).

use crate::activation::arithmetic::Arithmetic;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "squared_relu",
        aliases: &["relu2", "relu_squared", "sqr_relu"],
        parameters: &[],
    },
    formula: "max(z, 0)^2",
    source: "So, Manke, Liu, Dai, Shazeer, Le 2021, arXiv:2109.08668 (Primer)",
    clashes: &["squared and shifted, s max(z, 0)^2 + b, is star_relu"],
    frameworks: &[Spelling {
        framework: "transformers",
        name: "relu2",
        means: "squared_relu",
    }],
    kernel: Some(|_| kernel_of(SquaredRelu)),
    ..Entry::NEW
};

/// phi = max(z, 0)^2.
#[derive(Debug, Clone, Copy)]
struct SquaredRelu;

impl Element for SquaredRelu {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let raised = if z > 0.0 { z } else { 0.0 };
        (raised * raised, 2.0 * raised)
    }
}
