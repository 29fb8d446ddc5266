//! SUGAR: relu forward, the derivative of b_silu backward.

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "sugar",
        aliases: &[],
        parameters: &[Parameter::new("alpha", 1.67, Domain::Real)],
    },
    formula: "relu(z)",
    backward: Some("sigmoid(z) + (z + alpha) * sigmoid(z) * sigmoid(-z)"),
    source: "Horuz, Kasenbacher, Higuchi, Kairat, Stoltz, Pesl, Moser, Linse, Martinetz, Otte 2025, arXiv:2505.22074",
    note: "alpha is that of b_silu, the surrogate; the paper tries others too",
    ..Entry::NEW
};
