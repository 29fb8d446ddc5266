//! Made-up evidence for tests.

use super::candidate::Candidate;
use super::cost::Cost;
use super::criteria::{Thresholds, judge};
use super::evidence::{Estimate, Evidence, Gradient};
use crate::stats::{Interval, Level};

pub fn thresholds() -> Thresholds {
    Thresholds {
        kept_within: 10.0,
        dead: 0.1,
        lost: 0.01,
        noise: 1.0,
        significant: 0.05,
        factor: 2.0,
        share: 0.01,
        cost: 1.1,
    }
}

fn level() -> Level {
    Level::new(0.95)
}

pub fn share(trials: &[f64]) -> Option<Estimate> {
    Estimate::of_share(trials, &level())
}

pub fn positive(trials: &[f64]) -> Option<Estimate> {
    Estimate::of_positive(trials, &level())
}

pub fn ratio(trials: &[f64]) -> Gradient {
    positive(trials).map_or(Gradient::Unknown, Gradient::Ratio)
}

/// Nothing is wrong with it.
pub fn healthy() -> Evidence {
    Evidence {
        gradient: ratio(&[0.9, 1.0, 1.1, 1.0]),
        theory: Some(1.0),
        dead: share(&[0.0; 4]),
        drowned: share(&[0.01, 0.012, 0.011, 0.01]),
        lost: share(&[0.0; 4]),
        noise: positive(&[0.1, 0.12, 0.11, 0.1]),
    }
}

/// An activation with these figures that costs this much.
pub fn candidate(name: &str, evidence: Evidence, nanoseconds: f64) -> Candidate {
    Candidate {
        activation: name.to_string(),
        label: name.to_string(),
        judgement: judge(&evidence, &thresholds()),
        evidence,
        by_depth: Vec::new(),
        cost: Some(Cost {
            nanoseconds,
            interval: Interval {
                low: nanoseconds,
                high: nanoseconds,
            },
        }),
    }
}
