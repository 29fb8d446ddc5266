//! Exponential: phi = e^z.

use crate::activation::entry::{Entry, Spelling};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "exponential",
        aliases: &["exp"],
        parameters: &[],
    },
    formula: "exp(z)",
    source: "no publication found",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "exp",
            means: "exponential",
        },
        Spelling {
            framework: "keras",
            name: "exponential",
            means: "exponential",
        },
        Spelling {
            framework: "onnx",
            name: "Exp",
            means: "exponential",
        },
        Spelling {
            framework: "onednn",
            name: "exp",
            means: "exponential",
        },
    ],
    ..Entry::NEW
};
