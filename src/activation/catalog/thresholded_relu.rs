//! Thresholded ReLU: phi = z above theta, else 0; phi' = 1 above, 0 from theta down.
//! phi jumps at theta.

use super::threshold::Threshold;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::kernel_of;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "thresholded_relu",
        aliases: &["trec", "fatrelu"],
        parameters: &[Parameter::new("theta", 1.0, Domain::Real)],
    },
    formula: "where(z > theta, z, 0)",
    source: "Konda, Memisevic, Krueger 2014, arXiv:1402.3337",
    note: "phi' = 0 at theta; as FATReLU: Kurtz et al. 2020 (ICML), without a default; Keras had the layer up to Keras 2",
    frameworks: &[
        Spelling {
            framework: "keras",
            name: "thresholded_relu",
            means: "thresholded_relu(1)",
        },
        Spelling {
            framework: "onnx",
            name: "ThresholdedRelu",
            means: "thresholded_relu(1)",
        },
    ],
    kernel: Some(|p| kernel_of(Threshold::new(&[p[0], 0.0]))),
    ..Entry::NEW
};
