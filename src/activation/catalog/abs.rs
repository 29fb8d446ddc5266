//! Absolute value: phi = |z|, phi' = sign(z), 0 at 0.

use crate::activation::arithmetic::Arithmetic;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "abs",
        aliases: &["absolute", "modulus"],
        parameters: &[],
    },
    formula: "abs(z)",
    source: "Jarrett, Kavukcuoglu, Ranzato, LeCun 2009 (ICCV, absolute value rectification)",
    note: "phi'(0) = 0",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "abs",
            means: "abs",
        },
        Spelling {
            framework: "onnx",
            name: "Abs",
            means: "abs",
        },
        Spelling {
            framework: "onednn",
            name: "abs",
            means: "abs",
        },
    ],
    kernel: Some(|_| kernel_of(Absolute)),
    ..Entry::NEW
};

/// phi = |z|.
#[derive(Debug, Clone, Copy)]
struct Absolute;

impl Element for Absolute {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let right = if z > 0.0 { 1.0 } else { 0.0 };
        (z.abs(), if z < 0.0 { -1.0 } else { right })
    }
}
