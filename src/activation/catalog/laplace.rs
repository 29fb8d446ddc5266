//! Laplace attention: phi = (1 + erf((z - mu) / (sigma sqrt 2))) / 2.

use crate::activation::entry::{Computed, Entry, Spelling};
use crate::naming::{Domain, Parameter, Signature};

// The published digits, not the constant.
#[expect(clippy::approx_constant)]
pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "laplace",
        aliases: &[],
        parameters: &[
            Parameter::new("mu", 0.707107, Domain::Real),
            Parameter::new("sigma", 0.282095, Domain::Positive),
        ],
    },
    formula: "(1 + erf((z - mu) / (sigma * sqrt(2)))) / 2",
    computed: Some(Computed {
        value: "erfc((mu - z) / (sigma * sqrt(2))) / 2",
        derivative: None,
    }),
    source: "Ma et al. 2022, arXiv:2209.10655 (Mega)",
    note: "approximates squared_relu; the constants are sqrt(1/2) and sqrt(1/(4 pi)) to six digits",
    clashes: &["the Laplacian bump e^(-|z| / sigma) of implicit representations is another"],
    frameworks: &[Spelling {
        framework: "transformers",
        name: "laplace",
        means: "laplace",
    }],
    ..Entry::NEW
};
