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
mod stored;
#[cfg(test)]
mod tests;

use super::battery::Column;
use super::limits::Limits;
use super::metric::Metric;
use crate::activation::Activation;
use crate::network::{Dimensions, Draws, Scales, StoredNet};
use crate::number::{Accumulation, LossScale, Precision, Storage};
use loss_scale::Spread;
pub(crate) use noise::Noise;
use stored::{Pass, Stored};

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
