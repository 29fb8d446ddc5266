//! Scaled ELU: phi = lambda z above 0, lambda alpha (e^z - 1) from 0 down, with the
//! constants that give N(0, 1) the fixed point of zero mean and unit variance;
//! phi'(0) = lambda alpha.

use crate::activation::arithmetic::{Arithmetic, Least};
use crate::activation::elementary::Exponential;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::exponential_kernel::{ExponentialElement, exponential_kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "selu",
        aliases: &[],
        parameters: &[],
    },
    formula: "1.0507009873554804934193349852946 * where(z > 0, z, 1.6732632423543772848170429916717 * expm1(z))",
    source: "Klambauer, Unterthiner, Mayr, Hochreiter 2017, arXiv:1706.02515",
    note: "lambda = 1.05070098735548..., alpha = 1.67326324235437...; phi'(0) = lambda alpha",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "selu",
            means: "selu",
        },
        Spelling {
            framework: "keras",
            name: "selu",
            means: "selu",
        },
        Spelling {
            framework: "jax",
            name: "selu",
            means: "selu",
        },
        Spelling {
            framework: "onnx",
            name: "Selu",
            means: "selu",
        },
    ],
    torch_gain: Some(|_| 0.75),
    kernel: Some(|_| exponential_kernel_of(Selu)),
    ..Entry::NEW
};

const LAMBDA: f64 = 1.050_700_987_355_480_5;
const LAMBDA_ALPHA: f64 = 1.758_099_340_847_376_6;

/// phi = lambda z above 0, lambda alpha (e^z - 1) below.
#[derive(Debug, Clone, Copy)]
struct Selu;

impl ExponentialElement for Selu {
    #[inline(always)]
    fn exponent<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        (if z < 0.0 { z } else { 0.0 }, 0.0)
    }

    #[inline(always)]
    fn element<A: Arithmetic>(
        &self,
        z: f32,
        _: (f32, f32),
        tail: Exponential,
        least: Least,
    ) -> (f32, f32) {
        const ABOVE: f32 = LAMBDA as f32;
        const BELOW: f32 = LAMBDA_ALPHA as f32;
        let below = BELOW * tail.minus_one::<A>();
        let slope = least.or(BELOW * tail.value::<A>());
        if z > 0.0 {
            (ABOVE * z, ABOVE)
        } else {
            (below, slope)
        }
    }
}
