//! Exponential linear unit: phi = z above 0, alpha (e^z - 1) from 0 down, where
//! phi' = alpha e^z; phi'(0) = alpha.

use crate::activation::arithmetic::{Arithmetic, Least, nearest};
use crate::activation::elementary::Exponential;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::exponential_kernel::{ExponentialElement, exponential_kernel_of};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "elu",
        aliases: &[],
        parameters: &[Parameter::new("alpha", 1.0, Domain::Positive)],
    },
    formula: "where(z > 0, z, alpha * expm1(z))",
    also_written: &[
        "where(z > 0, z, expm1(z))",
        "where(z > 0, z, exp(z) - 1)",
        "where(z >= 0, z, expm1(z))",
        "where(z >= 0, z, exp(z) - 1)",
    ],
    source: "Clevert, Unterthiner, Hochreiter 2015, arXiv:1511.07289",
    note: "phi'(0) = alpha; oneDNN's alpha has no default",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "elu",
            means: "elu(1)",
        },
        Spelling {
            framework: "keras",
            name: "elu",
            means: "elu(1)",
        },
        Spelling {
            framework: "jax",
            name: "elu",
            means: "elu(1)",
        },
        Spelling {
            framework: "onnx",
            name: "Elu",
            means: "elu(1)",
        },
        Spelling {
            framework: "onednn",
            name: "elu",
            means: "elu(1)",
        },
    ],
    kernel: Some(|p| exponential_kernel_of(Elu::new(p))),
    ..Entry::NEW
};

/// phi = z above 0, alpha (e^z - 1) below.
#[derive(Debug, Clone, Copy)]
struct Elu {
    alpha_f32: f32,
}

impl Elu {
    fn new(parameters: &[f64]) -> Self {
        Elu {
            alpha_f32: nearest(parameters[0]),
        }
    }
}

impl ExponentialElement for Elu {
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
        let below = self.alpha_f32 * tail.minus_one::<A>();
        let slope = least.or(self.alpha_f32 * tail.value::<A>());
        if z > 0.0 { (z, 1.0) } else { (below, slope) }
    }
}
