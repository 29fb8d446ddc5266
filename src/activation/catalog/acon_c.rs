//! ACON-C: a smooth maximum of p1 z and p2 z.

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "acon_c",
        aliases: &[],
        parameters: &[
            Parameter::contested("p1", 1.0, Domain::Real),
            Parameter::contested("p2", 0.0, Domain::Real),
            Parameter::new("beta", 1.0, Domain::Real),
        ],
    },
    formula: "(p1 - p2) * z * sigmoid(beta * (p1 - p2) * z) + p2 * z",
    computed: Some(Computed {
        value: "z * (p1 * sigmoid(beta * (p1 - p2) * z) + p2 * sigmoid(beta * (p2 - p1) * z))",
        derivative: None,
    }),
    source: "Ma, Zhang, Liu, Sun 2021 (CVPR), arXiv:2009.04759",
    note: "p1 and p2 start at random in the authors' code; acon_c(1, 0, 1) is silu, p2 = 0.25 is ACON-B; Meta-ACON, which makes beta from the whole feature map, is not elementwise",
    learnable: &["p1", "p2", "beta"],
    ..Entry::NEW
};
