//! Hyperbolic tangent: phi = (1 - e) / (1 + e) sign(z) with e = e^-2|z|;
//! phi' = 4 e / (1 + e)^2, which does not cancel as 1 - phi^2 does.

use crate::activation::arithmetic::{Arithmetic, Least};
use crate::activation::elementary::{Exponential, HyperbolicTangent};
use crate::activation::entry::{Entry, Spelling};
use crate::activation::exponential_kernel::{ExponentialElement, exponential_kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "tanh",
        aliases: &[],
        parameters: &[],
    },
    formula: "tanh(z)",
    also_written: &[
        "(exp(2 * z) - 1) / (exp(2 * z) + 1)",
        "(exp(z) - exp(-z)) / (exp(z) + exp(-z))",
        "(1 - exp(-2 * z)) / (1 + exp(-2 * z))",
        "2 * sigmoid(2 * z) - 1",
    ],
    source: "LeCun, Bottou, Orr, Mueller 1998 (Efficient BackProp)",
    note: "1.7159 tanh(2 z / 3) of the same publication is scaled_tanh",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "tanh",
            means: "tanh@torch",
        },
        Spelling {
            framework: "keras",
            name: "tanh",
            means: "tanh",
        },
        Spelling {
            framework: "jax",
            name: "tanh",
            means: "tanh@torch",
        },
        Spelling {
            framework: "transformers",
            name: "tanh",
            means: "tanh",
        },
        Spelling {
            framework: "onnx",
            name: "Tanh",
            means: "tanh",
        },
        Spelling {
            framework: "onednn",
            name: "tanh",
            means: "tanh",
        },
    ],
    torch_gain: Some(|_| 5.0 / 3.0),
    kernel: Some(|_| exponential_kernel_of(Tanh)),
    ..Entry::NEW
};

/// phi = tanh(z).
#[derive(Debug, Clone, Copy)]
struct Tanh;

impl ExponentialElement for Tanh {
    #[inline(always)]
    fn exponent<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        (-2.0 * z.abs(), 0.0)
    }

    #[inline(always)]
    fn element<A: Arithmetic>(
        &self,
        z: f32,
        _: (f32, f32),
        tail: Exponential,
        least: Least,
    ) -> (f32, f32) {
        let tanh = HyperbolicTangent::new::<A>(z, tail);
        (tanh.value, least.or(tanh.derivative))
    }
}
