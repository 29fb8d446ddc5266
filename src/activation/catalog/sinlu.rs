//! Sinu-sigmoidal linear unit: phi = (z + a sin(b z)) sigma(z).

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "sinlu",
        aliases: &[],
        parameters: &[
            Parameter::new("a", 1.0, Domain::Real),
            Parameter::new("b", 1.0, Domain::Real),
        ],
    },
    formula: "(z + a * sin(b * z)) * sigmoid(z)",
    source: "Paul, Bandyopadhyay, Yoon, Geem, Sarkar 2022, Mathematics 10(3), 337",
    learnable: &["a", "b"],
    ..Entry::NEW
};
