//! ReLU capped at n: phi = min(max(z, 0), n); phi' = 1 strictly inside, else 0.

use super::hardtanh::Hardtanh;
use crate::activation::entry::Entry;
use crate::activation::kernel::kernel_of;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "relu_n",
        aliases: &["bounded_relu", "capped_relu", "clipped_relu"],
        parameters: &[Parameter::contested("n", 6.0, Domain::Positive)],
    },
    formula: "min(max(z, 0), n)",
    source: "Krizhevsky 2010 (CIFAR-10 manuscript); Liew, Khalil-Hani, Bakhteri 2016 (Neurocomputing 216, bounded ReLU)",
    note: "phi' = 0 at 0 and n; n = 6 is relu6",
    clashes: &["TFLite's RELU_N1_TO_1 is hardtanh"],
    kernel: Some(|p| kernel_of(Hardtanh::new(&[0.0, p[0]]))),
    ..Entry::NEW
};
