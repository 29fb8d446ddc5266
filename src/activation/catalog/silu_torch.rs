//! SiLU as PyTorch computes it: z / (1 + e^-z), which is zero below z = -88.7.

use super::sigmoid_torch::naive_sigmoid;
use crate::activation::arithmetic::{Arithmetic, Least};
use crate::activation::elementary::Exponential;
use crate::activation::entry::Entry;
use crate::activation::exponential_kernel::{ExponentialElement, exponential_kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "silu@torch",
        aliases: &[],
        parameters: &[],
    },
    formula: "z * sigmoid(z)",
    source: "PyTorch, aten/src/ATen/native/cpu/Activation.cpp (silu_kernel, silu_backward_kernel)",
    note: "silu as PyTorch computes it in f32, z / (1 + e^-z) and s (1 + z (1 - s)) with s = 1 / (1 + e^-z): zero below z = -88.7",
    kernel: Some(|_| exponential_kernel_of(SiluTorch)),
    accuracy: None,
    ..Entry::NEW
};

/// phi = z / (1 + e^-z).
#[derive(Debug, Clone, Copy)]
struct SiluTorch;

impl ExponentialElement for SiluTorch {
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
        let tail_value = tail.value::<A>();
        let exponential = if z < 0.0 {
            1.0 / tail_value
        } else {
            tail_value
        };
        let sigma = naive_sigmoid::<A>(z, tail);
        (z / (1.0 + exponential), sigma * (1.0 + z * (1.0 - sigma)))
    }
}
