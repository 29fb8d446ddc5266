//! How deep a net of each activation may be in each number format.

use super::chart::{distinct, short_names};
use super::plain_table::in_parts;
use crate::analysis::Metric;
use crate::study::Figure;

/// A table for each condition of a summary, activations down and formats across,
/// in several parts where it does not fit in `width` characters; and where the
/// reference ends. Empty where nothing of it was measured.
pub(super) fn safe_depths(summary: &[Figure], width: usize) -> String {
    let mut text = String::new();
    let of = |metric| summary.iter().filter(move |f| f.metric == metric);
    let condition = |f: &Figure| (f.input.clone(), f.weights.clone(), f.width);
    for (input, weights, units) in distinct(of(Metric::SafeDepth).map(condition)) {
        let own: Vec<&Figure> = of(Metric::SafeDepth)
            .filter(|f| (&f.input, &f.weights, f.width) == (&input, &weights, units))
            .collect();
        let deepest = own.iter().map(|f| f.depth).max().unwrap_or(0);
        text.push_str(&format!(
            "\n{weights} weights, {input} input, width {units}: safe depth by number format, of \
             depths up to {deepest}\n"
        ));
        let formats = distinct(own.iter().filter_map(|f| f.format.as_deref()));
        let names = distinct(own.iter().map(|f| f.activation.as_str()));
        let short = short_names(&names);
        text.push_str(&in_parts(
            "format",
            &formats,
            &short,
            width,
            |place, formats| {
                let cell = |format: &&str| {
                    let mut own = own.iter().filter(|f| f.activation == names[place]);
                    let figure = own.find(|f| f.format.as_deref() == Some(format));
                    figure.map_or("-".to_string(), |figure| cell(figure, deepest))
                };
                formats.iter().map(cell).collect()
            },
        ));
    }
    if !text.is_empty() {
        text.push_str(&super::textwrap(
            "safe depth: the largest depth of the study up to which, at every layer, less than \
             the study's limit of the gradient is lost and the rounding noise is below the \
             signal; mean over the trials with its interval, >= where all trials reach the \
             deepest net.\n",
            width,
        ));
    }
    for figure in of(Metric::ReferenceEnds) {
        let Some(layer) = figure.mean else { continue };
        text.push_str(&super::textwrap(
            &format!(
                "note: {} with {} weights, {} input, width {}, depth {}: the f64 reference is \
                 infinite or NaN from layer {layer:.0} on in {} trials, which give no figure for \
                 the formats\n",
                figure.activation,
                figure.weights,
                figure.input,
                figure.width,
                figure.depth,
                figure.trials,
            ),
            width,
        ));
    }
    for figure in of(Metric::LostFraction).filter(|f| f.trials == 0) {
        let is_dead = |f: &Figure| {
            f.metric == Metric::BornDead
                && f.mean == Some(1.0)
                && (&f.activation, &f.input, &f.weights)
                    == (&figure.activation, &figure.input, &figure.weights)
                && (f.width, f.depth) == (figure.width, figure.depth)
        };
        let first = summary.iter().find(|f| {
            f.metric == Metric::LostFraction
                && (&f.activation, &f.input, &f.weights, f.width)
                    == (
                        &figure.activation,
                        &figure.input,
                        &figure.weights,
                        figure.width,
                    )
        });
        // Once for an activation, not for every depth and format.
        if first == Some(figure) && summary.iter().any(is_dead) {
            text.push_str(&super::textwrap(
                &format!(
                    "note: {} with {} weights, {} input, width {}: every gradient is zero in f64, \
                     so that there is none to lose, to drown or to scale; the formats have no \
                     figure\n",
                    figure.activation, figure.weights, figure.input, figure.width,
                ),
                width,
            ));
        }
    }
    text
}

fn cell(figure: &Figure, deepest: usize) -> String {
    match (figure.mean, figure.low, figure.high) {
        (Some(mean), ..) if mean == deepest as f64 => format!(">= {deepest}"),
        (Some(mean), Some(low), Some(high)) if low < high => {
            format!("{mean:.0} [{low:.0}, {high:.0}]")
        }
        (Some(mean), ..) => format!("{mean:.0}"),
        _ => "-".to_string(),
    }
}
