//! Amplifying sine unit: phi = z sin(z).

use crate::activation::entry::Entry;
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "asu",
        aliases: &[],
        parameters: &[],
    },
    formula: "z * sin(z)",
    source: "Rahman et al. 2023, arXiv:2304.09759",
    ..Entry::NEW
};
