//! Kernels of functions that take one exponential, in two loops.
//!
//! Such a function is a chain of some hundred cycles, and a core looks only some
//! hundred instructions ahead. In one loop that is a chain or two at a time; in
//! two, the exponentials of a chunk first and the rest after, it is twice as
//! many, which makes up for the way through the first-level cache.

use std::fmt::Debug;
use std::sync::Arc;

use pulp::Arch;

use super::arithmetic::{Arithmetic, Least};
use super::elementary::Exponential;
use super::kernel::{Dispatched, Kernel, Loop};
use crate::vectorised::arch;

/// phi and phi' of one f32 by way of one exponential, branch-free. What comes of
/// NaN does not matter.
pub(super) trait ExponentialElement: Debug + Copy + Send + Sync + 'static {
    /// What the exponential is taken of, at most 0, and what that lost when it
    /// was rounded.
    fn exponent<A: Arithmetic>(&self, z: f32) -> (f32, f32);

    /// phi(z) and phi'(z) from the exponent and its exponential. A derivative
    /// that is not zero is not below `least`.
    fn element<A: Arithmetic>(
        &self,
        z: f32,
        exponent: (f32, f32),
        exponential: Exponential,
        least: Least,
    ) -> (f32, f32);
}

/// The kernel of such a function.
pub(super) fn exponential_kernel_of(element: impl ExponentialElement) -> Arc<dyn Kernel> {
    Arc::new(InTwoLoops(element))
}

/// Elements that go through both loops together: their columns stay in the
/// first-level cache, and are set up in no time.
const CHUNK: usize = 128;

#[derive(Debug, Clone, Copy)]
struct InTwoLoops<E>(E);

impl<E: ExponentialElement> Kernel for InTwoLoops<E> {
    fn both(&self, arch: Arch, z: &[f32], value: &mut [f32], derivative: &mut [f32]) {
        let element = self.0;
        arch.dispatch(Dispatched(Both {
            element,
            z,
            value,
            derivative,
        }));
    }

    fn value(&self, z: &[f32], value: &mut [f32]) {
        let element = self.0;
        arch().dispatch(Dispatched(Value { element, z, value }));
    }

    fn derivative(&self, z: &[f32], derivative: &mut [f32]) {
        let element = self.0;
        arch().dispatch(Dispatched(Derivative {
            element,
            z,
            derivative,
        }));
    }
}

/// One number for each element of a chunk, where no vector lies across two
/// cache lines.
#[repr(align(64))]
struct Column<T>([T; CHUNK]);

/// What the first loop leaves for the second. Each column is a variable of its
/// own, so that the compiler drops those that a function does not read.
struct Columns<'a> {
    exponent: &'a mut Column<f32>,
    exponent_low: &'a mut Column<f32>,
    fraction: &'a mut Column<f32>,
    high: &'a mut Column<f32>,
    small: &'a mut Column<f32>,
    lift: &'a mut Column<u32>,
}

macro_rules! columns {
    () => {
        Columns {
            exponent: &mut Column([0.0; CHUNK]),
            exponent_low: &mut Column([0.0; CHUNK]),
            fraction: &mut Column([0.0; CHUNK]),
            high: &mut Column([0.0; CHUNK]),
            small: &mut Column([0.0; CHUNK]),
            lift: &mut Column([0; CHUNK]),
        }
    };
}

impl Columns<'_> {
    /// The first loop. Says whether all z are finite: infinity and NaN are left
    /// to [`at_the_end`], as they are rare and comparisons take the units that
    /// multiply.
    #[expect(
        clippy::needless_range_loop,
        reason = "an iterator that counts is not vectorised as well"
    )]
    #[inline(always)]
    fn fill<A: Arithmetic, E: ExponentialElement>(&mut self, element: E, z: &[f32]) -> bool {
        // In a loop of its own: with it, the other would be unrolled beyond the
        // number of registers.
        let largest = z
            .iter()
            .fold(0, |largest: u32, z| largest.max(z.abs().to_bits()));
        for place in 0..z.len().min(CHUNK) {
            let (x, low) = element.exponent::<A>(z[place]);
            let exponential = Exponential::with_low::<A>(x, low);
            self.exponent.0[place] = x;
            self.exponent_low.0[place] = low;
            self.fraction.0[place] = exponential.fraction;
            self.high.0[place] = exponential.high;
            self.small.0[place] = exponential.small;
            self.lift.0[place] = exponential.lift;
        }
        largest < f32::INFINITY.to_bits()
    }

    /// A step of the second.
    #[inline(always)]
    fn element<A: Arithmetic, E: ExponentialElement>(
        &self,
        element: E,
        z: f32,
        place: usize,
    ) -> (f32, f32) {
        let exponent = (self.exponent.0[place], self.exponent_low.0[place]);
        let exponential = Exponential {
            fraction: self.fraction.0[place],
            high: self.high.0[place],
            small: self.small.0[place],
            lift: self.lift.0[place],
        };
        element.element::<A>(z, exponent, exponential, Least::SUBNORMAL)
    }
}

/// phi and phi' where z is infinite or NaN.
#[inline(always)]
fn at_the_end<A: Arithmetic, E: ExponentialElement>(element: E, z: f32) -> (f32, f32) {
    if z.is_nan() {
        return (z, z);
    }
    let (x, low) = element.exponent::<A>(z);
    let exponential = Exponential::with_low::<A>(x, low);
    element.element::<A>(z, (x, low), exponential, Least::ZERO)
}

/// Sets what [`at_the_end`] knows better.
#[inline(always)]
fn correct<A: Arithmetic, E: ExponentialElement>(
    element: E,
    z: &[f32],
    mut set: impl FnMut(usize, (f32, f32)),
) {
    for (place, &z) in z.iter().enumerate() {
        if !z.is_finite() {
            set(place, at_the_end::<A, E>(element, z));
        }
    }
}

struct Both<'a, E> {
    element: E,
    z: &'a [f32],
    value: &'a mut [f32],
    derivative: &'a mut [f32],
}

impl<E: ExponentialElement> Loop for Both<'_, E> {
    #[inline(always)]
    fn run<A: Arithmetic + 'static>(self) {
        let mut columns = columns!();
        let outputs = self.value.chunks_mut(CHUNK);
        let outputs = outputs.zip(self.derivative.chunks_mut(CHUNK));
        for (z, (value, derivative)) in self.z.chunks(CHUNK).zip(outputs) {
            let finite = columns.fill::<A, E>(self.element, z);
            for place in 0..z.len().min(value.len()).min(derivative.len()).min(CHUNK) {
                (value[place], derivative[place]) =
                    columns.element::<A, E>(self.element, z[place], place);
            }
            if !finite {
                correct::<A, E>(self.element, z, |place, pair| {
                    (value[place], derivative[place]) = pair;
                });
            }
        }
    }
}

struct Value<'a, E> {
    element: E,
    z: &'a [f32],
    value: &'a mut [f32],
}

impl<E: ExponentialElement> Loop for Value<'_, E> {
    #[inline(always)]
    fn run<A: Arithmetic + 'static>(self) {
        let mut columns = columns!();
        for (z, value) in self.z.chunks(CHUNK).zip(self.value.chunks_mut(CHUNK)) {
            let finite = columns.fill::<A, E>(self.element, z);
            for place in 0..z.len().min(value.len()).min(CHUNK) {
                value[place] = columns.element::<A, E>(self.element, z[place], place).0;
            }
            if !finite {
                correct::<A, E>(self.element, z, |place, pair| value[place] = pair.0);
            }
        }
    }
}

struct Derivative<'a, E> {
    element: E,
    z: &'a [f32],
    derivative: &'a mut [f32],
}

impl<E: ExponentialElement> Loop for Derivative<'_, E> {
    #[inline(always)]
    fn run<A: Arithmetic + 'static>(self) {
        let mut columns = columns!();
        for (z, derivative) in self.z.chunks(CHUNK).zip(self.derivative.chunks_mut(CHUNK)) {
            let finite = columns.fill::<A, E>(self.element, z);
            for place in 0..z.len().min(derivative.len()).min(CHUNK) {
                derivative[place] = columns.element::<A, E>(self.element, z[place], place).1;
            }
            if !finite {
                correct::<A, E>(self.element, z, |place, pair| derivative[place] = pair.1);
            }
        }
    }
}
