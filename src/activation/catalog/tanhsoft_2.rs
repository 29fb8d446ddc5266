//! TanhSoft-2: phi = z tanh(beta e^(gamma z)).

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "tanhsoft_2",
        aliases: &[],
        parameters: &[
            Parameter::contested("beta", 0.6, Domain::Real),
            Parameter::contested("gamma", 1.0, Domain::Real),
        ],
    },
    formula: "z * tanh(beta * exp(gamma * z))",
    computed: Some(Computed {
        value: "z * tanh(beta * exp(min(gamma * z, 100)))",
        derivative: None,
    }),
    source: "Biswas, Kumar, Banerjee, Pandey 2020, arXiv:2009.03863",
    note: "0.6 and 1 are the constants of the paper of 2020; later work that learns them starts elsewhere",
    learnable: &["beta", "gamma"],
    ..Entry::NEW
};
