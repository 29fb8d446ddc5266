//! ELU and its kind help shallow nets and are not used for deeper ones.
//!
//! Every depth and architecture, each activation at its own learning rate and at
//! critical weights: the logarithm of the training loss and the accuracy on
//! held-out samples, less those of ReLU, by pairs of runs.

use super::claim::{ClaimFigure, ClaimSetting, ClaimVerdict, Evidence, Scale};
use super::trained::{Side, Trained, difference, draft, side, steps_ratio};
use crate::report::chart::{Division, Panel, Quantity, Series, SeriesPoint};
use crate::reproduce::{Measured, ReproduceError};
use crate::study::training::log_loss;
use std::collections::BTreeMap;

/// Of the activations of the study those that the claim is about.
const KIND: [&str; 2] = ["elu", "selu"];

/// A net beside ReLU's.
#[derive(Clone, Copy, PartialEq)]
enum Fare {
    Ahead,
    Behind,
    Untold,
}

/// A case is for the claim where the shallow net is ahead and the deep one is not,
/// against it where the shallow net is behind or the deep one ahead.
fn verdict(cases: &BTreeMap<String, [Fare; 2]>) -> ClaimVerdict {
    let is_for = |fares: &[Fare; 2]| fares[0] == Fare::Ahead && fares[1] != Fare::Ahead;
    let is_against = |fares: &[Fare; 2]| fares[0] == Fare::Behind || fares[1] == Fare::Ahead;
    let holding: Vec<&str> = cases
        .iter()
        .filter(|(_, fares)| is_for(fares))
        .map(|(case, _)| case.as_str())
        .collect();
    if holding.is_empty() && cases.values().any(is_against) {
        ClaimVerdict::Fails
    } else if holding.is_empty() {
        ClaimVerdict::Undecided("no difference from ReLU can be told".to_string())
    } else if holding.len() == cases.len() {
        ClaimVerdict::Holds
    } else {
        ClaimVerdict::HoldsOnlyIf(format!("the net is {}", holding.join(" or ")))
    }
}

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
    // Of ELU and SELU in each architecture: how the shallow and the deep net fare.
    let mut cases: BTreeMap<String, [Fare; 2]> = BTreeMap::new();
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
            let loss = difference(own, relu, |seen| Some(log_loss(seen.train.value)));
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
                let fare = match (better, worse) {
                    (true, false) => Fare::Ahead,
                    (false, true) => Fare::Behind,
                    _ => Fare::Untold,
                };
                let case = format!("{name} in {}", of.architecture);
                let fares = cases.entry(case).or_insert([Fare::Untold; 2]);
                fares[usize::from(of.depth == deep)] = fare;
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
    let count = |place: usize, fare| cases.values().filter(|fares| fares[place] == fare).count();
    let [[ahead, behind], [deep_ahead, deep_behind]] =
        [0, 1].map(|place| [Fare::Ahead, Fare::Behind].map(|fare| count(place, fare)));
    let verdict = verdict(&cases);
    Ok(Evidence {
        because: format!(
            "of {} cases ELU or SELU is ahead of ReLU in {ahead} and behind in {behind} at depth \
             {shallow}; ahead in {deep_ahead} and behind in {deep_behind} at depth {deep}",
            cases.len()
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

#[cfg(test)]
mod tests {
    use super::*;
    use Fare::{Ahead, Behind, Untold};

    #[test]
    fn a_case_is_judged_by_both_depths() {
        let verdict = |fares: &[[Fare; 2]]| {
            let cases = fares.iter().enumerate();
            verdict(
                &cases
                    .map(|(k, fares)| (format!("net {k}"), *fares))
                    .collect(),
            )
        };
        assert_eq!(verdict(&[[Ahead, Behind]; 2]), ClaimVerdict::Holds);
        assert_eq!(
            verdict(&[[Ahead, Ahead], [Behind, Behind]]),
            ClaimVerdict::Fails
        );
        let some = verdict(&[[Behind, Behind], [Ahead, Untold]]);
        assert_eq!(
            some,
            ClaimVerdict::HoldsOnlyIf("the net is net 1".to_string())
        );
        let none = verdict(&[[Untold, Behind], [Untold, Untold]]);
        assert!(matches!(none, ClaimVerdict::Undecided(_)));
    }
}
