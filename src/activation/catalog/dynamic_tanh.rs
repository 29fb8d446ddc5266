//! Dynamic tanh, in place of a normalisation layer: phi = gamma tanh(alpha z) +
//! beta.

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "dynamic_tanh",
        aliases: &["dyt"],
        parameters: &[
            Parameter::new("alpha", 0.5, Domain::Real),
            Parameter::new("gamma", 1.0, Domain::Real),
            Parameter::new("beta", 0.0, Domain::Real),
        ],
    },
    formula: "gamma * tanh(alpha * z) + beta",
    source: "Zhu, Chen, He, LeCun, Liu 2025, arXiv:2503.10622",
    note: "gamma and beta are one for each channel; alpha starts at 0.5, in large language models lower",
    learnable: &["alpha", "gamma", "beta"],
    ..Entry::NEW
};
