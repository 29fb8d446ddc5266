//! Continuously differentiable ELU: phi = z above 0, alpha (e^(z / alpha) - 1) from
//! 0 down, where phi' = e^(z / alpha).

use crate::activation::arithmetic::{Arithmetic, Least, Split, nearest};
use crate::activation::elementary::Exponential;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::exponential_kernel::{ExponentialElement, exponential_kernel_of};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "celu",
        aliases: &[],
        parameters: &[Parameter::new("alpha", 1.0, Domain::Positive)],
    },
    formula: "where(z > 0, z, alpha * expm1(z / alpha))",
    source: "Barron 2017, arXiv:1704.07483",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "celu",
            means: "celu(1)",
        },
        Spelling {
            framework: "keras",
            name: "celu",
            means: "celu(1)",
        },
        Spelling {
            framework: "jax",
            name: "celu",
            means: "celu(1)",
        },
        Spelling {
            framework: "onnx",
            name: "Celu",
            means: "celu(1)",
        },
    ],
    kernel: Some(|p| exponential_kernel_of(Celu::new(p))),
    ..Entry::NEW
};

/// phi = z above 0, alpha (e^(z / alpha) - 1) below.
#[derive(Debug, Clone, Copy)]
struct Celu {
    alpha_f32: f32,
    inverse: Split,
}

impl Celu {
    fn new(parameters: &[f64]) -> Self {
        Celu {
            alpha_f32: nearest(parameters[0]),
            inverse: Split::new(1.0 / parameters[0]),
        }
    }
}

impl ExponentialElement for Celu {
    #[inline(always)]
    fn exponent<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        self.inverse.times::<A>(if z < 0.0 { z } else { 0.0 })
    }

    #[inline(always)]
    fn element<A: Arithmetic>(
        &self,
        z: f32,
        _: (f32, f32),
        tail: Exponential,
        least: Least,
    ) -> (f32, f32) {
        // z / alpha may be subnormal where z is not.
        let small = z.abs() < f32::EPSILON * self.alpha_f32;
        let below = self.alpha_f32 * tail.minus_one::<A>();
        let below = if small { z } else { below };
        let slope = least.or(tail.value::<A>());
        if z > 0.0 { (z, 1.0) } else { (below, slope) }
    }
}
