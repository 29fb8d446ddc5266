//! ELU and its kind help shallow nets and are not used for deeper ones.
//!
//! Every depth and architecture, each activation at its own learning rate and at
//! critical weights: the logarithm of the training loss and the accuracy on
//! held-out samples, less those of ReLU, by pairs of runs.

use super::claim::{ClaimFigure, ClaimSetting, ClaimVerdict, Evidence, Scale};
use super::trained::{Side, Trained, difference, draft, side, steps_ratio};
use crate::report::chart::{Division, Panel, Quantity, Series, SeriesPoint};
use crate::reproduce::{Measured, ReproduceError};

/// Of the activations of the study those that the claim is about.
const KIND: [&str; 2] = ["elu", "selu"];

pub(super) fn measure(setting: ClaimSetting) -> Result<Evidence, ReproduceError> {
    let toml = include_str!("../../../data/question/depth.toml");
    let mut draft = draft("depth", toml, setting)?;
    if setting.scale == Scale::Quick {
        // The deepest nets are most of the time.
        for depth in draft
            .depth
            .iter_mut()
            .flatten()
            .filter(|depth| depth.value == 32)
        {
            depth.value = 16;
        }
    }
    let trained = Trained::run(draft, setting)?;
    let spec = &trained.plan.spec;
    let (shallow, deep) = (spec.depths[0], spec.depths[spec.depths.len() - 1]);
    let mut figures = Vec::new();
    // By depth: cases in which ELU or SELU is better, and in which it is worse.
    let mut tally = [[0usize; 3]; 2];
    let mut panels: Vec<Panel> = Vec::new();
    for (condition, of) in trained.plan.conditions.iter().enumerate() {
        let relu = trained.outcome(condition, 0);
        let place = spec
            .architectures
            .iter()
            .position(|a| *a == of.architecture);
        let place = place.expect("one of the specification's");
        if panels.len() <= place {
            panels.push(Panel {
                title: of.architecture.to_string(),
                x: Quantity::new("depth", Division::Counts),
                y: Quantity::new("training loss / that of ReLU", Division::Logarithmic),
                series: Vec::new(),
                published: Vec::new(),
            });
        }
        for (k, activation) in spec.activations.iter().enumerate().skip(1) {
            let own = trained.outcome(condition, k);
            let accuracy = difference(own, relu, |seen| seen.test.accuracy);
            let loss = difference(own, relu, |seen| Some(libm::log(seen.train.value)));
            let name = activation.label();
            let case = format!("{name}, {}, depth {}", of.architecture, of.depth);
            let diverged = own.records.iter().map(|r| f64::from(r.run.diverged));
            figures.push(ClaimFigure {
                name: format!("{case}: runs that diverged"),
                measured: Measured::share(diverged),
            });
            for (what, measured) in [
                ("accuracy less that of relu", accuracy),
                ("log training loss less that of relu", loss),
            ] {
                if measured.trials > 1 {
                    figures.push(ClaimFigure {
                        name: format!("{case}: {what}"),
                        measured,
                    });
                }
            }
            if let Some((goal, ratio)) = steps_ratio(own, relu, &spec.goals) {
                figures.push(ClaimFigure {
                    name: format!("{case}: steps to {goal} over those of relu"),
                    measured: ratio,
                });
            }
            if KIND.contains(&name.as_str()) && (of.depth == shallow || of.depth == deep) {
                // Ahead in the loss it learns, or in what it gets right.
                let better = side(&loss, 0.0) == Side::Below || side(&accuracy, 0.0) == Side::Above;
                let worse = side(&loss, 0.0) == Side::Above || side(&accuracy, 0.0) == Side::Below;
                let column = match (better, worse) {
                    (true, false) => 0,
                    (false, true) => 1,
                    _ => 2,
                };
                tally[usize::from(of.depth == deep)][column] += 1;
            }
            if loss.trials > 1 {
                let panel = &mut panels[place];
                let existing = panel.series.iter().position(|s| s.name == name);
                let at = existing.unwrap_or_else(|| {
                    panel.series.push(Series {
                        name: name.clone(),
                        points: Vec::new(),
                    });
                    panel.series.len() - 1
                });
                panel.series[at].points.push(SeriesPoint {
                    x: of.depth as f64,
                    value: loss.value.map(libm::exp),
                    interval: loss.interval.map(|i| (libm::exp(i.low), libm::exp(i.high))),
                    theory: None,
                });
            }
        }
    }
    let [
        [shallow_better, shallow_worse, _],
        [deep_better, deep_worse, _],
    ] = tally;
    let cases = KIND.len() * spec.architectures.len();
    let verdict = match (shallow_better, deep_better) {
        (0, 0) if shallow_worse + deep_worse == 0 => {
            ClaimVerdict::Undecided("no difference from ReLU can be told".to_string())
        }
        (0, _) => ClaimVerdict::Fails,
        (n, 0) if n == cases => ClaimVerdict::Holds,
        (_, 0) => ClaimVerdict::HoldsOnlyIf(
            "the architecture is one in which ELU is ahead at all".to_string(),
        ),
        (_, n) if n == cases => ClaimVerdict::Fails,
        _ => ClaimVerdict::HoldsOnlyIf(
            "the architecture is one in which the deep ELU net falls behind".to_string(),
        ),
    };
    Ok(Evidence {
        because: format!(
            "of {cases} cases ELU or SELU is ahead of ReLU in {shallow_better} and behind in \
             {shallow_worse} at depth {shallow}; ahead in {deep_better} and behind in {deep_worse} \
             at depth {deep}"
        ),
        figures,
        verdict,
        title: "Claim 5: ELU and its kind beside ReLU, by depth",
        caption: "Final training loss over that of ReLU, paired runs, each activation at its own \
                  learning rate and critical weights; below 1 it is ahead."
            .to_string(),
        panels,
        grids: Vec::new(),
        runs: trained.equal_runs(),
    })
}
