//! Gaussian error linear unit: phi = z Phi(z) = z erfc(-z / sqrt 2) / 2, with Phi
//! the normal law; phi' = Phi(z) + z pdf(z).
//!
//! The kernel writes 1 - Phi(x) = e^(-x^2/2) R(x), so that the tail keeps its
//! relative accuracy: phi(-x) = -x e^(-x^2/2) R(x),
//! phi'(-x) = e^(-x^2/2) (R(x) - x / sqrt(2 pi)), and phi'(x) = 1 - phi'(-x).

use crate::activation::arithmetic::{Arithmetic, Least};
use crate::activation::elementary::Exponential;
use crate::activation::entry::{Computed, Entry, Spelling};
use crate::activation::exponential_kernel::{ExponentialElement, exponential_kernel_of};
use crate::activation::normal_tail::NormalTail;
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "gelu",
        aliases: &["gelu(erf)", "gelu(none)", "gelu_erf", "gelu_python"],
        parameters: &[],
    },
    formula: "z * (1 + erf(z / sqrt(2))) / 2",
    also_written: &[
        "z * (1 + erf(z / sqrt(2))) / 2",
        "0.5 * z * (1 + erf(z / sqrt(2)))",
        "z * 0.5 * (1 + erf(z / sqrt(2)))",
    ],
    computed: Some(Computed {
        value: "z * erfc(-z / sqrt(2)) / 2",
        derivative: None,
    }),
    source: "Hendrycks and Gimpel 2016, arXiv:1606.08415",
    note: "exact, the default of PyTorch, Keras, ONNX and transformers; JAX's default is gelu_tanh",
    clashes: &[
        "'GELU' often means an approximation: gelu_tanh (JAX's default, GPT-2) or quick_gelu (CLIP)",
    ],
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "gelu",
            means: "gelu@torch",
        },
        Spelling {
            framework: "keras",
            name: "gelu",
            means: "gelu",
        },
        Spelling {
            framework: "jax",
            name: "gelu",
            means: "gelu_tanh",
        },
        Spelling {
            framework: "transformers",
            name: "gelu",
            means: "gelu",
        },
        Spelling {
            framework: "transformers",
            name: "gelu_python",
            means: "gelu",
        },
        Spelling {
            framework: "onnx",
            name: "Gelu",
            means: "gelu",
        },
        Spelling {
            framework: "onednn",
            name: "gelu_erf",
            means: "gelu",
        },
    ],
    kernel: Some(|_| exponential_kernel_of(Gelu)),
    ..Entry::NEW
};

/// phi = z Phi(z).
#[derive(Debug, Clone, Copy)]
struct Gelu;

impl ExponentialElement for Gelu {
    #[inline(always)]
    fn exponent<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        NormalTail::exponent::<A>(NormalTail::distance::<A>(z))
    }

    #[inline(always)]
    fn element<A: Arithmetic>(
        &self,
        z: f32,
        _: (f32, f32),
        bell: Exponential,
        least: Least,
    ) -> (f32, f32) {
        let tail = NormalTail::new::<A>(NormalTail::distance::<A>(z), bell);
        let product = tail.times_x::<A>();
        let below = tail.derivative::<A>(least);
        if z.is_sign_negative() {
            (-product, below)
        } else {
            (z - product, 1.0 - below)
        }
    }
}
