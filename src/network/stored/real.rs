//! The two types in which a net's numbers are kept.

use crate::activation::{Activation, OpenActivation};
use crate::generator::Stream;
use crate::network::is_beyond;
use crate::number::Storage;
use crate::vectorised::vectorised;
use faer::traits::ComplexField;

/// f32, which holds the numbers of every narrower format, or f64, which holds
/// the reference.
pub trait Real: ComplexField + Copy + Default + Send + Sync + PartialOrd {
    /// Whether it is f64: what is done in f64 is then done in the type.
    const IS_DOUBLE: bool;
    /// A draw times its scale, rounded once.
    fn scaled(draw: f32, scale: f64) -> Self;
    /// As an f64.
    fn wide(self) -> f64;
    /// The nearest of the type.
    fn narrow(value: f64) -> Self;
    /// Rounds every number to what `storage` holds; f64 stays as it is. `words`
    /// are for stochastic formats.
    fn round(storage: Storage, values: &mut [Self], words: &mut Stream);
    /// phi and phi' of each z, in the type's own precision.
    fn evaluate(activation: &Activation, z: &[Self], value: &mut [Self], derivative: &mut [Self]);
    /// phi, phi' and the derivatives by its open parameters of each z; see
    /// [`OpenActivation::evaluate`].
    fn evaluate_open(
        open: &OpenActivation,
        z: &[Self],
        theta: &[&[Self]],
        value: &mut [Self],
        derivative: &mut [Self],
        by_parameter: &mut [&mut [Self]],
    );
    /// The square root.
    fn root(self) -> Self;
}

impl Real for f32 {
    const IS_DOUBLE: bool = false;

    fn scaled(draw: f32, scale: f64) -> f32 {
        (f64::from(draw) * scale) as f32
    }

    fn wide(self) -> f64 {
        self.into()
    }

    fn narrow(value: f64) -> f32 {
        value as f32
    }

    fn round(storage: Storage, values: &mut [f32], words: &mut Stream) {
        let words = |drawn: &mut [u32]| words.fill_words(drawn);
        match storage {
            Storage::Single(format) => format.round_slice(values, words),
            Storage::Block(format) => format.round_blocks(values, words),
        }
    }

    fn evaluate(activation: &Activation, z: &[f32], value: &mut [f32], derivative: &mut [f32]) {
        activation.evaluate(z, value, derivative);
    }

    fn evaluate_open(
        open: &OpenActivation,
        z: &[f32],
        theta: &[&[f32]],
        value: &mut [f32],
        derivative: &mut [f32],
        by_parameter: &mut [&mut [f32]],
    ) {
        open.evaluate_f32(z, theta, value, derivative, by_parameter);
    }

    fn root(self) -> f32 {
        self.sqrt()
    }
}

impl Real for f64 {
    const IS_DOUBLE: bool = true;

    fn scaled(draw: f32, scale: f64) -> f64 {
        f64::from(draw) * scale
    }

    fn wide(self) -> f64 {
        self
    }

    fn narrow(value: f64) -> f64 {
        value
    }

    fn round(_: Storage, _: &mut [f64], _: &mut Stream) {}

    fn evaluate(activation: &Activation, z: &[f64], value: &mut [f64], derivative: &mut [f64]) {
        activation.evaluate_f64(z, value, derivative);
    }

    fn evaluate_open(
        open: &OpenActivation,
        z: &[f64],
        theta: &[&[f64]],
        value: &mut [f64],
        derivative: &mut [f64],
        by_parameter: &mut [&mut [f64]],
    ) {
        open.evaluate(z, theta, value, derivative, by_parameter);
    }

    fn root(self) -> f64 {
        self.sqrt()
    }
}

/// phi and phi' of each z, in f64 and rounded to the type.
pub(crate) fn evaluate_in_double<T: Real>(
    activation: &Activation,
    z: &[T],
    value: &mut [T],
    derivative: &mut [T],
) {
    const CHUNK: usize = 256;
    let (mut wide, mut h, mut d) = ([0.0; CHUNK], [0.0; CHUNK], [0.0; CHUNK]);
    let chunks = z.chunks(CHUNK).zip(value.chunks_mut(CHUNK));
    for ((z, value), derivative) in chunks.zip(derivative.chunks_mut(CHUNK)) {
        let count = z.len();
        for (wide, z) in wide.iter_mut().zip(z) {
            *wide = z.wide();
        }
        activation.evaluate_f64(&wide[..count], &mut h[..count], &mut d[..count]);
        for ((value, derivative), (h, d)) in value.iter_mut().zip(derivative).zip(h.iter().zip(&d))
        {
            (*value, *derivative) = (T::narrow(*h), T::narrow(*d));
        }
    }
}

/// Writes x y for each pair.
pub(crate) fn multiply_each<T: Real>(x: &[T], y: &[T], products: &mut [T]) {
    vectorised(
        #[inline(always)]
        || {
            for ((x, y), product) in x.iter().zip(y).zip(products.iter_mut()) {
                *product = *x * *y;
            }
        },
    );
}

/// A kernel gives the smallest f32 for a phi' above zero and below that, so that no
/// unit seems dead; a net that keeps phi' in f32 has zero there.
pub(super) fn drop_beyond<T: Real>(derivative: &mut [T]) {
    vectorised(
        #[inline(always)]
        || {
            for d in derivative.iter_mut() {
                if is_beyond(d.wide() as f32) {
                    *d = T::default();
                }
            }
        },
    );
}
