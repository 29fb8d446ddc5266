//! One net in a format, held against the reference layer by layer.

use super::absorbed::Absorbed;
use super::cause::{self, Causes, Layer};
use super::input::InputFigures;
use super::noise::Noise;
use super::{Gradients, Rows, Trial};
use crate::activation::Activation;
use crate::analysis::battery::Column;
use crate::analysis::limits::Limits;
use crate::analysis::metric::Metric;
use crate::generator::{Purpose, Stream};
use crate::network::{Dimensions, Real, StoredForward, StoredNet};
use crate::number::{LossScale, Precision};

/// A net in a format and what is measured with it.
#[derive(Debug)]
pub(super) struct Stored<T> {
    net: StoredNet<T>,
    absorbed: Absorbed<T>,
    /// By layer, where phi' came out as zero and is not.
    kernel_zeros: Vec<Vec<u32>>,
}

/// What a precision is held against, and where its figures stand.
pub(super) struct Pass<'a> {
    pub reference: &'a StoredNet<f64>,
    pub gradients: &'a [Gradients],
    pub held: usize,
    pub limits: Limits,
    pub layer_columns: &'a [Column],
    pub net_columns: &'a [Column],
    /// Of the precision.
    pub place: usize,
}

impl Pass<'_> {
    fn wants_causes(&self) -> bool {
        let mut columns = self.layer_columns.iter();
        columns.any(|column| cause::METRICS.contains(&column.metric))
    }

    fn wants_updates(&self) -> bool {
        let mut columns = self.layer_columns.iter();
        columns.any(|column| column.metric == Metric::AbsorbedFraction)
    }
}

impl<T: Real> Stored<T> {
    pub(super) fn new(dimensions: Dimensions, keeps_activations: bool) -> Self {
        let widest = dimensions.width * dimensions.width.max(dimensions.features);
        Stored {
            net: StoredNet::new(dimensions, keeps_activations),
            absorbed: Absorbed::new(if keeps_activations { widest } else { 0 }),
            kernel_zeros: vec![Vec::new(); dimensions.depth],
        }
    }

    pub(super) fn measure(
        &mut self,
        trial: Trial<'_>,
        precision: Precision,
        pass: &Pass<'_>,
        rows: &mut impl Rows,
    ) {
        let Stored {
            net,
            absorbed,
            kernel_zeros,
        } = self;
        net.store(trial.draws, trial.scales, precision, trial.address);
        let input = InputFigures::of(
            (trial.draws.input(), pass.reference.input()),
            net.input(),
            precision.forward(),
        );
        for depth in 0..pass.gradients.len() {
            let own = &mut rows.net(depth)[pass.place * pass.net_columns.len()..];
            for (column, figure) in pass.net_columns.iter().zip(own) {
                *figure = match column.metric {
                    Metric::InputUnderflowFraction => input.underflow,
                    Metric::InputSubnormalFraction => input.subnormal,
                    Metric::InputOverflowFraction => input.overflow,
                    Metric::InputNoiseToSignal => input.noise_to_signal,
                    _ => f64::NAN,
                };
            }
        }
        net.forward(trial.activation, |layer, view| {
            if pass.wants_causes() {
                let zeros = &mut kernel_zeros[layer - 1];
                find_kernel_zeros(
                    trial.activation,
                    view,
                    pass.reference.derivative(layer),
                    zeros,
                );
            }
        });
        for (depth, gradients) in pass.gradients.iter().enumerate() {
            if gradients.depth > pass.held {
                continue;
            }
            let spread = &gradients.spread;
            let loss_scale = match precision.loss_scale() {
                LossScale::Power(exponent) => Some(exponent),
                LossScale::Auto => spread.automatic(precision.gradient()),
            };
            let own = &mut rows.net(depth)[pass.place * pass.net_columns.len()..];
            let window = spread.window(precision.gradient());
            for (column, figure) in pass.net_columns.iter().zip(own) {
                let value = match column.metric {
                    Metric::LossScale => loss_scale,
                    Metric::LossScaleLeast => window.map(|(least, _)| least),
                    Metric::LossScaleGreatest => window.map(|(_, greatest)| greatest),
                    Metric::LossScaleWindow => window.map(|(least, greatest)| greatest - least),
                    // The input's have their figure.
                    _ => continue,
                };
                *figure = value.map_or(f64::NAN, f64::from);
            }
            // All gradients are zero: there is nothing to scale or to lose.
            let loss_scale = loss_scale.unwrap_or(0);
            net.backward(trial.address, gradients.depth, loss_scale, |layer, view| {
                let reference = Layer {
                    delta: &gradients.deltas[layer - 1],
                    derivative: pass.reference.derivative(layer),
                };
                let noise = Noise::of(reference.delta, view.delta, loss_scale);
                let causes = pass.wants_causes().then(|| {
                    let kernel = &kernel_zeros[layer - 1][..];
                    let stored = (view.delta, view.gradient, kernel);
                    let limits = (pass.limits.tau, pass.limits.vanished);
                    Causes::of(reference, stored, loss_scale, limits).shares()
                });
                let absorbed = if pass.wants_updates() {
                    let (seed, trial_number) = trial.address;
                    // Beyond the layers, whose own roundings are drawn there.
                    let place = u32::MAX - layer as u32;
                    let mut words = Stream::new(seed, Purpose::Rounding, trial_number, place);
                    absorbed.share(
                        (trial.draws, trial.scales),
                        (layer, &view),
                        precision,
                        (loss_scale, pass.limits.learning_rate),
                        &mut words,
                    )
                } else {
                    f64::NAN
                };
                let own = &mut rows.layer(depth, layer)[pass.place * pass.layer_columns.len()..];
                for (column, figure) in pass.layer_columns.iter().zip(own) {
                    *figure = match column.metric {
                        Metric::NoiseToSignal => noise.to_signal(),
                        Metric::GradientCosine => noise.cosine(),
                        Metric::SignAgreement => noise.share(noise.agreeing),
                        Metric::LostFraction => noise.share(noise.lost),
                        Metric::AbsorbedFraction => absorbed,
                        cause => {
                            let place = cause::METRICS.iter().position(|m| *m == cause);
                            match (place, &causes) {
                                (Some(place), Some(shares)) => shares[place],
                                _ => f64::NAN,
                            }
                        }
                    };
                }
            });
        }
    }
}

/// The places where phi' came out as zero though it is not, at the z that the
/// net stores: those where the reference's is not zero are looked at.
fn find_kernel_zeros<T: Real>(
    activation: &Activation,
    view: StoredForward<'_, T>,
    reference: &[f64],
    zeros: &mut Vec<u32>,
) {
    const CHUNK: usize = 256;
    zeros.clear();
    let pairs = view.derivative.iter().zip(reference);
    let suspects = (0..)
        .zip(pairs)
        .filter(|(_, (d, r))| d.wide() == 0.0 && **r != 0.0);
    zeros.extend(suspects.map(|(place, _)| place));
    let (mut kept, mut start) = (0, 0);
    let (mut z, mut value, mut derivative) = ([0.0; CHUNK], [0.0; CHUNK], [0.0; CHUNK]);
    while start < zeros.len() {
        let count = CHUNK.min(zeros.len() - start);
        for (z, place) in z.iter_mut().zip(&zeros[start..][..count]) {
            *z = view.preactivation[*place as usize].wide();
        }
        activation.evaluate_f64(&z[..count], &mut value[..count], &mut derivative[..count]);
        for at in 0..count {
            // What is zero in f32 too is no fault of the formula.
            if derivative[at] as f32 != 0.0 {
                zeros[kept] = zeros[start + at];
                kept += 1;
            }
        }
        start += count;
    }
    zeros.truncate(kept);
}
