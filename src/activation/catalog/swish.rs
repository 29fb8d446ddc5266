//! Swish: phi = z sigma(beta z); phi' = sigma (1 + beta z (1 - sigma)).

use crate::activation::arithmetic::{Arithmetic, Split, never_zero};
use crate::activation::definition::{Accuracy, Definition};
use crate::activation::double_double::DoubleDouble;
use crate::activation::elementary::Logistic;
use crate::activation::reference::{Logistic as Logistic64, never_zero as never_zero_f64};
use crate::naming::{Domain, Parameter, Signature};

/// phi = z sigma(beta z).
#[derive(Debug, Clone, Copy)]
pub(super) struct Swish {
    beta: f64,
    split: Split,
    end: f32,
}

impl Definition for Swish {
    const SIGNATURE: Signature = Signature {
        name: "swish",
        aliases: &[],
        parameters: &[Parameter::new("beta", 1.0, Domain::Real)],
    };
    const FORMULA: &'static str = "z / (1 + e^(-beta z))";
    const NOTE: &'static str = "Ramachandran, Zoph, Le 2017, arXiv:1710.05941; beta = 1 is silu, 1.702 quick_gelu; for |beta| below 1e-15 the f32 kernel loses the tail";
    const ACCURACY: Accuracy = Accuracy::CROSSING;

    fn new(parameters: &[f64]) -> Result<Self, String> {
        let beta = parameters[0];
        // Beyond, sigma is 0 or 1 in f32. Not so small that beta times it is.
        let end = (150.0 / beta.abs()).clamp(1e-30, f64::from(f32::MAX)) as f32;
        Ok(Swish {
            beta,
            split: Split::new(beta),
            end,
        })
    }

    fn value(&self, z: f64) -> f64 {
        if self.beta == 0.0 {
            return 0.5 * z;
        }
        Logistic64::new(DoubleDouble::product(self.beta, z)).times(z)
    }

    fn derivative(&self, z: f64) -> f64 {
        if self.beta == 0.0 {
            return 0.5;
        }
        let w = DoubleDouble::product(self.beta, z);
        let t = w.high;
        never_zero_f64(Logistic64::new(w).gate_derivative(t), z)
    }

    fn is_positively_homogeneous(&self) -> bool {
        self.beta == 0.0
    }

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let x = z.clamp(-self.end, self.end);
        let (w, low) = self.split.times::<A>(x);
        let logistic = Logistic::with_low::<A>(w, low);
        let value = logistic.times(if w < 0.0 { x } else { z });
        (value, never_zero(logistic.gate_derivative::<A>(w), z))
    }
}
