//! Softplus as PyTorch computes it: z itself where beta z is above a threshold.

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "softplus_threshold",
        aliases: &[],
        parameters: &[
            Parameter::new("beta", 1.0, Domain::Positive),
            Parameter::new("threshold", 20.0, Domain::Real),
        ],
    },
    formula: "where(beta * z > threshold, z, softplus(beta * z) / beta)",
    source: "no publication found; PyTorch's torch.nn.functional.softplus",
    note: "phi jumps by log(1 + e^-threshold) / beta at the threshold, 2e-9 by default",
    ..Entry::NEW
};
