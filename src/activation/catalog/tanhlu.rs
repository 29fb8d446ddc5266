//! TanhLU: phi = alpha tanh(lambda z) + beta z.

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "tanhlu",
        aliases: &[],
        parameters: &[
            Parameter::contested("alpha", 1.0, Domain::Real),
            Parameter::contested("beta", 1.0, Domain::Real),
            Parameter::contested("lambda", 1.0, Domain::Real),
        ],
    },
    formula: "alpha * tanh(lambda * z) + beta * z",
    source: "Shen, Zhang, Zhou, Yin 2022, Expert Systems with Applications 199, 117181",
    note: "the literature is unsure: values of all three parameters to start from were not found",
    learnable: &["alpha", "beta", "lambda"],
    ..Entry::NEW
};
