//! SIREN: phi = sin(omega z).

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "siren",
        aliases: &[],
        parameters: &[Parameter::new("omega", 30.0, Domain::Positive)],
    },
    formula: "sin(omega * z)",
    source: "Sitzmann, Martel, Bergman, Lindell, Wetzstein 2020, arXiv:2006.09661",
    note: "needs the publication's own initialisation",
    ..Entry::NEW
};
