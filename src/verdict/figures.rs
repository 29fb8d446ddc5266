//! Evidence from the figures of a report, without the trials behind them.

use super::evidence::{Estimate, Evidence, Gradient};
use crate::analysis::Metric;
use crate::stats::Interval;
use crate::study::Figure;

/// The figures of the nets of one condition, and the format that counts.
pub struct Figures<'a> {
    /// Of whole nets.
    pub summary: &'a [&'a Figure],
    /// Of their layers.
    pub layers: &'a [&'a Figure],
    /// The format.
    pub format: Option<&'a str>,
}

impl Figures<'_> {
    /// Of one activation at one depth.
    pub fn evidence(&self, activation: &str, depth: usize) -> Evidence {
        let of_net = |f: &&&Figure| (f.activation.as_str(), f.depth) == (activation, depth);
        let own: Vec<&Figure> = self.summary.iter().filter(of_net).copied().collect();
        let find = |metric, format: Option<&str>| {
            let mut own = own.iter();
            own.find(|f| (f.metric, f.format.as_deref()) == (metric, format))
                .copied()
        };
        let worst = |metric, estimate: fn(&Figure) -> Option<Estimate>| {
            let of_layers = self.layers.iter().filter(of_net).filter(|f| {
                f.metric == metric && f.format.is_some() && f.format.as_deref() == self.format
            });
            let estimates = of_layers.filter_map(|f| estimate(f));
            estimates.max_by(|a, b| a.value.total_cmp(&b.value))
        };
        let in_format = |metric| self.format.and_then(|format| find(metric, Some(format)));
        let zero = in_format(Metric::CauseStructural).and_then(|f| f.mean);
        // Of the entries that are not zero: the share of those that are is
        // known much better than what drowns.
        let drowned = in_format(Metric::CauseDrowned)
            .and_then(share)
            .map(|mut drowned| {
                let rest = 1.0 - zero.unwrap_or(0.0);
                drowned.value /= rest;
                drowned.interval = drowned.interval.map(|ends| Interval {
                    low: ends.low / rest,
                    high: (ends.high / rest).min(1.0),
                });
                drowned
            });
        Evidence {
            gradient: gradient(&own),
            theory: find(Metric::GradientRatio, None).and_then(|f| f.theory),
            dead: find(Metric::DeadFraction, None).and_then(share),
            drowned: drowned.filter(|drowned| drowned.value.is_finite()),
            lost: worst(Metric::LostFraction, share),
            noise: worst(Metric::NoiseToSignal, geometric),
        }
    }
}

fn ends(low: Option<f64>, high: Option<f64>) -> Option<Interval> {
    Some(Interval {
        low: low?,
        high: high?,
    })
}

fn share(figure: &Figure) -> Option<Estimate> {
    Some(Estimate {
        value: figure.mean?,
        interval: ends(figure.low, figure.high),
        count: figure.trials,
        trials: Vec::new(),
    })
}

fn geometric(figure: &Figure) -> Option<Estimate> {
    Some(Estimate {
        value: figure.geometric_mean?,
        interval: ends(figure.geometric_low, figure.geometric_high),
        count: figure.trials,
        trials: Vec::new(),
    })
}

/// The typical ratio, or why there is none: where half of the nets or more are
/// dead or overflow, the others are not typical.
fn gradient(own: &[&Figure]) -> Gradient {
    let find = |metric| own.iter().find(|f| f.metric == metric);
    let mean = |metric| find(metric).and_then(|f| f.mean);
    let all = own.iter().map(|f| f.trials).max().unwrap_or(0);
    let ratio = find(Metric::GradientRatio).filter(|f| 2 * f.trials > all);
    match ratio.and_then(|f| geometric(f)) {
        _ if mean(Metric::BornDead).is_some_and(|dead| dead >= 0.5) => Gradient::Dead,
        Some(ratio) => Gradient::Ratio(ratio),
        _ if mean(Metric::Overflow).is_some_and(|lost| lost > 0.0) => Gradient::Overflow,
        None => match mean(Metric::GradientSlope) {
            Some(slope) if slope > 0.0 => Gradient::BelowRange,
            Some(slope) if slope < 0.0 => Gradient::AboveRange,
            _ if find(Metric::GradientRatio).is_some() => Gradient::Lost,
            _ => Gradient::Unknown,
        },
    }
}
