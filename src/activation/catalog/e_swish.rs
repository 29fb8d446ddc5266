//! E-swish: phi = beta z sigma(z).

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "e_swish",
        aliases: &[],
        parameters: &[Parameter::contested("beta", 1.375, Domain::Real)],
    },
    formula: "beta * z * sigmoid(z)",
    source: "Alcaide 2018, arXiv:1801.07145",
    note: "no default: the publication tries 1 to 2",
    ..Entry::NEW
};
