//! Log-sigmoid: phi = log sigma(z) = min(0, z) - log(1 + e^-|z|);
//! phi' = sigma(-z).

use crate::activation::arithmetic::{Arithmetic, above_zero};
use crate::activation::elementary::{Logistic, log1p_ratio};
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "logsigmoid",
        aliases: &[],
        parameters: &[],
    },
    formula: "-softplus(-z)",
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
    kernel: Some(|_| kernel_of(Logsigmoid)),
    ..Entry::NEW
};

/// phi = -log(1 + e^-z).
#[derive(Debug, Clone, Copy)]
struct Logsigmoid;

impl Element for Logsigmoid {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let logistic = Logistic::new::<A>(-z);
        let ratio = log1p_ratio::<A>(logistic.tail.value::<A>());
        let tail = logistic.tail.times::<A>(ratio);
        let value = if z < 0.0 { z - tail } else { -tail };
        (value, above_zero(logistic.value::<A>(), z))
    }
}
