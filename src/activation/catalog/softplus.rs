//! Softplus: phi = log(1 + e^(beta z)) / beta, computed as max(0, z) +
//! log(1 + e^-|beta z|) / beta; phi' = sigma(beta z).

use crate::activation::arithmetic::{Arithmetic, Least, Split};
use crate::activation::elementary::{Exponential, Logistic, log1p_ratio};
use crate::activation::entry::{Entry, Spelling};
use crate::activation::exponential_kernel::{ExponentialElement, exponential_kernel_of};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "softplus",
        aliases: &["soft_relu"],
        parameters: &[Parameter::new("beta", 1.0, Domain::Positive)],
    },
    formula: "softplus(beta * z) / beta",
    also_written: &["log1p(exp(z))", "log(1 + exp(z))"],
    source: "Dugas, Bengio, Belisle, Nadeau, Garcia 2001 (NIPS 13)",
    note: "exact; PyTorch's, which is z where beta z > 20, is softplus_threshold; oneDNN's soft_relu(alpha) is this with beta = alpha",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "softplus",
            means: "softplus_threshold(1, 20)",
        },
        Spelling {
            framework: "keras",
            name: "softplus",
            means: "softplus",
        },
        Spelling {
            framework: "jax",
            name: "softplus",
            means: "softplus",
        },
        Spelling {
            framework: "onnx",
            name: "Softplus",
            means: "softplus",
        },
        Spelling {
            framework: "onednn",
            name: "soft_relu",
            means: "softplus",
        },
    ],
    kernel: Some(|p| exponential_kernel_of(Softplus::new(p))),
    ..Entry::NEW
};

/// phi = log(1 + e^(beta z)) / beta.
#[derive(Debug, Clone, Copy)]
struct Softplus {
    split: Split,
    inverse: Split,
}

impl Softplus {
    fn new(parameters: &[f64]) -> Self {
        Softplus {
            split: Split::new(parameters[0]),
            inverse: Split::new(1.0 / parameters[0]),
        }
    }
}

impl ExponentialElement for Softplus {
    #[inline(always)]
    fn exponent<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        self.split.times::<A>(-z.abs())
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
        let ratio = log1p_ratio::<A>(tail.value::<A>());
        let tail = tail.times_pair::<A>(ratio * self.inverse.high, ratio * self.inverse.low);
        let value = if z > 0.0 { z + tail } else { tail };
        (value, least.or(logistic.value::<A>()))
    }
}
