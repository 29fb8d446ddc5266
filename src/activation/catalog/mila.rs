//! Mila: mish with a shift, phi = z tanh(softplus(beta + z)).

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "mila",
        aliases: &[],
        parameters: &[Parameter::new("beta", -0.25, Domain::Real)],
    },
    formula: "z * tanh(log(1 + exp(beta + z)))",
    computed: Some(Computed {
        value: "z * tanh(softplus(beta + z))",
        derivative: None,
    }),
    source: "Misra 2019, github.com/digantamisra98/Mila; no paper found",
    note: "mila(0) is mish",
    ..Entry::NEW
};
