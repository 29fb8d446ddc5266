//! Nanoseconds an element, as bars.

use super::Chart;
use super::axis::Axis;
use super::canvas::{Anchor, Area, Canvas};
use super::condition::distinct;
use super::frame::{Frame, Plot};
use super::names::labels;
use super::number::short;
use super::page::Page;
use super::style::{INK, LABEL, PANEL, PAPER, TICK, mix};
use super::text::{fit, line_height, text_width};
use crate::report::{ReportError, Throughput};
use plotters::style::RGBColor;

/// Size that is drawn: 64 Ki elements lie in the second-level cache, so that
/// the arithmetic shows and not the memory.
pub const ELEMENTS: u64 = 65536;

/// The groups of benchmarks that are drawn, and their colours.
const GROUPS: [(&str, &str, RGBColor); 2] = [
    ("activation/value", "φ", RGBColor(0x56, 0xb4, 0xe9)),
    ("activation/both", "φ and φ′", RGBColor(0xd5, 0x5e, 0x00)),
];
const BAR: f64 = 9.0;
const ROW: f64 = 2.0 * BAR + 7.0;
/// As many activations as a page holds.
const MOST: usize = 60;
const WIDEST_NAME: f64 = 150.0;

/// Draws what every activation costs at 64 Ki elements: the value alone, and
/// value and derivative together, the cheapest first. Nothing where criterion
/// has no such figures.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn throughput(all: &[Throughput]) -> Result<Vec<Chart>, ReportError> {
    let of = |group: &str, function: &str| {
        all.iter()
            .find(|t| t.group == group && t.function == function && t.elements == Some(ELEMENTS))
            .and_then(Throughput::per_element)
    };
    let mut names = distinct(all.iter().map(|t| t.function.as_str()));
    let cost = |name: &str| GROUPS.iter().rev().find_map(|(group, ..)| of(group, name));
    names.retain(|name| cost(name).is_some());
    names.sort_by(|a, b| {
        let key = |name: &str| cost(name).map_or(f64::INFINITY, |c| c[0]);
        key(a).total_cmp(&key(b))
    });
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let left_out = names.len().saturating_sub(MOST);
    names.truncate(MOST);
    let bars: Vec<Vec<Option<[f64; 3]>>> = names
        .iter()
        .map(|name| GROUPS.iter().map(|(group, ..)| of(group, name)).collect())
        .collect();
    let greatest = bars
        .iter()
        .flatten()
        .flatten()
        .map(|b| b[2])
        .fold(0.0, f64::max);
    let labels = labels(&names);
    let mut widest: f64 = 0.0;
    for name in &labels {
        widest = widest.max(text_width(name, LABEL)?.min(WIDEST_NAME));
    }
    let confidence = all.iter().map(|t| t.confidence).fold(0.0, f64::max);
    let page = Page {
        title: "What an activation costs".into(),
        caption: format!(
            "Nanoseconds an element of {ELEMENTS}, measured by criterion; whiskers: {}% \
             confidence interval. Copy and triad move the same bytes and do nothing else.{}",
            short(100.0 * confidence),
            match left_out {
                0 => String::new(),
                more => format!(" The {more} dearest are in throughput.csv only."),
            }
        ),
        columns: 1,
        panels: 1,
        panel: (560.0 - widest, names.len() as f64 * ROW + 52.0),
        beside: (widest, 0.0),
    };
    let png = page.png(|_, area, canvas| {
        let frame = Frame {
            title: String::new(),
            // The numbers after the bars need room as well.
            x: Axis::linear(0.0, greatest * 1.08),
            y: Axis::rows(),
            x_title: "ns per element".into(),
            y_title: String::new(),
            right: 20.0,
        };
        let plot = frame.draw(area, canvas)?;
        for (row, (name, bars)) in labels.iter().zip(&bars).enumerate() {
            let middle = plot.area.top + 6.0 + (row as f64 + 0.5) * ROW;
            let name = fit(name, LABEL, WIDEST_NAME)?;
            let place = (plot.area.left - 7.0, middle);
            canvas.text(&name, place, Anchor::Right, LABEL, INK)?;
            for (place, (figure, (.., colour))) in bars.iter().zip(GROUPS).enumerate() {
                if let Some(figure) = figure {
                    let top = middle + BAR * (place as f64 - 1.0);
                    draw_bar(&plot, *figure, top, colour, canvas)?;
                }
            }
        }
        key(&plot, canvas)
    })?;
    Ok(vec![("throughput.png".into(), png)])
}

fn draw_bar(
    plot: &Plot,
    [mean, low, high]: [f64; 3],
    top: f64,
    colour: RGBColor,
    canvas: &mut Canvas,
) -> Result<(), ReportError> {
    let bar = Area {
        left: plot.x(0.0),
        top: top + 0.5,
        right: plot.x(mean),
        bottom: top + BAR - 0.5,
    };
    canvas.fill(bar, mix(colour, PAPER, 0.25))?;
    let middle = top + BAR / 2.0;
    let ends = [plot.x(low), plot.x(high)];
    canvas.line(&[(ends[0], middle), (ends[1], middle)], INK, 0.9)?;
    for end in ends {
        canvas.line(&[(end, middle - 2.0), (end, middle + 2.0)], INK, 0.9)?;
    }
    let place = (ends[1].max(bar.right) + 4.0, middle);
    canvas.text(&short(mean), place, Anchor::Left, TICK, INK)
}

/// The key to the colours, in the corner that short bars leave free.
fn key(plot: &Plot, canvas: &mut Canvas) -> Result<(), ReportError> {
    let left = plot.area.right - 70.0;
    for (place, (_, name, colour)) in GROUPS.iter().enumerate() {
        let y = plot.area.top + 12.0 + place as f64 * line_height(PANEL);
        let swatch = Area {
            left,
            top: y - 4.0,
            right: left + 12.0,
            bottom: y + 4.0,
        };
        canvas.fill(swatch, mix(*colour, PAPER, 0.25))?;
        canvas.text(name, (left + 18.0, y), Anchor::Left, LABEL, INK)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::sample;

    #[test]
    fn bars_are_drawn_where_there_are_figures() {
        let all = sample::throughput();
        let charts = throughput(&all).unwrap();
        sample::look(&charts);
        assert_eq!(charts.len(), 1);
        assert!(throughput(&[]).unwrap().is_empty());
        let other: Vec<Throughput> = all
            .into_iter()
            .filter(|t| t.elements != Some(ELEMENTS))
            .collect();
        assert!(throughput(&other).unwrap().is_empty());
    }
}
