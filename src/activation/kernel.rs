//! Runs an element function over slices, vectorised for the instruction set
//! found at run time.
//!
//! The loops are plain; [`pulp`] compiles them once for each instruction set
//! and picks one at run time, and the compiler drops the half of the element
//! function that is not stored.

use pulp::{Arch, Simd, WithSimd};

use super::arithmetic::{Arithmetic, Fused, Separate};
use super::definition::Definition;

/// Value and derivative of each z, with the given instruction set.
pub(super) fn both<D: Definition>(
    arch: Arch,
    definition: D,
    z: &[f32],
    value: &mut [f32],
    derivative: &mut [f32],
) {
    same_length(z, value, "value");
    same_length(z, derivative, "derivative");
    arch.dispatch(Dispatched(Both {
        definition,
        z,
        value,
        derivative,
    }));
}

/// Value of each z.
pub(super) fn value<D: Definition>(definition: D, z: &[f32], value: &mut [f32]) {
    same_length(z, value, "value");
    Arch::new().dispatch(Dispatched(Value {
        definition,
        z,
        value,
    }));
}

/// Derivative at each z.
pub(super) fn derivative<D: Definition>(definition: D, z: &[f32], derivative: &mut [f32]) {
    same_length(z, derivative, "derivative");
    Arch::new().dispatch(Dispatched(Derivative {
        definition,
        z,
        derivative,
    }));
}

fn same_length(z: &[f32], output: &[f32], name: &str) {
    assert!(
        z.len() == output.len(),
        "z has {} elements and {name} has {}",
        z.len(),
        output.len()
    );
}

/// Whether the instruction set has a fused multiply-add: on x86 every one of
/// 256 bits and more that pulp knows, on ARM all of them.
const fn is_fused<S: Simd>() -> bool {
    size_of::<S::f32s>() >= 32 || cfg!(target_arch = "aarch64")
}

#[inline(always)]
fn element<A: Arithmetic, D: Definition>(definition: D, z: f32) -> (f32, f32) {
    let (value, derivative) = definition.element::<A>(z);
    if z.is_nan() {
        (z, z)
    } else {
        (value, derivative)
    }
}

/// A loop over slices, in either arithmetic.
trait Loop {
    fn run<A: Arithmetic>(self);
}

/// A loop with the arithmetic of the instruction set that runs it.
struct Dispatched<L>(L);

impl<L: Loop> WithSimd for Dispatched<L> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        if const { is_fused::<S>() } {
            self.0.run::<Fused>();
        } else {
            self.0.run::<Separate>();
        }
    }
}

struct Both<'a, D> {
    definition: D,
    z: &'a [f32],
    value: &'a mut [f32],
    derivative: &'a mut [f32],
}

impl<D: Definition> Loop for Both<'_, D> {
    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let outputs = self.value.iter_mut().zip(self.derivative);
        for (&z, (value, derivative)) in self.z.iter().zip(outputs) {
            (*value, *derivative) = element::<A, D>(self.definition, z);
        }
    }
}

struct Value<'a, D> {
    definition: D,
    z: &'a [f32],
    value: &'a mut [f32],
}

impl<D: Definition> Loop for Value<'_, D> {
    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        for (&z, value) in self.z.iter().zip(self.value) {
            *value = element::<A, D>(self.definition, z).0;
        }
    }
}

struct Derivative<'a, D> {
    definition: D,
    z: &'a [f32],
    derivative: &'a mut [f32],
}

impl<D: Definition> Loop for Derivative<'_, D> {
    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        for (&z, derivative) in self.z.iter().zip(self.derivative) {
            *derivative = element::<A, D>(self.definition, z).1;
        }
    }
}
