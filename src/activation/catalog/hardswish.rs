//! Hard swish: phi = z hardsigmoid(z), 0 from -3 down, z from 3 up; phi' =
//! (2 z + 3) / 6 strictly inside, 0 at -3, 1 at 3.

use crate::activation::arithmetic::Arithmetic;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "hardswish",
        aliases: &["hard_silu"],
        parameters: &[],
    },
    formula: "z * min(max(z + 3, 0), 6) / 6",
    source: "Howard et al. 2019, arXiv:1905.02244",
    note: "phi'(-3) = 0 and phi'(3) = 1, as PyTorch since pull request 143899 (2025); before, -1/2 and 3/2",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "hardswish",
            means: "hardswish",
        },
        Spelling {
            framework: "keras",
            name: "hard_silu",
            means: "hardswish",
        },
        Spelling {
            framework: "keras",
            name: "hard_swish",
            means: "hardswish",
        },
        Spelling {
            framework: "jax",
            name: "hard_silu",
            means: "hardswish",
        },
        Spelling {
            framework: "jax",
            name: "hard_swish",
            means: "hardswish",
        },
        Spelling {
            framework: "onnx",
            name: "HardSwish",
            means: "hardswish",
        },
        Spelling {
            framework: "onednn",
            name: "hardswish",
            means: "hardswish",
        },
    ],
    kernel: Some(|_| kernel_of(Hardswish)),
    ..Entry::NEW
};

/// phi = z (z + 3) / 6 between -3 and 3.
#[derive(Debug, Clone, Copy)]
struct Hardswish;

impl Element for Hardswish {
    const VALUE_KEEPS_NAN: bool = true;

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let inside = (z * ((z + 3.0) * (1.0 / 6.0)), (z + 1.5) * (1.0 / 3.0));
        let right = if z >= 3.0 { (z, 1.0) } else { inside };
        if z <= -3.0 { (0.0, 0.0) } else { right }
    }
}
