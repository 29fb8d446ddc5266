//! Gish: phi = z log(2 - e^(-e^z)).

use crate::activation::entry::{Computed, Entry};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "gish",
        aliases: &[],
        parameters: &[],
    },
    formula: "z * log(2 - exp(-exp(z)))",
    computed: Some(Computed {
        value: "z * log1p(-expm1(-exp(min(z, 100))))",
        derivative: None,
    }),
    source: "Kaytan, Aydilek, Yeroglu 2023, Neural Computing and Applications 35, 24259-24281",
    ..Entry::NEW
};
