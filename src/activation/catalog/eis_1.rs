//! EIS-1: phi = z softplus(z) / (z + delta e^(-theta z)).

use crate::activation::entry::{Computed, Entry};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "eis_1",
        aliases: &[],
        parameters: &[
            Parameter::new("delta", 1.16, Domain::Positive),
            Parameter::new("theta", 1.0, Domain::Positive),
        ],
    },
    formula: "z * log(1 + exp(z)) / (z + delta * exp(-theta * z))",
    computed: Some(Computed {
        value: "where(z < 0, z * softplus(z) * exp(theta * z) / (z * exp(theta * z) + delta), z * softplus(z) / (z + delta * exp(-theta * z)))",
        derivative: None,
    }),
    source: "Biswas, Kumar, Banerjee, Pandey 2020, arXiv:2009.13501",
    check: Some(|parameters| {
        if parameters[0] * parameters[1] <= 1.0 / std::f64::consts::E {
            Err("delta * theta must be above 1 / e, or the function has a pole".to_string())
        } else {
            Ok(())
        }
    }),
    ..Entry::NEW
};
