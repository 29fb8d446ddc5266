//! Displaced ReLU: phi = max(z, -delta); phi' = 1 above -delta, else 0.

use super::threshold::Threshold;
use crate::activation::entry::Entry;
use crate::activation::kernel::kernel_of;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "displaced_relu",
        aliases: &["drelu"],
        parameters: &[Parameter::new("delta", 0.05, Domain::Real)],
    },
    formula: "max(z, -delta)",
    source: "Macedo, Zanchettin, Oliveira, Ludermir 2019 (Expert Systems with Applications 124)",
    note: "shifted_relu with another default; phi' = 0 at -delta",
    clashes: &[
        "the dual rectified linear unit (Godin et al. 2017), also DReLU, takes two inputs",
        "dReLU of gated layers (relu of gate times relu of up) takes two inputs",
    ],
    kernel: Some(|p| kernel_of(Threshold::new(&[-p[0], -p[0]]))),
    ..Entry::NEW
};
