//! ReLU capped at 6: phi = min(max(0, z), 6); phi' = 1 strictly inside, else 0, at
//! 0 and 6 too.

use crate::activation::arithmetic::Arithmetic;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "relu6",
        aliases: &[],
        parameters: &[],
    },
    formula: "min(max(z, 0), 6)",
    source: "Krizhevsky 2010 (CIFAR-10 manuscript)",
    note: "phi' = 0 at 0 and 6",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "relu6",
            means: "relu6",
        },
        Spelling {
            framework: "keras",
            name: "relu6",
            means: "relu6",
        },
        Spelling {
            framework: "jax",
            name: "relu6",
            means: "relu6",
        },
        Spelling {
            framework: "transformers",
            name: "relu6",
            means: "relu6",
        },
    ],
    kernel: Some(|_| kernel_of(Relu6)),
    ..Entry::NEW
};

/// phi = min(max(z, 0), 6).
#[derive(Debug, Clone, Copy)]
struct Relu6;

impl Element for Relu6 {
    const VALUE_KEEPS_NAN: bool = true;

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let raised = if z < 0.0 { 0.0 } else { z };
        let value = if raised > 6.0 { 6.0 } else { raised };
        (value, if z > 0.0 && z < 6.0 { 1.0 } else { 0.0 })
    }
}
