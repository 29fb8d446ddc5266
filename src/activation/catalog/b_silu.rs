//! Bounded sigmoid linear unit: phi = (z + alpha) sigma(z) - alpha / 2.

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "b_silu",
        aliases: &[],
        parameters: &[Parameter::new("alpha", 1.67, Domain::Real)],
    },
    formula: "(z + alpha) * sigmoid(z) - alpha / 2",
    computed: Some(Computed {
        value: "z * sigmoid(z) + alpha / 2 * tanh(z / 2)",
        derivative: None,
    }),
    source: "Horuz, Kasenbacher, Higuchi, Kairat, Stoltz, Pesl, Moser, Linse, Martinetz, Otte 2025, arXiv:2505.22074",
    note: "swish_t_a(alpha / 2) is the same",
    ..Entry::NEW
};
