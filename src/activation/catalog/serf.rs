//! Serf: phi = z erf(softplus(z)).

use crate::activation::entry::{Computed, Entry};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "serf",
        aliases: &[],
        parameters: &[],
    },
    formula: "z * erf(log(1 + exp(z)))",
    computed: Some(Computed {
        value: "z * erf(softplus(z))",
        derivative: None,
    }),
    source: "Nag and Bhattacharyya 2021, arXiv:2108.09598",
    ..Entry::NEW
};
