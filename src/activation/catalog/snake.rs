//! Snake: phi = z + sin(a z)^2 / a.

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "snake",
        aliases: &[],
        parameters: &[Parameter::contested("a", 1.0, Domain::Positive)],
    },
    formula: "z + sin(a * z)^2 / a",
    source: "Ziyin, Hartwig, Ueda 2020, arXiv:2006.08195",
    note: "a may be learned",
    learnable: &["a"],
    ..Entry::NEW
};
