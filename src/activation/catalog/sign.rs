//! Sign: phi = -1 below 0, 1 above, 0 at 0; phi' = 0.

use crate::activation::arithmetic::Arithmetic;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "sign",
        aliases: &["sgn"],
        parameters: &[],
    },
    formula: "sign(z)",
    source: "Courbariaux, Hubara, Soudry, El-Yaniv, Bengio 2016, arXiv:1602.02830 (there sign(0) = 1)",
    note: "phi(0) = 0; no gradient passes: binarised nets replace the backward pass (straight-through)",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "sign",
            means: "sign",
        },
        Spelling {
            framework: "onnx",
            name: "Sign",
            means: "sign",
        },
    ],
    kernel: Some(|_| kernel_of(Sign)),
    ..Entry::NEW
};

/// phi = sign(z).
#[derive(Debug, Clone, Copy)]
struct Sign;

impl Element for Sign {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let right = if z > 0.0 { 1.0 } else { 0.0 };
        (if z < 0.0 { -1.0 } else { right }, 0.0)
    }
}
