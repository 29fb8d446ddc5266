//! ARiA2: phi = z (1 + e^(-beta z))^-alpha, Swish with Richards' curve for a gate.

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "aria2",
        aliases: &[],
        parameters: &[
            Parameter::new("alpha", 1.5, Domain::Positive),
            Parameter::new("beta", 2.0, Domain::Positive),
        ],
    },
    formula: "z * (1 + exp(-beta * z))^(-alpha)",
    computed: Some(Computed {
        value: "z * exp(-alpha * softplus(-beta * z))",
        derivative: None,
    }),
    source: "Patwardhan, Ingalhalikar, Walambe 2018, arXiv:1805.08878",
    note: "alpha = 1 is swish; some libraries leave the factor z out",
    clashes: &["ARiA of the same publication is the five-parameter Richards curve"],
    ..Entry::NEW
};
