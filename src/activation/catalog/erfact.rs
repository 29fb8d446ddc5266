//! ErfAct: phi = z erf(alpha e^(beta z)).

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "erfact",
        aliases: &[],
        parameters: &[
            Parameter::new("alpha", 0.75, Domain::Real),
            Parameter::new("beta", 0.75, Domain::Real),
        ],
    },
    formula: "z * erf(alpha * exp(beta * z))",
    computed: Some(Computed {
        value: "z * erf(alpha * exp(min(beta * z, 100)))",
        derivative: None,
    }),
    source: "Biswas, Kumar, Banerjee, Pandey 2021, arXiv:2109.04386",
    learnable: &["alpha", "beta"],
    ..Entry::NEW
};
