//! Shifted quadratic unit: phi = z^2 + z.

use crate::activation::entry::{Computed, Entry};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "squ",
        aliases: &[],
        parameters: &[],
    },
    formula: "z^2 + z",
    computed: Some(Computed {
        value: "z * (1 + z)",
        derivative: None,
    }),
    source: "Noel, Bharadwaj, Muthiah-Nakarajan, Dutta, Amali 2021, arXiv:2111.04020",
    ..Entry::NEW
};
