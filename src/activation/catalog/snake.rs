//! Snake: phi = z + sin(a z)^2 / a.

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "snake",
        aliases: &[],
        parameters: &[Parameter::contested("a", 1.0, Domain::Positive)],
    },
    formula: "z + sin(a * z)^2 / a",
    // phi' = 1 + sin(2 a z), which touches zero.
    computed: Some(Computed {
        value: "z + sin(a * z)^2 / a",
        derivative: Some("(sin(a * z) + cos(a * z))^2"),
    }),
    source: "Ziyin, Hartwig, Ueda 2020, arXiv:2006.08195",
    note: "a may be learned",
    learnable: &["a"],
    ..Entry::NEW
};
