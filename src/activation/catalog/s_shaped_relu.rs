//! S-shaped ReLU: three straight lines, of slope a_l up to t_l, 1 between, a_r from
//! t_r up.

use super::line::Line;
use crate::activation::arithmetic::{Arithmetic, at_least, at_most};
use crate::activation::entry::Entry;
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "s_shaped_relu",
        aliases: &["srelu"],
        parameters: &[
            Parameter::contested("t_r", 1.0, Domain::Real),
            Parameter::contested("a_r", 1.0, Domain::Real),
            Parameter::contested("t_l", 0.0, Domain::Real),
            Parameter::contested("a_l", 0.2, Domain::Real),
        ],
    },
    formula: "where(z >= t_r, t_r + a_r * (z - t_r), where(z > t_l, z, t_l + a_l * (z - t_l)))",
    source: "Jin, Xu, Feng, Wei, Xiong, Yan 2015, arXiv:1512.07030",
    note: "all four are learned, from a leaky ReLU on; the literature is unsure: libraries start them in different ways. phi'(t_r) = a_r, phi'(t_l) = a_l",
    clashes: &[
        "SReLU of Clevert et al. 2015, max(z, -1), is shifted_relu",
        "'SReLU' for a smooth ReLU is softplus or squareplus",
        "'SReLU' for max(z, 0)^2 is squared_relu",
    ],
    learnable: &["t_r", "a_r", "t_l", "a_l"],
    check: Some(|p| {
        if p[2] > p[0] {
            Err("t_l must not be above t_r".to_string())
        } else {
            Ok(())
        }
    }),
    kernel: Some(|p| kernel_of(SShapedRelu::new(p))),
    ..Entry::NEW
};

/// Slope a_l up to t_l, 1 between, a_r from t_r up.
#[derive(Debug, Clone, Copy)]
struct SShapedRelu {
    right: Line,
    left: Line,
    right_from: f32,
    left_to: f32,
}

impl SShapedRelu {
    fn new(parameters: &[f64]) -> Self {
        let (t_r, a_r, t_l, a_l) = (parameters[0], parameters[1], parameters[2], parameters[3]);
        SShapedRelu {
            right: Line::new(a_r, t_r * (1.0 - a_r)),
            left: Line::new(a_l, t_l * (1.0 - a_l)),
            right_from: at_least(t_r),
            left_to: at_most(t_l),
        }
    }
}

impl Element for SShapedRelu {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let left = (self.left.at::<A>(z), self.left.slope);
        let right = (self.right.at::<A>(z), self.right.slope);
        let middle = if z > self.left_to { (z, 1.0) } else { left };
        if z >= self.right_from { right } else { middle }
    }
}
