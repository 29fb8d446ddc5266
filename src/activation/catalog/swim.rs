//! Swim: phi = z (1 + k z / sqrt(1 + z^2)) / 2.

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "swim",
        aliases: &[],
        parameters: &[Parameter::contested("k", 0.5, Domain::Real)],
    },
    formula: "z / 2 * (1 + k * z / sqrt(1 + z^2))",
    computed: Some(Computed {
        value: "where(z < 0, z / 2 * (1 - k + k / (sqrt(1 + z^2) * (sqrt(1 + z^2) - z))), z / 2 * (1 + k * z / sqrt(1 + z^2)))",
        derivative: None,
    }),
    source: "Abdool and Dear 2023, arXiv:2303.02640",
    note: "the literature is unsure: k is a constant or learned, and 0.5 the value usually given; swim(1) is pflu",
    learnable: &["k"],
    ..Entry::NEW
};
