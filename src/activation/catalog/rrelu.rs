//! Randomised leaky ReLU in evaluation mode: the slope below 0 is the mean of its
//! law, (lower + upper) / 2, which is also phi'(0).

use super::ramp::Ramp;
use crate::activation::entry::{Entry, Spelling};
use crate::activation::kernel::kernel_of;
use crate::naming::{Domain, Parameter, Signature};

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "rrelu",
        aliases: &[],
        parameters: &[
            Parameter::contested("lower", 1.0 / 8.0, Domain::Real),
            Parameter::contested("upper", 1.0 / 3.0, Domain::Real),
        ],
    },
    formula: "where(z > 0, z, (lower + upper) / 2 * z)",
    source: "Xu, Wang, Chen, Li 2015, arXiv:1505.00853",
    note: "in evaluation mode: in training the slope is uniform on lower..upper; phi'(0) = (lower + upper) / 2; defaults of PyTorch. The publication divides by a number uniform on 3..8 and evaluates with its mean, z / 5.5",
    frameworks: &[Spelling {
        framework: "torch",
        name: "rrelu",
        means: "rrelu(0.125, 0.3333333333333333)",
    }],
    check: Some(|p| {
        if p[0] > p[1] {
            Err("lower must not be above upper".to_string())
        } else {
            Ok(())
        }
    }),
    kernel: Some(|p| kernel_of(Ramp::new(0.5 * p[0] + 0.5 * p[1]))),
    ..Entry::NEW
};
