//! Penalised tanh: phi = tanh(z) above 0, slope tanh(z) below.

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "penalized_tanh",
        aliases: &["leaky_tanh"],
        parameters: &[Parameter::new("slope", 0.25, Domain::Real)],
    },
    formula: "where(z > 0, tanh(z), slope * tanh(z))",
    source: "Xu, Huang, Li 2016, arXiv:1602.05980",
    note: "phi'(0) = slope",
    ..Entry::NEW
};
