//! Flexible ReLU: phi = max(z, 0) + b; phi' = 1 above 0, else 0.

use super::line::Line;
use crate::activation::arithmetic::Arithmetic;
use crate::activation::entry::Entry;
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "flexible_relu",
        aliases: &["flexible_rectified_linear_unit"],
        parameters: &[Parameter::contested("b", -0.398, Domain::Real)],
    },
    formula: "max(z, 0) + b",
    source: "Qiu, Xu, Cai 2017, arXiv:1706.08098 (as FReLU)",
    note: "b is learned; the literature is unsure where it starts: -0.398 gives mean 0 on N(0, 1). phi'(0) = 0",
    clashes: &["FReLU is also the funnel ReLU (Ma et al. 2020), which takes a neighbourhood"],
    learnable: &["b"],
    kernel: Some(|p| kernel_of(FlexibleRelu::new(p))),
    ..Entry::NEW
};

/// phi = max(z, 0) + b.
#[derive(Debug, Clone, Copy)]
struct FlexibleRelu {
    line: Line,
}

impl FlexibleRelu {
    fn new(parameters: &[f64]) -> Self {
        FlexibleRelu {
            line: Line::new(1.0, parameters[0]),
        }
    }
}

impl Element for FlexibleRelu {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let raised = if z > 0.0 { z } else { 0.0 };
        let derivative = if z > 0.0 { 1.0 } else { 0.0 };
        (self.line.at::<A>(raised), derivative)
    }
}
