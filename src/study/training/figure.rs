//! From runs to figures with intervals.

use super::outcome::{Outcome, log_loss};
use super::plan::TrainingPlan;
use crate::stats::{LOST, Level, Trials, holm};
use crate::training::{Checkpoint, LayerState};
use statrs::distribution::{Binomial, DiscreteCDF};

/// A figure of the runs of an activation in a condition: a row of `steps.csv`,
/// or of `summary.csv` where there is no step.
///
/// An absent number is `None`, never NaN.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainingFigure {
    /// Place of the condition in the plan.
    pub condition: usize,
    /// Place of the activation in the specification.
    pub activation: usize,
    /// The learning rate that was chosen.
    pub rate: f64,
    /// Steps made.
    pub step: Option<u32>,
    /// Layer, from 1.
    pub layer: Option<usize>,
    /// What was measured.
    pub metric: String,
    /// Mean over the runs that gave a figure.
    pub mean: Option<f64>,
    /// The interval of the mean.
    pub interval: Option<(f64, f64)>,
    /// Geometric mean, of a positive figure.
    pub geometric_mean: Option<f64>,
    /// The interval of the geometric mean.
    pub geometric_interval: Option<(f64, f64)>,
    /// Runs that gave a figure.
    pub runs: usize,
    /// The p-value of the paired difference from ReLU, corrected by Holm's
    /// method over the conditions and activations of the study.
    pub p_holm: Option<f64>,
}

/// What kind of figure it is, and so of its interval.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Any number.
    Signed,
    /// A positive one, such as a loss.
    Positive,
    /// From 0 to 1.
    Share,
}

/// A figure of a checkpoint, or of a layer of it.
type Of<T> = fn(&T) -> Option<f64>;

const OF_NET: [(&str, Kind, Of<Checkpoint>); 7] = [
    ("train_loss", Kind::Positive, |seen| Some(seen.train.value)),
    ("test_loss", Kind::Positive, |seen| Some(seen.test.value)),
    ("train_accuracy", Kind::Share, |seen| seen.train.accuracy),
    ("test_accuracy", Kind::Share, |seen| seen.test.accuracy),
    ("loss_scale", Kind::Signed, |seen| {
        Some(seen.loss_scale.into())
    }),
    ("skipped_steps", Kind::Signed, |seen| {
        Some(seen.skipped as f64)
    }),
    ("absorbed_fraction", Kind::Share, |seen| {
        seen.absorbed_fraction
    }),
];

const OF_LAYER: [(&str, Kind, Of<LayerState>); 7] = [
    ("gradient_rms", Kind::Positive, |layer| {
        Some(layer.gradient_rms)
    }),
    ("dead_fraction", Kind::Share, |layer| {
        Some(layer.dead_fraction)
    }),
    ("revived_fraction", Kind::Share, |layer| {
        Some(layer.revived_fraction)
    }),
    ("saturated_fraction", Kind::Share, |layer| {
        Some(layer.saturated_fraction)
    }),
    ("noise_to_signal", Kind::Positive, |layer| {
        layer.noise_to_signal
    }),
    ("lost_fraction", Kind::Share, |layer| layer.lost_fraction),
    ("underflow_fraction", Kind::Share, |layer| {
        layer.underflow_fraction
    }),
];

/// What is compared with ReLU at the end of a run: of two runs of the same
/// number, how much more.
const COMPARED: [(&str, Of<Checkpoint>); 2] = [
    ("log_train_loss_vs_relu", |seen| {
        Some(log_loss(seen.train.value))
    }),
    ("test_accuracy_vs_relu", |seen| seen.test.accuracy),
];

impl TrainingPlan {
    /// The figures of every checkpoint.
    pub fn step_figures(&self, outcomes: &[Outcome]) -> Vec<TrainingFigure> {
        let mut rows = Vec::new();
        for outcome in outcomes {
            let mut rows = Rows::new(self, outcome, &mut rows);
            for (place, step) in outcome.setup.checkpoints().enumerate() {
                rows.step = Some(step);
                let records = outcome.records.iter();
                let seen: Vec<&Checkpoint> = records
                    .filter_map(|record| record.run.checkpoints.get(place))
                    .collect();
                for (name, kind, of) in OF_NET {
                    rows.push(name, kind, seen.iter().map(|seen| of(seen)));
                }
                for goal in &self.spec.goals {
                    let reached = outcome.steps_to(*goal);
                    let reached =
                        reached.map(|at| Some(f64::from(at.is_some_and(|at| at <= step))));
                    rows.push(&format!("reached_fraction({goal})"), Kind::Share, reached);
                }
                for layer in 1..=outcome.setup.depth {
                    rows.layer = Some(layer);
                    let layers = || seen.iter().map(|seen| &seen.layers[layer - 1]);
                    for (name, kind, of) in OF_LAYER {
                        rows.push(name, kind, layers().map(of));
                    }
                    for (k, name) in outcome.learnt().iter().enumerate() {
                        let learnt = layers().map(|layer| layer.learnt.get(k).copied());
                        rows.push(name, Kind::Signed, learnt);
                    }
                }
                rows.layer = None;
            }
        }
        rows
    }

    /// The figures of whole runs.
    pub fn run_figures(&self, outcomes: &[Outcome]) -> Vec<TrainingFigure> {
        let mut figures = Vec::new();
        for outcome in outcomes {
            let mut rows = Rows::new(self, outcome, &mut figures);
            let ends = || outcome.ends().flatten();
            for (name, kind, of) in OF_NET {
                // A loss that overflows at a held-out sample is one of this run, too.
                let told = |figure: f64| if figure.is_finite() { figure } else { LOST };
                let figures = ends().map(|seen| of(seen).map(told));
                rows.push(&format!("final_{name}"), kind, figures);
            }
            for (name, kind, of) in OF_LAYER {
                // The mean over the layers of the net.
                let mean = |seen: &Checkpoint| {
                    let figures: Option<Vec<f64>> = seen.layers.iter().map(of).collect();
                    figures.map(|all| all.iter().sum::<f64>() / all.len() as f64)
                };
                rows.push(&format!("final_{name}"), kind, ends().map(mean));
            }
            for goal in &self.spec.goals {
                let reached = outcome
                    .steps_to(*goal)
                    .map(|at| Some(f64::from(at.is_some())));
                rows.push(&format!("reached_fraction({goal})"), Kind::Share, reached);
                rows.median(&format!("steps_to({goal})"), outcome, *goal);
            }
            let diverged = outcome.records.iter();
            let diverged = diverged.map(|record| Some(f64::from(record.run.diverged)));
            rows.push("diverged_fraction", Kind::Share, diverged);
        }
        self.compare(outcomes, &mut figures);
        figures
    }

    /// Paired differences from ReLU, of runs that both came to their end.
    fn compare(&self, outcomes: &[Outcome], figures: &mut Vec<TrainingFigure>) {
        let relu = self
            .spec
            .activations
            .iter()
            .position(|phi| phi.to_string() == "relu");
        let first = figures.len();
        let mut p = Vec::new();
        for outcome in outcomes {
            let is_relu = |other: &&Outcome| {
                other.condition == outcome.condition && Some(other.activation) == relu
            };
            let Some(relu) = outcomes.iter().find(is_relu) else {
                continue;
            };
            if relu.activation == outcome.activation {
                continue;
            }
            for (name, of) in COMPARED {
                let pairs = outcome.ends().zip(relu.ends());
                let differences = pairs.filter_map(|(own, relu)| Some(of(own?)? - of(relu?)?));
                let trials = gathered(differences);
                if trials.count() == 0 {
                    continue;
                }
                p.extend(trials.p_value());
                let mut rows = Rows::new(self, outcome, figures);
                rows.push_trials(name, Kind::Signed, &trials);
                if let Some(row) = figures.last_mut() {
                    row.p_holm = trials.p_value();
                }
            }
        }
        let mut corrected = holm(&p).into_iter();
        for row in &mut figures[first..] {
            row.p_holm = row.p_holm.and_then(|_| corrected.next());
        }
    }
}

impl Outcome {
    /// The names of the parameters that are learnt.
    pub fn learnt(&self) -> Vec<String> {
        let open = self.setup.learning.open(&self.setup.activation);
        open.map_or(Vec::new(), |open| {
            open.names()
                .iter()
                .map(|name| format!("learnt({name})"))
                .collect()
        })
    }
}

/// Rows of one outcome.
struct Rows<'a> {
    outcome: &'a Outcome,
    level: Level,
    step: Option<u32>,
    layer: Option<usize>,
    rows: &'a mut Vec<TrainingFigure>,
}

impl<'a> Rows<'a> {
    fn new(plan: &TrainingPlan, outcome: &'a Outcome, rows: &'a mut Vec<TrainingFigure>) -> Self {
        Rows {
            outcome,
            level: Level::new(plan.spec.confidence),
            step: None,
            layer: None,
            rows,
        }
    }

    /// A row, where there is a figure.
    fn push(&mut self, metric: &str, kind: Kind, figures: impl Iterator<Item = Option<f64>>) {
        self.push_trials(metric, kind, &gathered(figures.flatten()));
    }

    fn push_trials(&mut self, metric: &str, kind: Kind, trials: &Trials) {
        if trials.count() == 0 && !trials.has_lost() {
            return;
        }
        let level = &self.level;
        let interval = match kind {
            Kind::Signed => trials.mean_interval(level),
            Kind::Positive => trials.positive_interval(level),
            Kind::Share => trials.share_interval(level),
        };
        let is_positive = kind == Kind::Positive;
        let geometric = trials.geometric_interval(level).filter(|_| is_positive);
        self.row(TrainingFigure {
            mean: trials.mean(),
            interval: interval.map(|i| (i.low, i.high)),
            geometric_mean: trials.geometric_mean().filter(|_| is_positive),
            geometric_interval: geometric.map(|i| (i.low, i.high)),
            runs: trials.count(),
            ..self.empty(metric)
        });
    }

    /// The median of the steps of all runs, with the interval that order
    /// statistics give whatever the distribution (Conover 1999, section 3.2);
    /// none where its upper end lies beyond the last step.
    fn median(&mut self, metric: &str, outcome: &Outcome, goal: f64) {
        let steps: Vec<Option<u32>> = outcome.steps_to(goal).collect();
        let interval = median_interval(&steps, self.level.confidence());
        self.row(TrainingFigure {
            mean: super::median_steps(steps.iter().copied()),
            interval,
            runs: steps.len(),
            ..self.empty(metric)
        });
    }

    fn empty(&self, metric: &str) -> TrainingFigure {
        TrainingFigure {
            condition: self.outcome.condition,
            activation: self.outcome.activation,
            rate: self.outcome.chosen,
            step: self.step,
            layer: self.layer,
            metric: metric.to_string(),
            mean: None,
            interval: None,
            geometric_mean: None,
            geometric_interval: None,
            runs: 0,
            p_holm: None,
        }
    }

    fn row(&mut self, row: TrainingFigure) {
        self.rows.push(row);
    }
}

fn gathered(figures: impl Iterator<Item = f64>) -> Trials {
    let mut trials = Trials::default();
    figures.for_each(|figure| trials.push(figure));
    trials
}

/// The r-th smallest and r-th largest of n values hold the median with
/// probability 1 - 2 P(Binomial(n, 1/2) < r): the largest r for which that is
/// above the level. None where there is no such r, or an end never arrived.
fn median_interval(steps: &[Option<u32>], level: f64) -> Option<(f64, f64)> {
    let mut sorted: Vec<u64> = steps
        .iter()
        .map(|s| s.map_or(u64::MAX, u64::from))
        .collect();
    sorted.sort_unstable();
    let n = sorted.len();
    let halves = Binomial::new(0.5, n as u64).ok()?;
    let r = halves.inverse_cdf((1.0 - level) / 2.0) as usize;
    let (low, high) = (*sorted.get(r.checked_sub(1)?)?, *sorted.get(n - r)?);
    (high < u64::MAX).then_some((low as f64, high as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tables of Conover 1999: of 10 values the 2nd and the 9th hold the
    /// median with 97.9 %; of 20 the 6th and the 15th with 95.9 %; 5 are too
    /// few for 95 %.
    #[test]
    fn intervals_of_medians() {
        let steps = |n: u32| (1..=n).map(Some).collect::<Vec<_>>();
        assert_eq!(median_interval(&steps(10), 0.95), Some((2.0, 9.0)));
        assert_eq!(median_interval(&steps(20), 0.95), Some((6.0, 15.0)));
        assert_eq!(median_interval(&steps(5), 0.95), None);
        // n/2 - 1.96 sqrt(n)/2, to an order or two.
        let (low, high) = median_interval(&steps(10_000), 0.95).unwrap();
        assert!(
            (low - 4902.0).abs() <= 2.0 && low + high == 10_001.0,
            "{low} {high}"
        );
        let mut some_never = steps(10);
        some_never[9] = None;
        assert_eq!(median_interval(&some_never, 0.95), Some((2.0, 9.0)));
        some_never[8] = None;
        assert_eq!(median_interval(&some_never, 0.95), None);
    }

    #[test]
    fn medians_count_those_that_never_arrive() {
        let median = |steps: &[Option<u32>]| super::super::median_steps(steps.iter().copied());
        assert_eq!(median(&[Some(3), Some(1), Some(2)]), Some(2.0));
        assert_eq!(median(&[Some(3), None, Some(2)]), Some(3.0));
        assert_eq!(median(&[None, None, Some(2)]), None);
        assert_eq!(median(&[Some(4), Some(2)]), Some(3.0));
        assert_eq!(median(&[None, Some(2)]), None);
        assert_eq!(median(&[]), None);
    }
}
