//! TanhSoft-1: phi = tanh(alpha z) softplus(z).

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "tanhsoft_1",
        aliases: &[],
        parameters: &[Parameter::new("alpha", 0.87, Domain::Real)],
    },
    formula: "tanh(alpha * z) * log(1 + exp(z))",
    computed: Some(Computed {
        value: "tanh(alpha * z) * softplus(z)",
        derivative: None,
    }),
    source: "Biswas, Kumar, Banerjee, Pandey 2020, arXiv:2009.03863",
    learnable: &["alpha"],
    ..Entry::NEW
};
