//! Swish: phi = z sigma(beta z); phi' = sigma (1 + beta z (1 - sigma)).

use crate::activation::arithmetic::{Arithmetic, Least, Split};
use crate::activation::elementary::{Exponential, Logistic};
use crate::activation::entry::{Entry, Spelling};
use crate::activation::exponential_kernel::{ExponentialElement, exponential_kernel_of};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "swish",
        aliases: &[],
        parameters: &[Parameter::new("beta", 1.0, Domain::Real)],
    },
    formula: "z * sigmoid(beta * z)",
    source: "Ramachandran, Zoph, Le 2017, arXiv:1710.05941",
    note: "beta = 1 is silu, 1.702 quick_gelu; frameworks call silu swish; for |beta| below 1e-15 the f32 kernel loses the tail; oneDNN's alpha (our beta) has no default",
    clashes: &[
        "the swish of Keras, JAX and transformers has no beta: silu",
        "'hard swish' is hardswish, 'E-swish' is e_swish",
    ],
    learnable: &["beta"],
    frameworks: &[
        Spelling {
            framework: "keras",
            name: "swish",
            means: "silu",
        },
        Spelling {
            framework: "jax",
            name: "swish",
            means: "silu",
        },
        Spelling {
            framework: "transformers",
            name: "swish",
            means: "silu",
        },
        Spelling {
            framework: "onnx",
            name: "Swish",
            means: "silu",
        },
        Spelling {
            framework: "onednn",
            name: "swish",
            means: "silu",
        },
    ],
    kernel: Some(|p| exponential_kernel_of(Swish::new(p))),
    ..Entry::NEW
};

/// phi = z sigma(beta z).
#[derive(Debug, Clone, Copy)]
pub(super) struct Swish {
    /// |beta|
    size: Split,
    /// beta < 0
    falls: bool,
    end: f32,
}

impl Swish {
    pub fn new(parameters: &[f64]) -> Self {
        let beta = parameters[0];
        // Beyond, sigma is 0 or 1 in f32. Not so small that beta times it is.
        let end = (150.0 / beta.abs()).clamp(1e-30, f64::from(f32::MAX)) as f32;
        Swish {
            size: Split::new(beta.abs()),
            falls: beta < 0.0,
            end,
        }
    }
}

impl ExponentialElement for Swish {
    #[inline(always)]
    fn exponent<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let x = z.clamp(-self.end, self.end);
        self.size.times::<A>(-x.abs())
    }

    #[inline(always)]
    fn element<A: Arithmetic>(
        &self,
        z: f32,
        (fall, low): (f32, f32),
        tail: Exponential,
        least: Least,
    ) -> (f32, f32) {
        let x = z.clamp(-self.end, self.end);
        let negative = fall < 0.0 && z.is_sign_negative() != self.falls;
        let logistic = Logistic::new::<A>(tail, negative);
        let value = logistic.times::<A>(if negative { x } else { z });
        (
            value,
            logistic.gate_derivative_with_low::<A>(least, fall, low),
        )
    }
}
