//! Parametric ELU: phi = (a / b) z from 0 up, a (e^(z / b) - 1) below.

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "pelu",
        aliases: &[],
        parameters: &[
            Parameter::new("a", 1.0, Domain::Positive),
            Parameter::new("b", 1.0, Domain::Positive),
        ],
    },
    formula: "where(z >= 0, a / b * z, a * expm1(z / b))",
    source: "Trottier, Giguere, Chaib-draa 2016, arXiv:1605.09332",
    note: "a and b are learned and start at 1",
    learnable: &["a", "b"],
    ..Entry::NEW
};
