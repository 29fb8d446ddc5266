//! TanhExp: phi = z tanh(e^z).

use crate::activation::entry::{Computed, Entry};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "tanhexp",
        aliases: &["telu"],
        parameters: &[],
    },
    formula: "z * tanh(exp(z))",
    computed: Some(Computed {
        value: "z * tanh(exp(min(z, 100)))",
        derivative: None,
    }),
    source: "Liu and Di 2020, arXiv:2003.09855",
    note: "called TeLU by Fernandez and Mali 2024, arXiv:2412.20269; tanhsoft_2(1, 1) is the same",
    clashes: &["TeLU of Mercioni and Holban 2020 is z tanh(elu(alpha z))"],
    ..Entry::NEW
};
