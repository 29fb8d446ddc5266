//! Symmetrical GELU: phi = alpha z erf(z / sqrt(2)).

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "sgelu",
        aliases: &[],
        parameters: &[Parameter::new("alpha", 1.0, Domain::Real)],
    },
    formula: "alpha * z * erf(z / sqrt(2))",
    source: "Yu and Su 2019, arXiv:1911.03925",
    note: "even: it grows on both sides",
    ..Entry::NEW
};
