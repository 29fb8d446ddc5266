//! Hyperbolic tangent shrinkage: phi = z - tanh(z); phi' = tanh(z)^2.
//!
//! Near 0 the difference is Lambert's continued fraction of tanh, z^3 over terms of
//! one sign; in the kernel a series in z^3.

use crate::activation::arithmetic::{Arithmetic, Least};
use crate::activation::elementary::{Exponential, HyperbolicTangent, polynomial};
use crate::activation::entry::{Computed, Entry, Spelling};
use crate::activation::exponential_kernel::{ExponentialElement, exponential_kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "tanhshrink",
        aliases: &[],
        parameters: &[],
    },
    formula: "z - tanh(z)",
    computed: Some(Computed {
        value: "where(abs(z) < 1, z^3 / (3 + z^2 + z^2 / (5 + z^2 / (7 + z^2 / (9 + z^2 / (11 + z^2 / (13 + z^2 / (15 + z^2 / (17 + z^2 / (19 + z^2 / (21 + z^2 / (23 + z^2 / 25))))))))))), z - tanh(z))",
        derivative: Some("tanh(z)^2"),
    }),
    source: "no publication found; PyTorch's torch.nn.Tanhshrink",
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "tanhshrink",
            means: "tanhshrink",
        },
        Spelling {
            framework: "keras",
            name: "tanh_shrink",
            means: "tanhshrink",
        },
    ],
    kernel: Some(|_| exponential_kernel_of(Tanhshrink)),
    ..Entry::NEW
};

/// z^3 p(z^2) = z - tanh(z) for |z| <= 1.2.
#[inline(always)]
fn tanh_defect<A: Arithmetic>(z: f32) -> f32 {
    let (square, lost) = A::product(z, z);
    let ratio = polynomial::<A, 9>(
        square,
        [
            2.485_749_5e-5,
            -2.291_215e-4,
            1.037_238_7e-3,
            -3.275_005_5e-3,
            8.713_413e-3,
            -2.182_830_7e-2,
            5.396_245e-2,
            -1.333_330_1e-1,
            3.333_333_3e-1,
        ],
    );
    // What the last coefficient, 1/3, loses in f32: near the subnormal numbers
    // there is no room for it beside the rounding.
    const THIRD_LOW: f32 = -9.934_108e-9;
    let low = A::multiply_add(square, THIRD_LOW, lost * ratio);
    z * A::multiply_add(square, ratio, low)
}

/// phi = z - tanh(z).
#[derive(Debug, Clone, Copy)]
struct Tanhshrink;

impl ExponentialElement for Tanhshrink {
    #[inline(always)]
    fn exponent<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        (-2.0 * z.abs(), 0.0)
    }

    #[inline(always)]
    fn element<A: Arithmetic>(
        &self,
        z: f32,
        _: (f32, f32),
        tail: Exponential,
        least: Least,
    ) -> (f32, f32) {
        let tanh = HyperbolicTangent::new::<A>(z, tail);
        let defect = tanh_defect::<A>(z);
        let (value, tanh) = if z.abs() < 1.2 {
            (defect, z - defect)
        } else {
            ((z.abs() - 1.0 + tanh.rest).copysign(z), 1.0 - tanh.rest)
        };
        let derivative = least.or(tanh * tanh);
        (value, if z == 0.0 { 0.0 } else { derivative })
    }
}
