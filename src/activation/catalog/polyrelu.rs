//! PolyReLU of PolyCom: a polynomial of relu(z), here of degree 3.

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "polyrelu",
        aliases: &[],
        parameters: &[
            Parameter::new("a0", 0.0, Domain::Real),
            Parameter::new("a1", 1.0 / 3.0, Domain::Real),
            Parameter::new("a2", 1.0 / 3.0, Domain::Real),
            Parameter::new("a3", 1.0 / 3.0, Domain::Real),
        ],
    },
    formula: "a0 + a1 * relu(z) + a2 * relu(z)^2 + a3 * relu(z)^3",
    source: "Zhuo, Wang, Zeng, Li, Zhou, Ma 2024, arXiv:2411.03884",
    note: "degree 3 and the starting values are those of the paper's language models; phi'(0) = 0",
    clashes: &[
        "relu(z)^n alone is also called PolyReLU",
        "PolyNorm of the same paper normalises over a vector and is not elementwise",
    ],
    learnable: &["a0", "a1", "a2", "a3"],
    ..Entry::NEW
};
