//! Sigmoid linear unit: phi = z sigma(z) = z / (1 + e^-z);
//! phi' = sigma (1 + z (1 - sigma)).

use crate::activation::arithmetic::{Arithmetic, Least};
use crate::activation::elementary::{Exponential, Logistic, not_below_lowest};
use crate::activation::entry::{Entry, Spelling};
use crate::activation::exponential_kernel::{ExponentialElement, exponential_kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "silu",
        aliases: &["swish(1)", "swish_1"],
        parameters: &[],
    },
    formula: "z * sigmoid(z)",
    also_written: &["z / (1 + exp(-z))"],
    source: "Elfwing, Uchibe, Doya 2017, arXiv:1702.03118; Hendrycks and Gimpel 2016, arXiv:1606.08415",
    note: "swish at beta = 1; its derivative as an activation is dsilu",
    clashes: &["'Swish-1' is this; Swish with a learned beta is swish"],
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "silu",
            means: "silu@torch",
        },
        Spelling {
            framework: "keras",
            name: "silu",
            means: "silu",
        },
        Spelling {
            framework: "jax",
            name: "silu",
            means: "silu",
        },
        Spelling {
            framework: "transformers",
            name: "silu",
            means: "silu",
        },
    ],
    kernel: Some(|_| exponential_kernel_of(Silu)),
    ..Entry::NEW
};

/// phi = z sigma(z).
#[derive(Debug, Clone, Copy)]
struct Silu;

impl ExponentialElement for Silu {
    #[inline(always)]
    fn exponent<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        (not_below_lowest(-z.abs()), 0.0)
    }

    #[inline(always)]
    fn element<A: Arithmetic>(
        &self,
        z: f32,
        (fall, _): (f32, f32),
        tail: Exponential,
        least: Least,
    ) -> (f32, f32) {
        let negative = z.is_sign_negative();
        let logistic = Logistic::new::<A>(tail, negative);
        let value = logistic.times::<A>(if negative { fall } else { z });
        (value, logistic.gate_derivative::<A>(least, fall))
    }
}
