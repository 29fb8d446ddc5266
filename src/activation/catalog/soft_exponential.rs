//! Soft exponential: phi = (e^(alpha z) - 1) / alpha + alpha, the identity at 0.

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "soft_exponential",
        aliases: &[],
        parameters: &[Parameter::contested("alpha", 0.5, Domain::NonNegative)],
    },
    formula: "where(alpha > 0, expm1(alpha * z) / alpha + alpha, z)",
    source: "Godfrey and Gashler 2015, arXiv:1602.01321",
    note: "alpha is learned and starts at 0, the identity; the branch of alpha < 0, -log(1 - alpha (z + alpha)) / alpha, ends at a finite z and is left out",
    learnable: &["alpha"],
    ..Entry::NEW
};
