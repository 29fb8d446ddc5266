//! Of what the gradient dies, layer by layer: a stack of shares that add to one.

use super::axis::Axis;
use super::canvas::{Anchor, Area, Canvas};
use super::condition::{Condition, common, conditions, distinct, file_name, slug};
use super::frame::{Frame, Plot};
use super::names::labels;
use super::page::{GAP, Page};
use super::style::{INK, LABEL, PAPER};
use super::{Chart, trials};
use crate::analysis::Metric;
use crate::report::ReportError;
use crate::study::Figure;
use plotters::style::RGBColor;

const PANEL: (f64, f64) = (250.0, 190.0);
const COLUMNS: usize = 3;
/// Panels of a page.
const MOST: usize = 15;
/// Room at the right for the legend.
const LEGEND: f64 = 160.0;
/// Side of a sample of colour in the legend.
const SAMPLE: f64 = 9.0;

/// From the bottom of the stack up: what is kept is the paper above.
const STACK: [(Metric, &str, RGBColor); 7] = [
    (
        Metric::CauseStructural,
        "structural: φ′ = 0",
        RGBColor(0xb8, 0xb8, 0xb8),
    ),
    (
        Metric::CauseKernel,
        "lost by the kernel's formula",
        RGBColor(0x00, 0x00, 0x00),
    ),
    (
        Metric::CauseRounded,
        "rounded to zero",
        RGBColor(0xd5, 0x5e, 0x00),
    ),
    (
        Metric::CauseOverflow,
        "overflow: infinite or NaN",
        RGBColor(0xcc, 0x79, 0xa7),
    ),
    (
        Metric::CauseDrowned,
        "drowned: noise ≥ signal",
        RGBColor(0x00, 0x72, 0xb2),
    ),
    (
        Metric::CauseSaturated,
        "saturated: φ′ small",
        RGBColor(0xe6, 0x9f, 0x00),
    ),
    (
        Metric::CauseVanished,
        "vanished by depth",
        RGBColor(0x9b, 0xd4, 0xb5),
    ),
];

/// Draws the causes at every layer of the deepest net, a page a format and
/// condition, a panel an activation.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn causes(layers: &[Figure]) -> Result<Vec<Chart>, ReportError> {
    let figures: Vec<&Figure> = layers
        .iter()
        .filter(|f| f.metric.is_cause() && f.layer.is_some())
        .collect();
    let names = distinct(figures.iter().map(|f| &f.activation));
    let all = conditions(figures.iter().copied());
    let formats = distinct(figures.iter().filter_map(|f| f.format.as_ref()));
    let mut charts = Vec::new();
    for (place, condition) in all.iter().enumerate() {
        for format in &formats {
            let own = |f: &&&Figure| condition.holds(f) && f.format.as_ref() == Some(format);
            let own: Vec<&Figure> = figures.iter().filter(own).copied().collect();
            for (number, names) in names.chunks(MOST).enumerate() {
                let mut name = slug(format);
                if all.len() > 1 {
                    name.push_str(&format!("_{}", place + 1));
                }
                if number > 0 {
                    name.push_str(&format!("-{}", number + 1));
                }
                let png = page(&own, names, condition, format)?;
                charts.push((file_name("causes", &name), png));
            }
        }
    }
    Ok(charts)
}

fn page(
    figures: &[&Figure],
    names: &[&String],
    condition: &Condition,
    format: &str,
) -> Result<Vec<u8>, ReportError> {
    let depth = figures.iter().map(|f| f.depth).max().unwrap_or(1);
    let figures: Vec<&Figure> = figures
        .iter()
        .filter(|f| f.depth == depth)
        .copied()
        .collect();
    let labels = labels(names);
    let page = Page {
        title: format!("What becomes of the gradient in {format}, {depth} layers deep"),
        caption: format!(
            "{}; {}. Each gradient entry of the net in the format is put down to one cause, the \
             same net in f64 beside it; mean shares over the trials, from the output, on the \
             left, to layer 1. White: kept. Thresholds are in study.toml.",
            common(std::slice::from_ref(condition)),
            trials(&figures),
        ),
        columns: COLUMNS,
        panels: names.len(),
        panel: PANEL,
        beside: (0.0, LEGEND),
    };
    page.png(|number, area, canvas| {
        if number == 0 {
            let across = names.len().min(COLUMNS) as f64;
            legend((area.left + across * (PANEL.0 + GAP), area.top), canvas)?;
        }
        let frame = Frame {
            title: labels[number].clone(),
            x: Axis::layers(depth),
            y: Axis::linear(0.0, 1.0),
            x_title: "layer (output to input)".into(),
            y_title: match number % COLUMNS {
                0 => "share of the entries".into(),
                _ => String::new(),
            },
            right: 8.0,
        };
        let plot = frame.draw(area, canvas)?;
        let own: Vec<&Figure> = figures
            .iter()
            .filter(|f| f.activation == *names[number])
            .copied()
            .collect();
        stack(&plot, &own, depth, canvas)
    })
}

fn stack(
    plot: &Plot,
    figures: &[&Figure],
    depth: usize,
    canvas: &mut Canvas,
) -> Result<(), ReportError> {
    let mut below = vec![0.0; depth];
    for (metric, _, colour) in STACK {
        let mut above = below.clone();
        for figure in figures.iter().filter(|f| f.metric == metric) {
            if let (Some(layer), Some(mean)) = (figure.layer, figure.mean)
                && let Some(above) = above.get_mut(layer.wrapping_sub(1))
            {
                *above += mean;
            }
        }
        // From the output down, as the axis runs.
        let edges = (1..=depth).rev().map(|layer| {
            let [low, high] = [below[layer - 1], above[layer - 1]].map(|share| plot.y(share));
            (plot.x(layer as f64), low, high)
        });
        let mut edges: Vec<_> = edges.collect();
        if let [(x, low, high)] = edges[..] {
            // One layer has no extent of its own.
            edges = vec![(x - 12.0, low, high), (x + 12.0, low, high)];
        }
        canvas.band(&edges, colour, 1.0)?;
        below = above;
    }
    Ok(())
}

fn legend((left, top): (f64, f64), canvas: &mut Canvas) -> Result<(), ReportError> {
    let mut y = top + 28.0;
    let kept = [("kept", PAPER)];
    let causes = STACK.iter().rev().map(|(_, name, colour)| (*name, *colour));
    for (name, colour) in kept.into_iter().chain(causes) {
        let sample = Area {
            left,
            top: y - SAMPLE / 2.0,
            right: left + SAMPLE,
            bottom: y + SAMPLE / 2.0,
        };
        canvas.fill(sample, colour)?;
        let corners = [
            (sample.left, sample.top),
            (sample.right, sample.top),
            (sample.right, sample.bottom),
            (sample.left, sample.bottom),
            (sample.left, sample.top),
        ];
        canvas.line(&corners, INK, 0.6)?;
        let at = (sample.right + 6.0, y);
        canvas.text(name, at, Anchor::Left, LABEL, INK)?;
        y += 17.0;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::sample;

    #[test]
    fn a_stack_for_every_activation() {
        let mut layers = Vec::new();
        for figure in sample::layers(&["normal"], &["he"]) {
            let layer = figure.layer.unwrap_or(0) as f64;
            for (place, (metric, ..)) in STACK.iter().enumerate() {
                layers.push(Figure {
                    metric: *metric,
                    format: Some("f16".into()),
                    mean: Some((0.3 - 0.04 * place as f64) * (1.0 - layer / 200.0)),
                    ..figure.clone()
                });
            }
        }
        let charts = causes(&layers).unwrap();
        assert_eq!(charts[0].0, "causes_f16.png");
        sample::look(&charts);
        assert!(causes(&[]).unwrap().is_empty());
    }
}
