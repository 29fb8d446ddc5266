//! LiSHT: phi = z tanh(z).

use crate::activation::entry::Entry;
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "lisht",
        aliases: &[],
        parameters: &[],
    },
    formula: "z * tanh(z)",
    source: "Roy, Manna, Dubey, Chaudhuri 2019, arXiv:1901.05894",
    note: "even",
    ..Entry::NEW
};
