//! Updates that leave a weight as it is: w - eta dw rounds to w.

use crate::generator::Stream;
use crate::network::{Draws, Real, Scales, StoredBackward, StoredNet, matrix, multiply};

/// Memory for the update of a layer's weights.
#[derive(Debug)]
pub(super) struct Absorbed<T> {
    gradient: Vec<T>,
    before: Vec<T>,
    after: Vec<T>,
}

impl<T: Real> Absorbed<T> {
    /// For matrices of up to `length` entries.
    pub(super) fn new(length: usize) -> Self {
        Absorbed {
            gradient: vec![T::default(); length],
            before: vec![T::default(); length],
            after: vec![T::default(); length],
        }
    }

    /// Share of the weights of `layer` that a step of plain gradient descent
    /// with `learning_rate` leaves as they are in the master copy, of those
    /// whose update is a number and not zero. dw = (1/B) delta h^T of the
    /// format's net, the loss scale taken off.
    pub(super) fn share(
        &mut self,
        (draws, scales): (&Draws, Scales),
        (layer, view): (usize, &StoredBackward<'_, T>),
        precision: crate::number::Precision,
        (loss_scale, learning_rate): (i32, f64),
        words: &mut Stream,
    ) -> f64 {
        let Some(input) = view.input else {
            return f64::NAN;
        };
        let dimensions = draws.dimensions();
        let (width, batch) = (dimensions.width, dimensions.batch);
        let fan_in = dimensions.fan_in(layer);
        let length = width * fan_in;
        let gradient = &mut self.gradient[..length];
        multiply(
            T::one_impl(),
            matrix(view.delta, width, batch),
            matrix(input, fan_in, batch).transpose(),
            gradient,
        );
        let (before, after) = (&mut self.before[..length], &mut self.after[..length]);
        StoredNet::master(draws, scales, layer, precision, words, before);
        let step = libm::scalbn(learning_rate / batch as f64, -loss_scale);
        for ((after, before), g) in after.iter_mut().zip(&*before).zip(&*gradient) {
            *after = T::narrow(before.wide() - step * g.wide());
        }
        T::round(precision.master(), after, words);
        let (mut updated, mut absorbed) = (0u64, 0u64);
        for ((after, before), g) in after.iter().zip(&*before).zip(&*gradient) {
            let update = step * g.wide();
            if update.is_finite() && update != 0.0 {
                updated += 1;
                absorbed += u64::from(after == before);
            }
        }
        if updated == 0 {
            f64::NAN
        } else {
            absorbed as f64 / updated as f64
        }
    }
}
