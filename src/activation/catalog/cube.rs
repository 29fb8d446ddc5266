//! Cube: phi = z^3, phi' = 3 z^2.

use crate::activation::arithmetic::{Arithmetic, Least};
use crate::activation::entry::Entry;
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "cube",
        aliases: &["cubic"],
        parameters: &[],
    },
    formula: "z^3",
    source: "Chen and Manning 2014 (EMNLP)",
    kernel: Some(|_| kernel_of(Cube)),
    ..Entry::NEW
};

/// phi = z^3.
#[derive(Debug, Clone, Copy)]
struct Cube;

impl Element for Cube {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let square = z * z;
        let derivative = Least::at(z).or(3.0 * square);
        (square * z, if z == 0.0 { 0.0 } else { derivative })
    }
}
