//! GELU's tanh approximation, phi = z (1 + tanh(w / 2)) / 2 = z sigma(w) with
//! w = 2 sqrt(2/pi) (z + 0.044715 z^3); phi' = sigma (1 + z w' (1 - sigma)).

use crate::activation::arithmetic::{Arithmetic, Split, never_zero};
use crate::activation::definition::{Accuracy, Definition};
use crate::activation::double_double::DoubleDouble;
use crate::activation::elementary::Logistic;
use crate::activation::reference::{Logistic as Logistic64, never_zero as never_zero_f64};
use crate::naming::Signature;

/// 2 sqrt(2/pi): phi = z sigma(z (this + CUBIC z^2)).
const LINEAR: DoubleDouble = DoubleDouble {
    high: 1.595_769_121_605_730_8,
    low: -9.969_308_809_110_92e-17,
};

/// 2 sqrt(2/pi) 0.044715, with 0.044715 the decimal number.
const CUBIC: DoubleDouble = DoubleDouble {
    high: 0.071_354_816_272_600_25,
    low: -6.175_149_918_155_315e-19,
};

/// From here on sigma(w) is 0 or 1 in f64.
const FAR: f64 = 50.0;

/// w and w' to twice the precision.
fn argument_f64(z: f64) -> (DoubleDouble, f64) {
    let z = z.clamp(-FAR, FAR);
    let cubic = DoubleDouble::product(z, z).times(CUBIC);
    let w = LINEAR.plus(cubic).times(z.into());
    (w, LINEAR.high + 3.0 * cubic.high)
}

/// The argument w = 2 sqrt(2/pi) (z + 0.044715 z^3) of the logistic form of
/// GELU's tanh approximation, to about twice the precision of f32, with w'(z).
/// For |z| <= 15.
#[inline(always)]
fn argument<A: Arithmetic>(z: f32) -> (f32, f32, f32) {
    const LINEAR_F32: Split = Split::new(LINEAR.high);
    const CUBIC_F32: Split = Split::new(CUBIC.high);
    let (square, lost) = A::product(z, z);
    let (cubic, cubic_low) = CUBIC_F32.times::<A>(square);
    let cubic_low = A::multiply_add(CUBIC_F32.high, lost, cubic_low);
    // Knuth's two-sum: either term may be the larger.
    let sum = LINEAR_F32.high + cubic;
    let part = sum - LINEAR_F32.high;
    let sum_low = (LINEAR_F32.high - (sum - part)) + (cubic - part);
    let sum_low = sum_low + (cubic_low + LINEAR_F32.low);
    let (w, w_low) = A::product(z, sum);
    let slope = A::multiply_add(3.0, cubic, LINEAR_F32.high);
    (w, A::multiply_add(z, sum_low, w_low), slope)
}

/// phi = z sigma(2 sqrt(2/pi) (z + 0.044715 z^3)).
#[derive(Debug, Clone, Copy)]
pub(super) struct GeluTanh;

impl Definition for GeluTanh {
    const SIGNATURE: Signature = Signature {
        name: "gelu_tanh",
        aliases: &["gelu(tanh)", "gelu_new"],
        parameters: &[],
    };
    const FORMULA: &'static str = "z (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3))) / 2";
    const NOTE: &'static str = "Hendrycks and Gimpel 2016, arXiv:1606.08415; JAX's default GELU, PyTorch's approximate='tanh'";
    const ACCURACY: Accuracy = Accuracy::CROSSING;

    fn new(_: &[f64]) -> Result<Self, String> {
        Ok(GeluTanh)
    }

    fn value(&self, z: f64) -> f64 {
        // Far left both factors would be infinite or zero.
        Logistic64::new(argument_f64(z).0).times(z.max(-FAR))
    }

    fn derivative(&self, z: f64) -> f64 {
        let (w, slope) = argument_f64(z);
        never_zero_f64(
            Logistic64::new(w).gate_derivative(z.clamp(-FAR, FAR) * slope),
            z,
        )
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        // sigma(w) is 0 or 1 in f32 from 12 on.
        const END: f32 = 15.0;
        let x = z.clamp(-END, END);
        let (w, low, slope) = argument::<A>(x);
        let logistic = Logistic::with_low::<A>(w, low);
        let value = logistic.times(if z < x { x } else { z });
        (
            value,
            never_zero(logistic.gate_derivative::<A>(x * slope), z),
        )
    }
}
