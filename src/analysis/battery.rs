//! All measurements of a layer side by side.

use super::dead_units::DeadUnits;
use super::gradient_flow::GradientFlow;
use super::limits::Limits;
use super::metric::Metric;
use super::octaves::Octaves;
use super::saturation::Saturation;
use super::signal::Signal;
use super::underflow::Underflow;
use crate::network::{
    Backward, BackwardObserver, BackwardPiece, Dimensions, Forward, ForwardObserver, ForwardPiece,
};
use crate::number::Precision;
use crate::stats::LOST;
use std::ops::Range;

/// One number that is measured at every layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// What it is.
    pub metric: Metric,
    /// In which format or octave, for the metrics that have one.
    pub qualifier: Option<Qualifier>,
}

/// What a metric is a metric of, beside the layer: the field `format` of the
/// files.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Qualifier {
    /// A net in these formats.
    Precision(Precision),
    /// Magnitudes from 2^k up to 2^{k+1}.
    Octave(i32),
}

impl std::fmt::Display for Qualifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Qualifier::Precision(precision) => precision.fmt(f),
            Qualifier::Octave(k) => write!(f, "2^{k}"),
        }
    }
}

impl Column {
    pub(super) fn plain(metric: Metric) -> Self {
        Column {
            metric,
            qualifier: None,
        }
    }

    pub(super) fn of(metric: Metric, precision: Precision) -> Self {
        Column {
            metric,
            qualifier: Some(Qualifier::Precision(precision)),
        }
    }

    /// The formats of the net that it is measured in.
    pub fn precision(&self) -> Option<Precision> {
        match self.qualifier {
            Some(Qualifier::Precision(precision)) => Some(precision),
            _ => None,
        }
    }
}

/// A measurement: it looks at a layer, piece by piece and as a whole, and fills
/// its columns.
pub trait Measurement: Send {
    /// What it fills, in order.
    fn columns(&self) -> Vec<Column>;
    /// Looks at a piece of a layer on the way forward. The first piece of a
    /// layer starts at 0; f32 may turn out not to hold the layer's values.
    fn forward_piece(&mut self, _piece: &ForwardPiece<'_>) {}
    /// Looks at a layer whose values f32 holds, on the way forward.
    fn forward(&mut self, _layer: &Forward<'_>, _figures: &mut [f64]) {}
    /// Looks at a piece of a layer on the way back.
    fn backward_piece(&mut self, _piece: &BackwardPiece<'_>) {}
    /// Looks at a layer on the way back.
    fn backward(&mut self, _layer: &Backward<'_>, _figures: &mut [f64]) {}
}

/// The measurements of a study.
pub struct Battery {
    measurements: Vec<(Range<usize>, Box<dyn Measurement>)>,
    columns: Vec<Column>,
}

impl Battery {
    /// The battery that measures `metrics`, in these number formats. What nobody
    /// asks for costs nothing.
    pub fn new(
        dimensions: Dimensions,
        limits: Limits,
        precisions: &[Precision],
        metrics: &[Metric],
    ) -> Self {
        let table: Vec<Box<dyn Measurement>> = vec![
            Box::new(Signal::new(metrics)),
            Box::new(GradientFlow::new(dimensions, metrics)),
            Box::new(DeadUnits::new(dimensions, metrics)),
            Box::new(Saturation::new(limits.tau, metrics)),
            Box::new(Underflow::new(precisions, metrics)),
            Box::new(Octaves::new(metrics)),
        ];
        let mut columns = Vec::new();
        let mut measurements = Vec::new();
        for measurement in table {
            let start = columns.len();
            columns.extend(measurement.columns());
            if start < columns.len() {
                measurements.push((start..columns.len(), measurement));
            }
        }
        Battery {
            measurements,
            columns,
        }
    }

    /// What a layer's row of figures holds.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Whether any of `metrics` needs the activations of a layer on the way
    /// back.
    pub fn needs_activations(metrics: &[Metric]) -> bool {
        metrics.contains(&Metric::WeightGradientRms)
    }

    /// Takes in a forward pass, and writes each layer's row, which starts `at` (net,
    /// layer).
    pub fn on_the_way_forward<'a>(
        &'a mut self,
        figures: &'a mut [f64],
        at: impl Fn(usize, usize) -> usize + 'a,
    ) -> impl ForwardObserver {
        OnTheWay {
            battery: self,
            figures,
            at: move |(net, _), layer| at(net, layer),
            seen: (),
        }
    }

    /// Takes in a backward pass, and writes into each layer's row, which starts `at`
    /// ((net, depth), layer); `seen` is told the binary logarithm of every layer's
    /// `gradient_rms`, infinity where it is too small to be measured.
    pub fn on_the_way_back<'a>(
        &'a mut self,
        figures: &'a mut [f64],
        at: impl Fn((usize, usize), usize) -> usize + 'a,
        seen: impl FnMut((usize, usize), usize, f64) + 'a,
    ) -> impl BackwardObserver {
        OnTheWay {
            battery: self,
            figures,
            at,
            seen,
        }
    }

    /// Measures a layer on the way forward. Once f32 does not hold the signal
    /// only [`Metric::Overflow`] is a figure: the share of pairs that overflow.
    fn forward(&mut self, layer: &Forward<'_>, row: &mut [f64]) {
        if layer.held {
            for (range, measurement) in &mut self.measurements {
                measurement.forward(layer, &mut row[range.clone()]);
            }
        }
        for (column, figure) in self.columns.iter().zip(row) {
            if column.metric == Metric::Overflow {
                *figure = super::signal::overflow(layer);
            }
        }
    }

    /// Measures a layer on the way back.
    fn backward(&mut self, layer: &Backward<'_>, row: &mut [f64]) {
        if layer.sum_of_squares.is_finite() {
            for (range, measurement) in &mut self.measurements {
                measurement.backward(layer, &mut row[range.clone()]);
            }
        }
    }
}

/// A battery that watches a pass.
struct OnTheWay<'a, P, S> {
    battery: &'a mut Battery,
    figures: &'a mut [f64],
    at: P,
    seen: S,
}

impl<P: Fn((usize, usize), usize) -> usize, S> OnTheWay<'_, P, S> {
    fn row(&mut self, net: (usize, usize), layer: usize) -> (&mut Battery, &mut [f64]) {
        let columns = self.battery.columns.len();
        let row = &mut self.figures[(self.at)(net, layer)..][..columns];
        (self.battery, row)
    }
}

impl<P: Fn((usize, usize), usize) -> usize, S> ForwardObserver for OnTheWay<'_, P, S> {
    fn piece(&mut self, piece: &ForwardPiece<'_>) {
        for (_, measurement) in &mut self.battery.measurements {
            measurement.forward_piece(piece);
        }
    }

    fn layer(&mut self, layer: usize, view: Forward<'_>) {
        // On the way forward all depths are one.
        let (battery, row) = self.row((view.net, 0), layer);
        battery.forward(&view, row);
    }
}

impl<P, S> BackwardObserver for OnTheWay<'_, P, S>
where
    P: Fn((usize, usize), usize) -> usize,
    S: FnMut((usize, usize), usize, f64),
{
    fn piece(&mut self, piece: &BackwardPiece<'_>) {
        for (_, measurement) in &mut self.battery.measurements {
            measurement.backward_piece(piece);
        }
    }

    fn layer(&mut self, layer: usize, view: Backward<'_>) {
        (self.seen)((view.net, view.depth), layer, view.log2_rms());
        let (battery, row) = self.row((view.net, view.depth), layer);
        battery.backward(&view, row);
    }

    fn lost(&mut self, net: usize, depth: usize, layer: usize) {
        for layer in 1..=layer {
            (self.seen)((net, depth), layer, f64::INFINITY);
            // The forward half is there already.
            let (_, row) = self.row((net, depth), layer);
            for figure in row.iter_mut().filter(|figure| figure.is_nan()) {
                *figure = LOST;
            }
        }
    }
}

/// Those of `metrics` that are `measured`, as columns.
pub(super) fn wanted(measured: &[Metric], metrics: &[Metric]) -> Vec<Column> {
    let wanted = measured.iter().filter(|m| metrics.contains(m));
    wanted.map(|m| Column::plain(*m)).collect()
}

/// `figure` 2^`exponent`; no figure where f64 cannot hold it as a normal
/// number: it must not pass for zero or infinity.
pub(super) fn scaled(figure: f64, exponent: i32) -> f64 {
    let value = libm::scalbn(figure, exponent);
    if figure == 0.0 || value.is_normal() {
        value
    } else {
        f64::NAN
    }
}
