//! Smooth maximum unit: leaky ReLU with |z| replaced by z erf(mu z).

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "smu",
        aliases: &[],
        parameters: &[
            Parameter::contested("alpha", 0.25, Domain::Real),
            Parameter::contested("mu", 1_000_000.0, Domain::Positive),
        ],
    },
    formula: "((1 + alpha) * z + (1 - alpha) * z * erf(mu * (1 - alpha) * z)) / 2",
    computed: Some(Computed {
        value: "alpha * z + (1 - alpha) * z * erfc(-mu * (1 - alpha) * z) / 2",
        derivative: None,
    }),
    source: "Biswas, Kumar, Banerjee, Pandey 2021 (CVPR 2022), arXiv:2111.04682",
    note: "defaults of a much copied PyTorch version, near leaky_relu(0.25); others take alpha = 0.01, mu = 2.5; with alpha = 0, mu = 1 / sqrt(2) it is gelu",
    learnable: &["mu"],
    ..Entry::NEW
};
