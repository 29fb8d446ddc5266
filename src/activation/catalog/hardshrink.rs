//! Hard shrinkage: phi = z where |z| > lambda, else 0; phi' = 1 outside, 0 inside
//! and at both ends. phi itself jumps there.

use crate::activation::arithmetic::{Arithmetic, at_most};
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "hardshrink",
        aliases: &[],
        parameters: &[Parameter::new("lambda", 0.5, Domain::NonNegative)],
    },
    formula: "where(abs(z) > lambda, z, 0)",
    source: "Donoho and Johnstone 1994 (Biometrika 81)",
    note: "phi' = 0 at -lambda and lambda, where phi jumps",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "hardshrink",
            means: "hardshrink(0.5)",
        },
        Spelling {
            framework: "keras",
            name: "hard_shrink",
            means: "hardshrink(0.5)",
        },
    ],
    kernel: Some(|p| kernel_of(Hardshrink::new(p[0]))),
    ..Entry::NEW
};

/// phi = z outside -lambda..lambda, else 0.
#[derive(Debug, Clone, Copy)]
struct Hardshrink {
    bound: f32,
}

impl Hardshrink {
    fn new(lambda: f64) -> Self {
        Hardshrink {
            bound: at_most(lambda),
        }
    }
}

impl Element for Hardshrink {
    const VALUE_KEEPS_NAN: bool = true;

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        if z.abs() <= self.bound {
            (0.0, 0.0)
        } else {
            (z, 1.0)
        }
    }
}
