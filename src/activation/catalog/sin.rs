//! Sine: phi = sin(z).

use crate::activation::entry::{Entry, Spelling};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "sin",
        aliases: &["sine"],
        parameters: &[],
    },
    formula: "sin(z)",
    source: "Parascandolo, Huttunen, Virtanen 2016 (Taming the waves)",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "sin",
            means: "sin",
        },
        Spelling {
            framework: "onnx",
            name: "Sin",
            means: "sin",
        },
    ],
    ..Entry::NEW
};
