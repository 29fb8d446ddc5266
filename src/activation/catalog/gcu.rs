//! Growing cosine unit: phi = z cos(z).

use crate::activation::entry::Entry;
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "gcu",
        aliases: &[],
        parameters: &[],
    },
    formula: "z * cos(z)",
    source: "Noel, Arunkumar, Trivedi, Dutta 2021, arXiv:2108.12943",
    ..Entry::NEW
};
