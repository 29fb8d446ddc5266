//! A gradient that vanishes at any point of training makes the constant branch a
//! problem.
//!
//! At each learning rate: the units that are dead at the end (phi' = 0 on every
//! training sample), those that had died and fire again, and what it costs: the
//! accuracy of ReLU on held-out samples less that of Leaky ReLU, whose units
//! cannot die, by pairs of runs. A run that diverged has learnt nothing and
//! counts with the accuracy of a guess.

use super::claim::{ClaimFigure, ClaimSetting, ClaimVerdict, Evidence};
use super::trained::{Side, Trained, draft, side};
use crate::report::chart::{Division, Panel, Quantity, Series, SeriesPoint};
use crate::reproduce::{Measured, ReproduceError};
use crate::study::Typed;
use crate::study::training::{Outcome, Record};
use crate::training::{Checkpoint, LayerState};

/// The accuracy of a guess at one of ten digits.
const GUESS: f64 = 0.1;
/// The places of both in the study.
const RELU: usize = 0;
const LEAKY: usize = 1;

pub(super) fn measure(setting: ClaimSetting) -> Result<Evidence, ReproduceError> {
    let toml = include_str!("../../../data/question/dying.toml");
    let whole = draft("dying", toml, setting)?;
    let mut studies = Vec::new();
    for rate in whole.learning_rate.iter().flatten() {
        let mut draft = whole.clone();
        draft.learning_rate = Some(vec![Typed::clone(rate)]);
        studies.push((rate.value, Trained::run(draft, setting)?));
    }
    let mut figures = Vec::new();
    let (mut die, mut gain, mut lose) = (Vec::new(), Vec::new(), Vec::new());
    for (rate, trained) in &studies {
        let mut add = |name: String, measured: Measured| {
            if measured.trials > 1 {
                figures.push(ClaimFigure { name, measured });
            }
        };
        for (outcome, activation) in trained.outcomes.iter().zip(&trained.plan.spec.activations) {
            let name = format!("{activation} at rate {rate}");
            add(format!("{name}: dead units at the end"), dead(outcome));
            let revived = at_end(outcome, |seen| over_layers(seen, |l| l.revived_fraction));
            add(
                format!("{name}: units that had died and fire again"),
                Measured::share(revived),
            );
            add(
                format!("{name}: accuracy"),
                Measured::share(accuracies(outcome)),
            );
            let diverged = outcome.records.iter().map(|r| f64::from(r.run.diverged));
            add(
                format!("{name}: runs that diverged"),
                Measured::share(diverged),
            );
        }
        let (relu, leaky) = (trained.outcome(0, RELU), trained.outcome(0, LEAKY));
        let died = Measured::mean(relu.records.iter().filter_map(died));
        add(
            format!("relu at rate {rate}: share of units that died in training"),
            died,
        );
        let cost = accuracies(relu)
            .zip(accuracies(leaky))
            .map(|(relu, leaky)| relu - leaky);
        let cost = Measured::mean(cost);
        add(
            format!("rate {rate}: accuracy of relu less that of leaky_relu(0.01)"),
            cost,
        );
        if side(&died, 0.0) == Side::Above {
            die.push(*rate);
        }
        match side(&cost, 0.0) {
            Side::Below => lose.push(*rate),
            Side::Above => gain.push(*rate),
            Side::Unknown => {}
        }
    }
    let verdict = match (lose.len(), die.len()) {
        (0, 0) => ClaimVerdict::Undecided(
            "at no rate do units die, or accuracy fall, that these runs can tell".to_string(),
        ),
        (0, _) => ClaimVerdict::HoldsOnlyIf(
            "dead units themselves are the harm: they cost no accuracy that these runs can tell"
                .to_string(),
        ),
        (n, _) if n == studies.len() => ClaimVerdict::Holds,
        _ => ClaimVerdict::HoldsOnlyIf(format!("the learning rate is {}", list(&lose))),
    };
    Ok(Evidence {
        because: format!(
            "ReLU's units die in training at rates {}; it is less accurate than Leaky ReLU at {}, \
             more accurate at {}",
            list(&die),
            list(&lose),
            list(&gain),
        ),
        figures,
        verdict,
        title: "Claim 4: dead units and accuracy by learning rate",
        caption: "Digits, depth 4, width 64, SGD with momentum 0.9. Dead: phi' = 0 on every training \
                  sample, of runs that came to their end; a run that diverged has the accuracy of a \
                  guess."
            .to_string(),
        panels: vec![
            panel("dead units at the end", &studies, dead),
            panel("accuracy on held-out samples", &studies, |outcome| {
                Measured::share(accuracies(outcome))
            }),
        ],
        grids: Vec::new(),
        runs: studies.iter().flat_map(|(_, study)| study.equal_runs()).collect(),
    })
}

fn list(rates: &[f64]) -> String {
    match rates.is_empty() {
        true => "none".to_string(),
        false => rates
            .iter()
            .map(f64::to_string)
            .collect::<Vec<_>>()
            .join(", "),
    }
}

/// A figure of every activation against the learning rate.
fn panel(title: &str, studies: &[(f64, Trained)], of: impl Fn(&Outcome) -> Measured) -> Panel {
    let activations = studies.first().map(|(_, t)| &t.plan.spec.activations);
    let series = activations.into_iter().flatten().enumerate();
    Panel {
        title: String::new(),
        x: Quantity::new("learning rate", Division::Logarithmic),
        y: Quantity::new(title, Division::Linear),
        series: series
            .map(|(place, activation)| {
                let points = studies.iter().filter_map(|(rate, trained)| {
                    let measured = of(trained.outcome(0, place));
                    (measured.trials > 1).then_some(SeriesPoint {
                        x: *rate,
                        value: measured.value,
                        interval: measured.interval.map(|i| (i.low, i.high)),
                        theory: None,
                    })
                });
                Series {
                    name: activation.label(),
                    points: points.collect(),
                }
            })
            .collect(),
        published: Vec::new(),
    }
}

/// The accuracy of each run.
fn accuracies(outcome: &Outcome) -> impl Iterator<Item = f64> {
    outcome
        .ends()
        .map(|end| end.and_then(|seen| seen.test.accuracy).unwrap_or(GUESS))
}

fn dead(outcome: &Outcome) -> Measured {
    Measured::share(at_end(outcome, |seen| {
        over_layers(seen, |l| l.dead_fraction)
    }))
}

/// A figure of the runs that came to their end.
fn at_end(outcome: &Outcome, of: impl Fn(&Checkpoint) -> f64) -> impl Iterator<Item = f64> {
    outcome.ends().flatten().map(of)
}

/// The mean over the layers.
fn over_layers(seen: &Checkpoint, of: impl Fn(&LayerState) -> f64) -> f64 {
    seen.layers.iter().map(of).sum::<f64>() / seen.layers.len() as f64
}

/// Dead units at the end of a run less those at its start.
fn died(record: &Record) -> Option<f64> {
    let dead = |seen: &Checkpoint| over_layers(seen, |layer| layer.dead_fraction);
    let checkpoints = &record.run.checkpoints;
    let (first, last) = (checkpoints.first()?, checkpoints.last()?);
    (!record.run.diverged).then(|| dead(last) - dead(first))
}
