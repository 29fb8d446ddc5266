//! The layer at which a number format loses the gradient.

use crate::number::{Format, FormatError};
use libm::erf;
use statrs::function::erf::erf_inv;

/// Magnitudes up to this round to zero: half of the smallest subnormal under
/// round to nearest, whose tie goes to zero; with gradients scaled up by
/// `loss_scale` before they are rounded, as many times less.
///
/// ```
/// use actlab::number::Format;
/// use actlab::theory::flush_threshold;
/// let f16 = Format::parse("f16").unwrap();
/// assert_eq!(flush_threshold(f16, 8.0)?, 2f64.powi(-28));
/// # Ok::<(), actlab::number::FormatError>(())
/// ```
///
/// # Errors
/// [`FormatError::Random`] where the format rounds stochastically.
pub fn flush_threshold(format: Format, loss_scale: f64) -> Result<f64, FormatError> {
    let boundary = format.thresholds()?.nonzero;
    Ok(libm::scalbn(boundary.value, boundary.exponent) / loss_scale)
}

/// P(|x| <= threshold), x ~ N(0, deviation^2): the share of normal gradients that
/// round to zero.
///
/// ```
/// use actlab::theory::flushed_share;
/// // As wide as the smallest subnormal, twice the threshold.
/// assert!((flushed_share(0.5, 1.0) - 0.382924922548026207).abs() < 1e-12);
/// ```
pub fn flushed_share(threshold: f64, deviation: f64) -> f64 {
    erf(threshold / (deviation * 2f64.sqrt()))
}

/// The deviation at which this share of normal gradients rounds to zero: t/0.6745
/// for a half, t itself for 0.6827.
pub fn deviation_flushed(threshold: f64, share: f64) -> f64 {
    threshold / (2f64.sqrt() * erf_inv(share))
}

/// The mean of the place, from 0, of the first of these events, given the chance of
/// each in turn and that one of them comes; none where that is sure not to be.
///
/// Which comes together with which is not told by their chances alone: here an event
/// comes to all to whom those before it came, which is so of what only grows, and of
/// a walk whose steps are small beside its drift.
///
/// ```
/// use actlab::theory::mean_of_first;
/// // At 1 with probability 1/2 and else at 2; the last does not matter.
/// assert_eq!(mean_of_first([0.0, 0.5, 1.0, 0.2].into_iter()), Some(1.5));
/// // Given that it comes, at 1.
/// assert_eq!(mean_of_first([0.0, 0.5, 0.3].into_iter()), Some(1.0));
/// assert_eq!(mean_of_first([0.0].into_iter()), None);
/// ```
pub fn mean_of_first(chances: impl Iterator<Item = f64>) -> Option<f64> {
    let (mut come, mut sum) = (0.0, 0.0);
    for (place, chance) in chances.enumerate() {
        let newly = f64::max(chance - come, 0.0);
        (come, sum) = (come + newly, sum + newly * place as f64);
    }
    (come > 0.0).then(|| sum / come)
}

/// How many layers a gradient of root mean square 1 goes down until it is at most
/// `deviation`, where its mean square falls by `chi` a layer; none where it does
/// not fall.
///
/// ```
/// use actlab::theory::layers_until;
/// // ReLU with sigma_w^2 = 1, f16: 2^-25 after 50 layers.
/// assert_eq!(layers_until(2f64.powi(-25), 0.5), Some(50));
/// assert_eq!(layers_until(2f64.powi(-25), 1.0), None);
/// ```
pub fn layers_until(deviation: f64, chi: f64) -> Option<usize> {
    let layers = libm::log2(deviation) / (0.5 * libm::log2(chi));
    // A power of a half lands on the threshold itself.
    let whole = layers.round();
    let layers = if (layers - whole).abs() < 1e-9 {
        whole
    } else {
        layers.ceil()
    };
    (chi < 1.0).then_some(layers.max(0.0) as usize)
}
