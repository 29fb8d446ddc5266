//! Soft shrinkage: phi = z - lambda above lambda, z + lambda below -lambda, else 0;
//! phi' = 1 outside, 0 inside and at both ends.

use crate::activation::arithmetic::{Arithmetic, Split, at_most};
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "softshrink",
        aliases: &[],
        parameters: &[Parameter::new("lambda", 0.5, Domain::NonNegative)],
    },
    formula: "sign(z) * max(abs(z) - lambda, 0)",
    source: "Donoho 1995 (IEEE Trans. Information Theory 41)",
    note: "phi' = 0 at -lambda and lambda",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "softshrink",
            means: "softshrink(0.5)",
        },
        Spelling {
            framework: "keras",
            name: "soft_shrink",
            means: "softshrink(0.5)",
        },
    ],
    kernel: Some(|p| kernel_of(Softshrink::new(p[0]))),
    ..Entry::NEW
};

/// phi = z moved towards 0 by lambda, at most to 0.
#[derive(Debug, Clone, Copy)]
struct Softshrink {
    bound: f32,
    lambda: Split,
}

impl Softshrink {
    fn new(lambda: f64) -> Self {
        Softshrink {
            bound: at_most(lambda),
            lambda: Split::new(lambda),
        }
    }
}

impl Element for Softshrink {
    const VALUE_KEEPS_NAN: bool = true;

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        // Exact near lambda, where the first difference has no rounding.
        let beyond = (z.abs() - self.lambda.high) - self.lambda.low;
        let size = if beyond < 0.0 { 0.0 } else { beyond };
        let outside = z.abs() > self.bound;
        (size.copysign(z), if outside { 1.0 } else { 0.0 })
    }
}
