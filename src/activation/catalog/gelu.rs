//! Gaussian error linear unit: phi = z Phi(z) = z erfc(-z / sqrt 2) / 2, with Phi
//! the normal law; phi' = Phi(z) + z pdf(z).
//!
//! The kernel writes 1 - Phi(x) = e^(-x^2/2) R(x), so that the tail keeps its
//! relative accuracy: phi(-x) = -x e^(-x^2/2) R(x),
//! phi'(-x) = e^(-x^2/2) (R(x) - x / sqrt(2 pi)), and phi'(x) = 1 - phi'(-x).

use crate::activation::arithmetic::{Arithmetic, never_zero};
use crate::activation::definition::{Accuracy, Definition};
use crate::activation::normal_tail::NormalTail;
use crate::activation::reference::{gelu, gelu_derivative, never_zero as never_zero_f64};
use crate::naming::Signature;

/// phi = z Phi(z).
#[derive(Debug, Clone, Copy)]
pub(super) struct Gelu;

impl Definition for Gelu {
    const SIGNATURE: Signature = Signature {
        name: "gelu",
        aliases: &["gelu(erf)", "gelu(none)"],
        parameters: &[],
    };
    const FORMULA: &'static str = "z erfc(-z / sqrt 2) / 2";
    const NOTE: &'static str = "Hendrycks and Gimpel 2016, arXiv:1606.08415; exact, as PyTorch's and Keras's default (JAX's is gelu_tanh)";
    const ACCURACY: Accuracy = Accuracy::CROSSING;

    fn new(_: &[f64]) -> Result<Self, String> {
        Ok(Gelu)
    }

    fn value(&self, z: f64) -> f64 {
        gelu(z)
    }

    fn derivative(&self, z: f64) -> f64 {
        never_zero_f64(gelu_derivative(z), z)
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let x = if z.abs() < NormalTail::END {
            z.abs()
        } else {
            NormalTail::END
        };
        let tail = NormalTail::new::<A>(x);
        let product = tail.times_x::<A>();
        let below = tail.derivative::<A>();
        if z < 0.0 {
            (-product, never_zero(below, z))
        } else {
            (z - product, 1.0 - below)
        }
    }
}
