//! Self-scalable tanh: phi = tanh(z) (1 + beta z).

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "stan",
        aliases: &[],
        parameters: &[Parameter::new("beta", 1.0, Domain::Real)],
    },
    formula: "tanh(z) * (1 + beta * z)",
    source: "Gnanasambandam, Shen, Chung, Yue, Kong 2022, arXiv:2204.12589",
    note: "beta is learned and starts at 1",
    learnable: &["beta"],
    ..Entry::NEW
};
