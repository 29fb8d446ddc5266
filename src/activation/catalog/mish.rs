//! Mish: phi = z tanh(log(1 + e^z)).
//!
//! With w = e^z, tanh(log(1 + w)) = w (w + 2) / D, D = w (w + 2) + 2, and
//! phi' = w ((w + 2) D + 4 z (1 + w)) / D^2, the numerator
//! w (w^3 + 4 w^2 + (6 + 4 z) w + 4 + 4 z). Above 0 numerator and denominator are
//! divided by w^2 (w^4), so that e = e^-|z| serves both sides.

use crate::activation::arithmetic::{Arithmetic, Least, Split};
use crate::activation::elementary::{Crossing, Exponential};
use crate::activation::entry::{Entry, Spelling};
use crate::activation::exponential_kernel::{ExponentialElement, exponential_kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "mish",
        aliases: &[],
        parameters: &[],
    },
    formula: "z * tanh(softplus(z))",
    also_written: &["z * tanh(log1p(exp(z)))", "z * tanh(log(1 + exp(z)))"],
    source: "Misra 2019, arXiv:1908.08681",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "mish",
            means: "mish",
        },
        Spelling {
            framework: "keras",
            name: "mish",
            means: "mish",
        },
        Spelling {
            framework: "jax",
            name: "mish",
            means: "mish",
        },
        Spelling {
            framework: "transformers",
            name: "mish",
            means: "mish",
        },
        Spelling {
            framework: "onnx",
            name: "Mish",
            means: "mish",
        },
        Spelling {
            framework: "onednn",
            name: "mish",
            means: "mish",
        },
    ],
    kernel: Some(|_| exponential_kernel_of(Mish)),
    ..Entry::NEW
};

/// phi' near its zero; a Chebyshev fit in 40 digits, relative error below
/// 2^-24.
const CROSSING: Crossing<8> = Crossing {
    zero: Split::new(-1.192_431_214_515_495_2),
    slope: [
        9.239_407_4e-4,
        1.141_576_9e-3,
        -3.344_986_4e-3,
        -1.582_089e-2,
        -2.027_298_5e-2,
        4.190_744e-2,
        0.204_731_29,
        0.266_947_93,
    ],
    width: 0.4,
};

/// phi = z tanh(log(1 + e^z)).
#[derive(Debug, Clone, Copy)]
struct Mish;

impl ExponentialElement for Mish {
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
        // Beyond, the tail is 0 in f32.
        const END: f32 = 131.0;
        let x = if A::MODERATE { z } else { z.clamp(-END, END) };
        let e = tail.value::<A>();
        let negative = z.is_sign_negative();
        // D = leading + rest, and the share of z is 1 - part / D (times w below
        // 0): leading = 2, rest = 2 w + w^2, part = w + w^2 below 0; leading = 1,
        // rest = 2 e + 2 e^2, part = 2 e^2 above.
        let twice = e + e;
        let (leading, step, first) = if negative {
            (2.0, e, e)
        } else {
            (1.0, twice, 0.0)
        };
        let rest = A::multiply_add(step, e, twice);
        let part = A::multiply_add(step, e, first);
        let sum = leading + rest;
        let inverse = 1.0 / sum;
        let share = A::multiply_add(-part, inverse, 1.0);
        let value = x * share;
        let value_lost = -A::remainder(x, share, value);
        // phi' is that share and what its change adds. Left of here the two
        // cancel more and more, and the quotient is taken whole.
        const CANCELS: f32 = -0.5;
        let weight = x * if negative { 4.0 } else { part + part };
        let (base, factor) = if x < CANCELS {
            let numerator = A::multiply_add(4.0 + e, e, weight + 6.0);
            (0.0, A::multiply_add(numerator, e, weight + 4.0))
        } else {
            (share, weight * (1.0 + e))
        };
        // What 1 / D lost, of itself, counts twice in 1 / D^2.
        let sum_lost = rest - (sum - leading);
        let lost = A::remainder(sum_lost, inverse, A::remainder(sum, inverse, 1.0));
        let factor = A::multiply_add(factor, lost + lost, factor);
        let slope = A::multiply_add(factor, inverse * inverse, base);
        if negative {
            // Where slope is zero the crossing has its place.
            let slope = least.or_signed(tail.times_flat::<A>(slope));
            (
                tail.times_pair::<A>(value, value_lost),
                CROSSING.derivative::<A>(CROSSING.distance(x), slope),
            )
        } else {
            (z * share, slope)
        }
    }
}
