//! Dynamic erf, in place of a normalisation layer: phi = gamma erf(alpha z + s)
//! + beta.

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "derf",
        aliases: &["dynamic_erf"],
        parameters: &[
            Parameter::new("alpha", 0.5, Domain::Real),
            Parameter::new("s", 0.0, Domain::Real),
            Parameter::new("gamma", 1.0, Domain::Real),
            Parameter::new("beta", 0.0, Domain::Real),
        ],
    },
    formula: "gamma * erf(alpha * z + s) + beta",
    source: "Chen, Lu, Zhu, Sun, Liu 2025, arXiv:2512.10938",
    note: "gamma and beta are one for each channel",
    learnable: &["alpha", "s", "gamma", "beta"],
    ..Entry::NEW
};
