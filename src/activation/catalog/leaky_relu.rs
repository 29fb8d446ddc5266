//! Leaky ReLU: phi = z above 0, slope z from 0 down; phi'(0) = slope.

use super::ramp::Ramp;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::kernel_of;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "leaky_relu",
        aliases: &["lrelu"],
        parameters: &[Parameter::contested("slope", 0.01, Domain::Real)],
    },
    formula: "where(z > 0, z, slope * z)",
    source: "Maas, Hannun, Ng 2013 (ICML workshop)",
    note: "phi'(0) = slope (in JAX 1); 0.01 in PyTorch, JAX and ONNX, 0.2 in keras.activations.leaky_relu (the layer keras.layers.LeakyReLU: 0.3); oneDNN writes it relu with alpha",
    clashes: &["the very leaky ReLU of some competitions is leaky_relu(0.3333333333333333)"],
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "leaky_relu",
            means: "leaky_relu(0.01)",
        },
        Spelling {
            framework: "keras",
            name: "leaky_relu",
            means: "leaky_relu(0.2)",
        },
        Spelling {
            framework: "jax",
            name: "leaky_relu",
            means: "leaky_relu(0.01)",
        },
        Spelling {
            framework: "transformers",
            name: "leaky_relu",
            means: "leaky_relu(0.01)",
        },
        Spelling {
            framework: "onnx",
            name: "LeakyRelu",
            means: "leaky_relu(0.01)",
        },
    ],
    torch_gain: Some(|p| (2.0 / (1.0 + p[0] * p[0])).sqrt()),
    kernel: Some(|p| kernel_of(Ramp::new(p[0]))),
    ..Entry::NEW
};
