//! Mish: phi = z tanh(log(1 + e^z)).
//!
//! With w = e^z, tanh(log(1 + w)) = w (w + 2) / D, D = w (w + 2) + 2, and
//! phi' = w ((w + 2) D + 4 z (1 + w)) / D^2. Above 0 numerator and denominator are
//! divided by w^2 (w^4), so that e = e^-|z| serves both sides.

use crate::activation::arithmetic::{Arithmetic, never_zero};
use crate::activation::definition::{Accuracy, Definition};
use crate::activation::elementary::Exponential;
use crate::activation::reference::{never_zero as never_zero_f64, times_exp};
use crate::naming::Signature;

/// Beyond, the tail is 0 in f64.
const END_F64: f64 = 2000.0;

/// phi = z tanh(log(1 + e^z)).
#[derive(Debug, Clone, Copy)]
pub(super) struct Mish;

impl Definition for Mish {
    const SIGNATURE: Signature = Signature {
        name: "mish",
        aliases: &[],
        parameters: &[],
    };
    const FORMULA: &'static str = "z tanh(log(1 + e^z))";
    const NOTE: &'static str = "Misra 2019, arXiv:1908.08681";
    const ACCURACY: Accuracy = Accuracy::CROSSING;

    fn new(_: &[f64]) -> Result<Self, String> {
        Ok(Mish)
    }

    fn value(&self, z: f64) -> f64 {
        let e = libm::exp(-z.abs());
        if z < -END_F64 {
            -0.0
        } else if z < 0.0 {
            times_exp(z * (e + 2.0) / (e * (e + 2.0) + 2.0), z.into())
        } else {
            let above = 1.0 + 2.0 * e;
            z * (above / (above + 2.0 * e * e))
        }
    }

    fn derivative(&self, z: f64) -> f64 {
        let z_near = z.clamp(-END_F64, END_F64);
        let e = libm::exp(-z_near.abs());
        let derivative = if z < 0.0 {
            let d = e * (e + 2.0) + 2.0;
            let numerator = (e + 2.0) * d + 4.0 * z_near * (1.0 + e);
            times_exp(numerator / (d * d), z_near.into())
        } else {
            let above = 1.0 + 2.0 * e;
            let d = above + 2.0 * e * e;
            (above * d + 4.0 * z_near * (e * e) * (1.0 + e)) / (d * d)
        };
        never_zero_f64(derivative, z)
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        // Beyond, the tail is 0 in f32.
        const END: f32 = 150.0;
        let x = z.clamp(-END, END);
        let tail = Exponential::new::<A>(-x.abs());
        let e = tail.value();
        let negative = z < 0.0;
        // D = part + base, and the share of z is base / D = 1 - part / D:
        // part = w^2 + w and base = w + 2 below 0 (with w taken apart), part =
        // 2 e^2 and base = 1 + 2 e above.
        let part = if negative {
            A::multiply_add(e, e, e)
        } else {
            2.0 * e * e
        };
        let base = if negative {
            2.0 + e
        } else {
            A::multiply_add(2.0, e, 1.0)
        };
        let inverse = 1.0 / (part + base);
        let share = A::multiply_add(-part, inverse, 1.0);
        let weight = if negative { 4.0 * x } else { 4.0 * x * e * e };
        let slope = A::multiply_add(weight * inverse, (1.0 + e) * inverse, share);
        if negative {
            (
                tail.times::<A>(x * share),
                never_zero(tail.times::<A>(slope), z),
            )
        } else {
            (z * share, slope)
        }
    }
}
