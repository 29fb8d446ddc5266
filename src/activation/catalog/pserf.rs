//! Pserf, serf with parameters: phi = z erf(gamma softplus(delta z)).

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "pserf",
        aliases: &[],
        parameters: &[
            Parameter::new("gamma", 1.25, Domain::Real),
            Parameter::new("delta", 0.85, Domain::Real),
        ],
    },
    formula: "z * erf(gamma * log(1 + exp(delta * z)))",
    computed: Some(Computed {
        value: "z * erf(gamma * softplus(delta * z))",
        derivative: None,
    }),
    source: "Biswas, Kumar, Banerjee, Pandey 2021, arXiv:2109.04386",
    note: "pserf(1, 1) is serf",
    learnable: &["gamma", "delta"],
    ..Entry::NEW
};
