//! Expanded arctan linear unit: the gate of calu stretched to reach from -alpha
//! to 1 + alpha.

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "xatlu",
        aliases: &[],
        parameters: &[Parameter::new("alpha", 0.0, Domain::Real)],
    },
    formula: "z * ((atan(z) / pi + 1/2) * (1 + 2 * alpha) - alpha)",
    computed: Some(Computed {
        value: "(1 + 2 * alpha) * calu(z) - alpha * z",
        derivative: None,
    }),
    source: "Huang 2024, arXiv:2405.20768",
    note: "alpha starts at 0, where it is calu",
    learnable: &["alpha"],
    ..Entry::NEW
};
