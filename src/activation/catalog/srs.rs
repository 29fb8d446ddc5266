//! Soft-root-sign: phi = z / (z / alpha + e^(-z / beta)).

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "srs",
        aliases: &["soft_root_sign"],
        parameters: &[
            Parameter::contested("alpha", 2.0, Domain::Positive),
            Parameter::contested("beta", 3.0, Domain::Positive),
        ],
    },
    formula: "z / (z / alpha + exp(-z / beta))",
    computed: Some(Computed {
        value: "where(z < 0, z * exp(z / beta) / (z / alpha * exp(z / beta) + 1), z / (z / alpha + exp(-z / beta)))",
        derivative: Some(
            "where(z < 0, (1 + z / beta) * exp(z / beta) / (z / alpha * exp(z / beta) + 1)^2, (1 + z / beta) * exp(-z / beta) / (z / alpha + exp(-z / beta))^2)",
        ),
    }),
    source: "Zhou, Li, Huo, Kung 2020, arXiv:2003.00547",
    note: "the literature is unsure: alpha = 2, beta = 3 are given as values, and alpha = 5 is used to start training from",
    learnable: &["alpha", "beta"],
    check: Some(|parameters| {
        if parameters[0] * std::f64::consts::E <= parameters[1] {
            Err("alpha must be above beta / e, or the function has a pole".to_string())
        } else {
            Ok(())
        }
    }),
    ..Entry::NEW
};
