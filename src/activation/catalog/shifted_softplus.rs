//! Shifted softplus: phi = log(1/2 + e^z / 2), 0 at 0.

use crate::activation::entry::{Computed, Entry};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "shifted_softplus",
        aliases: &["ssp"],
        parameters: &[],
    },
    formula: "softplus(z) - log(2)",
    computed: Some(Computed {
        value: "where(abs(z) < 1, log1p(expm1(z) / 2), softplus(z) - log(2))",
        derivative: None,
    }),
    source: "Schuett et al. 2017, arXiv:1706.08566 (SchNet)",
    ..Entry::NEW
};
