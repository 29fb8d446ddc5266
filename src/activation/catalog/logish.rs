//! Logish: phi = alpha z log(1 + sigma(beta z)).

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "logish",
        aliases: &[],
        parameters: &[
            Parameter::new("alpha", 1.0, Domain::Real),
            Parameter::new("beta", 1.0, Domain::Real),
        ],
    },
    formula: "alpha * z * log(1 + sigmoid(beta * z))",
    computed: Some(Computed {
        value: "alpha * z * log1p(sigmoid(beta * z))",
        derivative: None,
    }),
    source: "Zhu, Zeng, Liu, Zhang 2021, Neurocomputing 458, 490-499",
    note: "the same paper's parametric form is used with alpha = 1, beta = 10",
    ..Entry::NEW
};
