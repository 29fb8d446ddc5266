//! Natural logarithm ReLU: phi = log(1 + beta max(z, 0)).

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "nlrelu",
        aliases: &["log_relu"],
        parameters: &[Parameter::new("beta", 1.0, Domain::Positive)],
    },
    formula: "log(1 + beta * max(z, 0))",
    computed: Some(Computed {
        value: "log1p(beta * max(z, 0))",
        derivative: None,
    }),
    source: "Liu, Zhang, Gao, Qu, Ji 2019, arXiv:1908.03682",
    note: "phi'(0) = 0",
    clashes: &["'noisy ReLU' and 'NReLU' (Nair and Hinton 2010) add Gaussian noise"],
    ..Entry::NEW
};
