//! SoftModulusT: |z| with a tanh in place of the corner, phi = z tanh(z /
//! alpha).

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "softmodulus_t",
        aliases: &[],
        parameters: &[Parameter::contested("alpha", 0.01, Domain::Positive)],
    },
    formula: "z * tanh(z / alpha)",
    source: "Valles-Perez, Soria-Olivas, Martinez-Sober, Serrano-Lopez, Vila-Frances, Gomez-Sanchis 2023, arXiv:2301.05993",
    note: "the literature is unsure: 0.01 is what code takes for alpha; softmodulus_t(1) is lisht",
    ..Entry::NEW
};
