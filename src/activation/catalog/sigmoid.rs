//! Logistic function: phi = 1 / (1 + e^-z); phi' = e^-|z| / (1 + e^-|z|)^2, which
//! does not cancel as phi (1 - phi) does.

use crate::activation::arithmetic::{Arithmetic, Least};
use crate::activation::elementary::{Exponential, Logistic};
use crate::activation::entry::{Entry, Spelling};
use crate::activation::exponential_kernel::{ExponentialElement, exponential_kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "sigmoid",
        aliases: &["logistic"],
        parameters: &[],
    },
    formula: "sigmoid(z)",
    also_written: &[
        "1 / (1 + exp(-z))",
        "exp(z) / (1 + exp(z))",
        "(1 + tanh(z / 2)) / 2",
    ],
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
    kernel: Some(|_| exponential_kernel_of(Sigmoid)),
    ..Entry::NEW
};

/// phi = 1 / (1 + e^-z).
#[derive(Debug, Clone, Copy)]
struct Sigmoid;

impl ExponentialElement for Sigmoid {
    #[inline(always)]
    fn exponent<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        (-z.abs(), 0.0)
    }

    #[inline(always)]
    fn element<A: Arithmetic>(
        &self,
        z: f32,
        _: (f32, f32),
        tail: Exponential,
        least: Least,
    ) -> (f32, f32) {
        let logistic = Logistic::new::<A>(tail, z.is_sign_negative());
        (logistic.value::<A>(), least.or(logistic.derivative::<A>()))
    }
}
