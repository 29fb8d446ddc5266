//! Soft clipping: phi = log((1 + e^(alpha z)) / (1 + e^(alpha (z - 1)))) / alpha, about z
//! between 0 and 1.

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "soft_clipping",
        aliases: &[],
        parameters: &[Parameter::contested("alpha", 1.0, Domain::Positive)],
    },
    formula: "log((1 + exp(alpha * z)) / (1 + exp(alpha * (z - 1)))) / alpha",
    computed: Some(Computed {
        value: "where(z < 0.5, log1p(-expm1(-alpha) * exp(alpha * z) / (1 + exp(alpha * (z - 1)))) / alpha, 1 - log1p(-expm1(-alpha) * exp(alpha * (1 - z)) / (1 + exp(-alpha * z))) / alpha)",
        derivative: Some("-expm1(-alpha) * sigmoid(alpha * z) * sigmoid(alpha * (1 - z))"),
    }),
    source: "Klimek and Perelstein 2018, arXiv:1810.11509",
    note: "no default in the literature; the larger alpha, the sharper the corners",
    ..Entry::NEW
};
