//! Swish-T_C: phi = sigma(beta z) (z + 2 alpha / beta) - alpha / beta.

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "swish_t_c",
        aliases: &[],
        parameters: &[
            Parameter::new("beta", 1.0, Domain::Real),
            Parameter::new("alpha", 0.1, Domain::Real),
        ],
    },
    formula: "sigmoid(beta * z) * (z + 2 * alpha / beta) - alpha / beta",
    computed: Some(Computed {
        value: "z * sigmoid(beta * z) + alpha / beta * tanh(beta * z / 2)",
        derivative: None,
    }),
    source: "Seo, Kim, Park 2024, arXiv:2407.01012",
    learnable: &["beta"],
    check: Some(|parameters| {
        if parameters[0] == 0.0 {
            Err("beta must not be 0".to_string())
        } else {
            Ok(())
        }
    }),
    ..Entry::NEW
};
