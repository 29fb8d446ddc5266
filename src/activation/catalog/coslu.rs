//! Cosine linear unit: phi = (z + a cos(b z)) sigma(z).

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "coslu",
        aliases: &[],
        parameters: &[
            Parameter::new("a", 1.0, Domain::Real),
            Parameter::new("b", 1.0, Domain::Real),
        ],
    },
    formula: "(z + a * cos(b * z)) * sigmoid(z)",
    source: "Pishchik 2023, Preprints 202301.0463",
    learnable: &["a", "b"],
    ..Entry::NEW
};
