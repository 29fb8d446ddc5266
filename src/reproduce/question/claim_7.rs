//! Deep ReLU nets approximate curved functions.
//!
//! By construction a ReLU net of depth m computes x^2 to 2^(-2m-2) (Yarotsky
//! 2017); what training reaches is another matter: the error on held-out samples
//! against depth, at an equal number of parameters.

use super::claim::{ClaimFigure, ClaimSetting, ClaimVerdict, Evidence};
use super::trained::{Side, Trained, draft, side};
use crate::report::chart::{Division, Panel, Quantity, Series, SeriesPoint};
use crate::reproduce::{Measured, ReproduceError};
use crate::study::Typed;
use crate::study::training::Outcome;

/// Depths, each with the width that gives a net of one input and one output some
/// 4,000 parameters.
const DEPTHS: [usize; 5] = [1, 2, 4, 8, 16];
const PARAMETERS: f64 = 4000.0;

/// The width of a net of `depth` layers with so many parameters: 3 w + 1 and
/// (depth - 1) (w^2 + w).
fn width(depth: usize) -> u64 {
    let a = (depth - 1) as f64;
    let b = a + 3.0;
    let width = match depth {
        1 => (PARAMETERS - 1.0) / b,
        _ => (-b + (b * b + 4.0 * a * (PARAMETERS - 1.0)).sqrt()) / (2.0 * a),
    };
    width.round() as u64
}

pub(super) fn measure(setting: ClaimSetting) -> Result<Evidence, ReproduceError> {
    let toml = include_str!("../../../data/question/curved.toml");
    let whole = draft("curved", toml, setting)?;
    let mut studies = Vec::new();
    for depth in DEPTHS {
        let mut draft = whole.clone();
        let set = |values: &mut Option<Vec<Typed<u64>>>, value| {
            values
                .iter_mut()
                .flatten()
                .for_each(|typed| typed.value = value);
        };
        set(&mut draft.depth, depth as u64);
        set(&mut draft.width, width(depth));
        studies.push(Trained::run(draft, setting)?);
    }
    let plan = &studies[0].plan;
    let mut figures = Vec::new();
    let mut panels = Vec::new();
    let (mut helps, mut harms, mut cases) = (Vec::new(), 0, 0);
    let mut behind = 0;
    for (condition, of) in plan.conditions.iter().enumerate() {
        let mut series = Vec::new();
        for (k, activation) in plan.spec.activations.iter().enumerate() {
            let mut points = Vec::new();
            let nets: Vec<&Outcome> = studies.iter().map(|s| s.outcome(condition, k)).collect();
            for (depth, net) in DEPTHS.iter().zip(&nets) {
                let measured = Measured::typical(errors(net).flatten());
                if measured.trials < 2 {
                    continue;
                }
                figures.push(ClaimFigure {
                    name: format!("{activation} on {}, depth {depth}: RMS error", of.task),
                    measured,
                });
                points.push(SeriesPoint {
                    x: *depth as f64,
                    value: measured.value,
                    interval: measured.interval.map(|i| (i.low, i.high)),
                    theory: None,
                });
            }
            // One layer against four, of the same parameters.
            let gain = ratio(nets[2], nets[0]);
            figures.push(ClaimFigure {
                name: format!("{activation} on {}: error at depth 4 over depth 1", of.task),
                measured: gain,
            });
            if activation.to_string() == "relu" {
                cases += 1;
                match side(&gain, 1.0) {
                    Side::Below => helps.push(of.task.to_string()),
                    Side::Above => harms += 1,
                    Side::Unknown => {}
                }
                let smooth = plan
                    .spec
                    .activations
                    .iter()
                    .position(|a| a.to_string() == "gelu");
                if let Some(smooth) = smooth {
                    let ratio = ratio(nets[2], studies[2].outcome(condition, smooth));
                    figures.push(ClaimFigure {
                        name: format!("on {}, depth 4: error of relu over that of gelu", of.task),
                        measured: ratio,
                    });
                    behind += usize::from(side(&ratio, 1.0) == Side::Above);
                }
            }
            series.push(Series {
                name: activation.label(),
                points,
            });
        }
        if of.task.to_string() == "square" {
            series.push(built());
        }
        panels.push(Panel {
            title: of.task.to_string(),
            x: Quantity::new("depth", Division::Counts),
            y: Quantity::new("RMS error", Division::Logarithmic),
            series,
            published: Vec::new(),
        });
    }
    for depth in DEPTHS {
        let error = crate::theory::yarotsky_error(depth as u32);
        figures.push(ClaimFigure {
            name: format!("ReLU net built for x^2 (Yarotsky 2017), depth {depth}: largest error"),
            measured: Measured::exact(error),
        });
    }
    let verdict = match (helps.len(), harms) {
        (n, _) if n == cases => ClaimVerdict::Holds,
        (0, n) if n == cases => ClaimVerdict::HoldsOnlyIf(
            "the net is built, not trained: what training finds is no better in 4 layers than in \
             one"
            .to_string(),
        ),
        (0, _) => ClaimVerdict::Undecided("these runs cannot tell depth 4 from depth 1".into()),
        _ => ClaimVerdict::HoldsOnlyIf(format!(
            "the target is {}, where training comes closer in 4 layers than in one",
            helps.join(", or ")
        )),
    };
    Ok(Evidence {
        because: format!(
            "of {cases} targets, trained ReLU nets of 4 layers are closer than those of one layer \
             with as many parameters on {}, and behind GELU on {behind}; the net that is built is \
             exact to 2^(-2m-2)",
            helps.len()
        ),
        figures,
        verdict,
        title: "Claim 7: error on curved targets by depth, at equal parameters",
        caption:
            "RMS error on held-out samples over the target's standard deviation, nets of some \
                  4,000 parameters, each activation at its own learning rate, geometric mean over \
                  runs. Built: the largest error of the net that Yarotsky (2017) builds for x^2."
                .to_string(),
        panels,
        grids: Vec::new(),
        runs: studies.iter().flat_map(Trained::equal_runs).collect(),
    })
}

/// The largest error of the net that is built for x^2, in the same units; of
/// deeper nets it would leave the chart.
fn built() -> Series {
    // Of x^2 where x is uniform on [-1, 1].
    let deviation = (4.0f64 / 45.0).sqrt();
    let depths = DEPTHS.into_iter().filter(|depth| *depth <= 8);
    let points = depths.map(|depth| SeriesPoint {
        x: depth as f64,
        value: Some(crate::theory::yarotsky_error(depth as u32) / deviation),
        interval: None,
        theory: None,
    });
    Series {
        name: "relu, built".to_string(),
        points: points.collect(),
    }
}

/// The RMS error of each run on held-out samples; none of those that diverged.
fn errors(outcome: &Outcome) -> impl Iterator<Item = Option<f64>> {
    outcome.ends().map(|end| Some(end?.test.value.sqrt()))
}

/// The error of one net over that of another, by pairs of runs.
fn ratio(first: &Outcome, second: &Outcome) -> Measured {
    let pairs = errors(first).zip(errors(second));
    Measured::typical(pairs.filter_map(|(first, second)| Some(first? / second?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nets_have_as_many_parameters() {
        for depth in DEPTHS {
            let w = width(depth) as f64;
            let parameters = 3.0 * w + 1.0 + (depth - 1) as f64 * (w * w + w);
            assert!(
                (parameters / PARAMETERS - 1.0).abs() < 0.05,
                "{depth}: {parameters}"
            );
        }
    }
}
