//! GELU as PyTorch computes it: z / 2 (1 + erf(z / sqrt 2)), whose sum is exactly
//! zero below z = -5.6.

use crate::activation::arithmetic::{Arithmetic, Least};
use crate::activation::elementary::Exponential;
use crate::activation::entry::{Computed, Entry};
use crate::activation::kernel::{Element, kernel_of};
use crate::activation::normal_tail::NormalTail;
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "gelu@torch",
        aliases: &[],
        parameters: &[],
    },
    formula: "z * (1 + erf(z / sqrt(2))) / 2",
    computed: Some(Computed {
        value: "z * erfc(-z / sqrt(2)) / 2",
        derivative: None,
    }),
    source: "PyTorch, aten/src/ATen/native/cpu/Activation.cpp (GeluKernelImpl, GeluBackwardKernelImpl)",
    note: "gelu as PyTorch computes it in f32, z / 2 (1 + erf(z / sqrt 2)) and (1 + erf) / 2 + z e^(-z^2 / 2) / sqrt(2 pi): below z = -5.6 the sum 1 + erf is exactly zero, and with it the value",
    kernel: Some(|_| kernel_of(GeluTorch)),
    accuracy: None,
    ..Entry::NEW
};

/// phi = z / 2 (1 + erf(z / sqrt 2)).
#[derive(Debug, Clone, Copy)]
struct GeluTorch;

impl Element for GeluTorch {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        const INVERSE_SQRT_2_PI: f32 = 0.398_942_3;
        let x = NormalTail::distance::<A>(z);
        let (square, low) = NormalTail::exponent::<A>(x);
        let bell = Exponential::with_low::<A>(square, low);
        let density =
            INVERSE_SQRT_2_PI * Exponential::with_low::<A>(-0.5 * x * x, 0.0).value::<A>();
        let tail = NormalTail::new::<A>(x, bell).derivative::<A>(Least::ZERO) + x * density;
        let erf = (1.0 - 2.0 * tail).copysign(z);
        let cumulative = 0.5 * (1.0 + erf);
        let side = x.copysign(z);
        let far = z < -NormalTail::END;
        let value = if far { -0.0 } else { z * cumulative };
        (value, cumulative + side * density)
    }
}
