//! LeCun's tanh: phi = a tanh(b z), with phi(1) = 1 and phi(-1) = -1.

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "scaled_tanh",
        aliases: &["lecun_tanh"],
        parameters: &[
            Parameter::new("a", 1.7159, Domain::Real),
            Parameter::new("b", 2.0 / 3.0, Domain::Real),
        ],
    },
    formula: "a * tanh(b * z)",
    source: "LeCun, Bottou, Orr, Mueller 1998 (Efficient BackProp)",
    ..Entry::NEW
};
