//! GELU's tanh approximation, phi = z (1 + tanh(w / 2)) / 2 = z sigma(w) with
//! w = 2 sqrt(2/pi) (z + 0.044715 z^3); phi' = sigma (1 + z w' (1 - sigma)).

use crate::activation::arithmetic::{Arithmetic, Split, never_zero};
use crate::activation::elementary::Logistic;
use crate::activation::entry::{Computed, Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
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
    kernel: Some(|_| kernel_of(GeluTanh)),
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

/// The argument w = 2 sqrt(2/pi) (z + 0.044715 z^3) of the logistic form of
/// GELU's tanh approximation, and z w'(z), each to about twice the precision
/// of f32. For |z| <= 15.
#[inline(always)]
fn argument<A: Arithmetic>(z: f32) -> [(f32, f32); 2] {
    const LINEAR_F32: Split = Split::new(LINEAR);
    const CUBIC_F32: Split = Split::new(CUBIC);
    let (square, lost) = A::product(z, z);
    let (cubic, cubic_low) = CUBIC_F32.times::<A>(square);
    let cubic_low = A::multiply_add(CUBIC_F32.high, lost, cubic_low);
    let (sum, low) = exact_sum(LINEAR_F32.high, cubic);
    let low = low + (cubic_low + LINEAR_F32.low);
    let (slope, slope_low) = exact_sum(sum, 2.0 * cubic);
    let slope_low = A::multiply_add(2.0, cubic_low, slope_low + low);
    [(sum, low), (slope, slope_low)].map(|(high, low)| Split { high, low }.times::<A>(z))
}

/// phi = z sigma(2 sqrt(2/pi) (z + 0.044715 z^3)).
#[derive(Debug, Clone, Copy)]
struct GeluTanh;

impl Element for GeluTanh {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        // sigma(w) is 0 or 1 in f32 from 12 on.
        const END: f32 = 15.0;
        let fall = f32::from_bits((-z.abs()).to_bits().min((-END).to_bits()));
        let negative = z.is_sign_negative();
        let [(w, low), (t, t_low)] = argument::<A>(fall);
        let logistic = Logistic::of_size::<A>(w, low, negative);
        let value = logistic.times::<A>(if negative { fall } else { z });
        let slope = logistic.gate_derivative::<A>(t, t_low);
        (value, never_zero(slope, z))
    }
}
