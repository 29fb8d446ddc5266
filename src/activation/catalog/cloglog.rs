//! Complementary log-log: phi = 1 - e^(-e^z).

use crate::activation::entry::{Computed, Entry};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "cloglog",
        aliases: &[],
        parameters: &[],
    },
    formula: "1 - exp(-exp(z))",
    computed: Some(Computed {
        value: "-expm1(-exp(z))",
        derivative: Some("exp(z - exp(z))"),
    }),
    source: "Gomes, Ludermir, Lima 2011 (Neural Computing and Applications 20)",
    clashes: &["loglog is its mirror image"],
    ..Entry::NEW
};
