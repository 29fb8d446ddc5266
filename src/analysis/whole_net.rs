//! Figures of a whole net, from those of its layers.

use super::battery::{Column, wanted};
use super::metric::{Metric, Scale};
use crate::stats::least_squares_slope;
use std::f64::consts::LOG10_2;

/// Which figures of a net follow from its layers' columns.
#[derive(Debug)]
pub struct WholeNet {
    columns: Vec<Column>,
    /// For each column that is the mean of a share, its place among the layers'
    /// columns.
    shares: Vec<Option<usize>>,
}

impl WholeNet {
    /// Those of `metrics` that are of a whole net, the slope and ratio of the
    /// gradient and `born_dead`, and the mean over the layers, which have these
    /// columns, of every share.
    pub fn new(layers: &[Column], metrics: &[Metric]) -> Self {
        let own = [
            Metric::GradientSlope,
            Metric::GradientSlopeVsRelu,
            Metric::GradientRatio,
            Metric::BornDead,
        ];
        let own = wanted(&own, metrics).into_iter().map(|own| (own, None));
        let shares = (0..layers.len()).filter(|i| layers[*i].metric.scale() == Scale::Share);
        let shares = shares.map(|place| (layers[place], Some(place)));
        let (columns, shares) = own.chain(shares).unzip();
        WholeNet { columns, shares }
    }

    /// What a net's row of figures holds.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Fills the row of a net from its layers' rows, first layer first, and
    /// from the binary logarithms of their `gradient_rms`, which do not leave
    /// f64's range where the gradient does; NaN is 'no figure'. The difference
    /// to ReLU is left to who has ReLU's slope.
    pub fn measure<'a>(
        &self,
        layers: impl ExactSizeIterator<Item = &'a [f64]> + Clone,
        gradient_logs: &[f64],
        row: &mut [f64],
    ) {
        let first = gradient_logs.first().copied().unwrap_or(f64::NAN);
        let last = gradient_logs.last().copied().unwrap_or(f64::NAN);
        for ((column, share), figure) in self.columns.iter().zip(&self.shares).zip(row) {
            *figure = match (share, column.metric) {
                (Some(share), _) => {
                    let count = layers.len() as f64;
                    layers.clone().map(|row| row[*share]).sum::<f64>() / count
                }
                (None, Metric::GradientSlope) => slope(gradient_logs),
                (None, Metric::GradientRatio) => power_of_two(first - last),
                (None, Metric::BornDead) => born_dead(first),
                (None, _) => f64::NAN,
            };
        }
    }

    /// The place of `gradient_slope_vs_relu` in a net's row, if it is measured.
    pub fn place_of_difference(&self) -> Option<usize> {
        let mut columns = self.columns.iter();
        columns.position(|c| c.metric == Metric::GradientSlopeVsRelu)
    }
}

/// `gradient_slope` from the binary logarithms of `gradient_rms`, first layer
/// first; NaN is 'no figure'.
pub fn slope(gradient_logs: &[f64]) -> f64 {
    let decades = gradient_logs.iter().map(|log| log * LOG10_2);
    least_squares_slope(decades).unwrap_or(f64::NAN)
}

/// 2^`log`; no figure where f64 cannot hold it as a normal number.
fn power_of_two(log: f64) -> f64 {
    let value = libm::exp2(log);
    if value.is_normal() || log == f64::NEG_INFINITY {
        value
    } else {
        f64::NAN
    }
}

/// 1 where the gradient of the first layer is zero.
fn born_dead(log: f64) -> f64 {
    match log {
        f64::NEG_INFINITY => 1.0,
        log if log.is_nan() => f64::NAN,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TINY: f64 = -1000.0;

    fn measure(layers: &[[f64; 1]], logs: &[f64]) -> Vec<f64> {
        let net = WholeNet::new(&[Column::plain(Metric::DeadFraction)], Metric::ALL);
        let mut row = vec![f64::NAN; net.columns().len()];
        net.measure(layers.iter().map(|row| &row[..]), logs, &mut row);
        row
    }

    #[test]
    fn slope_ratio_and_means() {
        let row = measure(&[[0.5], [0.25], [0.0]], &[-200.0, -100.0, 0.0]);
        assert!((row[0] - 100.0 * LOG10_2).abs() < 1e-12);
        assert_eq!(row[2..], [2f64.powi(-200), 0.0, 0.25]);
        // Below f64's range there is a slope, but no ratio.
        let row = measure(&[[0.0]; 3], &[2.0 * TINY, TINY, 0.0]);
        assert!((row[0] + TINY * LOG10_2).abs() < 1e-9);
        assert!(row[2].is_nan());
        assert_eq!(row[3], 0.0);
    }

    #[test]
    fn the_dead_and_the_unknown() {
        let dead = measure(&[[1.0], [0.0]], &[f64::NEG_INFINITY, 0.0]);
        assert!(dead[0].is_nan());
        assert_eq!(dead[2..], [0.0, 1.0, 0.5]);
        let unknown = measure(&[[f64::NAN], [0.0]], &[f64::NAN, 0.0]);
        assert!(unknown.iter().all(|figure| figure.is_nan()));
        let single = measure(&[[0.0]], &[-3.0]);
        assert_eq!(single[2..], [1.0, 0.0, 0.0]);
    }
}
