//! The identity: phi = z, phi' = 1; a deep linear net.

use crate::activation::arithmetic::Arithmetic;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "identity",
        aliases: &["linear"],
        parameters: &[],
    },
    formula: "z",
    source: "Saxe, McClelland, Ganguli 2013, arXiv:1312.6120 (deep linear nets)",
    clashes: &["oneDNN's linear(alpha, beta) = alpha z + beta is affine"],
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "identity",
            means: "identity",
        },
        Spelling {
            framework: "keras",
            name: "linear",
            means: "identity",
        },
        Spelling {
            framework: "jax",
            name: "identity",
            means: "identity",
        },
        Spelling {
            framework: "transformers",
            name: "linear",
            means: "identity",
        },
        Spelling {
            framework: "onnx",
            name: "Identity",
            means: "identity",
        },
        Spelling {
            framework: "onednn",
            name: "linear",
            means: "affine(1, 0)",
        },
    ],
    torch_gain: Some(|_| 1.0),
    kernel: Some(|_| kernel_of(Identity)),
    ..Entry::NEW
};

/// phi = z.
#[derive(Debug, Clone, Copy)]
struct Identity;

impl Element for Identity {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        (z, 1.0)
    }
}
