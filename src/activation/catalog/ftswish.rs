//! Flatten-T Swish: phi = z sigma(z) + t above 0, t below.

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "ftswish",
        aliases: &["flatten_t_swish", "fts"],
        parameters: &[Parameter::new("t", -0.2, Domain::Real)],
    },
    formula: "max(z, 0) * sigmoid(z) + t",
    source: "Chieng, Wahid, Ong, Perla 2018, arXiv:1812.06247",
    note: "phi'(0) = 0; libraries also default to t = 0",
    ..Entry::NEW
};
