//! Whether Leaky ReLU helps depends on the numeric range of the gradients in
//! backpropagation: where ReLU's gradient is safe there is no gain, where it is
//! not, there is.
//!
//! At initialisation, layer by layer, in nets whose every tensor is stored in a
//! format, beside the same net in f64. ReLU's gradient is safe where, in nearly
//! every trial and at every layer, less of it is lost and there is less noise than
//! the limits of `safe_depth` allow. The gain is the paired difference in
//! `gradient_cosine` at the first layer, Leaky ReLU less ReLU on the same draws:
//! how much better the gradient in the format points where that of f64 points,
//! 0 where it is gone.

use super::claim::{ClaimFigure, ClaimSetting, ClaimVerdict, Evidence, Scale};
use crate::analysis::Metric;
use crate::report::chart::{Grid, GridCell};
use crate::reproduce::{Measured, ReproduceError};
use crate::study::{Cell, Draft, Layout, Plan, Spec, builtins};
use rayon::prelude::*;
use std::path::Path;

/// A cosine that is larger by less is no gain.
const NEGLIGIBLE: f64 = 0.025;
/// ReLU is safe where it is in this share of the trials.
const SAFE: f64 = 0.95;

/// What became of a format and depth in a trial.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// `gradient_cosine` at the first layer.
    cosine: f64,
    /// Whether the limits hold at every layer.
    is_safe: bool,
}

/// What is seen in every trial: by activation, depth and format.
type Trials = Vec<Vec<Vec<Vec<Seen>>>>;

/// Cells in which ReLU is safe, or is not, with the gains of one slope.
struct Side {
    cells: usize,
    /// Cells that gain, each by its own interval.
    gaining: usize,
    /// The mean gain over the cells.
    mean: Measured,
}

/// A slope on either side of ReLU's boundary.
struct Slope {
    name: String,
    safe: Side,
    beyond: Side,
}

impl Side {
    /// `gains`: cell by cell, trial by trial.
    fn new(gains: &[&Vec<f64>]) -> Self {
        let is_gain =
            |gains: &&&Vec<f64>| Measured::mean(gains.iter().copied()).is_above(NEGLIGIBLE);
        let trials = gains.first().map_or(0, |first| first.len());
        let mean = (0..trials).map(|trial| {
            let known = gains.iter().map(|g| g[trial]).filter(|g| g.is_finite());
            let (count, sum) = known.fold((0.0, 0.0), |(n, sum), g| (n + 1.0, sum + g));
            sum / count
        });
        Side {
            cells: gains.len(),
            gaining: gains.iter().filter(is_gain).count(),
            mean: Measured::mean(mean),
        }
    }
}

pub(super) fn measure(setting: ClaimSetting) -> Result<Evidence, ReproduceError> {
    let plan = plan(setting)?;
    let spec = &plan.spec;
    let formats: Vec<String> = spec.formats.iter().map(|f| f.to_string()).collect();
    let seen: Vec<Trials> = (0..plan.conditions.len())
        .map(|c| trials(&plan, c))
        .collect();
    let (mut figures, mut grids, mut slopes) = (Vec::new(), Vec::new(), Vec::new());
    for leaky in 1..spec.activations.len() {
        let name = spec.activations[leaky].to_string();
        let mut sides = [Vec::new(), Vec::new()];
        for (condition, trials) in plan.conditions.iter().zip(&seen) {
            let mut cells = vec![Vec::new(); formats.len()];
            for (depth, layers) in spec.depths.iter().enumerate() {
                for (format, named) in formats.iter().enumerate() {
                    let of = |trial: &Vec<Vec<Vec<Seen>>>, a: usize| trial[a][depth][format];
                    let gains: Vec<f64> = trials
                        .iter()
                        .map(|t| of(t, leaky).cosine - of(t, 0).cosine)
                        .collect();
                    let safe = trials.iter().map(|t| f64::from(u8::from(of(t, 0).is_safe)));
                    let safe = Measured::share(safe);
                    let gain = Measured::mean(gains.iter().copied());
                    let is_safe = safe.value.is_some_and(|share| share >= SAFE);
                    cells[format].push(GridCell {
                        value: gain.value,
                        is_told: gain.is_above(0.0) || gain.is_below(0.0),
                        is_inside: !is_safe,
                    });
                    sides[usize::from(!is_safe)].push(gains);
                    let at = format!("{}, {named}, depth {layers}", condition.weights);
                    let mut told = |name: String, measured: Measured| {
                        figures.push(ClaimFigure { name, measured });
                    };
                    told(
                        format!("{at}: gradient cosine of {name} less that of relu"),
                        gain,
                    );
                    if leaky == 1 {
                        told(format!("{at}: share of trials in which relu is safe"), safe);
                    }
                }
            }
            grids.push(Grid {
                title: format!("{} weights", condition.weights),
                subtitle: name.clone(),
                along: "depth".to_string(),
                columns: spec.depths.iter().map(usize::to_string).collect(),
                rows: formats.clone(),
                cells,
            });
        }
        let [safe, beyond] = sides.map(|gains| Side::new(&gains.iter().collect::<Vec<_>>()));
        for (side, what) in [(&safe, "is safe"), (&beyond, "is not safe")] {
            figures.push(ClaimFigure {
                name: format!(
                    "mean gain of {name} over the {} cells where relu {what}",
                    side.cells
                ),
                measured: side.mean,
            });
        }
        slopes.push(Slope { name, safe, beyond });
    }
    let told = slopes.iter().map(|slope| {
        let side = |side: &Side| {
            let ends = side.mean.interval.map_or(String::new(), |i| {
                format!(" [{:+.3}, {:+.3}]", i.low, i.high)
            });
            format!(
                "{}{ends} ({} of {} cells)",
                side.mean.rounded(3),
                side.gaining,
                side.cells
            )
        };
        format!(
            "{} {} where it is safe, {} beyond",
            slope.name,
            side(&slope.safe),
            side(&slope.beyond)
        )
    });
    Ok(Evidence {
        because: format!(
            "mean gain in gradient cosine over ReLU (cells that gain by more than {NEGLIGIBLE}): {}",
            told.collect::<Vec<_>>().join("; ")
        ),
        figures,
        verdict: judge(&slopes),
        title: "Claim 3: where Leaky ReLU keeps more of the gradient than ReLU",
        caption: format!(
            "Gain: cosine between the gradient in the format and in f64 at the first layer, Leaky ReLU \
             less ReLU on the same draws, mean of {} trials; width {}, batch {}, at initialisation. \
             Grey figures cannot be told from 0. Within the border ReLU's gradient is not safe: in more \
             than {:.0} % of the trials, at some layer, a share of {} of it is lost or there is {} \
             times as much noise as signal.",
            spec.trials,
            spec.widths[0],
            spec.batch,
            100.0 * (1.0 - SAFE),
            spec.limits.lost,
            spec.limits.noise
        ),
        panels: Vec::new(),
        grids,
        runs: Vec::new(),
    })
}

/// The rule: where ReLU is safe no cell may gain, and beyond every slope must, on
/// average.
fn judge(slopes: &[Slope]) -> ClaimVerdict {
    let names = |slopes: Vec<&Slope>| {
        let names: Vec<&str> = slopes.iter().map(|slope| slope.name.as_str()).collect();
        names.join(", ")
    };
    let those = |test: fn(&Slope) -> bool| slopes.iter().filter(|s| test(s)).collect::<Vec<_>>();
    let contradicting = those(|s| s.safe.gaining > 0 || s.safe.mean.is_above(NEGLIGIBLE));
    let gaining = those(|s| s.beyond.mean.is_above(NEGLIGIBLE));
    let not = those(|s| s.beyond.mean.is_below(NEGLIGIBLE));
    if slopes
        .iter()
        .any(|s| s.safe.cells == 0 || s.beyond.cells == 0)
    {
        ClaimVerdict::Undecided("every cell lies on one side of the boundary".into())
    } else if !contradicting.is_empty() {
        ClaimVerdict::Fails
    } else if !slopes.iter().all(|s| s.safe.mean.is_below(NEGLIGIBLE)) {
        ClaimVerdict::Undecided("a gain where ReLU is safe cannot be ruled out".into())
    } else if gaining.len() == slopes.len() {
        ClaimVerdict::Holds
    } else if not.len() == slopes.len() {
        ClaimVerdict::HoldsOnlyIf(
            "its first half is meant: no gain where ReLU is safe, and none beyond".into(),
        )
    } else if gaining.len() + not.len() == slopes.len() {
        ClaimVerdict::HoldsOnlyIf(format!(
            "the slope is that of {}; beyond the boundary {} gains nothing",
            names(gaining),
            names(not)
        ))
    } else {
        ClaimVerdict::Undecided("the gain beyond the boundary cannot be told".into())
    }
}

fn plan(setting: ClaimSetting) -> Result<Plan, ReproduceError> {
    let path = Path::new("data/question/range.toml");
    let mut draft = Draft::from_toml(include_str!("../../../data/question/range.toml"), path)?;
    let set = |value: &mut Option<crate::study::Typed<u64>>, to: u64| {
        if let Some(typed) = value {
            typed.value = to;
        }
    };
    match setting.scale {
        Scale::Quick => set(&mut draft.trials, 64),
        Scale::Usual => {}
        Scale::Overnight => {
            set(&mut draft.trials, 384);
            for width in draft.width.iter_mut().flatten() {
                width.value *= 4;
            }
        }
    }
    let mut spec = Spec::new(draft.over(Draft::builtin(&builtins()[0])?))?;
    spec.seed = setting.seed;
    Ok(Plan::new(spec)?)
}

/// What is seen in every trial of a condition: by activation, depth and format.
fn trials(plan: &Plan, condition: usize) -> Trials {
    let condition = &plan.conditions[condition];
    let layout = Layout::new(plan);
    let trial = |cell: &mut Cell, trial: u32| {
        let figures = cell.run(condition, (plan.spec.seed, trial));
        let net = |activation: usize, depth: usize| {
            let layers = plan.spec.depths[depth];
            let columns = layout.layer_columns.len();
            let rows = &figures[layout.start(activation, depth)..][..layers * columns];
            let of = |format: usize| {
                let precision = plan.spec.formats[format];
                let column = |metric: Metric| {
                    let mut columns = layout.layer_columns.iter();
                    columns.position(|c| c.metric == metric && c.precision() == Some(precision))
                };
                let layer = |metric: Metric| {
                    let place = column(metric);
                    let values = rows.chunks_exact(columns);
                    values.map(move |row| place.map_or(f64::NAN, |place| row[place]))
                };
                let below = |metric, limit| layer(metric).all(|figure| figure < limit);
                Seen {
                    cosine: layer(Metric::GradientCosine).next().unwrap_or(f64::NAN),
                    is_safe: below(Metric::LostFraction, plan.spec.limits.lost)
                        && below(Metric::NoiseToSignal, plan.spec.limits.noise),
                }
            };
            (0..plan.spec.formats.len()).map(of).collect()
        };
        let depths = |activation| {
            (0..plan.spec.depths.len())
                .map(|d| net(activation, d))
                .collect()
        };
        (0..plan.spec.activations.len()).map(depths).collect()
    };
    let count = plan.spec.trials;
    let memory = || Cell::new(plan, condition.dimensions);
    (0..count).into_par_iter().map_init(memory, trial).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A slope with this mean gain, safe and beyond.
    fn slope(name: &str, safe: f64, beyond: f64) -> Slope {
        let side = |mean: f64| {
            let trials = [0.98, 0.99, 1.0, 1.01, 1.02].map(|x| x * mean).to_vec();
            Side::new(&[&trials])
        };
        Slope {
            name: name.into(),
            safe: side(safe),
            beyond: side(beyond),
        }
    }

    #[test]
    fn the_rule() {
        let verdict = |slopes: &[Slope]| judge(slopes).to_string();
        let (helps, idle) = (slope("a", 0.0, 0.2), slope("b", 0.001, 0.001));
        assert_eq!(
            verdict(&[helps, idle]),
            "holds only if the slope is that of a; beyond the boundary b gains nothing"
        );
        assert_eq!(verdict(&[slope("a", 0.0, 0.2)]), "holds");
        assert_eq!(verdict(&[slope("a", 0.2, 0.2)]), "fails");
        assert!(verdict(&[slope("a", 0.0, 0.0)]).contains("its first half"));
        assert!(verdict(&[slope("a", 0.0, 0.025)]).starts_with("undecided"));
        let mut one_sided = slope("a", 0.0, 0.2);
        one_sided.beyond = Side::new(&[]);
        assert!(verdict(&[one_sided]).starts_with("undecided"));
    }
}
