//! What every number format makes of the input: tables in colour.

use super::canvas::{Anchor, Area};
use super::condition::distinct;
use super::number::short;
use super::page::Page;
use super::style::{INK, LABEL, PANEL, PAPER, TICK, diverging, mix};
use super::text::{fit, text_width};
use super::{Chart, trials};
use crate::analysis::Metric;
use crate::report::ReportError;
use crate::study::Figure;
use plotters::style::RGBColor;

const CELL: (f64, f64) = (46.0, 19.0);
const WIDEST_NAME: f64 = 130.0;
/// Room for the names of the columns, which run upwards.
const HEAD: f64 = 92.0;
const TITLE: f64 = 22.0;
/// The colour of a noise of 1 and more, and of all of it lost.
const DEEP: RGBColor = RGBColor(0xb2, 0x18, 0x2b);

const TABLES: [(Metric, &str); 3] = [
    (Metric::InputUnderflowFraction, "share that rounds to zero"),
    (
        Metric::InputOverflowFraction,
        "share that rounds past the largest number",
    ),
    (Metric::InputNoiseToSignal, "noise to signal"),
];

/// Draws a page of three tables: what of each input rounds to zero, what
/// overflows and how much noise there is, inputs down and formats across.
/// Nothing where none of it was measured.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn formats(summary: &[Figure]) -> Result<Vec<Chart>, ReportError> {
    let is_table = |f: &&Figure| TABLES.iter().any(|(metric, _)| f.metric == *metric);
    let figures: Vec<&Figure> = summary.iter().filter(is_table).collect();
    let Some(first) = figures.first() else {
        return Ok(Vec::new());
    };
    // The input is the same whatever the net.
    let net = |f: &Figure| (f.activation.clone(), f.weights.clone(), f.width, f.depth);
    let own = net(first);
    let figures: Vec<&Figure> = figures.into_iter().filter(|f| net(f) == own).collect();
    let inputs = distinct(figures.iter().map(|f| &f.input));
    let formats = distinct(figures.iter().filter_map(|f| f.format.as_ref()));
    let tables: Vec<_> = TABLES
        .iter()
        .filter(|(metric, _)| figures.iter().any(|f| f.metric == *metric))
        .collect();
    let mut widest: f64 = 0.0;
    for input in &inputs {
        widest = widest.max(text_width(input, LABEL)?.min(WIDEST_NAME));
    }
    let page = Page {
        title: "What number formats make of numbers".into(),
        caption: format!(
            "{}. Entries of the input that are not zero; means over the trials. Noise to signal: \
             norm(Q(x) - x) / norm(x), infinite and NaN counting as zero. Darker: more, on a \
             square-root scale for shares and a logarithmic one for noise. Empty: no figure for \
             blocks, which have no largest number of their own.",
            trials(&figures)
        ),
        columns: 1,
        panels: tables.len(),
        panel: (
            formats.len() as f64 * CELL.0,
            TITLE + HEAD + inputs.len() as f64 * CELL.1,
        ),
        beside: (widest + 8.0, 0.0),
    };
    let png = page.png(|number, area, canvas| {
        let (metric, title) = tables[number];
        let at = (area.left, area.top + 9.0);
        canvas.text(title, at, Anchor::Left, PANEL, INK)?;
        let top = area.top + TITLE + HEAD;
        for (column, format) in formats.iter().enumerate() {
            let x = area.left + (column as f64 + 0.5) * CELL.0;
            let name = fit(format, TICK, HEAD - 6.0)?;
            let middle = top - 5.0 - text_width(&name, TICK)? / 2.0;
            canvas.text_upwards(&name, (x, middle), TICK, INK)?;
        }
        for (row, input) in inputs.iter().enumerate() {
            let y = top + (row as f64 + 0.5) * CELL.1;
            let name = fit(input, LABEL, WIDEST_NAME)?;
            canvas.text(&name, (area.left - 6.0, y), Anchor::Right, LABEL, INK)?;
            for (column, format) in formats.iter().enumerate() {
                let mut own = figures.iter().filter(|f| f.metric == *metric);
                let figure = own.find(|f| f.input == **input && f.format.as_ref() == Some(*format));
                let Some(mean) = figure.and_then(|f| f.mean) else {
                    continue;
                };
                let left = area.left + column as f64 * CELL.0;
                let cell = Area {
                    left: left + 0.5,
                    right: left + CELL.0 - 0.5,
                    top: y - CELL.1 / 2.0 + 0.5,
                    bottom: y + CELL.1 / 2.0 - 0.5,
                };
                let depth = darkness(*metric, mean);
                canvas.fill(cell, mix(diverging(0.0), DEEP, depth))?;
                let ink = if depth > 0.55 { PAPER } else { INK };
                let middle = (left + CELL.0 / 2.0, y);
                canvas.text(&shown(*metric, mean), middle, Anchor::Middle, TICK, ink)?;
            }
        }
        Ok(())
    })?;
    Ok(vec![("formats.png".into(), png)])
}

/// From 0 to 1.
fn darkness(metric: Metric, value: f64) -> f64 {
    match metric {
        // From 1e-8, f32's, to 1.
        Metric::InputNoiseToSignal if value > 0.0 => (1.0 + value.log10() / 8.0).clamp(0.0, 1.0),
        _ => value.clamp(0.0, 1.0).sqrt(),
    }
}

fn shown(metric: Metric, value: f64) -> String {
    match metric {
        Metric::InputNoiseToSignal => short(value),
        _ if value == 0.0 => "0".into(),
        _ if value < 0.001 => "< 0.1 %".into(),
        _ => format!("{:.1} %", 100.0 * value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_darker() {
        for metric in [Metric::InputNoiseToSignal, Metric::InputUnderflowFraction] {
            let values = [0.0, 1e-7, 1e-3, 0.5, 1.0].map(|value| darkness(metric, value));
            assert!(values.is_sorted() && values[4] == 1.0, "{values:?}");
        }
        assert!(formats(&[]).unwrap().is_empty());
    }
}
