//! The charts of a study that trains: one kind a file, one panel a condition.

use super::learnt;
use crate::report::ReportError;
use crate::report::chart::{Chart, Division, Panel, Quantity, Series, SeriesPoint, panels};
use crate::stats::Trials;
use crate::study::training::{Outcome, TrainingFigure, TrainingPlan};

/// Panels on a page.
const ON_A_PAGE: usize = 6;

/// A kind of chart that follows figures over steps.
struct OverSteps {
    file: &'static str,
    metric: String,
    title: String,
    axis: &'static str,
    division: Division,
    /// How steps are divided: most of what is reached is reached early.
    along: Division,
    caption: &'static str,
}

/// The charts of a report, by the start of their files' names.
const KINDS: [&str; 12] = [
    "loss",
    "accuracy",
    "dead",
    "revived",
    "saturated",
    "noise",
    "absorbed",
    "reached",
    "rates",
    "gradient",
    "learnt",
    "learnt_values",
];

/// Whether a file of this name is such a chart: `loss.png`, or `loss_2.png`
/// where there are several.
pub fn is_chart(name: &str) -> bool {
    let number = |rest: &str| rest.chars().all(|c| c == '_' || c.is_ascii_digit());
    let stem = name.strip_suffix(".png");
    let of = |stem: &str| {
        KINDS
            .iter()
            .any(|kind| stem.strip_prefix(kind).is_some_and(number))
    };
    stem.is_some_and(of)
}

/// A share that stays below it is left to the files.
const SHOWN: f64 = 1e-3;

/// Every chart that there is material for.
pub fn charts(
    plan: &TrainingPlan,
    outcomes: &[Outcome],
    steps: &[TrainingFigure],
) -> Result<Vec<Chart>, ReportError> {
    let mut all = Vec::new();
    let held = &held(plan)[..];
    for kind in kinds(plan) {
        let drawn = (0..plan.conditions.len()).map(|condition| Panel {
            title: title(plan, condition),
            x: Quantity::new("step", kind.along),
            y: Quantity::new(kind.axis, kind.division),
            series: (0..plan.spec.activations.len())
                .map(|activation| over_steps(plan, (condition, activation), steps, &kind))
                .filter(|series| !series.points.is_empty())
                .collect(),
            published: Vec::new(),
        });
        // Of f32's master copy next to nothing is absorbed.
        let shows = |panel: &Panel| {
            let points = panel.series.iter().flat_map(|series| &series.points);
            let largest = points.filter_map(|point| point.value).fold(0.0, f64::max);
            kind.file != "absorbed" || largest >= SHOWN
        };
        let drawn = drawn.filter(shows);
        pages(
            &mut all,
            kind.file,
            &kind.title,
            (held, kind.caption),
            drawn,
        )?;
    }
    let drawn = (0..plan.conditions.len()).map(|condition| Panel {
        title: title(plan, condition),
        x: Quantity::new("learning rate", Division::Logarithmic),
        y: Quantity::new("final training loss", Division::Logarithmic),
        series: rates(plan, condition, outcomes),
        published: Vec::new(),
    });
    let caption = format!(
        "Geometric mean over {} runs at each learning rate, intervals in rates.csv; a rate at which \
         a run diverged has no point.",
        plan.spec.tuning_runs
    );
    pages(
        &mut all,
        "rates",
        "Final training loss by learning rate",
        (held, &caption),
        drawn,
    )?;
    let drawn = (0..plan.conditions.len()).map(|condition| Panel {
        title: title(plan, condition),
        x: Quantity::new("layer", Division::Counts),
        y: Quantity::new("gradient RMS", Division::Logarithmic),
        series: by_layer(plan, condition, steps, "gradient_rms"),
        published: Vec::new(),
    });
    let caption = "RMS of the gradient of the loss on z, at the last checkpoint, geometric mean.";
    pages(
        &mut all,
        "gradient",
        "Gradient by layer at the end of training",
        (held, caption),
        drawn,
    )?;
    let of = |condition| title(plan, condition);
    pages(
        &mut all,
        "learnt",
        "What activations learn",
        (held, "Mean over the units of a layer and over runs."),
        learnt::trajectories(plan, outcomes, steps, of).into_iter(),
    )?;
    pages(
        &mut all,
        "learnt_values",
        "What activations have learnt",
        (held, "Values of all units and runs at the end, by layer."),
        learnt::histograms(plan, outcomes, of).into_iter(),
    )?;
    Ok(all)
}

fn kinds(plan: &TrainingPlan) -> Vec<OverSteps> {
    let kind = |file, metric: &str, title: &str, axis, division, caption| OverSteps {
        file,
        metric: metric.to_string(),
        title: title.to_string(),
        axis,
        division,
        along: Division::Linear,
        caption,
    };
    let mut kinds = vec![
        kind(
            "loss",
            "train_loss",
            "Training loss",
            "training loss",
            Division::Logarithmic,
            "Geometric mean over runs, each activation at the learning rate chosen for it.",
        ),
        kind(
            "accuracy",
            "test_accuracy",
            "Accuracy on held-out samples",
            "accuracy",
            Division::Linear,
            "Mean over runs, each activation at the learning rate chosen for it.",
        ),
        kind(
            "dead",
            "dead_fraction",
            "Dead units",
            "share of units",
            Division::Linear,
            "Units with phi' = 0 on every training sample, mean over the layers and runs; intervals \
             by layer in steps.csv.",
        ),
        kind(
            "revived",
            "revived_fraction",
            "Revived units",
            "share of units",
            Division::Linear,
            "Units that were dead at an earlier checkpoint and are not, mean over the layers and \
             runs; intervals by layer in steps.csv.",
        ),
        kind(
            "saturated",
            "saturated_fraction",
            "Saturated pairs",
            "share of (unit, sample) pairs",
            Division::Linear,
            "Pairs with |phi'| below tau, mean over the layers and runs; intervals by layer in \
             steps.csv.",
        ),
        kind(
            "noise",
            "noise_to_signal",
            "Rounding noise of the gradient",
            "noise to signal",
            Division::Logarithmic,
            "Difference from the same net in f64 over its gradient, geometric mean over the layers \
             and runs; intervals by layer in steps.csv.",
        ),
        kind(
            "absorbed",
            "absorbed_fraction",
            "Absorbed updates",
            "share of parameters",
            Division::Linear,
            "Parameters whose update the format of the master copy left as they were.",
        ),
    ];
    for (place, goal) in plan.spec.goals.iter().enumerate() {
        let reached = kind(
            ["reached", "reached_2", "reached_3", "reached_4"][place.min(3)],
            &format!("reached_fraction({goal})"),
            &format!("Runs that have reached a training loss of {goal}"),
            "share of runs",
            Division::Linear,
            "Of all runs, those that diverged and those that never arrive among them.",
        );
        kinds.push(OverSteps {
            along: Division::Logarithmic,
            ..reached
        });
        if place == 3 {
            break;
        }
    }
    kinds
}

/// What a condition is made of.
fn parts(plan: &TrainingPlan, condition: usize) -> [String; 8] {
    let c = &plan.conditions[condition];
    [
        c.task.to_string(),
        c.architecture.to_string(),
        c.optimizer.to_string(),
        format!("{} weights", c.weights),
        format!("width {}", c.width),
        format!("depth {}", c.depth),
        c.format.to_string(),
        format!("learnt by {}", c.learning),
    ]
}

/// Those of its parts that are the same in all conditions, or that are not.
fn chosen(plan: &TrainingPlan, condition: usize, varying: bool) -> Vec<String> {
    let own = parts(plan, condition);
    let all = || (0..plan.conditions.len()).map(|k| parts(plan, k));
    let varies = |place: usize| all().any(|parts| parts[place] != own[place]);
    let numbered = own.iter().enumerate();
    let chosen = numbered.filter(|(place, _)| varies(*place) == varying);
    chosen.map(|(_, part)| part.clone()).collect()
}

/// What sets a condition apart from the others of the study.
fn title(plan: &TrainingPlan, condition: usize) -> String {
    let own = chosen(plan, condition, true);
    match own.is_empty() {
        true => parts(plan, condition)[..2].join(", "),
        false => own.join(", "),
    }
}

/// What all conditions share, and how many runs there are.
fn held(plan: &TrainingPlan) -> String {
    let spec = &plan.spec;
    let mut held = chosen(plan, 0, false);
    held.push(format!("batch {}", spec.batch));
    format!("{}; {} runs.", held.join(", "), spec.runs)
}

/// A figure over steps, of whole nets or the mean over layers.
fn over_steps(
    plan: &TrainingPlan,
    (condition, activation): (usize, usize),
    steps: &[TrainingFigure],
    kind: &OverSteps,
) -> Series {
    let own = steps.iter().filter(|figure| {
        (figure.condition, figure.activation) == (condition, activation)
            && figure.metric == kind.metric
    });
    // At each step the mean so far, its interval, and of how many layers it is.
    type Mean = (f64, f64, Option<(f64, f64)>, usize);
    let mut points: Vec<Mean> = Vec::new();
    let is_log = kind.division == Division::Logarithmic;
    for figure in own {
        let (value, interval) = match is_log {
            true => (figure.geometric_mean, figure.geometric_interval),
            false => (figure.mean, figure.interval),
        };
        let (Some(value), Some(step)) = (value, figure.step) else {
            continue;
        };
        let x = f64::from(step);
        if x == 0.0 && kind.along == Division::Logarithmic {
            continue;
        }
        match points.last_mut().filter(|point| point.0 == x) {
            None => points.push((x, value, interval, 1)),
            // The mean over layers; their intervals are not independent, so
            // that none is drawn.
            Some((_, mean, interval, count)) => {
                let n = *count as f64;
                *mean = match is_log {
                    true => libm::exp((libm::log(*mean) * n + libm::log(value)) / (n + 1.0)),
                    false => (*mean * n + value) / (n + 1.0),
                };
                *interval = None;
                *count += 1;
            }
        }
    }
    let point = |(x, value, interval, _): Mean| SeriesPoint {
        x,
        value: Some(value),
        interval,
        theory: None,
    };
    Series {
        name: plan.spec.activations[activation].label(),
        points: points.into_iter().map(point).collect(),
    }
}

fn rates(plan: &TrainingPlan, condition: usize, outcomes: &[Outcome]) -> Vec<Series> {
    let own = outcomes
        .iter()
        .filter(|outcome| outcome.condition == condition);
    own.map(|outcome| {
        let points = outcome.rates.iter().filter_map(|rate| {
            let mut trials = Trials::default();
            rate.losses.iter().for_each(|loss| trials.push(*loss));
            let value = trials.geometric_mean()?;
            (trials.count() == rate.losses.len() && value > 0.0).then_some(SeriesPoint {
                x: rate.rate,
                value: Some(value),
                // Of a few runs, wider than the chart; rates.csv has it.
                interval: None,
                theory: None,
            })
        });
        Series {
            name: plan.spec.activations[outcome.activation].label(),
            points: points.collect(),
        }
    })
    .filter(|series| series.points.len() > 1)
    .collect()
}

fn by_layer(
    plan: &TrainingPlan,
    condition: usize,
    steps: &[TrainingFigure],
    metric: &str,
) -> Vec<Series> {
    let series = (0..plan.spec.activations.len()).map(|activation| {
        let own = steps.iter().filter(|figure| {
            (figure.condition, figure.activation) == (condition, activation)
                && figure.metric == metric
                && figure.step == Some(plan.spec.steps)
        });
        let points = own.filter_map(|figure| {
            Some(SeriesPoint {
                x: figure.layer? as f64,
                value: Some(figure.geometric_mean.filter(|value| *value > 0.0)?),
                interval: figure.geometric_interval,
                theory: None,
            })
        });
        Series {
            name: plan.spec.activations[activation].label(),
            points: points.collect(),
        }
    });
    series.filter(|series| series.points.len() > 1).collect()
}

/// Pages of panels that hold something.
fn pages(
    all: &mut Vec<Chart>,
    file: &str,
    title: &str,
    (held, caption): (&str, &str),
    drawn: impl Iterator<Item = Panel>,
) -> Result<(), ReportError> {
    let caption = &format!("{held} {caption}");
    let holds = |panel: &Panel| {
        let points = panel.series.iter().flat_map(|series| &series.points);
        points.clone().count() > 1 && points.into_iter().any(|point| point.value != Some(0.0))
    };
    let drawn: Vec<Panel> = drawn.filter(holds).collect();
    for (page, some) in drawn.chunks(ON_A_PAGE).enumerate() {
        let name = match page {
            0 => format!("{file}.png"),
            page => format!("{file}_{}.png", page + 1),
        };
        all.push((name, panels(title, caption, some)?));
    }
    Ok(())
}
