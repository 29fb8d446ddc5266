//! How activations and gradients are spread over powers of two, layer by layer,
//! against the windows of the formats.

use super::axis::Axis;
use super::canvas::{Anchor, Area};
use super::condition::{Condition, common, conditions, distinct, file_name};
use super::frame::Frame;
use super::names::labels;
use super::page::Page;
use super::style::{CAPTION, GREY, INK, PAPER, mix};
use super::{Chart, trials};
use crate::analysis::Metric;
use crate::number::{Format, Precision, Storage};
use crate::report::ReportError;
use crate::study::Figure;
use plotters::style::RGBColor;

const PANEL: (f64, f64) = (270.0, 240.0);
const COLUMNS: usize = 3;
/// Panels of a page.
const MOST: usize = 12;
/// Where half of a layer lies in one octave the cell is as dark as can be.
const DARKEST: f64 = 0.5;
const DARK: RGBColor = RGBColor(0x08, 0x30, 0x6b);

/// Draws `gradient_octave` and `activation_octave` of the deepest net, a page a
/// condition, a panel an activation. The formats of the study that end within
/// the panel have their window marked.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn octaves(layers: &[Figure]) -> Result<Vec<Chart>, ReportError> {
    let formats = formats(layers);
    let mut charts = Vec::new();
    for (metric, file) in [
        (Metric::GradientOctave, "gradient_octaves"),
        (Metric::ActivationOctave, "activation_octaves"),
    ] {
        let figures: Vec<&Figure> = layers.iter().filter(|f| f.metric == metric).collect();
        let all = conditions(figures.iter().copied());
        let names = distinct(figures.iter().map(|f| &f.activation));
        for (place, condition) in all.iter().enumerate() {
            let own = figures.iter().filter(|f| condition.holds(f)).copied();
            let own: Vec<&Figure> = own.collect();
            for (number, names) in names.chunks(MOST).enumerate() {
                let mut page = String::new();
                if all.len() > 1 {
                    page.push_str(&(place + 1).to_string());
                }
                if number > 0 {
                    page.push_str(&format!("-{}", number + 1));
                }
                let png = draw(&own, names, condition, &formats)?;
                charts.push((file_name(file, &page), png));
            }
        }
    }
    Ok(charts)
}

/// The octave k of a figure whose field `format` is 2^k.
pub fn octave(figure: &Figure) -> Option<i32> {
    figure.format.as_ref()?.strip_prefix("2^")?.parse().ok()
}

/// Formats of single numbers in which the study looks at gradients.
pub fn formats(layers: &[Figure]) -> Vec<Format> {
    let texts = layers.iter().filter(|f| !f.metric.is_of_octaves());
    let texts = distinct(texts.filter_map(|f| f.format.as_ref()));
    let single = |text: &String| match Precision::parse(text).ok()?.gradient() {
        Storage::Single(format) => Some(format),
        Storage::Block(_) => None,
    };
    distinct(texts.into_iter().filter_map(single))
}

fn draw(
    figures: &[&Figure],
    names: &[&String],
    condition: &Condition,
    formats: &[Format],
) -> Result<Vec<u8>, ReportError> {
    let depth = figures.iter().map(|f| f.depth).max().unwrap_or(1);
    let figures: Vec<&Figure> = figures
        .iter()
        .filter(|f| f.depth == depth)
        .copied()
        .collect();
    let gradients = figures
        .first()
        .is_some_and(|f| f.metric == Metric::GradientOctave);
    let what = if gradients {
        "Gradients"
    } else {
        "Activations"
    };
    let labels = labels(names);
    let page = Page {
        title: format!("{what} by octave and layer, {depth} layers deep"),
        caption: format!(
            "{}; {}. Share of a layer's entries between 2^k and 2^(k+1), from white (none) to \
             dark blue (half or more). Dashed: where a format rounds to zero, below, and where \
             its largest number lies, above.",
            common(std::slice::from_ref(condition)),
            trials(&figures),
        ),
        columns: COLUMNS,
        panels: names.len(),
        panel: PANEL,
        beside: (0.0, 0.0),
    };
    page.png(|number, area, canvas| {
        let own = figures.iter().filter(|f| f.activation == *names[number]);
        let used = own
            .filter(|f| f.mean > Some(1e-4))
            .filter_map(|f| octave(f));
        let low = used.clone().min().map_or(-1, |k| k - 1).min(-30);
        let high = used.max().map_or(1, |k| k + 2).max(2);
        let frame = Frame {
            title: labels[number].clone(),
            x: Axis::layers(depth),
            y: Axis::linear(f64::from(low), f64::from(high)),
            x_title: "layer (output to input)".into(),
            y_title: match number % COLUMNS {
                0 => "log₂ of the magnitude".into(),
                _ => String::new(),
            },
            right: 52.0,
        };
        let plot = frame.draw(area, canvas)?;
        // Half a layer to each side, but not beyond the frame.
        let half = plot.area.width() / (2.0 * (depth.max(2) - 1) as f64);
        for figure in figures.iter().filter(|f| f.activation == *names[number]) {
            let (Some(k), Some(layer), Some(mean)) = (octave(figure), figure.layer, figure.mean)
            else {
                continue;
            };
            if mean < 1e-4 || k < low {
                continue;
            }
            let x = plot.x(layer as f64);
            let cell = Area {
                left: (x - half).max(plot.area.left),
                right: (x + half).min(plot.area.right),
                top: plot.y(f64::from(k + 1)),
                bottom: plot.y(f64::from(k)),
            };
            let share = (mean / DARKEST).min(1.0).sqrt();
            canvas.fill(cell, mix(PAPER, DARK, share))?;
        }
        let mut free_from = f64::NEG_INFINITY;
        let mut ends: Vec<(f64, String)> = formats
            .iter()
            .flat_map(|format| {
                let flush = format.min_subnormal().log2() - 1.0;
                [
                    (flush, format!("{format} → 0")),
                    (format.max().log2(), format!("{format} max")),
                ]
            })
            .filter(|(at, _)| f64::from(low) < *at && *at < f64::from(high))
            .collect();
        ends.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (at, name) in ends {
            let y = plot.y(at);
            let line = [(plot.area.left, y), (plot.area.right, y)];
            canvas.dashed(&line, INK, 0.8, [4.0, 3.0])?;
            let place = y.max(free_from);
            let at = (plot.area.right + 4.0, place);
            canvas.text(&name, at, Anchor::Left, CAPTION, GREY)?;
            free_from = place + 11.0;
        }
        Ok(())
    })
}
