//! Elliott's sigmoid: phi = 1/2 + z / (2 (1 + |z|)).

use crate::activation::entry::{Computed, Entry};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "elliott",
        aliases: &["elliott_sigmoid"],
        parameters: &[],
    },
    formula: "1 / 2 + z / (2 * (1 + abs(z)))",
    computed: Some(Computed {
        value: "where(z < 0, 0.5 / (1 - z), 1 - 0.5 / (1 + z))",
        derivative: None,
    }),
    source: "Elliott 1993 (technical report 93-8, Maryland)",
    clashes: &["the form around 0, z / (1 + |z|), is softsign"],
    ..Entry::NEW
};
