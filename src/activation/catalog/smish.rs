//! Smish: phi = alpha z tanh(log(1 + sigma(beta z))).

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "smish",
        aliases: &[],
        parameters: &[
            Parameter::new("alpha", 1.0, Domain::Real),
            Parameter::new("beta", 1.0, Domain::Real),
        ],
    },
    formula: "alpha * z * tanh(log(1 + sigmoid(beta * z)))",
    computed: Some(Computed {
        value: "alpha * z * tanh(log1p(sigmoid(beta * z)))",
        derivative: None,
    }),
    source: "Wang, Ren, Wang 2022, Electronics 11(4), 540",
    ..Entry::NEW
};
