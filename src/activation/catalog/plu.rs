//! Piecewise linear unit, a tanh of three straight lines: phi = z between -c and c,
//! slope alpha outside.

use super::line::Line;
use crate::activation::arithmetic::{Arithmetic, at_most};
use crate::activation::entry::Entry;
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "plu",
        aliases: &[],
        parameters: &[
            Parameter::new("alpha", 0.1, Domain::Share),
            Parameter::new("c", 1.0, Domain::Positive),
        ],
    },
    formula: "max(alpha * (z + c) - c, min(alpha * (z - c) + c, z))",
    source: "Nicolae 2018, arXiv:1809.09534",
    note: "phi' = 1 at -c and c",
    clashes: &["the piecewise linear units with learned pieces (Zhou et al. 2021) are others"],
    kernel: Some(|p| kernel_of(Plu::new(p))),
    ..Entry::NEW
};

/// phi = z between -c and c, slope alpha outside.
#[derive(Debug, Clone, Copy)]
struct Plu {
    outside: Line,
    end: f32,
}

impl Plu {
    fn new(parameters: &[f64]) -> Self {
        let (alpha, c) = (parameters[0], parameters[1]);
        Plu {
            outside: Line::new(alpha, c * (1.0 - alpha)),
            end: at_most(c),
        }
    }
}

impl Element for Plu {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let outside = self.outside.at::<A>(z.abs()).copysign(z);
        if z.abs() > self.end {
            (outside, self.outside.slope)
        } else {
            (z, 1.0)
        }
    }
}
