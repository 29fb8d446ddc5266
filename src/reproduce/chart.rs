//! From measurements to the curves of a chart.

use super::measured::Measured;
use crate::report::chart::{Series, SeriesPoint};

/// The point of a measurement.
pub(super) fn point(x: f64, measured: &Measured) -> SeriesPoint {
    SeriesPoint {
        x,
        value: measured.value,
        // What is computed has none.
        interval: measured
            .interval
            .filter(|_| measured.trials > 0)
            .map(|i| (i.low, i.high)),
        theory: measured.theory,
    }
}

/// A named curve.
pub(super) fn series(name: &str, points: Vec<SeriesPoint>) -> Series {
    Series {
        name: name.to_string(),
        points,
    }
}
