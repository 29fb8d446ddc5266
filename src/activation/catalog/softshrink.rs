//! Soft shrinkage: phi = z - lambda above lambda, z + lambda below -lambda, else 0;
//! phi' = 1 outside, 0 inside and at both ends.

use super::shrink::Shrink;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::kernel_of;
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
    kernel: Some(|p| kernel_of(Shrink::new(p[0], p[0]))),
    ..Entry::NEW
};
