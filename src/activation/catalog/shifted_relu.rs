//! Shifted ReLU: phi = max(z, -shift); phi' = 1 above -shift, else 0.

use super::threshold::Threshold;
use crate::activation::entry::Entry;
use crate::activation::kernel::kernel_of;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "shifted_relu",
        aliases: &[],
        parameters: &[Parameter::new("shift", 1.0, Domain::Real)],
    },
    formula: "max(z, -shift)",
    source: "Clevert, Unterthiner, Hochreiter 2015, arXiv:1511.07289 (as SReLU, shift 1)",
    note: "phi' = 0 at -shift",
    clashes: &[
        "relu(z) - shift and relu(z - shift), also called shifted ReLU, are formulas to type",
    ],
    kernel: Some(|p| kernel_of(Threshold::new(&[-p[0], -p[0]]))),
    ..Entry::NEW
};
