//! Hyper-sinh: sinh(z) / 3 above 0, z^3 / 4 from 0 down.

use crate::activation::entry::{Computed, Entry};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "hyper_sinh",
        aliases: &[],
        parameters: &[],
    },
    formula: "where(z > 0, sinh(z) / 3, z^3 / 4)",
    computed: Some(Computed {
        value: "where(z > 0, sinh(min(z, 1000)) / 3, z^3 / 4)",
        derivative: Some("where(z > 0, cosh(min(z, 1000)) / 3, 3/4 * z^2)"),
    }),
    source: "Parisi, Ma, RaviChandran, Lanzillotta 2020, arXiv:2011.07661",
    note: "phi'(0) = 0, from the left",
    ..Entry::NEW
};
