//! Softplus: phi = log(1 + e^(beta z)) / beta, computed as max(0, z) +
//! log(1 + e^-|beta z|) / beta; phi' = sigma(beta z).

use crate::activation::arithmetic::{Arithmetic, Split, above_zero};
use crate::activation::definition::Definition;
use crate::activation::double_double::DoubleDouble;
use crate::activation::elementary::{Logistic, log1p_ratio};
use crate::activation::reference::{Logistic as Logistic64, never_zero as never_zero_f64};
use crate::naming::{Domain, Parameter, Signature};

/// phi = log(1 + e^(beta z)) / beta.
#[derive(Debug, Clone, Copy)]
pub(super) struct Softplus {
    beta: f64,
    split: Split,
    inverse: Split,
}

impl Definition for Softplus {
    const SIGNATURE: Signature = Signature {
        name: "softplus",
        aliases: &[],
        parameters: &[Parameter::new("beta", 1.0, Domain::Positive)],
    };
    const FORMULA: &'static str = "log(1 + e^(beta z)) / beta";
    const NOTE: &'static str = "Dugas, Bengio, Belisle, Nadeau, Garcia 2001 (NIPS 13); exact: PyTorch's switch to z where beta z > 20 is not reproduced";

    fn new(parameters: &[f64]) -> Result<Self, String> {
        let beta = parameters[0];
        Ok(Softplus {
            beta,
            split: Split::new(beta),
            inverse: Split::new(1.0 / beta),
        })
    }

    fn value(&self, z: f64) -> f64 {
        let w = DoubleDouble::product(self.beta, z);
        z.max(0.0) + Logistic64::new(w).times_log1p_tail(1.0 / self.beta)
    }

    fn derivative(&self, z: f64) -> f64 {
        let w = DoubleDouble::product(self.beta, z);
        never_zero_f64(Logistic64::new(w).times(1.0), z)
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let (w, low) = self.split.times::<A>(z);
        let logistic = Logistic::with_low::<A>(w, low);
        let ratio = log1p_ratio::<A>(logistic.tail.value());
        let tail = logistic
            .tail
            .times_pair::<A>(ratio * self.inverse.high, ratio * self.inverse.low);
        let value = if z > 0.0 { z + tail } else { tail };
        (value, above_zero(logistic.value(), z))
    }
}
