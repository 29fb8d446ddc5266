//! All measurements of a layer side by side.

use super::dead_units::DeadUnits;
use super::gradient_flow::GradientFlow;
use super::metric::Metric;
use super::saturation::Saturation;
use super::signal::Signal;
use super::underflow::Underflow;
use crate::network::{Backward, Dimensions, Forward};
use crate::number::Format;
use std::ops::Range;

/// One number that is measured at every layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// What it is.
    pub metric: Metric,
    /// In which format, for the metrics that have one.
    pub format: Option<Format>,
}

impl Column {
    pub(super) fn plain(metric: Metric) -> Self {
        Column {
            metric,
            format: None,
        }
    }
}

/// A measurement: it looks at a layer and fills its columns.
pub trait Measurement: Send {
    /// What it fills, in order.
    fn columns(&self) -> Vec<Column>;
    /// Looks at a layer whose values f32 holds, on the way forward.
    fn forward(&mut self, _layer: &Forward<'_>, _figures: &mut [f64]) {}
    /// Looks at a layer on the way back.
    fn backward(&mut self, _layer: &Backward<'_>, _figures: &mut [f64]) {}
}

/// Every measurement of a study.
pub struct Battery {
    measurements: Vec<(Range<usize>, Box<dyn Measurement>)>,
    columns: Vec<Column>,
}

impl Battery {
    /// The battery for saturation threshold `tau` and these number formats.
    pub fn new(dimensions: Dimensions, tau: f64, formats: &[Format]) -> Self {
        let table: Vec<Box<dyn Measurement>> = vec![
            Box::new(Signal),
            Box::new(GradientFlow::new(dimensions)),
            Box::new(DeadUnits::new(dimensions)),
            Box::new(Saturation::new(tau)),
            Box::new(Underflow::new(formats)),
        ];
        let mut columns = Vec::new();
        let measurements = table
            .into_iter()
            .map(|measurement| {
                let start = columns.len();
                columns.extend(measurement.columns());
                (start..columns.len(), measurement)
            })
            .collect();
        Battery {
            measurements,
            columns,
        }
    }

    /// What a layer's row of figures holds.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Measures a layer on the way forward. Once f32 does not hold the signal
    /// only [`Metric::Overflow`] is a figure: the share of pairs that overflow.
    pub fn forward(&mut self, layer: &Forward<'_>, row: &mut [f64]) {
        if layer.held {
            for (range, measurement) in &mut self.measurements {
                measurement.forward(layer, &mut row[range.clone()]);
            }
        }
        let overflow = super::signal::overflow(layer);
        for (column, figure) in self.columns.iter().zip(row) {
            if column.metric == Metric::Overflow {
                *figure = overflow;
            }
        }
    }

    /// Measures a layer on the way back.
    pub fn backward(&mut self, layer: &Backward<'_>, row: &mut [f64]) {
        if layer.sum_of_squares.is_finite() {
            for (range, measurement) in &mut self.measurements {
                measurement.backward(layer, &mut row[range.clone()]);
            }
        }
    }
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
