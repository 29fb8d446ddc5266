//! Square: phi = z^2, phi' = 2 z.

use crate::activation::arithmetic::Arithmetic;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "square",
        aliases: &["quadratic"],
        parameters: &[],
    },
    formula: "z^2",
    source: "Gilad-Bachrach et al. 2016 (CryptoNets, ICML)",
    note: "a polynomial, as computing on encrypted data needs",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "square",
            means: "square",
        },
        Spelling {
            framework: "onednn",
            name: "square",
            means: "square",
        },
    ],
    kernel: Some(|_| kernel_of(Square)),
    ..Entry::NEW
};

/// phi = z^2.
#[derive(Debug, Clone, Copy)]
struct Square;

impl Element for Square {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        (z * z, 2.0 * z)
    }
}
