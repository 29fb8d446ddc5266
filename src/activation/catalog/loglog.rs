//! Log-log: phi = e^(-e^-z), Gompertz's curve.

use crate::activation::entry::{Computed, Entry};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "loglog",
        aliases: &["gompertz"],
        parameters: &[],
    },
    formula: "exp(-exp(-z))",
    computed: Some(Computed {
        value: "exp(-exp(-z))",
        derivative: Some("exp(-z - exp(-z))"),
    }),
    source: "Gomes, Ludermir, Lima 2011 (Neural Computing and Applications 20)",
    clashes: &["the literature is unsure: 1 - e^(-e^z), here cloglog, also goes by this name"],
    ..Entry::NEW
};
