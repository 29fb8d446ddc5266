//! Logistic function: phi = 1 / (1 + e^-z); phi' = e^-|z| / (1 + e^-|z|)^2, which
//! does not cancel as phi (1 - phi) does.

use crate::activation::arithmetic::{Arithmetic, above_zero};
use crate::activation::elementary::Logistic;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "sigmoid",
        aliases: &["logistic"],
        parameters: &[],
    },
    formula: "sigmoid(z)",
    source: "Rumelhart, Hinton, Williams 1986 (Nature 323); Verhulst 1838",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "sigmoid",
            means: "sigmoid@torch",
        },
        Spelling {
            framework: "keras",
            name: "sigmoid",
            means: "sigmoid",
        },
        Spelling {
            framework: "jax",
            name: "sigmoid",
            means: "sigmoid@torch",
        },
        Spelling {
            framework: "transformers",
            name: "sigmoid",
            means: "sigmoid",
        },
        Spelling {
            framework: "onnx",
            name: "Sigmoid",
            means: "sigmoid",
        },
        Spelling {
            framework: "onednn",
            name: "logistic",
            means: "sigmoid",
        },
    ],
    torch_gain: Some(|_| 1.0),
    kernel: Some(|_| kernel_of(Sigmoid)),
    ..Entry::NEW
};

/// phi = 1 / (1 + e^-z).
#[derive(Debug, Clone, Copy)]
struct Sigmoid;

impl Element for Sigmoid {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let logistic = Logistic::new::<A>(z);
        (
            logistic.value::<A>(),
            above_zero(logistic.derivative::<A>(), z),
        )
    }
}
