//! Collapsing linear unit: phi = z / (1 - z e^-(z + e^z)).

use crate::activation::entry::{Computed, Entry};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "colu",
        aliases: &[],
        parameters: &[],
    },
    formula: "z / (1 - z * exp(-(z + exp(z))))",
    computed: Some(Computed {
        value: "where(z < 0, z * exp(z) / (exp(z) - z * exp(-exp(z))), z / (1 - z * exp(-z - exp(min(z, 100)))))",
        derivative: None,
    }),
    source: "Vagerwal 2021, arXiv:2112.12078",
    note: "some summaries drop the z in front of the exponential",
    clashes: &[
        "CoLU, the conic linear unit of Fu and Cohen 2024, mixes channels and is not elementwise",
    ],
    ..Entry::NEW
};
