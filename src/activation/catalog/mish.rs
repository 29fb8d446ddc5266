//! Mish: phi = z tanh(log(1 + e^z)).
//!
//! With w = e^z, tanh(log(1 + w)) = w (w + 2) / D, D = w (w + 2) + 2, and
//! phi' = w ((w + 2) D + 4 z (1 + w)) / D^2, the numerator
//! w (w^3 + 4 w^2 + (6 + 4 z) w + 4 + 4 z). Above 0 numerator and denominator are
//! divided by w^2 (w^4), so that e = e^-|z| serves both sides.

use crate::activation::arithmetic::{Arithmetic, Split, never_zero};
use crate::activation::elementary::{Crossing, Exponential, inverse_square, polynomial};
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "mish",
        aliases: &[],
        parameters: &[],
    },
    formula: "z * tanh(softplus(z))",
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
    kernel: Some(|_| kernel_of(Mish)),
    ..Entry::NEW
};

/// phi' near its zero; a Chebyshev fit in 40 digits, relative error below
/// 2^-24.
const CROSSING: Crossing<6> = Crossing {
    zero: Split::new(-1.192_431_214_515_495_2),
    slope: [
        -3.268_173_2e-3,
        -1.571_706_1e-2,
        -2.027_398_9e-2,
        4.190_537e-2,
        0.204_731_27,
        0.266_947_93,
    ],
};

/// phi = z tanh(log(1 + e^z)).
#[derive(Debug, Clone, Copy)]
struct Mish;

impl Element for Mish {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        // Beyond, the tail is 0 in f32.
        const END: f32 = 150.0;
        let x = z.clamp(-END, END);
        let tail = Exponential::new::<A>(-z.abs());
        let e = tail.value::<A>();
        let negative = z.is_sign_negative();
        // D = least + rest, and the share of z is 1 - part / D (times w below
        // 0): least = 2, rest = 2 w + w^2, part = w + w^2 below 0; least = 1,
        // rest = 2 e + 2 e^2, part = 2 e^2 above.
        let twice = e + e;
        let (least, step, first) = if negative {
            (2.0, e, e)
        } else {
            (1.0, twice, 0.0)
        };
        let rest = A::multiply_add(step, e, twice);
        let part = A::multiply_add(step, e, first);
        let sum = least + rest;
        let sum_lost = rest - (sum - least);
        let inverse = 1.0 / sum;
        let share = A::multiply_add(-part, inverse, 1.0);
        let value = x * share;
        let value_lost = -A::remainder(x, share, value);
        // phi' is that share and what its change adds. Left of here the two
        // cancel more and more, and the quotient is taken whole.
        const CANCELS: f32 = -0.5;
        let weight = x * if negative { 4.0 } else { part + part };
        let (base, factor) = if x < CANCELS {
            let numerator = [1.0, 4.0, weight + 6.0, weight + 4.0];
            (0.0, polynomial::<A, 4>(e, numerator))
        } else {
            (share, weight * (1.0 + e))
        };
        let (square, square_low) = inverse_square::<A>(sum, sum_lost, inverse);
        let square_low = square_low - A::remainder(inverse, inverse, square);
        let slope = A::multiply_add(factor, square, base);
        let low = factor * square_low;
        if negative {
            let slope = tail.times_pair_flat::<A>(slope, low);
            (
                tail.times_pair::<A>(value, value_lost),
                never_zero(CROSSING.derivative::<A>(x, 0.0, slope), z),
            )
        } else {
            (z * share, slope + low)
        }
    }
}
