//! When a net is called healthy: three criteria, each with its threshold.

use super::evidence::{Estimate, Evidence, Gradient};
use crate::analysis::Limits;
use crate::report::KEPT_WITHIN;

/// What is judged, the gravest first: without a gradient nothing is learned,
/// what the format loses no later layer brings back, and dead units cost
/// capacity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Criterion {
    /// The first layer gets a gradient of about the last layer's size.
    Gradient,
    /// The number format holds it.
    Format,
    /// Most units pass a gradient.
    Units,
}

impl Criterion {
    /// All of them, the gravest first.
    pub const ALL: [Criterion; 3] = [Criterion::Gradient, Criterion::Format, Criterion::Units];
}

/// Whether a criterion holds, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The whole interval is on the good side of the threshold.
    Holds,
    /// There is no figure.
    NotMeasured,
    /// The threshold is within the interval, or there is no interval.
    Unsettled,
    /// The whole interval is on the bad side.
    Fails,
}

/// Where the criteria turn, and what a difference must be to count. All of
/// them are printed below every ranking.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// The gradient is kept within this factor, up or down.
    pub kept_within: f64,
    /// From this share of dead units on.
    pub dead: f64,
    /// From this share lost at a layer on.
    pub lost: f64,
    /// From this noise_to_signal at a layer on.
    pub noise: f64,
    /// Differences with a larger p-value are ties.
    pub significant: f64,
    /// Ratios closer than this factor are ties.
    pub factor: f64,
    /// Shares closer than this are ties.
    pub share: f64,
    /// Costs closer than this factor are alike.
    pub cost: f64,
}

impl Thresholds {
    /// Those of a study that calls this share lost and this noise_to_signal
    /// the end of a safe depth.
    pub fn of_study(lost: f64, noise: f64) -> Self {
        Thresholds {
            kept_within: KEPT_WITHIN,
            dead: 0.1,
            lost,
            noise,
            significant: 0.05,
            factor: 2.0,
            share: 0.01,
            cost: 1.1,
        }
    }

    /// Those of a study with these limits.
    pub fn of(limits: &Limits) -> Self {
        Thresholds::of_study(limits.lost, limits.noise)
    }
}

/// The state of each of [`Criterion::ALL`]. Smaller is healthier, the gravest
/// criterion first.
pub type Judgement = [State; 3];

/// Judges the figures of one activation.
pub fn judge(evidence: &Evidence, thresholds: &Thresholds) -> Judgement {
    let [noise, lost] = judge_format(evidence, thresholds);
    [
        gradient(&evidence.gradient, thresholds.kept_within),
        noise.max(lost),
        below(evidence.dead.as_ref(), thresholds.dead),
    ]
}

/// The two that make the format hold: noise, and what is lost.
pub fn judge_format(evidence: &Evidence, thresholds: &Thresholds) -> [State; 2] {
    [
        below(evidence.noise.as_ref(), thresholds.noise),
        below(evidence.lost.as_ref(), thresholds.lost),
    ]
}

/// The figures of a format that are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormatFigure {
    /// `noise_to_signal` at the noisiest layer.
    Noise,
    /// `lost_fraction` at the layer that loses most.
    Lost,
}

/// Which of the two is worse off, or nearer to its limit.
pub fn nearest(evidence: &Evidence, thresholds: &Thresholds) -> FormatFigure {
    let [noise, lost] = judge_format(evidence, thresholds);
    let near = |estimate: &Option<Estimate>, limit: f64| {
        estimate.as_ref().map_or(0.0, |e| e.value / limit)
    };
    let noise = (noise, near(&evidence.noise, thresholds.noise));
    let lost = (lost, near(&evidence.lost, thresholds.lost));
    match lost > noise {
        true => FormatFigure::Lost,
        false => FormatFigure::Noise,
    }
}

fn gradient(gradient: &Gradient, within: f64) -> State {
    match gradient {
        Gradient::Unknown => State::NotMeasured,
        Gradient::Ratio(ratio) => match ratio.interval {
            Some(i) if 1.0 / within <= i.low && i.high <= within => State::Holds,
            Some(i) if i.high < 1.0 / within || within < i.low => State::Fails,
            // A net among them is dead.
            _ => State::Unsettled,
        },
        _ => State::Fails,
    }
}

/// A figure that is to stay below a limit.
fn below(estimate: Option<&Estimate>, limit: f64) -> State {
    let Some(estimate) = estimate else {
        return State::NotMeasured;
    };
    match estimate.interval {
        // No case in any net: the bound is on nets, and printed.
        _ if estimate.value == 0.0 => State::Holds,
        Some(interval) if interval.high < limit => State::Holds,
        Some(interval) if interval.low >= limit => State::Fails,
        _ => State::Unsettled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::sample;

    fn state(evidence: Evidence) -> Judgement {
        judge(&evidence, &sample::thresholds())
    }

    #[test]
    fn the_whole_interval_decides() {
        use State::{Fails, Holds, Unsettled};
        let ratio = |trials: &[f64]| {
            state(Evidence {
                gradient: sample::ratio(trials),
                ..sample::healthy()
            })[0]
        };
        assert_eq!(ratio(&[0.9, 1.0, 1.1]), Holds);
        assert_eq!(ratio(&[1e-6, 2e-6, 1e-6]), Fails);
        assert_eq!(ratio(&[100.0, 120.0, 110.0]), Fails);
        assert_eq!(ratio(&[0.05, 0.1, 0.3]), Unsettled);
        assert_eq!(ratio(&[0.0, 1.0, 1.0]), Unsettled);
        let dead = |trials: &[f64]| {
            state(Evidence {
                dead: sample::share(trials),
                ..sample::healthy()
            })[2]
        };
        assert_eq!(dead(&[0.0; 4]), Holds);
        assert_eq!(dead(&[0.03, 0.04, 0.03, 0.03]), Holds);
        assert_eq!(dead(&[0.25, 0.27, 0.26, 0.25]), Fails);
        assert_eq!(dead(&[0.05, 0.15, 0.1, 0.1]), Unsettled);
    }

    #[test]
    fn a_format_holds_where_nothing_is_lost_and_the_signal_is_above_the_noise() {
        let format = |lost: &[f64], noise: &[f64]| {
            state(Evidence {
                lost: sample::share(lost),
                noise: sample::positive(noise),
                ..sample::healthy()
            })[1]
        };
        assert_eq!(format(&[0.0; 3], &[0.2, 0.3, 0.2]), State::Holds);
        assert_eq!(format(&[0.3, 0.31, 0.3], &[0.2, 0.3, 0.2]), State::Fails);
        assert_eq!(format(&[0.0; 3], &[2.0, 2.2, 2.1]), State::Fails);
        assert_eq!(format(&[0.0; 3], &[0.8, 1.0, 1.2]), State::Unsettled);
    }

    #[test]
    fn what_has_no_figure_does_not_hold() {
        let nothing = Evidence {
            gradient: Gradient::Unknown,
            theory: None,
            dead: None,
            drowned: None,
            lost: None,
            noise: None,
        };
        assert_eq!(state(nothing), [State::NotMeasured; 3]);
        use Gradient::{BelowRange, Dead, Lost, Overflow};
        for gradient in [Dead, Overflow, Lost, BelowRange] {
            let evidence = Evidence {
                gradient,
                ..sample::healthy()
            };
            assert_eq!(state(evidence)[0], State::Fails);
        }
    }
}
