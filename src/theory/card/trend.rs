//! Whether a function rises or falls.

use super::place::Span;
use super::survey::Sample;

/// The way a function goes, where it has values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// A greater z has a greater phi.
    Increasing,
    /// A greater z never has a smaller phi.
    NonDecreasing,
    /// A greater z has a smaller phi.
    Decreasing,
    /// A greater z never has a greater phi.
    NonIncreasing,
    /// The same everywhere.
    Constant,
    /// It goes both ways.
    Neither,
}

impl Trend {
    /// From the slopes of the samples, and from one finite value to the next,
    /// where a function may jump.
    pub(super) fn of(samples: &[Sample], zero: &[Span]) -> Self {
        const ROUNDING: f64 = 1e-14;
        let slopes = samples.iter().map(|s| s.slope);
        let (mut rises, mut falls) = (false, false);
        for slope in slopes {
            rises |= slope > 0.0;
            falls |= slope < 0.0;
        }
        let values = samples.iter().map(|s| s.value).filter(|v| v.is_finite());
        let values: Vec<f64> = values.collect();
        for pair in values.windows(2) {
            let least = ROUNDING * (pair[0].abs() + pair[1].abs());
            rises |= pair[1] - pair[0] > least;
            falls |= pair[0] - pair[1] > least;
        }
        let is_flat = zero.iter().any(|span| !span.is_point());
        match (rises, falls, is_flat) {
            (true, false, false) => Trend::Increasing,
            (true, false, true) => Trend::NonDecreasing,
            (false, true, false) => Trend::Decreasing,
            (false, true, true) => Trend::NonIncreasing,
            (false, false, _) => Trend::Constant,
            (true, true, _) => Trend::Neither,
        }
    }
}
