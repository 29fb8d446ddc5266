//! Hard sigmoid with a slope: phi = alpha z + beta clamped to 0..1; phi' = alpha
//! strictly inside, else 0.

use super::line::{Line, not_above_zero};
use crate::activation::arithmetic::Arithmetic;
use crate::activation::entry::Entry;
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "hardsigmoid_onnx",
        aliases: &["hard_sigmoid_keras_2", "theano_hard_sigmoid"],
        parameters: &[
            Parameter::contested("alpha", 0.2, Domain::Positive),
            Parameter::contested("beta", 0.5, Domain::Real),
        ],
    },
    formula: "min(max(alpha * z + beta, 0), 1)",
    source: "no publication found; Theano, Keras 2 and ONNX",
    note: "alpha 0.2 and beta 0.5 are ONNX's defaults; oneDNN's hardsigmoid has none; phi' = 0 at both ends",
    kernel: Some(|p| kernel_of(HardsigmoidOnnx::new(p))),
    ..Entry::NEW
};

/// phi = alpha z + beta clamped to 0..1.
#[derive(Debug, Clone, Copy)]
struct HardsigmoidOnnx {
    line: Line,
    above: f32,
    below: f32,
}

impl HardsigmoidOnnx {
    fn new(parameters: &[f64]) -> Self {
        let (alpha, beta) = (parameters[0], parameters[1]);
        HardsigmoidOnnx {
            line: Line::new(alpha, beta),
            above: not_above_zero(alpha, beta),
            below: -not_above_zero(alpha, 1.0 - beta),
        }
    }
}

impl Element for HardsigmoidOnnx {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let inside = (self.line.at::<A>(z), self.line.slope);
        let raised = if z > self.above { inside } else { (0.0, 0.0) };
        if z < self.below { raised } else { (1.0, 0.0) }
    }
}
