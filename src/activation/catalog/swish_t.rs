//! Swish-T: phi = z sigma(beta z) + alpha tanh(z).

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "swish_t",
        aliases: &[],
        parameters: &[
            Parameter::new("beta", 1.0, Domain::Real),
            Parameter::new("alpha", 0.1, Domain::Real),
        ],
    },
    formula: "z * sigmoid(beta * z) + alpha * tanh(z)",
    source: "Seo, Kim, Park 2024, arXiv:2407.01012",
    clashes: &["Flatten-T Swish of Chieng et al. 2018 is ftswish"],
    learnable: &["beta"],
    ..Entry::NEW
};
