//! Square non-linearity: phi = z - z |z| / 4 between -2 and 2, else the sign; phi' =
//! 1 - |z| / 2, continuous.

use crate::activation::arithmetic::Arithmetic;
use crate::activation::entry::Entry;
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "sqnl",
        aliases: &[],
        parameters: &[],
    },
    formula: "where(abs(z) < 2, z - z * abs(z) / 4, sign(z))",
    source: "Wuraola and Patel 2018 (IJCNN)",
    kernel: Some(|_| kernel_of(Sqnl)),
    ..Entry::NEW
};

/// phi = z - z |z| / 4 between -2 and 2, else the sign.
#[derive(Debug, Clone, Copy)]
struct Sqnl;

impl Element for Sqnl {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let size = z.abs();
        let inside = (z * (1.0 - 0.25 * size), 1.0 - 0.5 * size);
        if size < 2.0 {
            inside
        } else {
            (1.0_f32.copysign(z), 0.0)
        }
    }
}
