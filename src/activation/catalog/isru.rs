//! Inverse square root unit: phi = z / sqrt(1 + alpha z^2).

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "isru",
        aliases: &[],
        parameters: &[Parameter::new("alpha", 1.0, Domain::Positive)],
    },
    formula: "z / sqrt(1 + alpha * z^2)",
    computed: Some(Computed {
        value: "z / sqrt(1 + alpha * z^2)",
        derivative: Some("1 / sqrt(1 + alpha * z^2)^3"),
    }),
    source: "Carlile, Delamarter, Kinney, Marti, Whitney 2017, arXiv:1710.09967",
    clashes: &["the one-sided form of the same publication is isrlu"],
    ..Entry::NEW
};
