//! GELU clipped to -10..10.

use crate::activation::entry::{Computed, Entry, Spelling};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "gelu_10",
        aliases: &[],
        parameters: &[],
    },
    formula: "min(max(gelu(z), -10), 10)",
    // At 10, gelu is below 10 by 8e-23, which f64 does not tell.
    computed: Some(Computed {
        value: "where(z > 10, 10, gelu(z))",
        derivative: None,
    }),
    source: "no publication found; transformers, for quantised nets: Wu, Judd, Zhang, Isaev, Micikevicius 2020, arXiv:2004.09602",
    note: "the lower bound is never reached; phi' = 0 above 10",
    frameworks: &[Spelling {
        framework: "transformers",
        name: "gelu_10",
        means: "gelu_10",
    }],
    ..Entry::NEW
};
