//! SoftModulusQ: |z| with a cubic in place of the corner.

use crate::activation::entry::Entry;
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "softmodulus_q",
        aliases: &[],
        parameters: &[],
    },
    formula: "where(abs(z) <= 1, z^2 * (2 - abs(z)), abs(z))",
    source: "Valles-Perez, Soria-Olivas, Martinez-Sober, Serrano-Lopez, Vila-Frances, Gomez-Sanchis 2023, arXiv:2301.05993",
    note: "the literature is unsure: some texts print the inequality the other way round, which leaves the corner at 0",
    ..Entry::NEW
};
