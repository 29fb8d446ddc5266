//! Runs an element function over slices, vectorised for the instruction set
//! found at run time.
//!
//! The loops are plain; [`pulp`] compiles them once for each instruction set
//! and picks one at run time, and the compiler drops the half of the element
//! function that is not stored.

use std::fmt::Debug;
use std::sync::Arc;

use pulp::{Arch, Simd, WithSimd};

use super::arithmetic::{Arithmetic, Fused, Separate};
use crate::vectorised::arch;

/// phi and phi' of one f32, branch-free. NaN is taken care of outside.
pub(super) trait Element: Debug + Copy + Send + Sync + 'static {
    /// Whether phi(NaN) is NaN without care from outside, which spares a
    /// function of two instructions another two.
    const VALUE_KEEPS_NAN: bool = false;

    /// phi(z) and phi'(z).
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32);
}

/// An f32 kernel: [`Element`] without its type.
pub(super) trait Kernel: Debug + Send + Sync {
    /// phi and phi' of each z, with the given instruction set.
    fn both(&self, arch: Arch, z: &[f32], value: &mut [f32], derivative: &mut [f32]);
    /// phi of each z.
    fn value(&self, z: &[f32], value: &mut [f32]);
    /// phi' of each z.
    fn derivative(&self, z: &[f32], derivative: &mut [f32]);
}

/// The kernel of an element function.
pub(super) fn kernel_of(element: impl Element) -> Arc<dyn Kernel> {
    Arc::new(element)
}

impl<E: Element> Kernel for E {
    fn both(&self, arch: Arch, z: &[f32], value: &mut [f32], derivative: &mut [f32]) {
        let element = *self;
        arch.dispatch(Dispatched(Both {
            element,
            z,
            value,
            derivative,
        }));
    }

    fn value(&self, z: &[f32], value: &mut [f32]) {
        let element = *self;
        arch().dispatch(Dispatched(Value { element, z, value }));
    }

    fn derivative(&self, z: &[f32], derivative: &mut [f32]) {
        let element = *self;
        arch().dispatch(Dispatched(Derivative {
            element,
            z,
            derivative,
        }));
    }
}

/// Whether the instruction set has a fused multiply-add: on x86 every one of
/// 256 bits and more that pulp knows, on ARM all of them.
const fn is_fused<S: Simd>() -> bool {
    size_of::<S::f32s>() >= 32 || cfg!(target_arch = "aarch64")
}

/// Whether this machine has a fused multiply-add.
pub(super) fn has_fused() -> bool {
    struct Ask;
    impl WithSimd for Ask {
        type Output = bool;
        fn with_simd<S: Simd>(self, _: S) -> bool {
            is_fused::<S>()
        }
    }
    arch().dispatch(Ask)
}

#[inline(always)]
fn element_or_nan<A: Arithmetic, E: Element>(element: E, z: f32) -> (f32, f32) {
    let (value, derivative) = element.element::<A>(z);
    let replaced = z.is_nan();
    let value = if replaced && !E::VALUE_KEEPS_NAN {
        z
    } else {
        value
    };
    (value, if replaced { z } else { derivative })
}

/// A loop over slices, in either arithmetic.
pub(super) trait Loop {
    /// Runs it.
    fn run<A: Arithmetic + 'static>(self);
}

/// A loop with the arithmetic of the instruction set that runs it.
pub(super) struct Dispatched<L>(pub L);

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

struct Both<'a, E> {
    element: E,
    z: &'a [f32],
    value: &'a mut [f32],
    derivative: &'a mut [f32],
}

impl<E: Element> Loop for Both<'_, E> {
    #[inline(always)]
    fn run<A: Arithmetic + 'static>(self) {
        let outputs = self.value.iter_mut().zip(self.derivative);
        for (&z, (value, derivative)) in self.z.iter().zip(outputs) {
            (*value, *derivative) = element_or_nan::<A, E>(self.element, z);
        }
    }
}

struct Value<'a, E> {
    element: E,
    z: &'a [f32],
    value: &'a mut [f32],
}

impl<E: Element> Loop for Value<'_, E> {
    #[inline(always)]
    fn run<A: Arithmetic + 'static>(self) {
        for (&z, value) in self.z.iter().zip(self.value) {
            *value = element_or_nan::<A, E>(self.element, z).0;
        }
    }
}

struct Derivative<'a, E> {
    element: E,
    z: &'a [f32],
    derivative: &'a mut [f32],
}

impl<E: Element> Loop for Derivative<'_, E> {
    #[inline(always)]
    fn run<A: Arithmetic + 'static>(self) {
        for (&z, derivative) in self.z.iter().zip(self.derivative) {
            *derivative = element_or_nan::<A, E>(self.element, z).1;
        }
    }
}
