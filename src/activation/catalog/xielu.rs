//! xIELU: the integral of an ELU; a parabola above 0, an exponential and a line
//! below.

use crate::activation::entry::{Entry, Spelling};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "xielu",
        aliases: &[],
        parameters: &[
            Parameter::new("alpha_p", 0.8, Domain::Real),
            Parameter::new("alpha_n", 0.8, Domain::Real),
            Parameter::new("beta", 0.5, Domain::Real),
            Parameter::new("eps", -1e-6, Domain::Real),
        ],
    },
    formula: "where(z > 0, alpha_p * z^2 + beta * z, alpha_n * (expm1(min(z, eps)) - z) + beta * z)",
    source: "Huang and Schlag 2024, arXiv:2411.13010",
    note: "alpha_p and alpha_n are the values after the softplus (and, for alpha_n, the + beta) that code keeps them positive with; eps, a guard against rounding in 16 bits, makes a jump of alpha_n (1 - e^eps) at 0; the slope at 0 is that from the left",
    learnable: &["alpha_p", "alpha_n"],
    frameworks: &[Spelling {
        framework: "transformers",
        name: "xielu",
        means: "xielu",
    }],
    ..Entry::NEW
};
