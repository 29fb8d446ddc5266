//! Inverse hyperbolic sine: phi = asinh(z), phi' = 1 / sqrt(1 + z^2).

use crate::activation::entry::{Entry, Spelling};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "asinh",
        aliases: &["arcsinh"],
        parameters: &[],
    },
    formula: "asinh(z)",
    source: "no publication found",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "asinh",
            means: "asinh",
        },
        Spelling {
            framework: "onnx",
            name: "Asinh",
            means: "asinh",
        },
    ],
    ..Entry::NEW
};
