//! Gompertz linear unit: z times the Gompertz function e^(-e^-z).

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "golu",
        aliases: &[],
        parameters: &[
            Parameter::new("alpha", 1.0, Domain::Real),
            Parameter::new("beta", 1.0, Domain::Positive),
            Parameter::new("gamma", 1.0, Domain::Positive),
        ],
    },
    formula: "alpha * z * exp(-beta * exp(-gamma * z))",
    computed: Some(Computed {
        value: "alpha * z * exp(-beta * exp(min(-gamma * z, 40)))",
        derivative: Some(
            "alpha * exp(-beta * exp(min(-gamma * z, 40))) * (1 + beta * gamma * z * exp(min(-gamma * z, 40)))",
        ),
    }),
    source: "Das, Safari, Adriaensen, Hutter 2025, arXiv:2502.03654",
    note: "the paper uses it with all three parameters at 1; ExpExpish is another name of that",
    ..Entry::NEW
};
