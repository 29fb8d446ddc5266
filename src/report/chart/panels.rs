//! Measured curves in panels, with theory and published points.

use super::axis::Axis;
use super::frame::Frame;
use super::lines::{self, Line, Point};
use super::page::Page;
use super::style::{INK, Look, Marker};
use crate::report::ReportError;

/// How an axis is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Division {
    /// Evenly.
    Linear,
    /// By decades.
    Logarithmic,
    /// By decades, with a tick at every whole number of the curves.
    Counts,
}

/// An axis of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// What it is.
    pub title: String,
    /// How it is divided.
    pub division: Division,
}

impl Quantity {
    /// An axis of this title.
    pub fn new(title: &str, division: Division) -> Self {
        Quantity {
            title: title.to_string(),
            division,
        }
    }
}

/// A measured point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeriesPoint {
    /// Its place along the horizontal axis.
    pub x: f64,
    /// What was measured, if a number came out.
    pub value: Option<f64>,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
    /// What theory says.
    pub theory: Option<f64>,
}

/// A line through measured points.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// Its points, by growing x.
    pub points: Vec<SeriesPoint>,
}

/// Curves that share their axes.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What sets it apart from the others; may be empty.
    pub title: String,
    /// Horizontal axis.
    pub x: Quantity,
    /// Vertical axis.
    pub y: Quantity,
    /// What was measured.
    pub series: Vec<Series>,
    /// What was published.
    pub published: Vec<(f64, f64)>,
}

/// The PNG of a page of panels.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn panels(title: &str, caption: &str, panels: &[Panel]) -> Result<Vec<u8>, ReportError> {
    let all: Vec<Vec<Line>> = panels
        .iter()
        .map(|panel| panel_lines(&panel.series))
        .collect();
    let most = all.iter().map(Vec::len).max().unwrap_or(0);
    let page = Page {
        title: title.to_string(),
        caption: format!("{caption} {}", key(panels)),
        columns: 2,
        panels: panels.len(),
        panel: (
            if panels.len() == 1 { 560.0 } else { 370.0 },
            lines::height_for(most, 300.0),
        ),
        beside: (0.0, 0.0),
    };
    page.png(|number, area, canvas| {
        let panel = &panels[number];
        let frame = Frame {
            title: panel.title.clone(),
            x: horizontal(panel),
            y: vertical(panel, &all[number]),
            x_title: panel.x.title.clone(),
            y_title: panel.y.title.clone(),
            right: lines::label_room(&all[number])?,
        };
        let plot = lines::draw(&frame, &all[number], area, canvas)?;
        for (x, y) in &panel.published {
            canvas.marker((plot.x(*x), plot.y(*y)), Marker::Square, 4.2, INK)?;
        }
        Ok(())
    })
}

/// What the strokes mean: only of what is drawn.
fn key(panels: &[Panel]) -> String {
    let points = || {
        let series = panels.iter().flat_map(|panel| &panel.series);
        series.flat_map(|series| &series.points)
    };
    let parts = [
        (
            points().any(|p| p.interval.is_some()),
            "Band: its 95 % interval.",
        ),
        (points().any(|p| p.theory.is_some()), "Dashed: theory."),
        (
            panels.iter().any(|panel| !panel.published.is_empty()),
            "Black squares: published.",
        ),
    ];
    let drawn = parts.iter().filter(|(is_drawn, _)| *is_drawn);
    drawn.map(|(_, key)| *key).collect::<Vec<_>>().join(" ")
}

fn panel_lines(curves: &[Series]) -> Vec<Line> {
    let point = |p: &SeriesPoint| Point {
        x: p.x,
        mean: p.value.filter(|value| value.is_finite()),
        low: p.interval.map(|(low, _)| low),
        high: p.interval.map(|(_, high)| high),
        geometric_mean: None,
        theory: p.theory,
    };
    let line = |(place, curve): (usize, &Series)| Line {
        name: curve.name.clone(),
        look: Look::of(place),
        points: curve.points.iter().map(point).collect(),
    };
    curves.iter().enumerate().map(line).collect()
}

fn horizontal(panel: &Panel) -> Axis {
    let points = panel.series.iter().flat_map(|curve| &curve.points);
    let published = panel.published.iter().map(|(x, _)| *x);
    let values: Vec<f64> = points.map(|p| p.x).chain(published).collect();
    match panel.x.division {
        Division::Linear => linear(&values, 0.0),
        Division::Logarithmic => Axis::logarithmic(values),
        Division::Counts => {
            let mut counts: Vec<usize> = values.iter().map(|x| x.round() as usize).collect();
            counts.sort_unstable();
            counts.dedup();
            Axis::counts(&counts)
        }
    }
}

fn vertical(panel: &Panel, lines: &[Line]) -> Axis {
    let published = panel.published.iter().map(|(_, y)| *y);
    let mut values: Vec<f64> = lines
        .iter()
        .flat_map(Line::values)
        .chain(published)
        .collect();
    match panel.y.division {
        Division::Logarithmic => Axis::logarithmic(values),
        _ => {
            let points = panel.series.iter().flat_map(|curve| &curve.points);
            values.extend(points.filter_map(|p| p.interval).map(|(low, _)| low));
            linear(&values, 0.05)
        }
    }
}

/// From the least to the greatest value, and some room beyond.
fn linear(values: &[f64], room: f64) -> Axis {
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let (low, high) = (
        finite().fold(f64::INFINITY, f64::min),
        finite().fold(f64::NEG_INFINITY, f64::max),
    );
    let pad = room * (high - low);
    Axis::linear(low - pad, high + pad)
}
