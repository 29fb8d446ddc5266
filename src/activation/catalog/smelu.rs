//! Smooth ReLU: 0 up to -beta, z from beta up, a parabola between.

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "smelu",
        aliases: &[],
        parameters: &[Parameter::contested("beta", 1.0, Domain::Positive)],
    },
    formula: "where(z >= beta, z, where(z <= -beta, 0, (z + beta)^2 / (4 * beta)))",
    source: "Shamir, Lin, Coviello 2020, arXiv:2010.09931; Shamir and Lin 2022, arXiv:2202.06499",
    note: "beta is half the width of the parabola, a hyperparameter: a common PyTorch version takes 2",
    clashes: &["SmoothReLU is also a name of softplus"],
    ..Entry::NEW
};
