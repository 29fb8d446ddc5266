//! Bent identity: phi = (sqrt(z^2 + 1) - 1) / 2 + z.

use crate::activation::entry::{Computed, Entry};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "bent_identity",
        aliases: &[],
        parameters: &[],
    },
    formula: "(sqrt(z^2 + 1) - 1) / 2 + z",
    computed: Some(Computed {
        value: "z^2 / (2 * (sqrt(z^2 + 1) + 1)) + z",
        derivative: None,
    }),
    source: "no publication found",
    ..Entry::NEW
};
