//! Non-monotonic cubic unit: phi = z - z^3.

use crate::activation::entry::{Computed, Entry};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "ncu",
        aliases: &[],
        parameters: &[],
    },
    formula: "z - z^3",
    computed: Some(Computed {
        value: "z * (1 - z) * (1 + z)",
        derivative: None,
    }),
    source: "Noel, Bharadwaj, Muthiah-Nakarajan, Dutta, Amali 2021, arXiv:2111.04020",
    ..Entry::NEW
};
