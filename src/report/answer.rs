//! The answer for a person at a terminal: activation x depth, and a sentence.

use super::chart::{distinct, short_names};
use super::comparison::comparison;
use super::input_formats::input_formats;
use super::legend::legend;
use super::plain_table::{in_parts, line_length, plain_table};
use super::plain_text::{percent, short, textwrap};
use super::safe_depth::safe_depths;
use crate::analysis::Metric;
use crate::study::Figure;
use comfy_table::{CellAlignment, Table};
use std::collections::HashMap;

/// A gradient that stays within this factor from the last layer to the first
/// is called kept.
pub const KEPT_WITHIN: f64 = 10.0;
/// From this share of underflow on, a format is said to lose the gradient.
const LOST_FROM: f64 = 0.01;
/// No more depths than a person compares at a glance.
const MOST_DEPTHS: usize = 6;

/// The tables and sentences of a report, on lines of at most `width`
/// characters where that can be: one table a condition, or, at one depth and
/// several inputs, one for all inputs. `tau` is the threshold of saturation.
pub fn answer(summary: &[Figure], tau: f64, width: usize) -> String {
    let summary = &with_short_names(summary)[..];
    let conditions = distinct(summary.iter().map(Condition::of));
    let depths = distinct(summary.iter().map(|f| f.depth));
    let compared = summary.iter().filter(|f| f.p_holm.is_some()).count();
    let mut text = input_formats(summary, width);
    if !text.is_empty() && depths == [1] {
        // One layer has a ratio of 1: the study is one of its input.
        return text;
    }
    let by_input = depths.len() == 1 && distinct(summary.iter().map(|f| &f.input)).len() > 1;
    if by_input {
        let nets = distinct(conditions.iter().map(|c| (c.weights, c.width)));
        for net in nets {
            let of = conditions.iter().filter(|c| (c.weights, c.width) == net);
            let of: Vec<_> = of.copied().collect();
            text.push_str(&inputs_table(summary, &of, depths[0], width));
            text.push_str(&textwrap(&inputs_sentence(summary, &of, depths[0]), width));
        }
    } else {
        for condition in &conditions {
            text.push_str(&depths_table(summary, condition, width));
            text.push_str(&formats_table(summary, condition, width));
        }
        text.push_str(&safe_depths(summary, width));
        text.push('\n');
        for condition in &conditions {
            text.push_str(&textwrap(&sentence(summary, condition), width));
            let deepest = depths.iter().max();
            let figures = condition
                .figures(summary)
                .filter(|f| Some(&f.depth) == deepest);
            text.push_str(&textwrap(&comparison(figures, compared), width));
        }
    }
    text.push_str(&textwrap(
        &legend(summary, (!by_input).then_some(tau)),
        width,
    ));
    text
}

/// The figures under names that fit in a table.
fn with_short_names(summary: &[Figure]) -> Vec<Figure> {
    let names = distinct(summary.iter().map(|f| f.activation.as_str()));
    let short: HashMap<&str, String> = names.iter().copied().zip(short_names(&names)).collect();
    let renamed = |figure: &Figure| Figure {
        activation: short[figure.activation.as_str()].clone(),
        ..figure.clone()
    };
    summary.iter().map(renamed).collect()
}

/// What a table is about.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Condition<'a> {
    input: &'a str,
    weights: &'a str,
    width: usize,
}

impl<'a> Condition<'a> {
    fn of(figure: &'a Figure) -> Self {
        Condition {
            input: &figure.input,
            weights: &figure.weights,
            width: figure.width,
        }
    }

    fn title(&self) -> String {
        format!(
            "{} weights, {} input, width {}",
            self.weights, self.input, self.width
        )
    }

    fn figures(self, summary: &'a [Figure]) -> impl Iterator<Item = &'a Figure> {
        summary.iter().filter(move |f| Condition::of(f) == self)
    }

    fn find(
        self,
        summary: &'a [Figure],
        (activation, depth): (&str, usize),
        (metric, format): (Metric, Option<&str>),
    ) -> Option<&'a Figure> {
        self.figures(summary).find(|f| {
            (f.activation.as_str(), f.depth) == (activation, depth)
                && (f.metric, f.format.as_deref()) == (metric, format)
        })
    }

    /// The typical ratio, or why there is none. Where half of the nets or more
    /// are dead or overflow, the others are not typical.
    fn ratio(self, summary: &[Figure], net: (&str, usize)) -> Result<f64, &'static str> {
        let mean = |metric| self.find(summary, net, (metric, None)).and_then(|f| f.mean);
        let ratio = self.find(summary, net, (Metric::GradientRatio, None));
        let value = ratio.and_then(|f| f.geometric_mean);
        let slope = mean(Metric::GradientSlope);
        let all = self.figures(summary).map(|f| f.trials).max().unwrap_or(0);
        let most = ratio.is_some_and(|f| 2 * f.trials > all);
        match value {
            _ if mean(Metric::BornDead).is_some_and(|dead| dead >= 0.5) => Err("dead"),
            Some(value) if most => Ok(value),
            _ if mean(Metric::Overflow).is_some_and(|lost| lost > 0.0) => Err("overflow"),
            // A net with a slope has a ratio, if not one that f64 holds.
            None if slope.is_some_and(|slope| slope > 0.0) => Err("< 1e-307"),
            None if slope.is_some_and(|slope| slope < 0.0) => Err("> 1e308"),
            // A gradient that is too small to be measured in some trials leaves no mean.
            None if ratio.is_some_and(|f| f.trials > 1 && f.mean.is_none()) => Err("too small"),
            _ => Err("no figure"),
        }
    }

    /// The ratio as a cell of a table.
    fn shown_ratio(self, summary: &[Figure], net: (&str, usize)) -> String {
        self.ratio(summary, net).map_or_else(str::to_string, short)
    }
}

/// With as many depths as fit on a line.
fn depths_table(summary: &[Figure], condition: &Condition<'_>, width: usize) -> String {
    let all = distinct(condition.figures(summary).map(|f| f.depth));
    let tables = (1..=MOST_DEPTHS).rev().map(|most| {
        let depths = thinned(&all, most);
        (table_of_depths(summary, condition, &depths), depths)
    });
    let mut tables = tables.collect::<Vec<_>>();
    let fits = tables
        .iter()
        .position(|(table, _)| line_length(table) <= width);
    let (table, depths) = tables.swap_remove(fits.unwrap_or(tables.len() - 1));
    let Some(deepest) = depths.last() else {
        return String::new();
    };
    let title = format!(
        "\n{}: gradient ratio by depth; the shares at depth {deepest}\n",
        condition.title()
    );
    format!("{}{table}\n", textwrap(&title, width))
}

fn table_of_depths(summary: &[Figure], condition: &Condition<'_>, depths: &[usize]) -> Table {
    let activations = distinct(condition.figures(summary).map(|f| f.activation.as_str()));
    let deepest = depths.last().copied().unwrap_or(0);
    let formats = shown_formats(summary);
    let mut table = plain_table();
    let mut header = vec!["depth".to_string()];
    header.extend(depths.iter().map(usize::to_string));
    // Of a study that measures only some metrics there may be none.
    let shares = [
        ("dead", Metric::DeadFraction),
        ("saturated", Metric::SaturatedFraction),
    ];
    let shares = shares.map(|(name, metric)| {
        let is_there = condition.figures(summary).any(|f| f.metric == metric);
        is_there.then_some((name, metric))
    });
    let shares = || shares.iter().flatten();
    header.extend(shares().map(|(name, _)| name.to_string()));
    header.extend(formats.iter().map(|f| format!("to 0 in {f}")));
    table.set_header(header);
    for activation in activations {
        let mut row = vec![activation.to_string()];
        row.extend(
            depths
                .iter()
                .map(|depth| condition.shown_ratio(summary, (activation, *depth))),
        );
        let share = |metric, format| {
            let figure = condition.find(summary, (activation, deepest), (metric, format));
            figure.and_then(|f| f.mean).map_or("-".to_string(), percent)
        };
        row.extend(shares().map(|(_, metric)| share(*metric, None)));
        row.extend(
            formats
                .iter()
                .map(|f| share(Metric::UnderflowFraction, Some(f))),
        );
        table.add_row(row);
    }
    align(&mut table);
    table
}

/// At which depth each format begins to lose the gradient; nothing where a
/// study has too few depths to tell, or formats that the other table shows.
fn formats_table(summary: &[Figure], condition: &Condition<'_>, width: usize) -> String {
    let figures = || condition.figures(summary);
    let depths = distinct(figures().map(|f| f.depth));
    let cast = figures().filter(|f| f.metric == Metric::UnderflowFraction);
    let formats = distinct(cast.filter_map(|f| f.format.as_deref()));
    let (Some(deepest), true) = (depths.last(), depths.len() > 2 && formats.len() > 2) else {
        return String::new();
    };
    let names = distinct(figures().map(|f| f.activation.as_str()));
    let rows: Vec<String> = names.iter().map(|name| name.to_string()).collect();
    let table = in_parts("format", &formats, &rows, width, |place, formats| {
        let first = |format: &&str| {
            let lost = |depth: &&usize| {
                let metric = (Metric::UnderflowFraction, Some(*format));
                let share = condition.find(summary, (names[place], **depth), metric);
                share.and_then(|f| f.mean).is_some_and(|s| s >= LOST_FROM)
            };
            let first = depths.iter().find(lost);
            first.map_or(format!("> {deepest}"), usize::to_string)
        };
        formats.iter().map(first).collect()
    });
    format!(
        "\n{}: first depth at which {} of the gradient or more rounds to zero\n{table}",
        condition.title(),
        percent(LOST_FROM)
    )
}

/// Inputs down, activations across; in several tables where they do not fit.
fn inputs_table(
    summary: &[Figure],
    conditions: &[Condition<'_>],
    depth: usize,
    width: usize,
) -> String {
    let Some(first) = conditions.first() else {
        return String::new();
    };
    let title = format!("{} weights, width {}", first.weights, first.width);
    let activations = distinct(summary.iter().map(|f| f.activation.as_str()));
    let inputs: Vec<String> = conditions.iter().map(|c| c.input.to_string()).collect();
    let table = in_parts(
        "input",
        &activations,
        &inputs,
        width,
        |place, activations| {
            let ratio = |a: &&str| conditions[place].shown_ratio(summary, (a, depth));
            activations.iter().map(ratio).collect()
        },
    );
    format!("\n{title}: gradient ratio at depth {depth}\n{table}")
}

/// Which activations keep the gradient whatever the input.
fn inputs_sentence(summary: &[Figure], conditions: &[Condition<'_>], depth: usize) -> String {
    let activations = distinct(summary.iter().map(|f| f.activation.as_str()));
    let kept: Vec<&str> = activations
        .into_iter()
        .filter(|activation| {
            conditions.iter().all(|condition| {
                let ratio = condition.ratio(summary, (activation, depth));
                ratio.is_ok_and(|r| (1.0 / KEPT_WITHIN..=KEPT_WITHIN).contains(&r))
            })
        })
        .collect();
    let answer = match kept.is_empty() {
        true => "no activation does with every input".to_string(),
        false => format!("with every input {}", kept.join(", ")),
    };
    format!("\nWhat keeps the gradient within a factor of 10 at depth {depth}: {answer}.\n")
}

/// Which activations keep the gradient at the greatest depth, and which lose
/// it.
fn sentence(summary: &[Figure], condition: &Condition<'_>) -> String {
    let Some(deepest) = condition.figures(summary).map(|f| f.depth).max() else {
        return String::new();
    };
    let activations = distinct(condition.figures(summary).map(|f| f.activation.as_str()));
    let (mut kept, mut lost) = (Vec::new(), Vec::new());
    let (mut grown, mut without) = (Vec::new(), Vec::new());
    for activation in activations {
        match condition.ratio(summary, (activation, deepest)) {
            Ok(ratio) if ratio < 1.0 / KEPT_WITHIN => {
                lost.push(format!("{activation} ({})", short(ratio)));
            }
            Ok(ratio) if ratio > KEPT_WITHIN => {
                grown.push(format!("{activation} ({})", short(ratio)));
            }
            Ok(_) => kept.push(activation.to_string()),
            Err(why) => without.push(format!("{activation} ({why})")),
        }
    }
    let clause = |verb: &str, names: Vec<String>| match names.is_empty() {
        true => String::new(),
        false => format!("; {verb} {}", names.join(", ")),
    };
    let kept = match kept.is_empty() {
        true => "no activation keeps its gradient within a factor of 10".to_string(),
        false => format!(
            "the gradient stays within a factor of 10 with {}",
            kept.join(", ")
        ),
    };
    format!(
        "{}, depth {deepest}: {kept}{}{}{}.\n",
        condition.title(),
        clause("it vanishes with", lost),
        clause("it grows with", grown),
        clause("there is none with", without),
    )
}

fn align(table: &mut Table) {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

/// At most `most` of the depths, the last among them.
fn thinned(depths: &[usize], most: usize) -> Vec<usize> {
    let step = depths.len().div_ceil(most).max(1);
    let mut kept: Vec<usize> = depths.iter().rev().step_by(step).copied().collect();
    kept.reverse();
    kept
}

/// The formats of a table: all of them up to three, else f16 and e4m3, which
/// differ most, where they are measured.
fn shown_formats(summary: &[Figure]) -> Vec<&str> {
    let cast = summary
        .iter()
        .filter(|f| f.metric == Metric::UnderflowFraction);
    let all = distinct(cast.filter_map(|f| f.format.as_deref()));
    if all.len() <= 3 {
        return all;
    }
    let telling = |f: &&str| matches!(*f, "f16" | "e4m3");
    match all.iter().any(telling) {
        true => all.into_iter().filter(telling).collect(),
        false => all.into_iter().take(3).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_depth_is_always_there() {
        let depths = [1, 2, 4, 8, 16, 32, 64, 128];
        assert_eq!(thinned(&depths, 6), [2, 8, 32, 128]);
        assert_eq!(thinned(&depths, 1), [128]);
        assert_eq!(thinned(&[1, 2, 3], 6), [1, 2, 3]);
    }

    fn figure(metric: Metric, mean: Option<f64>, trials: usize) -> Figure {
        Figure {
            activation: "relu".to_string(),
            input: "normal".to_string(),
            weights: "he".to_string(),
            architecture: "plain".to_string(),
            width: 8,
            depth: 4,
            format: None,
            layer: None,
            metric,
            mean,
            low: mean,
            high: mean,
            geometric_mean: mean,
            trials,
            theory: None,
            geometric_low: None,
            geometric_high: None,
            p_holm: None,
        }
    }

    /// Why there is no ratio, from the other figures of the net.
    #[test]
    fn reasons_for_no_ratio() {
        let reason = |overflow, slope, dead| {
            let summary = [
                figure(Metric::GradientRatio, None, 0),
                figure(Metric::Overflow, Some(overflow), 10),
                figure(Metric::GradientSlope, slope, 10),
                figure(Metric::BornDead, dead, 10),
            ];
            Condition::of(&summary[0]).shown_ratio(&summary, ("relu", 4))
        };
        assert_eq!(reason(0.0, None, None), "no figure");
        assert_eq!(reason(0.1, None, None), "overflow");
        assert_eq!(reason(0.0, Some(90.0), Some(0.0)), "< 1e-307");
        assert_eq!(reason(0.0, Some(-90.0), Some(0.0)), "> 1e308");
        assert_eq!(reason(0.0, None, Some(0.9)), "dead");
    }

    #[test]
    fn no_figures_give_a_legend_only() {
        assert!(
            answer(&[], 0.01, 100)
                .trim_start()
                .starts_with("gradient ratio")
        );
    }
}
