//! Swish-T_A: phi = sigma(z) (z + 2 alpha) - alpha = z sigma(z) + alpha tanh(z
//! / 2).

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "swish_t_a",
        aliases: &[],
        parameters: &[Parameter::new("alpha", 0.1, Domain::Real)],
    },
    formula: "sigmoid(z) * (z + 2 * alpha) - alpha",
    computed: Some(Computed {
        value: "z * sigmoid(z) + alpha * tanh(z / 2)",
        derivative: None,
    }),
    source: "Seo, Kim, Park 2024, arXiv:2407.01012",
    note: "b_silu(2 alpha) is the same",
    ..Entry::NEW
};
