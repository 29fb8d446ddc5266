//! PFLU, power function linear unit: phi = z (1 + z / sqrt(1 + z^2)) / 2.

use crate::activation::entry::{Computed, Entry};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "pflu",
        aliases: &[],
        parameters: &[],
    },
    formula: "z / 2 * (1 + z / sqrt(1 + z^2))",
    computed: Some(Computed {
        value: "where(z < 0, z / (2 * sqrt(1 + z^2) * (sqrt(1 + z^2) - z)), z / 2 * (1 + z / sqrt(1 + z^2)))",
        derivative: None,
    }),
    source: "Zhu, Min, Wang, Zou, Chen 2021, Neurocomputing 429, 110-117",
    note: "swim(1) is the same; its sibling FPFLU, max(z, z / (1 + z^2)), is another function",
    ..Entry::NEW
};
