//! Sparse sigmoid: phi = (z + 1) / 2 clamped to 0..1; phi' = 1/2 strictly inside,
//! else 0.

use crate::activation::arithmetic::Arithmetic;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "sparse_sigmoid",
        aliases: &[],
        parameters: &[],
    },
    formula: "min(max((z + 1) / 2, 0), 1)",
    source: "Courbariaux, Bengio, David 2015, arXiv:1511.00363 (as the hard sigmoid)",
    note: "the derivative of sparse_plus; phi' = 0 at -1 and 1 (in JAX 1/4)",
    frameworks: &[
        Spelling {
            framework: "jax",
            name: "sparse_sigmoid",
            means: "sparse_sigmoid",
        },
        Spelling {
            framework: "keras",
            name: "sparse_sigmoid",
            means: "sparse_sigmoid",
        },
    ],
    kernel: Some(|_| kernel_of(SparseSigmoid)),
    ..Entry::NEW
};

/// phi = (z + 1) / 2 clamped to 0..1.
#[derive(Debug, Clone, Copy)]
struct SparseSigmoid;

impl Element for SparseSigmoid {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let inside = z > -1.0 && z < 1.0;
        let value = (z + 1.0).clamp(0.0, 2.0) * 0.5;
        (value, if inside { 0.5 } else { 0.0 })
    }
}
