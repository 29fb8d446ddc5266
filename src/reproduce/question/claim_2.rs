//! With curvature, coefficients are not redundant.
//!
//! A coefficient is redundant as a function where the weights around it can do
//! its work: s relu(x) and, for all their curvature, swish(x; beta) = silu(beta
//! x) / beta and softplus(x; beta) = softplus(beta x) / beta. ELU's alpha and
//! PReLU's slope are not. Whether learning them is worth it is another question:
//! the steps that a net with the learnt coefficient takes to a training loss,
//! over those of the net that keeps it fixed at its start.

use super::claim::{ClaimFigure, ClaimSetting, ClaimVerdict, Evidence};
use super::trained::{Side, Trained, draft, side, steps_ratio};
use crate::report::chart::{Division, Panel, Quantity, Series, SeriesPoint};
use crate::reproduce::ReproduceError;

/// What is learnt, whether phi is curved, and whether the weights around it can
/// do the same; each of two activations of the study, the fixed one first.
const PAIRS: [(&str, bool, bool); 5] = [
    ("ELU's alpha", true, false),
    ("Swish's beta", true, true),
    ("softplus's beta", true, true),
    ("a factor s of ReLU", false, true),
    ("PReLU's slope", false, false),
];

pub(super) fn measure(setting: ClaimSetting) -> Result<Evidence, ReproduceError> {
    let toml = include_str!("../../../data/question/learnt.toml");
    let trained = Trained::run(draft("learnt", toml, setting)?, setting)?;
    let spec = &trained.plan.spec;
    let mut figures = Vec::new();
    let mut panels = Vec::new();
    let (mut faster, mut slower, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    let mut linear = 0;
    for (condition, of) in trained.plan.conditions.iter().enumerate() {
        let mut series = Vec::new();
        for (pair, (what, is_curved, _)) in PAIRS.iter().enumerate() {
            let [fixed, learnt] = [0, 1].map(|k| trained.outcome(condition, 2 * pair + k));
            let case = format!("{what} on {}", of.task);
            let Some((goal, ratio)) = steps_ratio(learnt, fixed, &spec.goals) else {
                if *is_curved {
                    unknown.push(case);
                }
                continue;
            };
            let name = format!("{what} on {}: steps to {goal}, learnt over fixed", of.task);
            figures.push(ClaimFigure {
                name,
                measured: ratio,
            });
            match (side(&ratio, 1.0), is_curved) {
                (Side::Below, true) => faster.push(case),
                (Side::Below, false) => linear += 1,
                (Side::Above, true) => slower.push(case),
                (Side::Unknown, true) => unknown.push(case),
                _ => {}
            }
            series.push(Series {
                name: what.to_string(),
                points: curve(&trained, (condition, pair)),
            });
        }
        panels.push(Panel {
            title: of.task.to_string(),
            x: Quantity::new("step", Division::Linear),
            y: Quantity::new("loss learnt / loss fixed", Division::Logarithmic),
            series,
            published: Vec::new(),
        });
    }
    let curved = PAIRS.iter().filter(|pair| pair.1).count() * trained.plan.conditions.len();
    let verdict = match (faster.len(), slower.len(), unknown.len()) {
        (n, _, _) if n == curved => ClaimVerdict::Holds,
        (0, _, 0) => ClaimVerdict::Fails,
        (0, 0, _) => ClaimVerdict::Undecided(format!(
            "{} of the {curved} cases with curvature cannot be told apart",
            unknown.len()
        )),
        (0, _, _) => ClaimVerdict::Fails,
        _ => ClaimVerdict::HoldsOnlyIf(format!("what is learnt is {}", faster.join(", or "))),
    };
    Ok(Evidence {
        because: format!(
            "learning it is faster in {} of {curved} cases with curvature, slower in {}; without \
             curvature faster in {linear}",
            faster.len(),
            slower.len(),
        ),
        figures,
        verdict,
        title: "Claim 2: learnt coefficients against fixed ones",
        caption: "Training loss of the net that learns its coefficient over that of the net that \
                  keeps it, each at its own learning rate, geometric mean over runs: below 1 \
                  learning is ahead."
            .to_string(),
        panels,
        grids: Vec::new(),
        runs: trained.equal_runs(),
    })
}

/// The ratio of the losses over the steps, by pairs of runs.
fn curve(trained: &Trained, (condition, pair): (usize, usize)) -> Vec<SeriesPoint> {
    let [fixed, learnt] = [0, 1].map(|k| trained.outcome(condition, 2 * pair + k));
    let point = |(place, step): (usize, u32)| {
        let loss = |record: &crate::study::training::Record| {
            record
                .run
                .checkpoints
                .get(place)
                .map(|seen| seen.train.value)
        };
        let pairs = learnt.records.iter().zip(&fixed.records);
        let ratios = pairs.filter_map(|(learnt, fixed)| Some(loss(learnt)? / loss(fixed)?));
        let measured = crate::reproduce::Measured::typical(ratios);
        (measured.trials > 1).then_some(SeriesPoint {
            x: f64::from(step),
            value: measured.value,
            interval: measured.interval.map(|i| (i.low, i.high)),
            theory: None,
        })
    };
    // Every second one is enough for the eye.
    let checkpoints = fixed.setup.checkpoints().enumerate().step_by(4);
    checkpoints.filter_map(point).collect()
}
