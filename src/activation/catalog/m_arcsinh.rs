//! Modified arcsinh: phi = asinh(z) sqrt(|z|) / 12.

use crate::activation::entry::{Computed, Entry};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "m_arcsinh",
        aliases: &[],
        parameters: &[],
    },
    formula: "asinh(z) / 3 * sqrt(abs(z)) / 4",
    computed: Some(Computed {
        value: "where(z == 0, 0, asinh(z) * sqrt(abs(z)) / 12)",
        derivative: None,
    }),
    source: "Parisi 2020, arXiv:2009.07530",
    ..Entry::NEW
};
