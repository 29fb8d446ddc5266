//! Hard sigmoid, as in PyTorch: phi = z / 6 + 1/2 clamped to 0..1; phi' = 1/6
//! strictly inside, else 0, at -3 and 3 too.

use crate::activation::arithmetic::Arithmetic;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "hardsigmoid",
        aliases: &[],
        parameters: &[],
    },
    formula: "min(max(z / 6 + 1 / 2, 0), 1)",
    source: "Howard et al. 2019, arXiv:1905.02244; the idea: Courbariaux, Bengio, David 2015, arXiv:1511.00363",
    note: "slope 1/6 in PyTorch, JAX and Keras 3; 0.2 in ONNX and Keras 2: hardsigmoid_onnx; phi' = 0 at -3 and 3",
    clashes: &[
        "z / 5 + 1/2 clamped (ONNX, Keras 2, Theano) is hardsigmoid_onnx",
        "(z + 1) / 2 clamped (Courbariaux et al. 2015) is sparse_sigmoid",
    ],
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "hardsigmoid",
            means: "hardsigmoid",
        },
        Spelling {
            framework: "keras",
            name: "hard_sigmoid",
            means: "hardsigmoid",
        },
        Spelling {
            framework: "jax",
            name: "hard_sigmoid",
            means: "hardsigmoid",
        },
        Spelling {
            framework: "onnx",
            name: "HardSigmoid",
            means: "hardsigmoid_onnx(0.2, 0.5)",
        },
        Spelling {
            framework: "onednn",
            name: "hardsigmoid",
            means: "hardsigmoid_onnx(0.2, 0.5)",
        },
    ],
    kernel: Some(|_| kernel_of(Hardsigmoid)),
    ..Entry::NEW
};

/// phi = (z + 3) / 6 clamped to 0..1.
#[derive(Debug, Clone, Copy)]
struct Hardsigmoid;

impl Element for Hardsigmoid {
    const VALUE_KEEPS_NAN: bool = true;

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let inside = z.abs() < 3.0;
        let value = (z + 3.0).clamp(0.0, 6.0) * (1.0 / 6.0);
        (value, if inside { 1.0 / 6.0 } else { 0.0 })
    }
}
