//! HardELiSH: phi = z h(z) from 0 up, (e^z - 1) h(z) below, with h(z) = (z + 1) / 2
//! clamped to 0..1.

use crate::activation::entry::Entry;
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "hard_elish",
        aliases: &[],
        parameters: &[],
    },
    formula: "where(z >= 0, z, expm1(z)) * min(max((z + 1) / 2, 0), 1)",
    source: "Basirat and Roth 2018, arXiv:1808.00783",
    note: "phi'(-1) = 0 and phi'(1) = 1, where phi' jumps",
    ..Entry::NEW
};
