//! HyperbolicTangent shrinkage: phi = z - tanh(z); phi' = tanh(z)^2.
//!
//! Near 0 the difference is a series in z^3. In f64 it is
//! sum of 2k z^(2k+1) / (2k+1)! over cosh(z), all terms of one sign.

use crate::activation::arithmetic::{Arithmetic, above_zero};
use crate::activation::definition::Definition;
use crate::activation::elementary::{HyperbolicTangent, polynomial};
use crate::activation::reference::never_zero as never_zero_f64;
use crate::naming::Signature;

/// Above, the difference does not cancel.
const SERIES_UP_TO: f64 = 1.5;

/// Terms of the series; the next is below 2^-60 of the sum.
const SERIES_TERMS: u32 = 16;

/// z^3 p(z^2) = z - tanh(z) for |z| <= 1.2.
#[inline(always)]
fn tanh_defect<A: Arithmetic>(z: f32) -> f32 {
    let (square, lost) = A::product(z, z);
    let ratio = polynomial::<A, 9>(
        square,
        [
            2.485_749_5e-5,
            -2.291_215e-4,
            1.037_238_7e-3,
            -3.275_005_5e-3,
            8.713_413e-3,
            -2.182_830_7e-2,
            5.396_245e-2,
            -1.333_330_1e-1,
            3.333_333_3e-1,
        ],
    );
    z * A::multiply_add(square, ratio, lost * ratio)
}

/// phi = z - tanh(z).
#[derive(Debug, Clone, Copy)]
pub(super) struct Tanhshrink;

impl Definition for Tanhshrink {
    const SIGNATURE: Signature = Signature {
        name: "tanhshrink",
        aliases: &[],
        parameters: &[],
    };
    const FORMULA: &'static str = "z - tanh(z)";
    const NOTE: &'static str = "PyTorch's torch.nn.Tanhshrink";

    fn new(_: &[f64]) -> Result<Self, String> {
        Ok(Tanhshrink)
    }

    fn value(&self, z: f64) -> f64 {
        if z.abs() > SERIES_UP_TO {
            return z - libm::tanh(z);
        }
        let square = z * z;
        let (mut term, mut sum) = (z, 0.0);
        for k in 1..=SERIES_TERMS {
            let even = 2.0 * f64::from(k);
            term *= square / (even * (even + 1.0));
            sum += even * term;
        }
        sum / libm::cosh(z)
    }

    fn derivative(&self, z: f64) -> f64 {
        let tanh = libm::tanh(z);
        if z == 0.0 {
            0.0
        } else {
            never_zero_f64(tanh * tanh, z)
        }
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let tanh = HyperbolicTangent::new::<A>(z);
        let value = if z.abs() < 1.2 {
            tanh_defect::<A>(z)
        } else {
            (z - tanh.value) - tanh.lost
        };
        let square = A::multiply_add(tanh.value, tanh.value, 2.0 * tanh.value * tanh.lost);
        let derivative = above_zero(square, z);
        (value, if z == 0.0 { 0.0 } else { derivative })
    }
}
