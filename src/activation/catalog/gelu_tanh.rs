//! GELU's tanh approximation, phi = z (1 + tanh(w / 2)) / 2 = z sigma(w) with
//! w = 2 sqrt(2/pi) (z + 0.044715 z^3); phi' = sigma (1 + z w' (1 - sigma)).

use crate::activation::arithmetic::{Arithmetic, Least, Split};
use crate::activation::elementary::{Crossing, Exponential, Logistic, polynomial};
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

/// phi'(-x) near its zero; a Chebyshev fit in 40 digits, relative error below
/// 2^-24.
const CROSSING: Crossing<5> = Crossing {
    zero: Split {
        high: NEAR,
        low: (0.752_461_422_071_016_3 - NEAR as f64) as f32,
    },
    slope: [
        1.564_809_5e-2,
        -1.137_876_9e-1,
        1.579_044e-2,
        3.875_182e-1,
        -4.304_001e-1,
    ],
    width: 0.08,
};

/// A number near that zero from which the distance of others is exact.
const NEAR: f32 = 6148.0 / 8192.0;

/// e^-w there.
const TAIL_NEAR: Split = Split::new(0.292_945_799_621_539_8);

/// F there.
const FACTOR_NEAR: f32 = (0.004_854_836_401_808_219 - TAIL_NEAR.low as f64) as f32;

/// |z|, where sigma(w) is 0 or 1 in f32 from 12 on.
#[inline(always)]
fn distance<A: Arithmetic>(z: f32) -> f32 {
    const END: f32 = 15.0;
    if A::MODERATE {
        z.abs()
    } else {
        f32::from_bits(z.abs().to_bits().min(END.to_bits()))
    }
}

/// phi = z sigma(w), w = 2 sqrt(2/pi) (z + 0.044715 z^3).
#[derive(Debug, Clone, Copy)]
struct GeluTanh;

impl ExponentialElement for GeluTanh {
    /// -|w| / log 2, to about twice the precision of f32.
    #[inline(always)]
    fn exponent<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        const TO_BASE_2: f64 = -std::f64::consts::LOG2_E;
        const CUBIC_F32: Split = Split::new(CUBIC * TO_BASE_2);
        // A multiple of 2^-19, as the sums up to 32 are that are compared with it.
        const LINEAR_HIGH: f32 = -1_207_020.0 / 524_288.0;
        const LINEAR_LOW: f32 = (LINEAR * TO_BASE_2 - LINEAR_HIGH as f64) as f32;
        let x = distance::<A>(z);
        let (square, square_low) = A::product(x, x);
        let high = A::multiply_add(CUBIC_F32.high, square, LINEAR_HIGH);
        let lost = A::remainder(CUBIC_F32.high, square, high - LINEAR_HIGH);
        let low = A::multiply_add(CUBIC_F32.low, square, LINEAR_LOW);
        let low = A::multiply_add(CUBIC_F32.high, square_low, low) - lost;
        Split { high, low }.times_moderate::<A>(x)
    }

    #[inline(always)]
    fn exponential<A: Arithmetic>((y, low): (f32, f32)) -> Exponential {
        Exponential::of_two::<A>(y, low)
    }

    /// phi'(-x) = sigma(w) sigma(-w) F with F = 1 + e^-w - x w'(x). So that little
    /// cancels, it is F near the zero and, term by term, what changed since:
    /// F(x) = F(s) + e^-w(x) - e^-w(s) - (x - s) (LINEAR + 3 CUBIC (x^2 + x s + s^2)).
    #[inline(always)]
    fn element<A: Arithmetic>(
        &self,
        z: f32,
        _: (f32, f32),
        tail: Exponential,
        least: Least,
    ) -> (f32, f32) {
        // LINEAR + 3 CUBIC s^2, with s such that it is a multiple of 2^-19 to 2^-27.
        const LEAST_STEEP: f32 = -899_855.0 / 524_288.0;
        const STEEPER: [f32; 2] = [(-3.0 * CUBIC) as f32, (-3.0 * CUBIC * NEAR as f64) as f32];
        let x = distance::<A>(z);
        let negative = z.is_sign_negative();
        let logistic = Logistic::new::<A>(tail, negative);
        let value = logistic.times::<A>(if negative { -x } else { z });
        let step = x - NEAR;
        let more = polynomial::<A, 2>(x, STEEPER);
        let steepness = A::multiply_add(more, x, LEAST_STEEP);
        let lost = -A::remainder(more, x, steepness - LEAST_STEEP);
        let factor = tail.less::<A>(TAIL_NEAR.high) + FACTOR_NEAR;
        let factor = A::multiply_add(step, lost, factor);
        let factor = A::multiply_add(step, steepness, factor);
        let below = logistic.gate_derivative_below::<A>(least, factor);
        let below = CROSSING.derivative::<A>(step - CROSSING.zero.low, below);
        (value, logistic.gate_derivative_from(below))
    }
}
