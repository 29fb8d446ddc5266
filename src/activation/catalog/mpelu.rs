//! Multiple parametric ELU: phi = z above 0, alpha (e^(beta z) - 1) from 0 down.

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "mpelu",
        aliases: &[],
        parameters: &[
            Parameter::contested("alpha", 1.0, Domain::Real),
            Parameter::contested("beta", 1.0, Domain::Positive),
        ],
    },
    formula: "where(z > 0, z, alpha * expm1(beta * z))",
    source: "Li, Fan, Li, Wu, Ming 2016, arXiv:1606.00305",
    note: "alpha and beta are learned; phi'(0) = alpha beta",
    learnable: &["alpha", "beta"],
    ..Entry::NEW
};
