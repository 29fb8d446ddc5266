//! Tanh as PyTorch and JAX differentiate it: phi' = 1 - y^2 from the rounded
//! value y, which is exactly zero beyond |z| = 9.

use crate::activation::arithmetic::{Arithmetic, Least};
use crate::activation::elementary::{Exponential, HyperbolicTangent};
use crate::activation::entry::Entry;
use crate::activation::exponential_kernel::{ExponentialElement, exponential_kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "tanh@torch",
        aliases: &["tanh@jax"],
        parameters: &[],
    },
    formula: "tanh(z)",
    source: "PyTorch, aten/src/ATen/native/cpu/BinaryOpsKernel.cpp (tanh_backward); JAX, jax/_src/lax (tanh_p)",
    note: "tanh with the derivative that frameworks compute, 1 - y^2 from the value in f32: exactly zero beyond |z| = 9.01, where the true derivative is 6e-8",
    kernel: Some(|_| exponential_kernel_of(TanhTorch)),
    accuracy: None,
    ..Entry::NEW
};

/// phi = tanh(z), phi' from phi.
#[derive(Debug, Clone, Copy)]
struct TanhTorch;

impl ExponentialElement for TanhTorch {
    #[inline(always)]
    fn exponent<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        (-2.0 * z.abs(), 0.0)
    }

    #[inline(always)]
    fn element<A: Arithmetic>(
        &self,
        z: f32,
        _: (f32, f32),
        tail: Exponential,
        _: Least,
    ) -> (f32, f32) {
        let y = HyperbolicTangent::new::<A>(z, tail).value;
        (y, 1.0 - y * y)
    }
}
