//! SUGAR with the surrogate NeLU: relu forward, the derivative of nelu
//! backward.

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "sugar_nelu",
        aliases: &[],
        parameters: &[Parameter::contested("alpha", 0.05, Domain::Real)],
    },
    formula: "relu(z)",
    backward: Some("where(z > 0, 1, 2 * alpha * z / (1 + z^2)^2)"),
    source: "Horuz, Kasenbacher, Higuchi, Kairat, Stoltz, Pesl, Moser, Linse, Martinetz, Otte 2025, arXiv:2505.22074",
    ..Entry::NEW
};
