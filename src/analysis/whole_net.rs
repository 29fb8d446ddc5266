//! Figures of a whole net, from those of its layers.

use super::battery::Column;
use super::metric::{Metric, Scale};
use crate::stats::least_squares_slope;
use std::f64::consts::LOG10_2;

/// Which figures of a net follow from its layers' columns.
#[derive(Debug)]
pub struct WholeNet {
    columns: Vec<Column>,
    /// Places of the shares among the layers' columns.
    shares: Vec<usize>,
}

impl WholeNet {
    /// For layers with these columns: the slope and ratio of the gradient,
    /// `born_dead`, and the mean over the layers of every share.
    pub fn new(layers: &[Column]) -> Self {
        let shares: Vec<usize> = (0..layers.len())
            .filter(|i| layers[*i].metric.scale() == Scale::Share)
            .collect();
        let mut columns: Vec<Column> = [
            Metric::GradientSlope,
            Metric::GradientSlopeVsRelu,
            Metric::GradientRatio,
            Metric::BornDead,
        ]
        .map(Column::plain)
        .into();
        columns.extend(shares.iter().map(|i| layers[*i]));
        WholeNet { columns, shares }
    }

    /// What a net's row of figures holds.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Fills the row of a net from its layers' rows, first layer first, and
    /// from the binary logarithms of their `gradient_rms`, which do not leave
    /// f64's range where the gradient does; NaN is 'no figure'. The difference
    /// to ReLU is left to [`WholeNet::subtract_relu`].
    pub fn measure<'a>(
        &self,
        layers: impl ExactSizeIterator<Item = &'a [f64]> + Clone,
        gradient_logs: &[f64],
        row: &mut [f64],
    ) {
        let decades = gradient_logs.iter().map(|log| log * LOG10_2);
        row[0] = least_squares_slope(decades).unwrap_or(f64::NAN);
        row[1] = f64::NAN;
        let first = gradient_logs.first().copied().unwrap_or(f64::NAN);
        let last = gradient_logs.last().copied().unwrap_or(f64::NAN);
        row[2] = power_of_two(first - last);
        row[3] = born_dead(first);
        for (share, figure) in self.shares.iter().zip(&mut row[4..]) {
            let count = layers.len() as f64;
            *figure = layers.clone().map(|row| row[*share]).sum::<f64>() / count;
        }
    }

    /// Fills in `gradient_slope_vs_relu` of a net, given the row of the ReLU
    /// net of the same trial and depth.
    pub fn subtract_relu(relu: &[f64], row: &mut [f64]) {
        row[1] = row[0] - relu[0];
    }
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
        let net = WholeNet::new(&[Column::plain(Metric::DeadFraction)]);
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
