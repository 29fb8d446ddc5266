//! Figures of a whole net, from those of its layers.

use super::battery::Column;
use super::metric::{Metric, Scale};
use crate::stats::least_squares_slope;

/// Which figures of a net follow from its layers' columns.
#[derive(Debug)]
pub struct WholeNet {
    columns: Vec<Column>,
    gradient: usize,
    /// Places of the shares among the layers' columns.
    shares: Vec<usize>,
}

impl WholeNet {
    /// For layers with these columns, `gradient_rms` among them: the slope
    /// and ratio of the gradient, `born_dead`, and the mean over the layers
    /// of every share.
    ///
    /// # Panics
    /// Where there is no `gradient_rms`.
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
        WholeNet {
            columns,
            gradient: layers
                .iter()
                .position(|c| c.metric == Metric::GradientRms)
                .expect("gradient_rms is among the columns of every battery"),
            shares,
        }
    }

    /// What a net's row of figures holds.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Fills the row of a net from its layers' rows, first layer first. The
    /// difference to ReLU is left to [`WholeNet::subtract_relu`].
    pub fn measure(&self, layers: &[&[f64]], row: &mut [f64]) {
        let gradient = |row: &&[f64]| row[self.gradient];
        let decades = layers.iter().map(|row| libm::log10(gradient(row)));
        let first = layers.first().map_or(f64::NAN, gradient);
        let last = layers.last().map_or(f64::NAN, gradient);
        row[0] = least_squares_slope(decades).unwrap_or(f64::NAN);
        row[1] = f64::NAN;
        row[2] = first / last;
        row[3] = if first.is_nan() {
            f64::NAN
        } else {
            f64::from(u8::from(first == 0.0))
        };
        for (share, figure) in self.shares.iter().zip(&mut row[4..]) {
            let sum: f64 = layers.iter().map(|row| row[*share]).sum();
            *figure = sum / layers.len() as f64;
        }
    }

    /// Fills in `gradient_slope_vs_relu` of a net, given the row of the ReLU
    /// net of the same trial and depth.
    pub fn subtract_relu(relu: &[f64], row: &mut [f64]) {
        row[1] = row[0] - relu[0];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slope_ratio_and_means() {
        let columns = [
            Column::plain(Metric::GradientRms),
            Column::plain(Metric::DeadFraction),
        ];
        let net = WholeNet::new(&columns);
        let layers: [&[f64]; 3] = [&[1e-90, 0.5], &[1e-60, 0.25], &[1e-30, 0.0]];
        let mut row = vec![f64::NAN; net.columns().len()];
        net.measure(&layers, &mut row);
        assert!((row[0] - 30.0).abs() < 1e-12);
        assert!((row[2] / 1e-60 - 1.0).abs() < 1e-12);
        assert_eq!(row[3..], [0.0, 0.25]);
        let dead: [&[f64]; 2] = [&[0.0, 1.0], &[1.0, 0.0]];
        net.measure(&dead, &mut row);
        assert!(row[0].is_nan());
        assert_eq!(row[2..], [0.0, 1.0, 0.5]);
    }
}
