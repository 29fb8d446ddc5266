//! Cosine: phi = cos(z).

use crate::activation::entry::{Entry, Spelling};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "cos",
        aliases: &["cosine"],
        parameters: &[],
    },
    formula: "cos(z)",
    source: "Rahimi and Recht 2007 (NIPS 20, random features)",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "cos",
            means: "cos",
        },
        Spelling {
            framework: "onnx",
            name: "Cos",
            means: "cos",
        },
    ],
    ..Entry::NEW
};
