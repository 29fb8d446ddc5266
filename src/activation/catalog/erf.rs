//! Error function: phi = erf(z).

use crate::activation::entry::{Entry, Spelling};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "erf",
        aliases: &[],
        parameters: &[],
    },
    formula: "erf(z)",
    source: "no publication found; infinite nets: Williams 1997 (NIPS 9)",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "erf",
            means: "erf",
        },
        Spelling {
            framework: "onnx",
            name: "Erf",
            means: "erf",
        },
    ],
    ..Entry::NEW
};
