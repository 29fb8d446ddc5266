//! The loss of a batch and its gradient on the outputs.
//!
//! Classification: the mean over samples of -log softmax(y)_class. Regression:
//! the mean over samples and outputs of (y - t)^2. Computed in f64.

use crate::network::Real;

/// What the outputs of a batch should be, sample after sample.
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'a> {
    /// The class of each sample.
    Classes(&'a [u32]),
    /// The values of each sample.
    Values(&'a [f32]),
}

/// The loss of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Loss {
    /// Mean over the samples.
    pub value: f64,
    /// Share of the samples whose largest output is that of their class; of a
    /// regression none.
    pub accuracy: Option<f64>,
}

/// The loss of `outputs`, `count` numbers a sample, and into `gradient` its
/// derivative by each output times `scale`.
///
/// # Panics
/// Where sizes do not match, or a class is not below `count`.
pub(super) fn loss<T: Real>(
    wanted: Wanted<'_>,
    outputs: &[T],
    count: usize,
    scale: f64,
    gradient: &mut [T],
) -> Loss {
    match wanted {
        Wanted::Classes(classes) => cross_entropy(classes, outputs, count, scale, gradient),
        Wanted::Values(values) => {
            assert_eq!(values.len(), outputs.len(), "a value for each output");
            let size = outputs.len() as f64;
            let mut sum = 0.0;
            for ((gradient, y), t) in gradient.iter_mut().zip(outputs).zip(values) {
                let error = y.wide() - f64::from(*t);
                sum += error * error;
                *gradient = T::narrow(scale * 2.0 * error / size);
            }
            Loss {
                value: sum / size,
                accuracy: None,
            }
        }
    }
}

fn cross_entropy<T: Real>(
    classes: &[u32],
    outputs: &[T],
    count: usize,
    scale: f64,
    gradient: &mut [T],
) -> Loss {
    assert_eq!(
        classes.len() * count,
        outputs.len(),
        "a class for each sample"
    );
    let samples = classes.len() as f64;
    let (mut sum, mut right) = (0.0, 0usize);
    let each = outputs
        .chunks_exact(count)
        .zip(gradient.chunks_exact_mut(count));
    for ((outputs, gradient), class) in each.zip(classes) {
        let class = *class as usize;
        let largest = outputs
            .iter()
            .map(|y| y.wide())
            .fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = outputs.iter().map(|y| libm::exp(y.wide() - largest)).sum();
        let own = outputs[class].wide();
        sum += libm::log(total) - (own - largest);
        // A tie is no answer: a dead net has the same outputs for every class.
        let others = outputs.iter().enumerate().filter(|(k, _)| *k != class);
        right += usize::from(others.into_iter().all(|(_, y)| y.wide() < own));
        for (k, (gradient, y)) in gradient.iter_mut().zip(outputs).enumerate() {
            let share = libm::exp(y.wide() - largest) / total;
            let wanted = if k == class { 1.0 } else { 0.0 };
            *gradient = T::narrow(scale * (share - wanted) / samples);
        }
    }
    Loss {
        value: sum / samples,
        accuracy: Some(right as f64 / samples),
    }
}
