//! Hard tanh: phi = z clamped to min..max; phi' = 1 strictly inside, else 0, at the
//! ends too.

use crate::activation::arithmetic::{Arithmetic, at_least, at_most};
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "hardtanh",
        aliases: &["clip", "clip_v2", "clamp", "relu_n1_to_1"],
        parameters: &[
            Parameter::new("min", -1.0, Domain::Real),
            Parameter::new("max", 1.0, Domain::Real),
        ],
    },
    formula: "min(max(z, min), max)",
    source: "Collobert 2004 (PhD thesis, Paris 6)",
    note: "phi' = 0 at both ends, as in PyTorch and oneDNN's clip_v2 (its clip has slope 1 at the upper end, JAX at both); ONNX's Clip is without bounds unless they are given; oneDNN's clip and clip_v2 have no defaults",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "hardtanh",
            means: "hardtanh(-1, 1)",
        },
        Spelling {
            framework: "keras",
            name: "hard_tanh",
            means: "hardtanh(-1, 1)",
        },
        Spelling {
            framework: "jax",
            name: "hard_tanh",
            means: "hardtanh(-1, 1)",
        },
        Spelling {
            framework: "onnx",
            name: "Clip",
            means: "hardtanh(-3.4028234663852886e38, 3.4028234663852886e38)",
        },
        Spelling {
            framework: "onednn",
            name: "clip",
            means: "hardtanh(-1, 1)",
        },
        Spelling {
            framework: "onednn",
            name: "clip_v2",
            means: "hardtanh(-1, 1)",
        },
    ],
    check: Some(|p| {
        if p[0] >= p[1] {
            Err("min must be below max".to_string())
        } else {
            Ok(())
        }
    }),
    kernel: Some(|p| kernel_of(Hardtanh::new(p))),
    ..Entry::NEW
};

/// phi = min(max(z, min), max).
#[derive(Debug, Clone, Copy)]
pub(super) struct Hardtanh {
    min_f32: f32,
    max_f32: f32,
    above: f32,
    below: f32,
}

impl Hardtanh {
    pub fn new(parameters: &[f64]) -> Self {
        let (min, max) = (parameters[0], parameters[1]);
        Hardtanh {
            min_f32: min as f32,
            max_f32: max as f32,
            above: at_most(min),
            below: at_least(max),
        }
    }
}

impl Element for Hardtanh {
    const VALUE_KEEPS_NAN: bool = true;

    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let raised = if z < self.min_f32 { self.min_f32 } else { z };
        let value = if raised > self.max_f32 {
            self.max_f32
        } else {
            raised
        };
        let inside = z > self.above && z < self.below;
        (value, if inside { 1.0 } else { 0.0 })
    }
}
