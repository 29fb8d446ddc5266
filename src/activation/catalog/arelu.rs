//! Attention-based ReLU: slope 1 + sigma(beta) from 0 up, alpha within [0.01,
//! 0.99] below.

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "arelu",
        aliases: &[],
        parameters: &[
            Parameter::new("alpha", 0.9, Domain::Real),
            Parameter::new("beta", 2.0, Domain::Real),
        ],
    },
    formula: "where(z >= 0, (1 + sigmoid(beta)) * z, min(max(alpha, 0.01), 0.99) * z)",
    source: "Chen, Li, Xu 2020, arXiv:2006.13858",
    note: "phi'(0) = 1 + sigma(beta) by the paper's formula; its code has 0 there",
    learnable: &["alpha", "beta"],
    ..Entry::NEW
};
