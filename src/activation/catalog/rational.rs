//! Rational function of degrees 5 and 4 (Pade activation unit), kept from poles:
//! a0 + ... + a5 z^5 over 1 + |b1 z| + ... + |b4 z^4|.

use crate::activation::entry::Entry;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "rational",
        aliases: &["pau", "pade"],
        parameters: &[
            Parameter::new("a0", 0.02979246, Domain::Real),
            Parameter::new("a1", 0.61837738, Domain::Real),
            Parameter::new("a2", 2.32335207, Domain::Real),
            Parameter::new("a3", 3.0520266, Domain::Real),
            Parameter::new("a4", 1.48548002, Domain::Real),
            Parameter::new("a5", 0.25103717, Domain::Real),
            Parameter::new("b1", 1.14201226, Domain::Real),
            Parameter::new("b2", 4.39322834, Domain::Real),
            Parameter::new("b3", 0.8715445, Domain::Real),
            Parameter::new("b4", 0.34720652, Domain::Real),
        ],
    },
    formula: "(a0 + a1 * z + a2 * z^2 + a3 * z^3 + a4 * z^4 + a5 * z^5) / (1 + abs(b1 * z) + abs(b2 * z^2) + abs(b3 * z^3) + abs(b4 * z^4))",
    source: "Molina, Schramowski, Kersting 2019, arXiv:1907.06732",
    note: "the coefficients are the publication's fit to leaky_relu(0.01); they fit this denominator (version A of its library), the publication's text writes 1 + |b1 z + ... + b4 z^4|; all are learned; phi' jumps at 0",
    learnable: &["a0", "a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4"],
    ..Entry::NEW
};
