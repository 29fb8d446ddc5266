//! The derivative of silu: phi = sigma(z) (1 + z (1 - sigma(z))).

use crate::activation::entry::Entry;
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "dsilu",
        aliases: &[],
        parameters: &[],
    },
    formula: "sigmoid(z) * (1 + z * sigmoid(-z))",
    source: "Elfwing, Uchibe, Doya 2017, arXiv:1702.03118",
    ..Entry::NEW
};
