//! Nets that a claim trains: a study of `data/question/`, at the scale that was
//! asked for.

use super::claim::{ClaimSetting, EqualRuns, Scale};
use crate::reproduce::{Measured, ReproduceError};
use crate::study::Typed;
use crate::study::training::{Outcome, TrainingDraft, TrainingPlan, TrainingSpec, train_all};
use crate::training::Checkpoint;
use std::path::Path;

/// A study that was trained.
pub struct Trained {
    /// Its plan.
    pub plan: TrainingPlan,
    /// What came out, activation after activation of condition after condition.
    pub outcomes: Vec<Outcome>,
}

/// The study of a file of `data/question/`: at [`Scale::Quick`] with 4 runs, one
/// for each rate, and a third of the steps; at [`Scale::Overnight`] with three
/// times the runs and steps.
pub fn draft(
    name: &str,
    toml: &str,
    setting: ClaimSetting,
) -> Result<TrainingDraft, ReproduceError> {
    let path = format!("data/question/{name}.toml");
    let mut draft = TrainingDraft::from_toml(toml, Path::new(&path))?;
    if let Some(seed) = &mut draft.seed {
        seed.value = setting.seed;
    }
    let scaled = |value: &mut Option<Typed<u64>>, by: fn(u64) -> u64| {
        if let Some(typed) = value {
            typed.value = by(typed.value).max(1);
        }
    };
    match setting.scale {
        Scale::Usual => {}
        Scale::Quick => {
            scaled(&mut draft.runs, |_| 4);
            scaled(&mut draft.tuning_runs, |_| 1);
            scaled(&mut draft.steps, |n| n / 3);
            scaled(&mut draft.every, |n| n / 3);
        }
        Scale::Overnight => {
            for value in [
                &mut draft.runs,
                &mut draft.tuning_runs,
                &mut draft.steps,
                &mut draft.every,
            ] {
                scaled(value, |n| 3 * n);
            }
        }
    }
    Ok(draft)
}

impl Trained {
    /// Trains the study of a draft.
    ///
    /// # Errors
    /// [`ReproduceError`].
    pub fn run(draft: TrainingDraft, setting: ClaimSetting) -> Result<Self, ReproduceError> {
        let plan = TrainingPlan::new(TrainingSpec::new(draft)?)?;
        let outcomes = train_all(&plan, setting.threads, &|| ())?;
        Ok(Trained { plan, outcomes })
    }

    /// What the runs of each net came to that came to their end.
    pub fn equal_runs(&self) -> Vec<EqualRuns> {
        let figure = |seen: &Checkpoint| match seen.test.accuracy {
            Some(accuracy) => accuracy,
            None => libm::log(seen.test.value),
        };
        let runs = |outcome: &Outcome| {
            let figures = outcome.ends().flatten().map(figure);
            EqualRuns(figures.filter(|figure| figure.is_finite()).collect())
        };
        self.outcomes.iter().map(runs).collect()
    }

    /// The runs of an activation in a condition, by their places.
    pub fn outcome(&self, condition: usize, activation: usize) -> &Outcome {
        &self.outcomes[condition * self.plan.spec.activations.len() + activation]
    }
}

/// Of two nets, the mean over pairs of runs that both came to their end of how
/// much more `of` is in the first.
pub fn difference(
    first: &Outcome,
    second: &Outcome,
    of: impl Fn(&Checkpoint) -> Option<f64>,
) -> Measured {
    let pairs = first.ends().zip(second.ends());
    Measured::mean(pairs.filter_map(|(first, second)| Some(of(first?)? - of(second?)?)))
}

/// Steps that the first net takes over those of the second, to the lowest goal
/// that all runs of both reach, by pairs of runs: the geometric mean, and the
/// goal. None where there is no such goal.
pub fn steps_ratio(first: &Outcome, second: &Outcome, goals: &[f64]) -> Option<(f64, Measured)> {
    let reached = |outcome: &Outcome, goal: f64| {
        let steps: Option<Vec<u32>> = outcome.steps_to(goal).collect();
        steps
    };
    let every = f64::from(first.setup.every);
    goals.iter().rev().find_map(|&goal| {
        let (own, other) = (reached(first, goal)?, reached(second, goal)?);
        // A goal that is met before the first checkpoint tells nothing.
        let ratios = own
            .iter()
            .zip(&other)
            .map(|(own, other)| f64::from(*own).max(every) / f64::from(*other).max(every));
        Some((goal, Measured::typical(ratios)))
    })
}

/// Which side of `zero` a figure lies on, by its 99 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Below.
    Below,
    /// Above.
    Above,
    /// The runs cannot tell.
    Unknown,
}

/// The side of `zero` that the 99 % interval of a figure lies on.
pub fn side(measured: &Measured, zero: f64) -> Side {
    match measured.told {
        Some(interval) if interval.high < zero => Side::Below,
        Some(interval) if interval.low > zero => Side::Above,
        _ => Side::Unknown,
    }
}
