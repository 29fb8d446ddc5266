//! GELU's tanh approximation, phi = z (1 + tanh(w / 2)) / 2 = z sigma(w) with
//! w = 2 sqrt(2/pi) (z + 0.044715 z^3); phi' = sigma (1 + z w' (1 - sigma)).

use crate::activation::arithmetic::{Arithmetic, Least, Split};
use crate::activation::elementary::Exponential;
use crate::activation::elementary::Logistic;
use crate::activation::entry::{Computed, Entry, Spelling};
use crate::activation::exponential_kernel::{ExponentialElement, exponential_kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "gelu_tanh",
        aliases: &[
            "gelu(tanh)",
            "gelu_new",
            "gelu_fast",
            "gelu_accurate",
            "gelu_pytorch_tanh",
        ],
        parameters: &[],
    },
    formula: "z * (1 + tanh(sqrt(2 / pi) * (z + 0.044715 * z^3))) / 2",
    also_written: &["0.5 * z * (1 + tanh(sqrt(2 / pi) * (z + 0.044715 * z^3)))"],
    computed: Some(Computed {
        value: "z * sigmoid(2 * sqrt(2 / pi) * (z + 0.044715 * z^3))",
        derivative: None,
    }),
    source: "Hendrycks and Gimpel 2016, arXiv:1606.08415",
    note: "JAX's default GELU, PyTorch's approximate='tanh'; transformers' gelu_fast writes sqrt(2/pi) with 10 digits",
    frameworks: &[
        Spelling {
            framework: "transformers",
            name: "gelu_new",
            means: "gelu_tanh",
        },
        Spelling {
            framework: "transformers",
            name: "gelu_fast",
            means: "gelu_tanh",
        },
        Spelling {
            framework: "transformers",
            name: "gelu_accurate",
            means: "gelu_tanh",
        },
        Spelling {
            framework: "transformers",
            name: "gelu_pytorch_tanh",
            means: "gelu_tanh",
        },
        Spelling {
            framework: "onednn",
            name: "gelu_tanh",
            means: "gelu_tanh",
        },
    ],
    kernel: Some(|_| exponential_kernel_of(GeluTanh)),
    ..Entry::NEW
};

/// 2 sqrt(2/pi): phi = z sigma(z (this + CUBIC z^2)).
const LINEAR: f64 = 1.595_769_121_605_730_8;

/// 2 sqrt(2/pi) 0.044715
const CUBIC: f64 = 0.071_354_816_272_600_25;

/// The exact sum of two numbers as high + low (Knuth's two-sum: either may be
/// the larger).
#[inline(always)]
fn exact_sum(a: f32, b: f32) -> (f32, f32) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

/// |z|, where sigma(w) is 0 or 1 in f32 from 12 on.
#[inline(always)]
fn distance(z: f32) -> f32 {
    const END: f32 = 15.0;
    f32::from_bits(z.abs().to_bits().min(END.to_bits()))
}

/// phi = z sigma(w), w = 2 sqrt(2/pi) (z + 0.044715 z^3), so that
/// z w'(z) = 3 w - 4 sqrt(2/pi) z.
#[derive(Debug, Clone, Copy)]
struct GeluTanh;

impl ExponentialElement for GeluTanh {
    /// -|w|, to about twice the precision of f32.
    #[inline(always)]
    fn exponent<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        const LINEAR_F32: Split = Split::new(LINEAR);
        const CUBIC_F32: Split = Split::new(CUBIC);
        let x = distance(z);
        let (square, lost) = A::product(x, x);
        let (cubic, cubic_low) = CUBIC_F32.times_moderate::<A>(square);
        let cubic_low = A::multiply_add(CUBIC_F32.high, lost, cubic_low);
        let (high, low) = exact_sum(LINEAR_F32.high, cubic);
        let low = low + (cubic_low + LINEAR_F32.low);
        Split { high, low }.times_moderate::<A>(-x)
    }

    #[inline(always)]
    fn element<A: Arithmetic>(
        &self,
        z: f32,
        (fall, low): (f32, f32),
        tail: Exponential,
        least: Least,
    ) -> (f32, f32) {
        const TWICE: Split = Split::new(2.0 * LINEAR);
        let x = distance(z);
        let negative = z.is_sign_negative();
        let logistic = Logistic::new::<A>(tail, negative);
        let value = logistic.times::<A>(if negative { -x } else { z });
        let (three, three_low) = A::product(3.0, fall);
        let (linear, linear_low) = TWICE.times_moderate::<A>(x);
        let (t, t_low) = exact_sum(three, linear);
        let t_low = t_low + (A::multiply_add(3.0, low, three_low) + linear_low);
        let slope = logistic.gate_derivative_with_low::<A>(least, t, t_low);
        (value, slope)
    }
}
