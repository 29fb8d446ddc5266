//! Hard Mish: phi = z (z + 2) / 2 between -2 and 0, 0 below, z above; phi' = z + 1
//! strictly inside, 0 at -2, 1 at 0.

use crate::activation::arithmetic::Arithmetic;
use crate::activation::entry::Entry;
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "hard_mish",
        aliases: &[],
        parameters: &[],
    },
    formula: "z / 2 * min(max(z + 2, 0), 2)",
    source: "no publication found; Misra's H-Mish and timm",
    note: "phi'(-2) = 0, where phi' jumps from 0 to -1",
    kernel: Some(|_| kernel_of(HardMish)),
    ..Entry::NEW
};

/// phi = z (z + 2) / 2 between -2 and 0, 0 below, z above.
#[derive(Debug, Clone, Copy)]
struct HardMish;

impl Element for HardMish {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let inside = (z * ((z + 2.0) * 0.5), z + 1.0);
        let right = if z < 0.0 { inside } else { (z, 1.0) };
        if z <= -2.0 { (0.0, 0.0) } else { right }
    }
}
