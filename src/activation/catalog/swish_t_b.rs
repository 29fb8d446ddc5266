//! Swish-T_B: phi = sigma(beta z) (z + 2 alpha) - alpha.

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "swish_t_b",
        aliases: &[],
        parameters: &[
            Parameter::new("beta", 1.0, Domain::Real),
            Parameter::new("alpha", 0.1, Domain::Real),
        ],
    },
    formula: "sigmoid(beta * z) * (z + 2 * alpha) - alpha",
    computed: Some(Computed {
        value: "z * sigmoid(beta * z) + alpha * tanh(beta * z / 2)",
        derivative: None,
    }),
    source: "Seo, Kim, Park 2024, arXiv:2407.01012",
    learnable: &["beta"],
    ..Entry::NEW
};
