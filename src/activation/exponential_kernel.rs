//! Kernels of functions that take one exponential, in two loops.
//!
//! Such a function is a chain of some hundred cycles, and a core looks only some
//! hundred instructions ahead. In one loop that is a chain or two at a time; in
//! two, the exponentials of a chunk first and the rest after, it is twice as
//! many, which makes up for the way through the first-level cache.
//!
//! A chunk without numbers so far out that e^x is subnormal takes arithmetic that
//! does not look after them ([`Moderate`]): nearly every chunk there is.

use std::fmt::Debug;
use std::sync::Arc;

use pulp::Arch;

use super::arithmetic::{Arithmetic, Least, Moderate, Separate};
use super::elementary::Exponential;
use super::kernel::{Dispatched, Kernel, Loop};
use crate::vectorised::arch;

/// phi and phi' of one f32 by way of one exponential, branch-free. What comes of
/// NaN does not matter.
pub(super) trait ExponentialElement: Debug + Copy + Send + Sync + 'static {
    /// What the exponential is taken of, at most 0, and what that lost when it
    /// was rounded.
    fn exponent<A: Arithmetic>(&self, z: f32) -> (f32, f32);

    /// The exponential of an exponent: of base e, unless it says otherwise.
    #[inline(always)]
    fn exponential<A: Arithmetic>((x, low): (f32, f32)) -> Exponential {
        Exponential::with_low::<A>(x, low)
    }

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
    Arc::new(InTwoLoops {
        element,
        reach: reach(element),
    })
}

/// Elements that go through both loops together: their columns stay in the
/// first-level cache. The loops are over arrays of this length, as bounds that
/// are found at run time leave the last elements of a chunk to a scalar loop.
const CHUNK: usize = 256;

/// The numbers of a chunk.
type Chunk = [f32; CHUNK];

#[derive(Debug, Clone, Copy)]
struct InTwoLoops<E> {
    element: E,
    reach: Reach,
}

impl<E: ExponentialElement> Kernel for InTwoLoops<E> {
    fn both(&self, arch: Arch, z: &[f32], value: &mut [f32], derivative: &mut [f32]) {
        let (element, reach) = (self.element, self.reach);
        arch.dispatch(Dispatched(Both {
            element,
            reach,
            z,
            value,
            derivative,
        }));
    }

    fn value(&self, z: &[f32], value: &mut [f32]) {
        let (element, reach) = (self.element, self.reach);
        arch().dispatch(Dispatched(Value {
            element,
            reach,
            z,
            value,
        }));
    }

    fn derivative(&self, z: &[f32], derivative: &mut [f32]) {
        let (element, reach) = (self.element, self.reach);
        arch().dispatch(Dispatched(Derivative {
            element,
            reach,
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
    /// The first loop.
    #[expect(
        clippy::needless_range_loop,
        reason = "an iterator that counts is not vectorised as well"
    )]
    #[inline(always)]
    fn fill<A: Arithmetic, E: ExponentialElement>(&mut self, element: E, z: &Chunk) {
        for place in 0..CHUNK {
            let (x, low) = element.exponent::<A>(z[place]);
            let exponential = E::exponential::<A>((x, low));
            self.exponent.0[place] = x;
            self.exponent_low.0[place] = low;
            self.fraction.0[place] = exponential.fraction;
            self.high.0[place] = exponential.high;
            self.small.0[place] = exponential.small;
            self.lift.0[place] = exponential.lift;
        }
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

/// The largest |z| up to which no power of two is subnormal, as bits: numbers
/// without a sign are ordered as their bits are.
#[derive(Debug, Clone, Copy)]
struct Reach(u32);

/// Where the exponent falls to -80, by bisection: it falls with |z| on both sides,
/// or on one of them.
fn reach(element: impl ExponentialElement) -> Reach {
    const LOW: f32 = -80.0;
    let is_moderate = |bits: u32| {
        let z = f32::from_bits(bits);
        [z, -z]
            .into_iter()
            .all(|z| element.exponent::<Separate>(z).0 >= LOW)
    };
    let (mut inside, mut outside) = (0, f32::INFINITY.to_bits());
    while outside - inside > 1 {
        let middle = inside.midpoint(outside);
        if is_moderate(middle) {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    Reach(inside)
}

impl Reach {
    /// Whether it holds every number of a chunk; NaN is beyond.
    #[inline(always)]
    fn holds(self, z: &Chunk) -> bool {
        let largest = z
            .iter()
            .fold(0, |largest: u32, z| largest.max(z.abs().to_bits()));
        largest <= self.0
    }
}

/// phi and phi' where z is infinite or NaN.
#[inline(always)]
fn at_the_end<A: Arithmetic, E: ExponentialElement>(element: E, z: f32) -> (f32, f32) {
    if z.is_nan() {
        return (z, z);
    }
    let (x, low) = element.exponent::<A>(z);
    let exponential = E::exponential::<A>((x, low));
    element.element::<A>(z, (x, low), exponential, Least::ZERO)
}

/// Sets what [`at_the_end`] knows better.
#[inline(always)]
fn correct<A: Arithmetic, E: ExponentialElement>(
    element: E,
    z: &Chunk,
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
    reach: Reach,
    z: &'a [f32],
    value: &'a mut [f32],
    derivative: &'a mut [f32],
}

#[inline(always)]
fn both_of_chunk<A: Arithmetic, E: ExponentialElement>(
    element: E,
    columns: &mut Columns<'_>,
    z: &Chunk,
    value: &mut Chunk,
    derivative: &mut Chunk,
) {
    columns.fill::<A, E>(element, z);
    for place in 0..CHUNK {
        (value[place], derivative[place]) = columns.element::<A, E>(element, z[place], place);
    }
}

#[inline(always)]
fn value_of_chunk<A: Arithmetic, E: ExponentialElement>(
    element: E,
    columns: &mut Columns<'_>,
    z: &Chunk,
    value: &mut Chunk,
) {
    columns.fill::<A, E>(element, z);
    for place in 0..CHUNK {
        value[place] = columns.element::<A, E>(element, z[place], place).0;
    }
}

#[inline(always)]
fn derivative_of_chunk<A: Arithmetic, E: ExponentialElement>(
    element: E,
    columns: &mut Columns<'_>,
    z: &Chunk,
    derivative: &mut Chunk,
) {
    columns.fill::<A, E>(element, z);
    for place in 0..CHUNK {
        derivative[place] = columns.element::<A, E>(element, z[place], place).1;
    }
}

/// The last elements of a slice as a chunk.
#[inline(always)]
fn padded(z: &[f32]) -> Chunk {
    let mut chunk = [0.0; CHUNK];
    chunk[..z.len()].copy_from_slice(z);
    chunk
}

impl<E: ExponentialElement> Both<'_, E> {
    #[inline(always)]
    fn chunk<A: Arithmetic>(
        element: E,
        reach: Reach,
        columns: &mut Columns<'_>,
        z: &Chunk,
        value: &mut Chunk,
        derivative: &mut Chunk,
    ) {
        if reach.holds(z) {
            both_of_chunk::<Moderate<A>, E>(element, columns, z, value, derivative);
        } else {
            both_of_chunk::<A, E>(element, columns, z, value, derivative);
            correct::<A, E>(element, z, |place, pair| {
                (value[place], derivative[place]) = pair;
            });
        }
    }
}

impl<E: ExponentialElement> Loop for Both<'_, E> {
    #[inline(always)]
    fn run<A: Arithmetic + 'static>(self) {
        let mut columns = columns!();
        let (chunks, rest) = self.z.as_chunks();
        let (values, rest_of_values) = self.value.as_chunks_mut();
        let (derivatives, rest_of_derivatives) = self.derivative.as_chunks_mut();
        for ((z, value), derivative) in chunks.iter().zip(values).zip(derivatives) {
            Self::chunk::<A>(self.element, self.reach, &mut columns, z, value, derivative);
        }
        if !rest.is_empty() {
            let [mut value, mut derivative] = [[0.0; CHUNK]; 2];
            Self::chunk::<A>(
                self.element,
                self.reach,
                &mut columns,
                &padded(rest),
                &mut value,
                &mut derivative,
            );
            rest_of_values.copy_from_slice(&value[..rest.len()]);
            rest_of_derivatives.copy_from_slice(&derivative[..rest.len()]);
        }
    }
}

struct Value<'a, E> {
    element: E,
    reach: Reach,
    z: &'a [f32],
    value: &'a mut [f32],
}

impl<E: ExponentialElement> Value<'_, E> {
    #[inline(always)]
    fn chunk<A: Arithmetic>(
        element: E,
        reach: Reach,
        columns: &mut Columns<'_>,
        z: &Chunk,
        value: &mut Chunk,
    ) {
        if reach.holds(z) {
            value_of_chunk::<Moderate<A>, E>(element, columns, z, value);
        } else {
            value_of_chunk::<A, E>(element, columns, z, value);
            correct::<A, E>(element, z, |place, pair| value[place] = pair.0);
        }
    }
}

impl<E: ExponentialElement> Loop for Value<'_, E> {
    #[inline(always)]
    fn run<A: Arithmetic + 'static>(self) {
        let mut columns = columns!();
        let (chunks, rest) = self.z.as_chunks();
        let (values, rest_of_values) = self.value.as_chunks_mut();
        for (z, value) in chunks.iter().zip(values) {
            Self::chunk::<A>(self.element, self.reach, &mut columns, z, value);
        }
        if !rest.is_empty() {
            let mut value = [0.0; CHUNK];
            Self::chunk::<A>(
                self.element,
                self.reach,
                &mut columns,
                &padded(rest),
                &mut value,
            );
            rest_of_values.copy_from_slice(&value[..rest.len()]);
        }
    }
}

struct Derivative<'a, E> {
    element: E,
    reach: Reach,
    z: &'a [f32],
    derivative: &'a mut [f32],
}

impl<E: ExponentialElement> Derivative<'_, E> {
    #[inline(always)]
    fn chunk<A: Arithmetic>(
        element: E,
        reach: Reach,
        columns: &mut Columns<'_>,
        z: &Chunk,
        derivative: &mut Chunk,
    ) {
        if reach.holds(z) {
            derivative_of_chunk::<Moderate<A>, E>(element, columns, z, derivative);
        } else {
            derivative_of_chunk::<A, E>(element, columns, z, derivative);
            correct::<A, E>(element, z, |place, pair| derivative[place] = pair.1);
        }
    }
}

impl<E: ExponentialElement> Loop for Derivative<'_, E> {
    #[inline(always)]
    fn run<A: Arithmetic + 'static>(self) {
        let mut columns = columns!();
        let (chunks, rest) = self.z.as_chunks();
        let (derivatives, rest_of_derivatives) = self.derivative.as_chunks_mut();
        for (z, derivative) in chunks.iter().zip(derivatives) {
            Self::chunk::<A>(self.element, self.reach, &mut columns, z, derivative);
        }
        if !rest.is_empty() {
            let mut derivative = [0.0; CHUNK];
            Self::chunk::<A>(
                self.element,
                self.reach,
                &mut columns,
                &padded(rest),
                &mut derivative,
            );
            rest_of_derivatives.copy_from_slice(&derivative[..rest.len()]);
        }
    }
}
