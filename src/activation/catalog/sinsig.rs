//! SinSig: phi = z sin(pi sigma(z) / 2).

use crate::activation::entry::Entry;
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "sinsig",
        aliases: &[],
        parameters: &[],
    },
    formula: "z * sin(pi / 2 * sigmoid(z))",
    source: "Douge, Berrahou, Talibi Alaoui, Talibi Alaoui 2021 (Machine Learning for Networking 2020), LNCS 12629",
    ..Entry::NEW
};
