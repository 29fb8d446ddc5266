//! Expanded GELU: the gate of gelu stretched to reach from -alpha to 1 + alpha.

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "xgelu",
        aliases: &[],
        parameters: &[Parameter::new("alpha", 0.0, Domain::Real)],
    },
    formula: "z * ((1 + erf(z / sqrt(2))) / 2 * (1 + 2 * alpha) - alpha)",
    computed: Some(Computed {
        value: "(1 + 2 * alpha) * gelu(z) - alpha * z",
        derivative: None,
    }),
    source: "Huang 2024, arXiv:2405.20768",
    note: "alpha starts at 0, where it is gelu",
    learnable: &["alpha"],
    ..Entry::NEW
};
