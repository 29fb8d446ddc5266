//! SMU-1: leaky ReLU with |z| replaced by sqrt(z^2 + mu^2).

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "smu_1",
        aliases: &[],
        parameters: &[
            Parameter::contested("alpha", 0.25, Domain::Real),
            Parameter::contested("mu", 4.352665993287951e-9, Domain::Positive),
        ],
    },
    formula: "((1 + alpha) * z + sqrt((1 - alpha)^2 * z^2 + mu^2)) / 2",
    computed: Some(Computed {
        value: "where((1 + alpha) * z > 0, ((1 + alpha) * z + sqrt((1 - alpha)^2 * z^2 + mu^2)) / 2, (mu^2 - 4 * alpha * z^2) / (2 * (sqrt((1 - alpha)^2 * z^2 + mu^2) - (1 + alpha) * z)))",
        derivative: None,
    }),
    source: "Biswas, Kumar, Banerjee, Pandey 2021 (CVPR 2022), arXiv:2111.04682",
    note: "defaults of a much copied PyTorch version, near leaky_relu(0.25); smu_1(0, 2) is squareplus(4)",
    learnable: &["mu"],
    ..Entry::NEW
};
