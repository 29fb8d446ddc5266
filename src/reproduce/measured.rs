//! A figure measured here.

use crate::stats::{Interval, Level, Trials};

/// Level of the intervals that are shown.
const SHOWN: f64 = 0.95;
/// Level of those that are judged by: four standard errors.
const JUDGED: f64 = 0.9999;

/// Level of those that tell one figure from another in a claim.
const TOLD: f64 = 0.99;

/// A measured figure with its intervals over trials.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// The figure; none where no trial has one.
    pub value: Option<f64>,
    /// Its 95 % interval; the figure itself where it is computed, not sampled.
    pub interval: Option<Interval>,
    /// The interval that it is judged by.
    pub(super) judged: Option<Interval>,
    /// The interval by which it is told from another figure.
    pub(super) told: Option<Interval>,
    /// Trials; 0 where it is computed.
    pub trials: usize,
    /// What theory says, at this width and depth.
    pub theory: Option<f64>,
}

impl Measured {
    /// A figure that is computed and has no chance in it.
    pub(super) fn exact(value: f64) -> Self {
        let value = Some(value).filter(|value| value.is_finite());
        let interval = value.map(|value| Interval {
            low: value,
            high: value,
        });
        Measured {
            value,
            interval,
            judged: interval,
            told: interval,
            trials: 0,
            theory: None,
        }
    }

    fn of(
        trials: &Trials,
        value: Option<f64>,
        interval: impl Fn(&Level) -> Option<Interval>,
    ) -> Self {
        Measured {
            value: value.filter(|value| value.is_finite()),
            interval: interval(&Level::new(SHOWN)),
            judged: interval(&Level::new(JUDGED)),
            told: interval(&Level::new(TOLD)),
            trials: trials.count(),
            theory: None,
        }
    }

    /// The mean of a signed figure.
    pub(super) fn mean(figures: impl IntoIterator<Item = f64>) -> Self {
        let trials = gather(figures);
        Measured::of(&trials, trials.mean(), |level| trials.mean_interval(level))
    }

    /// The arithmetic mean of a positive figure.
    pub(super) fn positive(figures: impl IntoIterator<Item = f64>) -> Self {
        let trials = gather(figures);
        Measured::of(&trials, trials.mean(), |level| {
            trials.positive_interval(level)
        })
    }

    /// The geometric mean of a positive figure.
    pub(super) fn typical(figures: impl IntoIterator<Item = f64>) -> Self {
        let trials = gather(figures);
        Measured::of(&trials, trials.geometric_mean(), |level| {
            trials.geometric_interval(level)
        })
    }

    /// The mean of a share, or the share of trials that say yes.
    pub(super) fn share(figures: impl IntoIterator<Item = f64>) -> Self {
        let trials = gather(figures);
        Measured::of(&trials, trials.mean(), |level| trials.share_interval(level))
    }

    /// The figure with so many decimals, in a sentence.
    pub(super) fn rounded(&self, decimals: usize) -> String {
        let number = |value: f64| format!("{value:.decimals$}");
        self.value.map_or("no figure".to_string(), number)
    }

    /// One figure over another, both computed or by their means.
    pub(super) fn over(&self, other: &Measured) -> Option<f64> {
        Some(self.value? / other.value?).filter(|ratio| ratio.is_finite())
    }

    /// Whether it lies below a limit, with the interval that it is judged by.
    pub(super) fn is_below(&self, limit: f64) -> bool {
        self.judged.is_some_and(|interval| interval.high < limit)
    }

    /// Whether it lies above one.
    pub(super) fn is_above(&self, limit: f64) -> bool {
        self.judged.is_some_and(|interval| interval.low > limit)
    }

    /// With what theory says, where it says something.
    pub(super) fn with_theory(self, theory: impl Into<Option<f64>>) -> Self {
        Measured {
            theory: theory.into().filter(|theory| theory.is_finite()),
            ..self
        }
    }
}

fn gather(figures: impl IntoIterator<Item = f64>) -> Trials {
    let mut trials = Trials::default();
    figures.into_iter().for_each(|figure| trials.push(figure));
    trials
}
