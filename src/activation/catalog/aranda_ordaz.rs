//! Aranda-Ordaz: phi = 1 - (1 + lambda e^z)^(-1 / lambda), the logistic at 1.

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "aranda_ordaz",
        aliases: &["aranda"],
        parameters: &[Parameter::contested("lambda", 2.0, Domain::Positive)],
    },
    formula: "1 - (1 + lambda * exp(z))^(-1 / lambda)",
    computed: Some(Computed {
        value: "-expm1(-softplus(z + log(lambda)) / lambda)",
        derivative: Some("exp(z - (1 + 1 / lambda) * softplus(z + log(lambda)))"),
    }),
    source: "Gomes, Ludermir, Lima 2011 (Neural Computing and Applications 20); Aranda-Ordaz 1981 (Biometrika 68)",
    note: "no default in the literature",
    ..Entry::NEW
};
