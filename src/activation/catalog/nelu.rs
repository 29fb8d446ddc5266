//! Negative slope linear unit: z above 0, -alpha / (1 + z^2) from 0 down.

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "nelu",
        aliases: &[],
        parameters: &[Parameter::contested("alpha", 0.05, Domain::Real)],
    },
    formula: "where(z > 0, z, -alpha / (1 + z^2))",
    source: "Horuz, Kasenbacher, Higuchi, Kairat, Stoltz, Pesl, Moser, Linse, Martinetz, Otte 2025, arXiv:2505.22074",
    note: "made as a surrogate: the paper states its derivative, 2 alpha z / (1 + z^2)^2 from 0 down, and phi jumps by alpha at 0; it tries alpha = 0.01, 0.05 and 0.1; phi'(0) = 0",
    clashes: &["NeLU is not a kind of elu"],
    ..Entry::NEW
};
