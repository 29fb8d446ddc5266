//! Unit step: phi = 1 above 0, else 0; phi' = 0.

use crate::activation::arithmetic::Arithmetic;
use crate::activation::entry::Entry;
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "step",
        aliases: &["heaviside", "binary_step", "unit_step"],
        parameters: &[],
    },
    formula: "where(z > 0, 1, 0)",
    source: "McCulloch and Pitts 1943 (Bulletin of Mathematical Biophysics 5); Rosenblatt 1958 (Psychological Review 65)",
    note: "phi(0) = 0; torch.heaviside takes phi(0) as an argument; no gradient passes",
    kernel: Some(|_| kernel_of(Step)),
    ..Entry::NEW
};

/// phi = 1 above 0, else 0.
#[derive(Debug, Clone, Copy)]
struct Step;

impl Element for Step {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        (if z > 0.0 { 1.0 } else { 0.0 }, 0.0)
    }
}
