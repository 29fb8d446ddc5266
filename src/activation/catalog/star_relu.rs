//! StarReLU: phi = s max(z, 0)^2 + b, with mean 0 and variance 1 on N(0, 1); phi' =
//! 2 s max(z, 0).

use crate::activation::arithmetic::{Arithmetic, Least, Split, nearest};
use crate::activation::entry::Entry;
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "star_relu",
        aliases: &[],
        parameters: &[
            Parameter::new("s", 0.8944, Domain::Real),
            Parameter::new("b", -0.4472, Domain::Real),
        ],
    },
    formula: "s * max(z, 0)^2 + b",
    source: "Yu, Si, Zhou, Luo, Zhou, Feng, Yan, Wang 2022, arXiv:2210.13452",
    note: "s and b are learned, from these values on",
    learnable: &["s", "b"],
    kernel: Some(|p| kernel_of(StarRelu::new(p))),
    ..Entry::NEW
};

/// phi = s max(z, 0)^2 + b.
#[derive(Debug, Clone, Copy)]
struct StarRelu {
    scale: Split,
    bias: Split,
    slope: f32,
}

impl StarRelu {
    fn new(parameters: &[f64]) -> Self {
        StarRelu {
            scale: Split::new(parameters[0]),
            bias: Split::new(parameters[1]),
            slope: nearest(2.0 * parameters[0]),
        }
    }
}

impl Element for StarRelu {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        // The square and the product exactly, for where the bias cancels it.
        const FAR: f32 = 1e15;
        let raised = if z > 0.0 { z } else { 0.0 };
        let (square, lost) = A::product(raised, raised);
        let (product, low) = A::product(square, self.scale.high);
        let low = A::multiply_add(square, self.scale.low, low);
        let low = A::multiply_add(lost, self.scale.high, low);
        let near = product.abs() < FAR;
        let low = if near { low } else { 0.0 };
        // The square may be beyond f32 where its multiple is not.
        let scaled = self.scale.high * raised * raised;
        let product = if near { product } else { scaled };
        let flat = self.slope == 0.0;
        let product = if flat { 0.0 } else { product };
        let value = (product + self.bias.high) + (low + self.bias.low);
        let level = flat || z <= 0.0;
        let derivative = Least::at(z).or_signed(self.slope * raised);
        (value, if level { 0.0 } else { derivative })
    }
}
