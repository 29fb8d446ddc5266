//! Phish: phi = z tanh(gelu(z)).

use crate::activation::entry::Entry;
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "phish",
        aliases: &[],
        parameters: &[],
    },
    formula: "z * tanh(gelu(z))",
    source: "Naveen 2022, TechRxiv 17283824",
    ..Entry::NEW
};
