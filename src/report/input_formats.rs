//! What number formats make of the inputs, for a person at a terminal.

use super::chart::distinct;
use super::plain_table::in_parts;
use super::plain_text::percent;
use crate::analysis::Metric;
use crate::study::Figure;
use std::collections::HashMap;

/// A table of inputs by formats, what rounds to zero and, behind a plus sign,
/// what rounds past the largest number, in several parts where it does not fit in
/// `width` characters. Empty where nothing of it was measured.
pub(super) fn input_formats(summary: &[Figure], width: usize) -> String {
    let Some(first) = summary
        .iter()
        .find(|f| f.metric == Metric::InputUnderflowFraction)
    else {
        return String::new();
    };
    // The input is the same whatever the net.
    let net = |f: &Figure| (f.activation.clone(), f.weights.clone(), f.width, f.depth);
    let own: Vec<&Figure> = summary.iter().filter(|f| net(f) == net(first)).collect();
    let formats = distinct(
        own.iter()
            .filter(|f| f.metric == Metric::InputUnderflowFraction)
            .filter_map(|f| f.format.as_deref()),
    );
    let known: HashMap<(&str, Option<&str>, bool), f64> = own
        .iter()
        .filter_map(|f| {
            let overflows = f.metric == Metric::InputOverflowFraction;
            (overflows || f.metric == Metric::InputUnderflowFraction).then_some(())?;
            Some(((f.input.as_str(), f.format.as_deref(), overflows), f.mean?))
        })
        .collect();
    let mut text = String::from(
        "\nshare of the input that rounds to zero in the format + share that rounds past its \
         largest number\n",
    );
    let inputs = distinct(own.iter().map(|f| f.input.as_str()));
    let names: Vec<String> = inputs.iter().map(|input| input.to_string()).collect();
    text.push_str(&in_parts(
        "input",
        &formats,
        &names,
        width,
        |place, formats| {
            let cell = |format: &&str| {
                let mean = |overflows| known.get(&(inputs[place], Some(*format), overflows));
                match (mean(false), mean(true)) {
                    (Some(under), Some(over)) if *over > 0.0 => {
                        format!("{} + {}", percent(*under), percent(*over))
                    }
                    (Some(under), _) => percent(*under),
                    _ => "-".to_string(),
                }
            };
            formats.iter().map(cell).collect()
        },
    ));
    text.push_str(&super::textwrap(
        "of the entries that are not zero, mean over the trials; intervals, subnormals and the \
         noise are in summary.csv\n",
        width,
    ));
    text
}
