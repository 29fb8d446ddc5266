//! EIS-2: phi = z softplus(z) / sqrt(beta + gamma z^2).

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "eis_2",
        aliases: &[],
        parameters: &[
            Parameter::new("beta", 1.0, Domain::Positive),
            Parameter::new("gamma", 1.0, Domain::Positive),
        ],
    },
    formula: "z * log(1 + exp(z)) / sqrt(beta + gamma * z^2)",
    computed: Some(Computed {
        value: "z * softplus(z) / sqrt(beta + gamma * z^2)",
        derivative: None,
    }),
    source: "Biswas, Kumar, Banerjee, Pandey 2020, arXiv:2009.13501",
    ..Entry::NEW
};
