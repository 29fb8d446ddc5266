//! Normalisation, forward and backward.
//!
//! x^ = (x - mean) / sqrt(variance + eps), y = gain x^ + shift, over the units
//! of a sample (layer), over the samples of a unit (batch), or with mean 0 and
//! the mean square for the variance (RMS, without a shift). With g = gain dy and
//! r = 1 / sqrt(variance + eps), dx = r (g - mean g - x^ mean(g x^)); of RMS
//! without mean g. Statistics are taken in f64.

use super::super::Norm;
use crate::network::Real;

/// As in PyTorch.
const EPSILON: f64 = 1e-5;
/// The share of the newest batch in the running statistics, as in PyTorch.
const NEWEST: f64 = 0.1;

/// A normalisation and what it keeps between the passes.
#[derive(Debug, Clone)]
pub(super) struct NormLayer<T> {
    norm: Norm,
    units: usize,
    /// x^.
    normalised: Vec<T>,
    /// r of each sample, or of each unit.
    inverse: Vec<f64>,
    /// Scratch, one number a unit.
    means: Vec<f64>,
    products: Vec<f64>,
    /// Of a batch norm: what it is tested with.
    running_mean: Vec<f64>,
    running_variance: Vec<f64>,
}

impl<T: Real> NormLayer<T> {
    pub fn new(norm: Norm, units: usize, batch: usize) -> Self {
        NormLayer {
            norm,
            units,
            normalised: vec![T::default(); units * batch],
            inverse: vec![0.0; units.max(batch)],
            means: vec![0.0; units],
            products: vec![0.0; units],
            running_mean: vec![0.0; units],
            running_variance: vec![1.0; units],
        }
    }

    /// Normalises `x` to `y`, sample after sample. While `learning`, batch
    /// statistics are used and, if `remember`, kept.
    pub fn forward(
        &mut self,
        (learning, remember): (bool, bool),
        x: &[T],
        [gain, shift]: [&[T]; 2],
        y: &mut [T],
    ) {
        match self.norm {
            Norm::Layer | Norm::Rms => self.by_sample(x),
            Norm::Batch if learning => self.by_unit(x, remember),
            Norm::Batch => self.as_remembered(x),
        }
        let samples = y
            .chunks_exact_mut(self.units)
            .zip(self.normalised.chunks_exact(self.units));
        for (y, x) in samples {
            for ((y, x), gain) in y.iter_mut().zip(x).zip(gain) {
                *y = *x * *gain;
            }
            for (y, shift) in y.iter_mut().zip(shift) {
                *y += *shift;
            }
        }
    }

    fn by_sample(&mut self, x: &[T]) {
        let count = self.units as f64;
        let samples = x
            .chunks_exact(self.units)
            .zip(self.normalised.chunks_exact_mut(self.units));
        for ((x, normalised), inverse) in samples.zip(&mut self.inverse) {
            let mean = match self.norm {
                Norm::Rms => 0.0,
                _ => x.iter().map(|x| x.wide()).sum::<f64>() / count,
            };
            let variance = x.iter().map(|x| (x.wide() - mean).powi(2)).sum::<f64>() / count;
            *inverse = 1.0 / (variance + EPSILON).sqrt();
            for (normalised, x) in normalised.iter_mut().zip(x) {
                *normalised = T::narrow((x.wide() - mean) * *inverse);
            }
        }
    }

    fn by_unit(&mut self, x: &[T], remember: bool) {
        let count = (x.len() / self.units) as f64;
        let (means, variances) = (&mut self.means, &mut self.products);
        means.fill(0.0);
        variances.fill(0.0);
        for sample in x.chunks_exact(self.units) {
            for (mean, x) in means.iter_mut().zip(sample) {
                *mean += x.wide();
            }
        }
        means.iter_mut().for_each(|mean| *mean /= count);
        for sample in x.chunks_exact(self.units) {
            for ((variance, mean), x) in variances.iter_mut().zip(&*means).zip(sample) {
                *variance += (x.wide() - mean).powi(2);
            }
        }
        variances.iter_mut().for_each(|variance| *variance /= count);
        if remember {
            // As PyTorch keeps them: without bias.
            let unbiased = if count > 1.0 {
                count / (count - 1.0)
            } else {
                1.0
            };
            let running = self.running_mean.iter_mut().zip(&mut self.running_variance);
            for ((m, v), (mean, variance)) in running.zip(means.iter().zip(&*variances)) {
                *m += NEWEST * (mean - *m);
                *v += NEWEST * (variance * unbiased - *v);
            }
        }
        normalise(
            x,
            (means, variances),
            &mut self.inverse,
            &mut self.normalised,
        );
    }

    fn as_remembered(&mut self, x: &[T]) {
        let statistics = (&self.running_mean[..], &self.running_variance[..]);
        normalise(x, statistics, &mut self.inverse, &mut self.normalised);
    }

    /// The gradient on x from that on y, in place; the gradients of gain and
    /// shift are added to.
    pub fn backward(&mut self, dy: &mut [T], gain: &[T], [d_gain, d_shift]: [&mut [T]; 2]) {
        let units = self.units;
        let (sums, products) = (&mut self.means, &mut self.products);
        sums.fill(0.0);
        products.fill(0.0);
        let samples = || {
            dy.chunks_exact(units)
                .zip(self.normalised.chunks_exact(units))
        };
        for (dy, x) in samples() {
            for (((sum, product), dy), x) in sums.iter_mut().zip(products.iter_mut()).zip(dy).zip(x)
            {
                *sum += dy.wide();
                *product += dy.wide() * x.wide();
            }
        }
        for (d, product) in d_gain.iter_mut().zip(&*products) {
            *d += T::narrow(*product);
        }
        for (d, sum) in d_shift.iter_mut().zip(&*sums) {
            *d += T::narrow(*sum);
        }
        let count = (dy.len() / units) as f64;
        let samples = dy
            .chunks_exact_mut(units)
            .zip(self.normalised.chunks_exact(units));
        if self.norm == Norm::Batch {
            for (dy, x) in samples {
                let statistics = sums.iter().zip(&*products).zip(&self.inverse);
                let entries = dy.iter_mut().zip(x).zip(gain).zip(statistics);
                for (((dy, x), gain), ((sum, product), inverse)) in entries {
                    let centred = dy.wide() - sum / count - x.wide() * product / count;
                    *dy = T::narrow(gain.wide() * inverse * centred);
                }
            }
            return;
        }
        let count = units as f64;
        for ((dy, x), inverse) in samples.zip(&self.inverse) {
            let (mut sum, mut product) = (0.0, 0.0);
            for ((dy, x), gain) in dy.iter().zip(x).zip(gain) {
                let g = dy.wide() * gain.wide();
                sum += g;
                product += g * x.wide();
            }
            let mean = if self.norm == Norm::Rms {
                0.0
            } else {
                sum / count
            };
            for ((dy, x), gain) in dy.iter_mut().zip(x).zip(gain) {
                let centred = dy.wide() * gain.wide() - mean - x.wide() * product / count;
                *dy = T::narrow(inverse * centred);
            }
        }
    }
}

/// Each unit by its own mean and variance.
fn normalise<T: Real>(
    x: &[T],
    (means, variances): (&[f64], &[f64]),
    inverse: &mut [f64],
    normalised: &mut [T],
) {
    for (inverse, variance) in inverse.iter_mut().zip(variances) {
        *inverse = 1.0 / (variance + EPSILON).sqrt();
    }
    let units = means.len();
    for (x, normalised) in x
        .chunks_exact(units)
        .zip(normalised.chunks_exact_mut(units))
    {
        let statistics = means.iter().zip(&*inverse);
        for ((normalised, x), (mean, inverse)) in normalised.iter_mut().zip(x).zip(statistics) {
            *normalised = T::narrow((x.wide() - mean) * inverse);
        }
    }
}
