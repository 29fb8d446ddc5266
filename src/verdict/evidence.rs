//! What is known of one activation in one net: figures with intervals.

use crate::stats::{Interval, Level, Trials};

/// A figure over trials.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// Mean; of ratios and norms the geometric mean.
    pub value: f64,
    /// Its confidence interval; `None` where the trials cannot tell.
    pub interval: Option<Interval>,
    /// Trials that gave a figure.
    pub count: usize,
    /// The figure of every trial, NaN where it gave none; empty where only
    /// the mean is known.
    pub trials: Vec<f64>,
}

impl Estimate {
    /// Of a share.
    pub fn of_share(trials: &[f64], level: &Level) -> Option<Self> {
        let taken = taken(trials);
        Some(Estimate {
            value: taken.mean()?,
            interval: taken.share_interval(level),
            count: taken.count(),
            trials: trials.to_vec(),
        })
    }

    /// Of a positive figure that is log-normal over trials.
    pub fn of_positive(trials: &[f64], level: &Level) -> Option<Self> {
        let taken = taken(trials);
        Some(Estimate {
            value: taken.geometric_mean().filter(|_| taken.count() > 1)?,
            interval: taken.geometric_interval(level),
            count: taken.count(),
            trials: trials.to_vec(),
        })
    }
}

fn taken(figures: &[f64]) -> Trials {
    let mut trials = Trials::default();
    figures.iter().for_each(|figure| trials.push(*figure));
    trials
}

/// What reaches the first layer of the last one's gradient.
#[derive(Debug, Clone, PartialEq)]
pub enum Gradient {
    /// `gradient_ratio`: RMS of the first layer's over that of the last.
    Ratio(Estimate),
    /// Half of the nets or more are born dead: their gradient is zero.
    Dead,
    /// The signal of half of the nets or more exceeds f32.
    Overflow,
    /// The signal, or the gradient at every layer, of half of the nets or more leaves
    /// what f32 holds, up or down: there is no ratio.
    Lost,
    /// The ratio is below what f64 holds.
    BelowRange,
    /// The ratio is above what f64 holds.
    AboveRange,
    /// No figure says.
    Unknown,
}

/// The figures of one activation in one net, from which it is judged. What was
/// not measured is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// What reaches the first layer.
    pub gradient: Gradient,
    /// The ratio of an infinitely wide net, where there is a theory.
    pub theory: Option<f64>,
    /// Share of units that are dead on the whole batch, mean over the layers.
    pub dead: Option<Estimate>,
    /// In the format: share of the gradient entries (those that are not zero
    /// in f64) whose error is at least as large as themselves, mean over the
    /// layers.
    pub drowned: Option<Estimate>,
    /// In the format: share of them that is zero, infinite or NaN, at the
    /// layer that loses most.
    pub lost: Option<Estimate>,
    /// In the format: noise_to_signal at the noisiest layer.
    pub noise: Option<Estimate>,
}
