//! Log cosh: phi = log(cosh(z)), phi' = tanh(z).

use crate::activation::entry::{Computed, Entry};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "logcosh",
        aliases: &[],
        parameters: &[],
    },
    formula: "log(cosh(z))",
    computed: Some(Computed {
        value: "where(abs(z) < 1, log1p(2 * sinh(z / 2)^2), abs(z) - log(2) + log1p(exp(-2 * abs(z))))",
        derivative: Some("tanh(z)"),
    }),
    source: "no publication found as an activation",
    note: "the integral of tanh; even",
    ..Entry::NEW
};
