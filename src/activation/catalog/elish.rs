//! ELiSH: phi = z sigma(z) from 0 up, (e^z - 1) sigma(z) below.

use crate::activation::entry::Entry;
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "elish",
        aliases: &[],
        parameters: &[],
    },
    formula: "where(z >= 0, z, expm1(z)) * sigmoid(z)",
    source: "Basirat and Roth 2018, arXiv:1808.00783",
    ..Entry::NEW
};
