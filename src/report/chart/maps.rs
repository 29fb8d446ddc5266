//! The length map and the correlation map of a net, with the diagonal.

use super::Chart;
use super::axis::Axis;
use super::canvas::{Anchor, Area, Canvas};
use super::frame::Frame;
use super::page::Page;
use super::style::{GREY, INK, LABEL, Look, Marker, PAPER};
use crate::report::ReportError;

/// A fixed point of a map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fixed {
    /// Where it is.
    pub at: f64,
    /// Whether it attracts.
    pub attracts: bool,
}

/// A map of an interval to itself.
#[derive(Debug, Clone)]
pub struct Map {
    /// Over the panel.
    pub title: String,
    /// Along, up.
    pub axes: (String, String),
    /// Ends of both axes.
    pub ends: (f64, f64),
    /// The map.
    pub points: Vec<(f64, f64)>,
    /// Its fixed points within the ends.
    pub fixed: Vec<Fixed>,
    /// Where to begin steps from layer to layer, and how many; a cobweb.
    pub path: Vec<f64>,
}

/// Draws maps beside each other.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn maps(title: &str, caption: &str, maps: &[Map]) -> Result<Chart, ReportError> {
    let page = Page {
        title: title.to_string(),
        caption: caption.to_string(),
        columns: maps.len(),
        panels: maps.len(),
        panel: (370.0, 360.0),
        beside: (0.0, 0.0),
    };
    let png = page.png(|number, area, canvas| draw(&maps[number], area, canvas))?;
    Ok(("maps.png".to_string(), png))
}

fn draw(map: &Map, area: Area, canvas: &mut Canvas) -> Result<(), ReportError> {
    let (low, high) = map.ends;
    let frame = Frame {
        title: map.title.clone(),
        x: Axis::linear(low, high),
        y: Axis::linear(low, high),
        x_title: map.axes.0.clone(),
        y_title: map.axes.1.clone(),
        right: 14.0,
    };
    let plot = frame.draw(area, canvas)?;
    let at = |x: f64, y: f64| (plot.x(x), plot.y(y));
    canvas.dashed(&[at(low, low), at(high, high)], GREY, 1.0, [5.0, 4.0])?;
    // The path that a length takes: up to the map, along to the diagonal.
    let inside = |v: &f64| low <= *v && *v <= high;
    let steps: Vec<f64> = map.path.iter().copied().take_while(inside).collect();
    let mut path = Vec::new();
    for pair in steps.windows(2) {
        path.extend([
            at(pair[0], pair[0]),
            at(pair[0], pair[1]),
            at(pair[1], pair[1]),
        ]);
    }
    canvas.line(&path, Look::of(5).colour, 1.0)?;
    // Runs of what lies inside.
    let mut runs: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    for (x, y) in &map.points {
        match (inside(y), runs.last_mut()) {
            (true, Some(run)) => run.push(at(*x, *y)),
            _ => runs.push(Vec::new()),
        }
    }
    for run in runs {
        canvas.line(&run, Look::of(1).colour, 2.2)?;
    }
    for fixed in &map.fixed {
        let place = at(fixed.at, fixed.at);
        canvas.marker(place, Marker::Disc, 5.2, INK)?;
        if !fixed.attracts {
            canvas.marker(place, Marker::Disc, 3.4, PAPER)?;
        }
        if fixed.at == high {
            continue;
        }
        let beyond = place.0 > plot.area.right - 60.0;
        let (anchor, shift) = match beyond {
            true => (Anchor::Right, -9.0),
            false => (Anchor::Left, 9.0),
        };
        let text = format!("{}", (1e4 * fixed.at).round() / 1e4);
        let above = if place.1 > plot.area.bottom - 14.0 {
            -10.0
        } else {
            9.0
        };
        canvas.text(
            &text,
            (place.0 + shift, place.1 + above),
            anchor,
            LABEL,
            INK,
        )?;
    }
    Ok(())
}
