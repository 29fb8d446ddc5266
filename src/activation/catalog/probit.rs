//! Probit: phi = Phi(z), the normal law.

use crate::activation::entry::{Computed, Entry};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "probit",
        aliases: &["normal_cdf"],
        parameters: &[],
    },
    formula: "(1 + erf(z / sqrt(2))) / 2",
    computed: Some(Computed {
        value: "erfc(-z / sqrt(2)) / 2",
        derivative: None,
    }),
    source: "Gomes, Ludermir, Lima 2011 (Neural Computing and Applications 20)",
    note: "the gate of gelu",
    ..Entry::NEW
};
