//! Sparse plus: phi = (z + 1)^2 / 4 between -1 and 1, 0 below, z above; phi' =
//! (z + 1) / 2, continuous.

use crate::activation::arithmetic::Arithmetic;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "sparse_plus",
        aliases: &[],
        parameters: &[],
    },
    formula: "where(z <= -1, 0, where(z < 1, (z + 1)^2 / 4, z))",
    source: "no publication found; JAX's jax.nn.sparse_plus",
    note: "phi' is sparse_sigmoid",
    frameworks: &[
        Spelling {
            framework: "jax",
            name: "sparse_plus",
            means: "sparse_plus",
        },
        Spelling {
            framework: "keras",
            name: "sparse_plus",
            means: "sparse_plus",
        },
    ],
    kernel: Some(|_| kernel_of(SparsePlus)),
    ..Entry::NEW
};

/// phi = (z + 1)^2 / 4 between -1 and 1, 0 below, z above.
#[derive(Debug, Clone, Copy)]
struct SparsePlus;

impl Element for SparsePlus {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let raised = z + 1.0;
        let inside = (raised * raised * 0.25, raised * 0.5);
        let right = if z < 1.0 { inside } else { (z, 1.0) };
        if z <= -1.0 { (0.0, 0.0) } else { right }
    }
}
