//! Figures of a whole net, from those of its layers.

use super::battery::{Column, wanted};
use super::jacobian::SingularValues;
use super::limits::Limits;
use super::metric::{Metric, Scale};
use crate::number::Precision;
use crate::stats::{LOST, least_squares_slope};
use std::f64::consts::LOG10_2;

/// Which figures of a net follow from its layers' columns.
#[derive(Debug)]
pub struct WholeNet {
    columns: Vec<Column>,
    /// What each column follows from.
    sources: Vec<Source>,
}

/// What a figure of a net follows from.
#[derive(Debug, Clone, Copy)]
enum Source {
    /// The gradient's RMS at every layer, or another net.
    Gradients,
    /// The mean over the layers of the column at this place.
    Mean(usize),
    /// The first layer from the output at which the column at this place
    /// reaches a limit.
    Reaches(usize, f64),
    /// What other depths of the study give.
    Depths,
    /// The Jacobian from the input.
    Jacobian,
}

impl WholeNet {
    /// Those of `metrics` that are of a whole net: the slope and ratio of the
    /// gradient and `born_dead`; of every format, at which depth its limit is
    /// reached; and the mean over the layers, which have these columns, of
    /// every share.
    pub fn new(layers: &[Column], metrics: &[Metric], limits: Limits) -> Self {
        let own = [
            Metric::GradientSlope,
            Metric::GradientSlopeVsRelu,
            Metric::GradientRatio,
            Metric::BornDead,
        ];
        let own = wanted(&own, metrics).into_iter();
        let own = own.map(|own| (own, Source::Gradients));
        let places = 0..layers.len();
        let depths = places.clone().filter_map(|place| {
            let (metric, limit) = match layers[place].metric {
                Metric::UnderflowFraction => (Metric::DepthToUnderflow, limits.underflow),
                Metric::NoiseToSignal => (Metric::DepthToNoise, limits.noise),
                _ => return None,
            };
            let precision = layers[place]
                .precision()
                .filter(|_| metrics.contains(&metric))?;
            Some((Column::of(metric, precision), Source::Reaches(place, limit)))
        });
        let safe = places.clone().filter_map(|place| {
            let takes = [Metric::SafeDepth, Metric::LostFraction];
            let is_safe = layers[place].metric == Metric::NoiseToSignal
                && takes.iter().all(|metric| metrics.contains(metric));
            let precision = layers[place].precision().filter(|_| is_safe)?;
            Some((Column::of(Metric::SafeDepth, precision), Source::Depths))
        });
        let shares = places.filter(|i| {
            let metric = layers[*i].metric;
            metric.scale() == Scale::Share && !metric.is_of_octaves()
        });
        let shares = shares.map(|place| (layers[place], Source::Mean(place)));
        let of_jacobian = Metric::ALL.iter().filter(|m| m.is_of_jacobian());
        let of_jacobian = wanted(&of_jacobian.copied().collect::<Vec<_>>(), metrics);
        let jacobian = of_jacobian.into_iter().map(|own| (own, Source::Jacobian));
        let columns = own.chain(depths).chain(safe).chain(shares);
        let (columns, sources) = columns.chain(jacobian).unzip();
        WholeNet { columns, sources }
    }

    /// What a net's row of figures holds.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Fills the row of a net from its layers' rows, first layer first, and
    /// from the binary logarithms of their `gradient_rms`, which do not leave
    /// f64's range where the gradient does; NaN is 'no figure', infinity a gradient too
    /// small to be measured. The difference to ReLU is left to who has ReLU's slope, the
    /// safe depth to who has all depths, and what is of the Jacobian to who has that.
    pub fn measure<'a>(
        &self,
        layers: impl DoubleEndedIterator<Item = &'a [f64]> + ExactSizeIterator + Clone,
        gradient_logs: &[f64],
        row: &mut [f64],
    ) {
        let first = gradient_logs.first().copied().unwrap_or(f64::NAN);
        let last = gradient_logs.last().copied().unwrap_or(f64::NAN);
        for ((column, source), figure) in self.columns.iter().zip(&self.sources).zip(row) {
            *figure = match (source, column.metric) {
                (Source::Mean(place), _) => {
                    let count = layers.len() as f64;
                    layers.clone().map(|row| row[*place]).sum::<f64>() / count
                }
                (Source::Reaches(place, limit), _) => {
                    reached(layers.clone().rev().map(|row| row[*place]), *limit)
                }
                (_, Metric::GradientSlope) => slope(gradient_logs),
                (_, Metric::GradientRatio) if first == f64::INFINITY => LOST,
                (_, Metric::GradientRatio) => power_of_two(first - last),
                (_, Metric::BornDead) => born_dead(first),
                _ => f64::NAN,
            };
        }
    }

    /// Every precision that has a safe depth, with its place in a net's row.
    pub fn places_of_safe_depths(&self) -> impl Iterator<Item = (usize, Precision)> {
        let columns = self.columns.iter().enumerate();
        columns.filter_map(|(place, column)| match column.metric {
            Metric::SafeDepth => column.precision().map(|precision| (place, precision)),
            _ => None,
        })
    }

    /// Fills in what is of the Jacobian.
    pub fn fill_jacobian(&self, values: SingularValues, row: &mut [f64]) {
        for (column, figure) in self.columns.iter().zip(row) {
            match column.metric {
                Metric::JacobianMeanSquare => *figure = values.mean_square,
                Metric::JacobianCondition => *figure = values.condition,
                Metric::JacobianLogSpread => *figure = values.log_spread,
                _ => {}
            }
        }
    }
}

/// `gradient_slope` from the binary logarithms of `gradient_rms`, first layer
/// first; NaN is 'no figure', infinity a gradient too small to be measured.
pub fn slope(gradient_logs: &[f64]) -> f64 {
    if gradient_logs.contains(&f64::INFINITY) {
        return LOST;
    }
    let decades = gradient_logs.iter().map(|log| log * LOG10_2);
    least_squares_slope(decades).unwrap_or(f64::NAN)
}

/// How many layers below the output a figure first reaches a limit, from those
/// of the layers from the output down; no figure where it never does, or where a
/// layer before has none.
fn reached(figures: impl Iterator<Item = f64>, limit: f64) -> f64 {
    for (below, figure) in figures.enumerate() {
        if figure.is_nan() || figure == LOST {
            return figure;
        } else if figure >= limit {
            return below as f64;
        }
    }
    f64::NAN
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
        // It may be zero further down.
        f64::INFINITY => LOST,
        log if log.is_nan() => f64::NAN,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TINY: f64 = -1000.0;

    fn measure(layers: &[[f64; 1]], logs: &[f64]) -> Vec<f64> {
        let all = Metric::ALL.iter().copied();
        let metrics: Vec<Metric> = all.filter(|m| !m.is_of_jacobian()).collect();
        let net = WholeNet::new(
            &[Column::plain(Metric::DeadFraction)],
            &metrics,
            Limits::USUAL,
        );
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
    fn depths_are_counted_from_the_output() {
        let f16 = Precision::parse("f16").unwrap();
        let columns = [Column::of(Metric::UnderflowFraction, f16)];
        let net = WholeNet::new(&columns, Metric::ALL, Limits::USUAL);
        assert_eq!(net.columns()[4], Column::of(Metric::DepthToUnderflow, f16));
        for (layers, depth) in [
            ([0.9, 0.6, 0.4, 0.0], 2.0),
            ([0.0, 0.0, 0.0, 0.5], 0.0),
            ([0.9, f64::NAN, 0.5, 0.0], 1.0),
        ] {
            let mut row = vec![f64::NAN; net.columns().len()];
            net.measure(layers.chunks(1), &[0.0; 4], &mut row);
            assert_eq!(row[4], depth);
        }
        for layers in [[0.4; 4], [0.9, f64::NAN, 0.0, 0.0]] {
            let mut row = vec![0.0; net.columns().len()];
            net.measure(layers.chunks(1), &[0.0; 4], &mut row);
            assert!(row[4].is_nan());
        }
    }

    #[test]
    fn the_dead_and_the_unknown() {
        let dead = measure(&[[1.0], [0.0]], &[f64::NEG_INFINITY, 0.0]);
        assert!(dead[0].is_nan());
        assert_eq!(dead[2..], [0.0, 1.0, 0.5]);
        let lost = measure(&[[LOST], [0.0]], &[f64::INFINITY, 0.0]);
        assert_eq!((lost[0], &lost[2..]), (LOST, &[LOST; 3][..]));
        let unknown = measure(&[[f64::NAN], [0.0]], &[f64::NAN, 0.0]);
        assert!(unknown.iter().all(|figure| figure.is_nan()));
        let single = measure(&[[0.0]], &[-3.0]);
        assert_eq!(single[2..], [1.0, 0.0, 0.0]);
    }
}
