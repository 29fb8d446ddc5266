//! Expanded SiLU: the gate of silu stretched to reach from -alpha to 1 + alpha.

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "xsilu",
        aliases: &[],
        parameters: &[Parameter::new("alpha", 0.0, Domain::Real)],
    },
    formula: "z * (sigmoid(z) * (1 + 2 * alpha) - alpha)",
    computed: Some(Computed {
        value: "(1 + 2 * alpha) * z * sigmoid(z) - alpha * z",
        derivative: None,
    }),
    source: "Huang 2024, arXiv:2405.20768",
    note: "alpha starts at 0, where it is silu",
    learnable: &["alpha"],
    ..Entry::NEW
};
