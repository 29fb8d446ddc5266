//! Inverse square root linear unit: phi = z from 0 up, z / sqrt(1 + alpha z^2) below.

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "isrlu",
        aliases: &[],
        parameters: &[Parameter::new("alpha", 1.0, Domain::Positive)],
    },
    formula: "where(z >= 0, z, z / sqrt(1 + alpha * z^2))",
    computed: Some(Computed {
        value: "where(z >= 0, z, z / sqrt(1 + alpha * z^2))",
        derivative: Some("where(z >= 0, 1, 1 / sqrt(1 + alpha * z^2)^3)"),
    }),
    source: "Carlile, Delamarter, Kinney, Marti, Whitney 2017, arXiv:1710.09967",
    note: "the publication also uses alpha = 3",
    ..Entry::NEW
};
