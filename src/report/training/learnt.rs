//! What activations learn: on the way, and where it ends.

use crate::report::chart::{Division, Panel, Quantity, Series, SeriesPoint};
use crate::study::training::{Outcome, TrainingFigure, TrainingPlan};

/// Bins of a histogram of so many values: few of few.
fn bins(values: usize) -> usize {
    ((values as f64).sqrt() as usize).clamp(5, 24)
}

/// A panel for each parameter that an activation learns in a condition: its mean
/// over a layer against the step, a line a layer.
pub fn trajectories(
    plan: &TrainingPlan,
    outcomes: &[Outcome],
    steps: &[TrainingFigure],
    title: impl Fn(usize) -> String,
) -> Vec<Panel> {
    each(plan, outcomes, title, |outcome, name, _| {
        let own: Vec<&TrainingFigure> = steps
            .iter()
            .filter(|f| {
                (f.condition, f.activation) == (outcome.condition, outcome.activation)
                    && f.metric == name
            })
            .collect();
        let of_layer = |layer: usize| {
            let own = own.iter().filter(|f| f.layer == Some(layer));
            own.filter_map(|f| {
                Some(SeriesPoint {
                    x: f64::from(f.step?),
                    value: f.mean,
                    interval: f.interval,
                    theory: None,
                })
            })
            .collect()
        };
        (
            Quantity::new("step", Division::Linear),
            by_layer(outcome.setup.depth, of_layer),
        )
    })
}

/// The same of the values that the runs end with: the share in each of some
/// equal bins.
pub fn histograms(
    plan: &TrainingPlan,
    outcomes: &[Outcome],
    title: impl Fn(usize) -> String,
) -> Vec<Panel> {
    each(plan, outcomes, title, |outcome, _, place| {
        let values = |layer: usize| {
            let runs = outcome.records.iter().filter(|record| !record.run.diverged);
            let learnt = runs.filter_map(move |record| record.run.learnt.get(place)?.get(layer));
            learnt.flatten().copied().collect::<Vec<f64>>()
        };
        let all: Vec<f64> = (0..outcome.setup.depth).flat_map(values).collect();
        let low = all.iter().copied().fold(f64::INFINITY, f64::min);
        let high = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let bins = bins(all.len() / outcome.setup.depth);
        let width = (high - low) / bins as f64;
        let of_layer = |layer: usize| {
            let values = values(layer - 1);
            // All alike, or none: nothing to divide.
            let is_spread = width.is_finite() && width > 0.0;
            let each = (0..bins).filter(|_| is_spread);
            each.map(|bin| {
                let place = |value: &f64| (((value - low) / width) as usize).min(bins - 1);
                let count = values.iter().filter(|value| place(value) == bin).count();
                SeriesPoint {
                    x: low + (bin as f64 + 0.5) * width,
                    value: Some(count as f64 / values.len() as f64),
                    interval: None,
                    theory: None,
                }
            })
            .collect()
        };
        (
            Quantity::new("value at the end", Division::Linear),
            by_layer(outcome.setup.depth, of_layer),
        )
    })
}

fn by_layer(depth: usize, of_layer: impl Fn(usize) -> Vec<SeriesPoint>) -> Vec<Series> {
    // More lines than that cannot be told apart: the first, the last, and some
    // between.
    const MOST: usize = 6;
    let stride = depth.div_ceil(MOST);
    let is_shown = |layer: &usize| (layer - 1).is_multiple_of(stride) || *layer == depth;
    let series = |layer: usize| Series {
        name: format!("layer {layer}"),
        points: of_layer(layer),
    };
    (1..=depth).filter(is_shown).map(series).collect()
}

fn each(
    plan: &TrainingPlan,
    outcomes: &[Outcome],
    title: impl Fn(usize) -> String,
    draw: impl Fn(&Outcome, &str, usize) -> (Quantity, Vec<Series>),
) -> Vec<Panel> {
    let mut all = Vec::new();
    for outcome in outcomes {
        let activation = plan.spec.activations[outcome.activation].label();
        for (place, name) in outcome.learnt().iter().enumerate() {
            let (x, series) = draw(outcome, name, place);
            let parameter = name.trim_start_matches("learnt(").trim_end_matches(')');
            let y = match x.title.as_str() {
                "step" => format!("{parameter}, mean over a layer"),
                _ => "share of values".to_string(),
            };
            all.push(Panel {
                title: format!("{activation}, {}", title(outcome.condition)),
                x,
                y: Quantity::new(&y, Division::Linear),
                series,
                published: Vec::new(),
            });
        }
    }
    all
}
