//! DELU: silu below 0, (n + 1/2) z + |e^-z - 1| above.

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "delu",
        aliases: &[],
        parameters: &[Parameter::new("n", 0.5, Domain::Real)],
    },
    formula: "where(z > 0, (n + 1/2) * z + abs(exp(-z) - 1), z * sigmoid(z))",
    computed: Some(Computed {
        value: "where(z > 0, (n + 1/2) * z - expm1(-z), z * sigmoid(z))",
        derivative: None,
    }),
    source: "Pishchik 2023, Preprints 202301.0463",
    note: "the slope at 0 is 1/2 from the left, the one used, and n + 3/2 from the right",
    learnable: &["n"],
    ..Entry::NEW
};
