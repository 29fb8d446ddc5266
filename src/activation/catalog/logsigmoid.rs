//! Log-sigmoid: phi = log sigma(z) = min(0, z) - log(1 + e^-|z|);
//! phi' = sigma(-z).

use crate::activation::arithmetic::{Arithmetic, Least};
use crate::activation::elementary::{Exponential, Logistic, log1p_ratio};
use crate::activation::entry::{Entry, Spelling};
use crate::activation::exponential_kernel::{ExponentialElement, exponential_kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "logsigmoid",
        aliases: &[],
        parameters: &[],
    },
    formula: "-softplus(-z)",
    also_written: &[
        "-log1p(exp(-z))",
        "-log(1 + exp(-z))",
        "log(1 / (1 + exp(-z)))",
        "log(sigmoid(z))",
    ],
    source: "no publication found; log-likelihood of logistic regression",
    note: "-softplus(-z)",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "logsigmoid",
            means: "logsigmoid",
        },
        Spelling {
            framework: "keras",
            name: "log_sigmoid",
            means: "logsigmoid",
        },
        Spelling {
            framework: "jax",
            name: "log_sigmoid",
            means: "logsigmoid",
        },
    ],
    kernel: Some(|_| exponential_kernel_of(Logsigmoid)),
    ..Entry::NEW
};

/// phi = -log(1 + e^-z).
#[derive(Debug, Clone, Copy)]
struct Logsigmoid;

impl ExponentialElement for Logsigmoid {
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
        let logistic = Logistic::new::<A>(tail, z.is_sign_positive());
        let tail = tail.times::<A>(log1p_ratio::<A>(tail.value::<A>()));
        let value = if z < 0.0 { z - tail } else { -tail };
        (value, least.or(logistic.value::<A>()))
    }
}
