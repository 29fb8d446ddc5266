//! What came out of the runs of one activation in one condition.

use super::record::Record;
use crate::training::{Checkpoint, Run, Setup};

/// A learning rate and what its tuning runs came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Rate {
    /// The rate.
    pub rate: f64,
    /// Final training losses; infinite of runs that diverged.
    pub losses: Vec<f64>,
}

impl Rate {
    pub(super) fn new(rate: f64) -> Self {
        Rate {
            rate,
            losses: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, run: &Run) {
        self.losses.push(final_loss(run));
    }

    /// The mean of the logarithms of the losses, of those below f32's epsilon that of it;
    /// infinite where a run diverged.
    pub fn score(&self) -> f64 {
        if self.losses.is_empty() {
            return f64::INFINITY;
        }
        let logs = self.losses.iter().map(|loss| log_loss(*loss));
        logs.sum::<f64>() / self.losses.len() as f64
    }

    /// The rate of the lowest score, of equal ones the smallest.
    ///
    /// # Panics
    /// Where there is none.
    pub fn best(rates: &[Rate]) -> &Rate {
        let least = |a: &&Rate, b: &&Rate| a.score().total_cmp(&b.score());
        rates.iter().min_by(least).expect("a rate at least")
    }
}

/// ln of a training loss, of one below f32's epsilon that of it: cross-entropy is 0 as
/// soon as f64 holds no more of what the margins leave, and a single 0 would decide
/// any mean of logarithms. NaN stays NaN.
pub fn log_loss(loss: f64) -> f64 {
    const LEAST: f64 = f32::EPSILON as f64;
    libm::log(if loss < LEAST { LEAST } else { loss })
}

/// The training loss that a run ended with.
fn final_loss(run: &Run) -> f64 {
    match run.checkpoints.last() {
        Some(last) if !run.diverged && !last.train.value.is_nan() => last.train.value,
        _ => f64::INFINITY,
    }
}

/// The runs of an activation in a condition.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Place of the condition in the plan.
    pub condition: usize,
    /// Place of the activation in the specification.
    pub activation: usize,
    /// What was run.
    pub setup: Setup,
    /// The rates with their tuning runs; one without runs where there was no
    /// choice.
    pub rates: Vec<Rate>,
    /// The rate that the runs were made at.
    pub chosen: f64,
    /// The runs, in the order of their trials.
    pub records: Vec<Record>,
}

impl Outcome {
    /// Whether the best rate is the least or the greatest of several: a wider
    /// grid might have had a better one.
    pub fn is_at_the_edge(&self) -> bool {
        let ends = [self.rates.first(), self.rates.last()];
        self.rates.len() > 1
            && ends
                .into_iter()
                .flatten()
                .any(|end| end.rate == self.chosen)
    }

    /// The last checkpoints of the runs that did not diverge, by run.
    pub fn ends(&self) -> impl Iterator<Item = Option<&Checkpoint>> {
        self.records.iter().map(|record| {
            let run = &record.run;
            run.checkpoints.last().filter(|_| !run.diverged)
        })
    }

    /// Steps after which each run's training loss was first at `goal` or below;
    /// none of those that never were.
    pub fn steps_to(&self, goal: f64) -> impl Iterator<Item = Option<u32>> {
        self.records.iter().map(move |record| {
            let mut seen = record.run.checkpoints.iter();
            seen.find(|seen| seen.train.value <= goal)
                .map(|seen| seen.step)
        })
    }

    /// Share of the runs that diverged.
    pub fn diverged(&self) -> f64 {
        let diverged = self.records.iter().filter(|record| record.run.diverged);
        diverged.count() as f64 / self.records.len() as f64
    }
}

/// The median of the steps of all runs, those that never arrive counting as
/// more than any; none where that is half of them or more.
pub fn median_steps(steps: impl Iterator<Item = Option<u32>>) -> Option<f64> {
    let mut steps: Vec<u64> = steps.map(|s| s.map_or(u64::MAX, u64::from)).collect();
    steps.sort_unstable();
    let middle = |place: usize| {
        steps
            .get(place)
            .filter(|s| **s < u64::MAX)
            .map(|s| *s as f64)
    };
    let count = steps.len();
    if count.is_multiple_of(2) && count > 0 {
        Some((middle(count / 2 - 1)? + middle(count / 2)?) / 2.0)
    } else {
        middle(count / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The geometric mean decides, and a run that diverged rules a rate out.
    #[test]
    fn the_best_rate() {
        let rate = |rate: f64, losses: &[f64]| Rate {
            rate,
            losses: losses.to_vec(),
        };
        let rates = [
            rate(0.01, &[0.1, 0.1]),
            rate(0.1, &[1.0, 1e-4]), // geometric mean 0.01
            rate(1.0, &[1e-9, f64::INFINITY]),
            // A loss of 0 neither decides alone nor makes up for a run that diverged.
            rate(2.0, &[0.0, 1e4]),
            rate(3.0, &[0.0, f64::INFINITY]),
        ];
        assert_eq!(Rate::best(&rates).rate, 0.1);
        assert!((rates[1].score() - libm::log(0.01)).abs() < 1e-14);
        assert!(log_loss(f64::NAN).is_nan());
        let all_diverged = [rate(1.0, &[f64::INFINITY]), rate(2.0, &[f64::INFINITY])];
        assert_eq!(Rate::best(&all_diverged).rate, 1.0);
    }
}
