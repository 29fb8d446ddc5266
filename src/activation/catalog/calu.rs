//! Cauchy linear unit, arctan linear unit: z times the Cauchy distribution
//! function. Far below 0, where the two terms of phi' cancel, it is their series
//! in 1 / z.

use crate::activation::entry::{Computed, Entry};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "calu",
        aliases: &["atlu"],
        parameters: &[],
    },
    formula: "z * (atan(z) / pi + 1/2)",
    computed: Some(Computed {
        value: "where(z < -1, z * atan(-1 / z) / pi, z * (atan(z) / pi + 1/2))",
        derivative: Some(
            "where(z < -20, ((((((12/13 - 14/15 / z^2) / z^2 - 10/11) / z^2 + 8/9) / z^2 - 6/7) / z^2 + 4/5) / z^2 - 2/3) / (pi * z^3), where(z < -1, (atan(-1 / z) + z / (1 + z^2)) / pi, atan(z) / pi + 1/2 + z / (pi * (1 + z^2))))",
        ),
    }),
    source: "Huang 2024, arXiv:2405.20768 (as ATLU)",
    note: "the literature is unsure: called CaLU in the survey of Kunc and Klema 2024, arXiv:2402.09092, after an earlier source that was not found",
    ..Entry::NEW
};
