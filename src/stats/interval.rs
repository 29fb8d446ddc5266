//! Confidence intervals, each for a kind of figure whose level it holds.
//!
//! | kind | interval |
//! |---|---|
//! | a mean, a slope, a paired difference | Student's t |
//! | a geometric mean, a ratio | Student's t on the logarithms |
//! | the arithmetic mean of a positive figure | Zou, Huo and Taleban (2009), for log-normal figures with zeros among them |
//! | a mean that grows with the signal | Student's t while the signal is steady, else as above or none |
//! | a share of trials that say yes or no | Clopper and Pearson (1934), exact |
//! | the mean of shares | Wilson's (1927), corrected for continuity, with the effective sample size of Korn and Graubard (1998) |
//!
//! `tests/coverage.rs` simulates how often each covers the truth.

use statrs::distribution::{ChiSquared, ContinuousCDF, Normal, StudentsT};
use statrs::function::beta::inv_beta_reg;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Mean and standard deviation of figures, and how many there are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Moments {
    pub(super) count: usize,
    pub(super) mean: f64,
    pub(super) deviation: f64,
}

/// The level of intervals, with the quantiles that it has needed so far.
#[derive(Debug)]
pub struct Level {
    confidence: f64,
    quantiles: RefCell<BTreeMap<usize, Quantiles>>,
}

/// Upper quantile of Student's t, and both of chi squared, for a number of
/// degrees of freedom.
#[derive(Debug, Clone, Copy)]
struct Quantiles {
    student: f64,
    chi_low: f64,
    chi_high: f64,
}

impl Level {
    /// Intervals that cover the truth with this probability.
    ///
    /// # Panics
    /// Unless it lies between 0 and 1.
    pub fn new(confidence: f64) -> Self {
        assert!(
            confidence > 0.0 && confidence < 1.0,
            "a level of {confidence}"
        );
        Level {
            confidence,
            quantiles: RefCell::default(),
        }
    }

    /// The probability.
    pub fn confidence(&self) -> f64 {
        self.confidence
    }

    /// What is missed on either side.
    fn tail(&self) -> f64 {
        (1.0 - self.confidence) / 2.0
    }

    fn quantiles(&self, freedom: usize) -> Option<Quantiles> {
        if let Some(known) = self.quantiles.borrow().get(&freedom) {
            return Some(*known);
        }
        let found = Quantiles {
            student: StudentsT::new(0.0, 1.0, freedom as f64)
                .ok()?
                .inverse_cdf(1.0 - self.tail()),
            chi_low: ChiSquared::new(freedom as f64)
                .ok()?
                .inverse_cdf(self.tail()),
            chi_high: ChiSquared::new(freedom as f64)
                .ok()?
                .inverse_cdf(1.0 - self.tail()),
        };
        self.quantiles.borrow_mut().insert(freedom, found);
        Some(found)
    }

    /// mean +- t s / sqrt(n), Student's. `None` below two figures.
    pub(super) fn student(&self, figures: Moments) -> Option<Interval> {
        let t = self.quantiles(figures.count.checked_sub(1)?)?.student;
        let half = t * figures.deviation / (figures.count as f64).sqrt();
        Some(Interval {
            low: figures.mean - half,
            high: figures.mean + half,
        })
    }

    /// Of the share of `yes` among `count` trials: exact, that is, the truth is
    /// missed with at most (1 - level)/2 on either side. Of no yes at all the
    /// upper end is 1 - ((1 - level)/2)^(1/n), some 3.7/n at 95 %.
    pub(super) fn clopper_pearson(&self, yes: usize, count: usize) -> Interval {
        let (x, n, tail) = (yes as f64, count as f64, self.tail());
        Interval {
            low: match yes {
                0 => 0.0,
                yes if yes == count => tail.powf(1.0 / n),
                _ => inv_beta_reg(x, n - x + 1.0, tail),
            },
            high: match yes {
                0 => 1.0 - tail.powf(1.0 / n),
                yes if yes == count => 1.0,
                _ => inv_beta_reg(x + 1.0, n - x, 1.0 - tail),
            },
        }
    }

    /// Of the mean of shares, one a trial. Pairs of a trial are not
    /// independent: n shares with mean p and variance of the mean v tell as
    /// much as p (1 - p) / v independent yes or no, fewer by (z/t)^2 as v is not
    /// known but estimated, t and z the quantiles of Student's and the normal
    /// distribution (Korn and Graubard 1998). Of a few cases in all, Wilson's
    /// interval misses too often from above; its correction for continuity mends
    /// that, as Clopper and Pearson's does, which they take.
    pub(super) fn effective_share(&self, shares: Moments) -> Option<Interval> {
        let t = self.quantiles(shares.count.checked_sub(1)?)?.student;
        let z = Normal::standard().inverse_cdf(1.0 - self.tail());
        let p = shares.mean;
        let variance = shares.deviation.powi(2) / shares.count as f64;
        if variance == 0.0 {
            return Some(Interval { low: p, high: p });
        }
        // Shares lie within 0 and 1: no fewer than the trials.
        let n = (p * (1.0 - p) / variance * (z / t).powi(2)).max(shares.count as f64);
        Some(continuous_score(p, n, z))
    }

    /// Of the arithmetic mean of log-normal figures, from the moments of the
    /// logarithms of those that are not zero, among `count`: the method of
    /// variance estimates recovery for mu + sigma^2/2 and, where there are
    /// zeros, for the logarithm of the share that is not zero (Wilson's).
    ///
    /// `None` where the trials cannot tell. Half of a log-normal mean is
    /// carried by the share 1 - N(sigma) of figures, N the normal
    /// distribution: where not even half a trial of that kind is expected
    /// among the trials, they hold none of what carries the mean.
    pub(super) fn log_normal_mean(&self, logs: Moments, count: usize) -> Option<Interval> {
        let (k, s) = (logs.count as f64, logs.deviation);
        let freedom = logs.count.checked_sub(1)?;
        let quantiles = self.quantiles(freedom)?;
        if k * Normal::standard().sf(s) < 0.5 {
            return None;
        }
        let (half, freedom) = (quantiles.student * s / k.sqrt(), freedom as f64);
        let of_variance = |chi: f64| 0.5 * s * s * (freedom / chi - 1.0).abs();
        let (mut below, mut above) = (
            half.hypot(of_variance(quantiles.chi_high)),
            half.hypot(of_variance(quantiles.chi_low)),
        );
        let mut centre = logs.mean + 0.5 * s * s;
        if logs.count < count {
            let p = k / count as f64;
            let t = self.quantiles(count - 1)?.student;
            let share = score(p, count as f64, t);
            centre += libm::log(p);
            below = below.hypot(libm::log(p / share.low));
            above = above.hypot(libm::log(share.high / p));
        }
        Some(Interval {
            low: libm::exp(centre - below),
            high: libm::exp(centre + above),
        })
        .filter(|interval| interval.high.is_finite())
    }
}

/// Wilson's interval for a share p of n yes or no.
fn score(p: f64, n: f64, z: f64) -> Interval {
    let square = z * z / n;
    let middle = p + square / 2.0;
    let half = (square * (p * (1.0 - p) + square / 4.0)).sqrt();
    Interval {
        low: ((middle - half) / (1.0 + square)).max(0.0),
        high: ((middle + half) / (1.0 + square)).min(1.0),
    }
}

/// As [`score`], corrected for continuity: its ends are where the score test turns
/// of half a case less, or more (Newcombe 1998, method 4).
fn continuous_score(p: f64, n: f64, z: f64) -> Interval {
    let half_a_case = 0.5 / n;
    Interval {
        low: score((p - half_a_case).max(0.0), n, z).low,
        high: score((p + half_a_case).min(1.0), n, z).high,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R: binom.test(x, n)$conf.int
    #[test]
    fn clopper_and_pearsons_interval_is_that_of_r() {
        let level = Level::new(0.95);
        for (yes, n, low, high) in [
            (0, 10, 0.0, 0.308_497_1),
            (1, 10, 0.002_528_579, 0.445_016_1),
            (5, 10, 0.187_086, 0.812_914),
            (10, 10, 0.691_502_9, 1.0),
            (3, 100, 0.006_229_972, 0.085_176_05),
        ] {
            let found = level.clopper_pearson(yes, n);
            assert!((found.low - low).abs() < 1e-6, "{yes}/{n}: {found:?}");
            assert!((found.high - high).abs() < 1e-6, "{yes}/{n}: {found:?}");
        }
    }

    /// Whatever the probability, over all outcomes: no simulation.
    #[test]
    fn clopper_and_pearsons_interval_never_covers_less_than_its_level() {
        for confidence in [0.9, 0.95, 0.99] {
            let level = Level::new(confidence);
            for n in [2usize, 5, 10, 40] {
                let intervals: Vec<Interval> =
                    (0..=n).map(|yes| level.clopper_pearson(yes, n)).collect();
                for step in 1..1000 {
                    let p = f64::from(step) / 1000.0;
                    let mut chance = (1.0 - p).powi(n as i32);
                    let mut covered = 0.0;
                    for (yes, interval) in intervals.iter().enumerate() {
                        if interval.low <= p && p <= interval.high {
                            covered += chance;
                        }
                        let odds = p / (1.0 - p);
                        chance *= odds * (n - yes) as f64 / (yes + 1) as f64;
                    }
                    assert!(covered >= confidence - 1e-9, "{n}, {p}: {covered}");
                }
            }
        }
    }

    /// Wilson's ends solve (p - x)^2 = z^2 x (1 - x) / n.
    #[test]
    fn the_ends_of_wilsons_interval_are_where_the_score_test_turns() {
        for (p, n) in [(0.15, 20.0), (0.5, 3.0), (0.999, 1e4), (1e-5, 300.0)] {
            let z: f64 = 1.96;
            let found = score(p, n, z);
            for x in [found.low, found.high] {
                let (left, right) = ((p - x).powi(2), z * z * x * (1.0 - x) / n);
                assert!((left / right - 1.0).abs() < 1e-9, "{p}, {n}: {found:?}");
            }
        }
        // Newcombe 1998, table I: 81 of 263, 15 of 148, 1 of 29.
        for (yes, n, low, high) in [
            (81.0, 263.0, 0.2535, 0.3682),
            (15.0, 148.0, 0.0598, 0.1644),
            (1.0, 29.0, 0.0018, 0.1963),
        ] {
            let found = continuous_score(yes / n, n, 1.959_964);
            let error = (found.low - low).abs().max((found.high - high).abs());
            assert!(error < 6e-5, "{yes}/{n}: {found:?}");
        }
        assert_eq!(
            (score(0.0, 9.0, 2.0).low, score(1.0, 9.0, 2.0).high),
            (0.0, 1.0)
        );
    }
}
