//! Sigmoid as PyTorch and JAX differentiate it: phi' = (1 - y) y from the rounded
//! value y, which is exactly zero above z = 16.7.

use crate::activation::arithmetic::{Arithmetic, Least};
use crate::activation::elementary::Exponential;
use crate::activation::entry::Entry;
use crate::activation::exponential_kernel::{ExponentialElement, exponential_kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "sigmoid@torch",
        aliases: &["sigmoid@jax"],
        parameters: &[],
    },
    formula: "sigmoid(z)",
    source: "PyTorch, aten/src/ATen/native/cpu/BinaryOpsKernel.cpp (sigmoid_backward); JAX, jax/_src/lax (logistic_p)",
    note: "sigmoid as frameworks compute it in f32, 1 / (1 + e^-z) and (1 - y) y: the derivative is exactly zero above z = 16.7, where the true one is 6e-8, and value and derivative are zero below -88.7",
    kernel: Some(|_| exponential_kernel_of(SigmoidTorch)),
    accuracy: None,
    ..Entry::NEW
};

/// phi = 1 / (1 + e^-z), phi' from phi.
#[derive(Debug, Clone, Copy)]
struct SigmoidTorch;

impl ExponentialElement for SigmoidTorch {
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
        _: Least,
    ) -> (f32, f32) {
        let y = naive_sigmoid::<A>(z, tail);
        (y, (1.0 - y) * y)
    }
}

/// 1 / (1 + e^-z) from e^-|z|, with e^-z infinite below -88.7.
#[inline(always)]
pub(super) fn naive_sigmoid<A: Arithmetic>(z: f32, tail: Exponential) -> f32 {
    let tail = tail.value::<A>();
    let exponential = if z < 0.0 { 1.0 / tail } else { tail };
    1.0 / (1.0 + exponential)
}
