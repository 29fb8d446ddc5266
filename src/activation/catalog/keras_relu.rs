//! Keras's ReLU with all three arguments: negative_slope (z - threshold) from the
//! threshold down, z above it, capped at max_value.

use crate::activation::arithmetic::{Arithmetic, Split, at_least, at_most, nearest};
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "keras_relu",
        aliases: &[],
        parameters: &[
            Parameter::new("negative_slope", 0.0, Domain::NonNegative),
            Parameter::contested("max_value", 6.0, Domain::Positive),
            Parameter::new("threshold", 0.0, Domain::NonNegative),
        ],
    },
    formula: "where(z > threshold, min(z, max_value), negative_slope * (z - threshold))",
    source: "no publication found; Keras's keras.activations.relu and keras.layers.ReLU",
    note: "Keras's default max_value is none: give a cap that is never reached, keras_relu(0, 1e300); phi' is negative_slope at the threshold, 0 at max_value",
    frameworks: &[Spelling {
        framework: "keras",
        name: "keras_relu",
        means: "keras_relu(0, 1e300, 0)",
    }],
    kernel: Some(|p| kernel_of(KerasRelu::new(p))),
    ..Entry::NEW
};

/// phi = min(z, max_value) above the threshold, negative_slope (z - threshold) below.
#[derive(Debug, Clone, Copy)]
struct KerasRelu {
    slope: f32,
    cap: f32,
    below_cap: f32,
    bound: f32,
    threshold: Split,
}

impl KerasRelu {
    fn new(parameters: &[f64]) -> Self {
        let (slope, cap, threshold) = (parameters[0], parameters[1], parameters[2]);
        KerasRelu {
            slope: nearest(slope),
            cap: cap as f32,
            below_cap: at_least(cap),
            bound: at_most(threshold),
            threshold: Split::new(threshold),
        }
    }
}

impl Element for KerasRelu {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let uncapped = z < self.below_cap;
        let above = if uncapped { (z, 1.0) } else { (self.cap, 0.0) };
        // Not 0 z, which is NaN at -inf.
        let beyond = (z - self.threshold.high) - self.threshold.low;
        let flat = self.slope == 0.0;
        let below = if flat { 0.0 } else { self.slope * beyond };
        if z > self.bound {
            above
        } else {
            (below, self.slope)
        }
    }
}
