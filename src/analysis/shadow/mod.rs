//! The nets of a trial in number formats, each beside the same net in f64.
//!
//! The reference, a [`StoredNet`] of f64, is run once for an activation and kept;
//! every precision is then run on the same draws and held against it, layer by
//! layer: how much of the gradient is noise ([`noise`]), of what every entry
//! that is gone is gone ([`cause`]), which updates a weight absorbs
//! ([`absorbed`]), and which loss scales would have saved it ([`loss_scale`]);
//! and, before the first layer, what a format makes of the input ([`input`]).

mod absorbed;
mod cause;
mod input;
mod loss_scale;
mod noise;
#[cfg(test)]
mod tests;

use super::battery::Column;
use super::limits::Limits;
use super::metric::Metric;
use crate::activation::Activation;
use crate::generator::{Purpose, Stream};
use crate::network::{Dimensions, Draws, Real, Scales, StoredForward, StoredNet};
use crate::number::{Accumulation, LossScale, Precision, Storage};
use absorbed::Absorbed;
use cause::{Causes, Layer};
use input::InputFigures;
use loss_scale::Spread;
use noise::Noise;

/// What is measured of a layer in a format.
const OF_LAYER: [Metric; 13] = [
    Metric::NoiseToSignal,
    Metric::GradientCosine,
    Metric::SignAgreement,
    Metric::LostFraction,
    Metric::AbsorbedFraction,
    cause::METRICS[0],
    cause::METRICS[1],
    cause::METRICS[2],
    cause::METRICS[3],
    cause::METRICS[4],
    cause::METRICS[5],
    cause::METRICS[6],
    cause::METRICS[7],
];

/// What is measured of a net in a format here.
const OF_NET: [Metric; 8] = [
    Metric::LossScale,
    Metric::LossScaleLeast,
    Metric::LossScaleGreatest,
    Metric::LossScaleWindow,
    Metric::InputUnderflowFraction,
    Metric::InputSubnormalFraction,
    Metric::InputOverflowFraction,
    Metric::InputNoiseToSignal,
];

/// What the spread of the reference's gradients tells.
const OF_SPREAD: [Metric; 3] = [
    Metric::LossScaleLeast,
    Metric::LossScaleGreatest,
    Metric::LossScaleWindow,
];

/// The reference's gradients of a net of one depth.
#[derive(Debug)]
struct Gradients {
    depth: usize,
    deltas: Vec<Vec<f64>>,
    spread: Spread,
}

/// A net in a format and what is measured with it.
#[derive(Debug)]
struct Stored<T> {
    net: StoredNet<T>,
    absorbed: Absorbed<T>,
    /// By layer, where phi' came out as zero and is not.
    kernel_zeros: Vec<Vec<u32>>,
}

/// Memory for the nets of a trial in every precision of a study.
#[derive(Debug)]
pub struct Shadow {
    dimensions: Dimensions,
    precisions: Vec<Precision>,
    limits: Limits,
    reference: StoredNet<f64>,
    gradients: Vec<Gradients>,
    single: Option<Stored<f32>>,
    double: Option<Stored<f64>>,
    layer_columns: Vec<Column>,
    net_columns: Vec<Column>,
}

/// Where the figures go: rows of the columns of [`Shadow`].
pub trait Rows {
    /// The row of `layer`, from 1, of the net of the `depth`-th depth.
    fn layer(&mut self, depth: usize, layer: usize) -> &mut [f64];
    /// The row of that net.
    fn net(&mut self, depth: usize) -> &mut [f64];
}

/// A trial of one activation.
#[derive(Clone, Copy)]
pub struct Trial<'a> {
    /// Input and weights.
    pub draws: &'a Draws,
    /// What makes weights of them.
    pub scales: Scales,
    /// The activation.
    pub activation: &'a Activation,
    /// The seed of the draws and the trial's number.
    pub address: (u64, u32),
}

impl Shadow {
    /// What is measured of every layer, precision by precision.
    pub fn layer_columns(precisions: &[Precision], metrics: &[Metric]) -> Vec<Column> {
        columns(precisions, &OF_LAYER, metrics)
    }

    /// What is measured of every net, precision by precision, and of its
    /// reference.
    pub fn net_columns(precisions: &[Precision], metrics: &[Metric]) -> Vec<Column> {
        let mut columns = columns(precisions, &OF_NET, metrics);
        columns.push(Column::plain(Metric::ReferenceEnds));
        columns
    }

    /// Whether any of `metrics` takes nets in formats and the reference.
    pub fn is_needed(metrics: &[Metric]) -> bool {
        metrics.iter().any(|metric| metric.needs_shadow())
    }

    /// Memory for nets of these `dimensions`, up to each of `depths`.
    pub fn new(
        dimensions: Dimensions,
        depths: &[usize],
        precisions: &[Precision],
        metrics: &[Metric],
        limits: Limits,
    ) -> Self {
        let keeps = metrics.contains(&Metric::AbsorbedFraction);
        let size = dimensions.width * dimensions.batch;
        Shadow {
            dimensions,
            precisions: precisions.to_vec(),
            limits,
            reference: StoredNet::new(dimensions, false),
            gradients: depths
                .iter()
                .map(|depth| Gradients {
                    depth: *depth,
                    deltas: vec![vec![0.0; size]; *depth],
                    spread: Spread::new(),
                })
                .collect(),
            single: precisions
                .iter()
                .any(|p| !p.is_double())
                .then(|| Stored::new(dimensions, keeps)),
            double: precisions
                .iter()
                .any(Precision::is_double)
                .then(|| Stored::new(dimensions, keeps)),
            layer_columns: Self::layer_columns(precisions, metrics),
            net_columns: Self::net_columns(precisions, metrics),
        }
    }

    /// Bytes that [`Shadow::new`] takes.
    pub fn bytes(
        dimensions: Dimensions,
        depths: &[usize],
        precisions: &[Precision],
        metrics: &[Metric],
    ) -> f64 {
        let keeps = metrics.contains(&Metric::AbsorbedFraction);
        let size = (dimensions.width * dimensions.batch) as f64;
        let matrix = (dimensions.width * dimensions.width.max(dimensions.features)) as f64;
        let layers: f64 = depths.iter().map(|d| *d as f64).sum();
        let has_blocks = precisions
            .iter()
            .any(|p| matches!(p.weights(), Storage::Block(_)));
        let sums_in_double = precisions
            .iter()
            .any(|p| p.accumulate() == Accumulation::Double && !p.is_double());
        let mut bytes = StoredNet::<f64>::bytes(dimensions, false, false) + 8.0 * layers * size;
        if precisions.iter().any(|p| !p.is_double()) {
            bytes += StoredNet::<f32>::bytes(dimensions, keeps, has_blocks) + 12.0 * matrix;
        }
        if precisions.iter().any(Precision::is_double) {
            bytes += StoredNet::<f64>::bytes(dimensions, keeps, false) + 24.0 * matrix;
        }
        if sums_in_double {
            bytes += 8.0 * (matrix + 2.0 * size);
        }
        bytes
    }

    /// Runs the reference and every precision, and writes their figures.
    pub fn measure(&mut self, trial: Trial<'_>, rows: &mut impl Rows) {
        let held = self.run_reference(trial);
        if held < self.dimensions.depth {
            let column = self.net_columns.len() - 1;
            for (depth, gradients) in self.gradients.iter().enumerate() {
                if gradients.depth > held {
                    rows.net(depth)[column] = (held + 1) as f64;
                }
            }
        }
        for place in 0..self.precisions.len() {
            let precision = self.precisions[place];
            let per_layer = self.layer_columns.len() / self.precisions.len();
            let per_net = (self.net_columns.len() - 1) / self.precisions.len();
            let pass = Pass {
                reference: &self.reference,
                gradients: &self.gradients,
                held,
                limits: self.limits,
                layer_columns: &self.layer_columns[place * per_layer..][..per_layer],
                net_columns: &self.net_columns[place * per_net..][..per_net],
                place,
            };
            match (&mut self.single, &mut self.double) {
                (_, Some(double)) if precision.is_double() => {
                    double.measure(trial, precision, &pass, rows);
                }
                (Some(single), _) => single.measure(trial, precision, &pass, rows),
                _ => {}
            }
        }
    }

    /// Runs the reference forward and, from every depth, back. Returns the
    /// number of layers in which all its values are finite.
    fn run_reference(&mut self, trial: Trial<'_>) -> usize {
        let reference = Precision::reference();
        self.reference
            .store(trial.draws, trial.scales, reference, trial.address);
        let mut held = 0;
        self.reference.forward(trial.activation, |layer, view| {
            let peaks = [view.activation, view.derivative, view.preactivation].map(noise::peak);
            if held == layer - 1 && peaks.iter().all(|peak| peak.is_finite()) {
                held = layer;
            }
        });
        // The spread tells of loss scales alone.
        let is_of_scale = |column: &Column| OF_SPREAD.contains(&column.metric);
        let wants_spread = self.net_columns.iter().any(is_of_scale)
            || self
                .precisions
                .iter()
                .any(|p| p.loss_scale() == LossScale::Auto);
        for gradients in &mut self.gradients {
            gradients.spread.clear();
            if gradients.depth > held {
                continue;
            }
            let limit = self.limits.lost;
            let Gradients {
                depth,
                deltas,
                spread,
            } = gradients;
            self.reference
                .backward(trial.address, *depth, 0, |layer, view| {
                    deltas[layer - 1].copy_from_slice(view.delta);
                    if wants_spread {
                        spread.add(view.gradient, view.delta, limit);
                    }
                });
        }
        held
    }
}

/// What a precision is held against, and where its figures stand.
struct Pass<'a> {
    reference: &'a StoredNet<f64>,
    gradients: &'a [Gradients],
    held: usize,
    limits: Limits,
    layer_columns: &'a [Column],
    net_columns: &'a [Column],
    /// Of the precision.
    place: usize,
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
    fn new(dimensions: Dimensions, keeps_activations: bool) -> Self {
        let widest = dimensions.width * dimensions.width.max(dimensions.features);
        Stored {
            net: StoredNet::new(dimensions, keeps_activations),
            absorbed: Absorbed::new(if keeps_activations { widest } else { 0 }),
            kernel_zeros: vec![Vec::new(); dimensions.depth],
        }
    }

    fn measure(
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

/// `measured`, as far as they are among `metrics`, of every precision.
fn columns(precisions: &[Precision], measured: &[Metric], metrics: &[Metric]) -> Vec<Column> {
    let of = |precision: &Precision| {
        let wanted = measured.iter().filter(|m| metrics.contains(m));
        wanted
            .map(|metric| Column::of(*metric, *precision))
            .collect::<Vec<_>>()
    };
    precisions.iter().flat_map(of).collect()
}
