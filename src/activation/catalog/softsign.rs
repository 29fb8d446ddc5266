//! Softsign: phi = z / (1 + |z|); phi' = 1 / (1 + |z|)^2. phi'' jumps at 0.

use crate::activation::arithmetic::{Arithmetic, Least};
use crate::activation::entry::{Computed, Entry, Spelling};
use crate::activation::kernel::{Element, kernel_of};
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "softsign",
        aliases: &[],
        parameters: &[],
    },
    formula: "z / (1 + abs(z))",
    computed: Some(Computed {
        value: "z / (1 + abs(z))",
        derivative: Some("1 / (1 + abs(z))^2"),
    }),
    source: "Bergstra, Desjardins, Lamblin, Bengio 2009 (technical report 1337, Montreal); Elliott 1993 (technical report 93-8, Maryland)",
    clashes: &["the form raised to 0..1, 1/2 + z / (2 (1 + |z|)), is elliott"],
    frameworks: &[
        Spelling {
            framework: "torch",
            name: "softsign",
            means: "softsign",
        },
        Spelling {
            framework: "keras",
            name: "softsign",
            means: "softsign",
        },
        Spelling {
            framework: "jax",
            name: "soft_sign",
            means: "softsign",
        },
        Spelling {
            framework: "onnx",
            name: "Softsign",
            means: "softsign",
        },
    ],
    kernel: Some(|_| kernel_of(Softsign)),
    ..Entry::NEW
};

/// phi = z / (1 + |z|).
#[derive(Debug, Clone, Copy)]
struct Softsign;

impl Element for Softsign {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        // From here on phi is 1 in f32; 2^100 keeps the inverse normal.
        const END: f32 = 1.267_650_6e30;
        let x = z.clamp(-END, END);
        let inverse = 1.0 / (1.0 + x.abs());
        (x * inverse, Least::at(z).or(inverse * inverse))
    }
}
