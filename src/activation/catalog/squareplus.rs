//! Squareplus: phi = (z + sqrt(z^2 + b)) / 2.

use crate::activation::entry::{Computed, Entry, Spelling};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "squareplus",
        aliases: &[],
        parameters: &[Parameter::new("b", 4.0, Domain::Positive)],
    },
    formula: "(z + sqrt(z^2 + b)) / 2",
    computed: Some(Computed {
        value: "where(z < 0, b / (2 * (sqrt(z^2 + b) - z)), (z + sqrt(z^2 + b)) / 2)",
        derivative: None,
    }),
    source: "Barron 2021, arXiv:2112.11687",
    note: "b = 0 would be relu",
    frameworks: &[
        Spelling {
            framework: "jax",
            name: "squareplus",
            means: "squareplus(4)",
        },
        Spelling {
            framework: "keras",
            name: "squareplus",
            means: "squareplus(4)",
        },
    ],
    ..Entry::NEW
};
