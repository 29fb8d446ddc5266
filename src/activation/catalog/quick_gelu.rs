//! Quick GELU: phi = z sigma(1.702 z).

use super::swish::Swish;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::exponential_kernel::exponential_kernel_of;
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "quick_gelu",
        aliases: &["swish(1.702)", "gelu(quick)", "gelu(sigmoid)"],
        parameters: &[],
    },
    formula: "z * sigmoid(1.702 * z)",
    source: "Hendrycks and Gimpel 2016, arXiv:1606.08415",
    note: "the GELU of CLIP",
    frameworks: &[Spelling {
        framework: "transformers",
        name: "quick_gelu",
        means: "quick_gelu",
    }],
    kernel: Some(|_| exponential_kernel_of(Swish::new(&[1.702]))),
    ..Entry::NEW
};
