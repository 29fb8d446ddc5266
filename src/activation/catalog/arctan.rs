//! Arc tangent: phi = arctan(z), phi' = 1 / (1 + z^2).

use crate::activation::entry::{Entry, Spelling};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "arctan",
        aliases: &["atan"],
        parameters: &[],
    },
    formula: "atan(z)",
    source: "no publication found",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "atan",
            means: "arctan",
        },
        Spelling {
            framework: "onnx",
            name: "Atan",
            means: "arctan",
        },
    ],
    ..Entry::NEW
};
