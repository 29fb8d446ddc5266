//! Rectified linear unit: phi = max(0, z), phi' = 1 above 0, else 0; at 0 it is 0.

use crate::activation::arithmetic::Arithmetic;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "relu",
        aliases: &["rectifier"],
        parameters: &[],
    },
    formula: "max(z, 0)",
    source: "Nair and Hinton 2010 (ICML); Fukushima 1969 (IEEE Trans. Systems Science and Cybernetics 5)",
    note: "phi'(0) = 0, as in every framework; Keras's relu with a slope, a cap or a threshold is keras_relu, oneDNN's with alpha is leaky_relu",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "relu",
            means: "relu",
        },
        Spelling {
            framework: "keras",
            name: "relu",
            means: "relu",
        },
        Spelling {
            framework: "jax",
            name: "relu",
            means: "relu",
        },
        Spelling {
            framework: "transformers",
            name: "relu",
            means: "relu",
        },
        Spelling {
            framework: "onnx",
            name: "Relu",
            means: "relu",
        },
        Spelling {
            framework: "onednn",
            name: "relu",
            means: "relu",
        },
    ],
    torch_gain: Some(|_| std::f64::consts::SQRT_2),
    kernel: Some(|_| kernel_of(Relu)),
    ..Entry::NEW
};

/// phi = max(0, z).
#[derive(Debug, Clone, Copy)]
struct Relu;

impl Element for Relu {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        if z > 0.0 { (z, 1.0) } else { (0.0, 0.0) }
    }
}
