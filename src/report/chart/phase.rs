//! The phase diagram of an activation: weights along, biases up, the depth scale
//! as colour, the edge of chaos as a line.

use super::Chart;
use super::axis::Axis;
use super::canvas::{Anchor, Area, Canvas};
use super::frame::Frame;
use super::page::Page;
use super::style::{INK, LABEL, Marker, PAPER, TICK, diverging};
use super::text::text_width;
use crate::report::ReportError;
use crate::theory::{Phase, Place};
use plotters::style::RGBColor;

/// What the diagram shows.
#[derive(Debug, Clone)]
pub struct PhaseDiagram {
    /// The activation.
    pub name: String,
    /// Largest sigma_w and sigma_b; both begin at 0.
    pub ends: (f64, f64),
    /// Places at the nodes of a grid from 0 to the ends, sigma_b by sigma_b; what
    /// lies between is interpolated.
    pub places: Vec<Vec<Place>>,
    /// The edge of chaos in runs of (sigma_w, sigma_b), and whether lengths are
    /// held there.
    pub edge: Vec<(bool, Vec<(f64, f64)>)>,
    /// ln of the growth of the mean-square gradient a layer, as measured at pairs
    /// of scales.
    pub measured: Vec<((f64, f64), f64)>,
    /// Points that are marked, with their names.
    pub marks: Vec<(String, (f64, f64))>,
}

/// The longest depth scale that has a colour of its own.
const LONGEST: f64 = 300.0;
const PANEL: (f64, f64) = (560.0, 380.0);
/// Cells of colour.
const CELLS: (usize, usize) = (140, 100);
/// By how much they overlap.
const SEAM: f64 = 0.5;
/// Of the phase that has no fixed point.
const UNBOUNDED: RGBColor = RGBColor(0xc8, 0xc8, 0xc8);

/// Draws it.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn phase_diagram(diagram: &PhaseDiagram) -> Result<Chart, ReportError> {
    let page = Page {
        title: format!("Phase diagram of {}", diagram.name),
        caption: "Mean field. Colour: the depth scale ξ_c, in how many layers the correlation of \
                  two inputs comes e times nearer to its end; blue: ordered, gradients vanish; \
                  red: chaotic, they explode; grey: lengths grow without end from 1. Black line: edge of \
                  chaos, χ_1 = 1 at a fixed point of the length map; dashed where that repels. \
                  Small discs: measured in one net each, filled where its gradients grow, open \
                  where they shrink."
            .to_string(),
        columns: 1,
        panels: 1,
        panel: PANEL,
        beside: (0.0, 0.0),
    };
    let png = page.png(|_, area, canvas| draw(diagram, area, canvas))?;
    Ok(("phase.png".to_string(), png))
}

/// 1/xi_c, below 0 where ordered: it passes 0 at the edge of chaos without a
/// jump, and so can be interpolated. None where lengths are unbounded.
fn inverse_scale(place: &Place) -> Option<f64> {
    let inverse = place.depth_scale.map_or(0.0, |scale| 1.0 / scale.max(0.1));
    match place.phase {
        Phase::Ordered => Some(-inverse),
        Phase::Chaotic => Some(inverse),
        Phase::Critical => Some(-0.0),
        Phase::Unbounded => None,
    }
}

/// Between four nodes; beside what is unbounded, the nearest node.
fn between(nodes: &[Vec<Option<f64>>], x: f64, y: f64) -> Option<f64> {
    let part = |share: f64, count: usize| {
        let at = share * (count - 1) as f64;
        let low = (at as usize).min(count - 2);
        (low, at - low as f64)
    };
    let ((row, up), (column, along)) = (part(y, nodes.len()), part(x, nodes[0].len()));
    let node = |r: usize, c: usize| nodes[row + r][column + c];
    let corners = [node(0, 0), node(0, 1), node(1, 0), node(1, 1)];
    if let [Some(a), Some(b), Some(c), Some(d)] = corners {
        let low = a + (b - a) * along;
        let high = c + (d - c) * along;
        return Some(low + (high - low) * up);
    }
    node(usize::from(up > 0.5), usize::from(along > 0.5))
}

/// From -1, ordered, to 1, chaotic; the darker, the deeper.
fn shade(inverse_scale: f64) -> f64 {
    let scale = (1.0 / inverse_scale.abs()).max(1.0);
    let depth = (libm::log(scale) / libm::log(LONGEST)).clamp(0.0, 1.0);
    depth.copysign(inverse_scale)
}

fn draw(diagram: &PhaseDiagram, area: Area, canvas: &mut Canvas) -> Result<(), ReportError> {
    let frame = Frame {
        title: String::new(),
        x: Axis::linear(0.0, diagram.ends.0),
        y: Axis::linear(0.0, diagram.ends.1),
        x_title: "σ_w".into(),
        y_title: "σ_b".into(),
        right: 104.0,
    };
    let plot = frame.draw(area, canvas)?;
    let nodes: Vec<Vec<Option<f64>>> = diagram
        .places
        .iter()
        .map(|places| places.iter().map(inverse_scale).collect())
        .collect();
    let [across, up] = [CELLS.0, CELLS.1].map(|n| n as f64);
    for row in 0..CELLS.1 {
        for column in 0..CELLS.0 {
            let [left, right] = [column, column + 1].map(|n| n as f64 / across);
            let [bottom, top] = [row, row + 1].map(|n| n as f64 / up);
            // A hair wider, so that nothing shines through between two.
            let cell = Area {
                left: plot.x(left * diagram.ends.0),
                right: plot.x(right * diagram.ends.0) + SEAM,
                top: plot.y(top * diagram.ends.1),
                bottom: plot.y(bottom * diagram.ends.1) + SEAM,
            };
            let found = between(&nodes, 0.5 * (left + right), 0.5 * (bottom + top));
            canvas.fill(cell, found.map_or(UNBOUNDED, |s| diverging(shade(s))))?;
        }
    }
    let inside = plot.area;
    for (holds, points) in &diagram.edge {
        let visible = points
            .iter()
            .filter(|(w, b)| *w <= diagram.ends.0 && *b <= diagram.ends.1);
        let line: Vec<(f64, f64)> = visible.map(|(w, b)| (plot.x(*w), plot.y(*b))).collect();
        canvas.line(&line, PAPER, 4.0)?;
        match holds {
            true => canvas.line(&line, INK, 2.0)?,
            false => canvas.dashed(&line, INK, 2.0, [6.0, 4.0])?,
        }
    }
    for ((w, b), growth) in &diagram.measured {
        let at = (plot.x(*w), plot.y(*b));
        canvas.marker(at, Marker::Disc, 3.2, INK)?;
        if *growth < 0.0 {
            canvas.marker(at, Marker::Disc, 2.0, PAPER)?;
        }
    }
    for (name, (w, b)) in &diagram.marks {
        let at = (plot.x(*w), plot.y(*b));
        canvas.marker(at, Marker::Square, 6.0, PAPER)?;
        canvas.marker(at, Marker::Square, 4.6, INK)?;
        let beyond = at.0 > inside.right - 70.0;
        let (anchor, shift) = match beyond {
            true => (Anchor::Right, -8.0),
            false => (Anchor::Left, 8.0),
        };
        let up = if *b == 0.0 { -13.0 } else { 0.0 };
        let width = text_width(name, LABEL)?;
        let left = match anchor {
            Anchor::Right => at.0 + shift - width,
            _ => at.0 + shift,
        };
        // Paper behind it, for it may lie on a line.
        let behind = Area {
            left: left - 2.0,
            right: left + width + 2.0,
            top: at.1 + up - 7.5,
            bottom: at.1 + up + 7.5,
        };
        canvas.fill(behind, PAPER)?;
        canvas.text(name, (left, at.1 + up), Anchor::Left, LABEL, INK)?;
    }
    let border = [
        (inside.left, inside.top),
        (inside.right, inside.top),
        (inside.right, inside.bottom),
        (inside.left, inside.bottom),
        (inside.left, inside.top),
    ];
    canvas.line(&border, INK, 0.8)?;
    scale(inside, canvas)
}

/// The colours and what they mean.
fn scale(plot: Area, canvas: &mut Canvas) -> Result<(), ReportError> {
    const STEPS: u32 = 120;
    let (left, right) = (plot.right + 18.0, plot.right + 32.0);
    let (top, bottom) = (plot.top + 22.0, plot.bottom - 22.0);
    let y = |value: f64| bottom - (value + 1.0) / 2.0 * (bottom - top);
    for step in 0..STEPS {
        let [low, high] = [step, step + 1].map(|n| 2.0 * f64::from(n) / f64::from(STEPS) - 1.0);
        let cell = Area {
            left,
            right,
            top: y(high),
            bottom: y(low) + SEAM,
        };
        canvas.fill(cell, diverging(0.5 * (low + high)))?;
    }
    canvas.text("chaotic", (left, plot.top + 8.0), Anchor::Left, LABEL, INK)?;
    canvas.text(
        "ordered",
        (left, plot.bottom - 8.0),
        Anchor::Left,
        LABEL,
        INK,
    )?;
    canvas.text_upwards(
        "depth scale ξ_c (layers)",
        (right + 46.0, 0.5 * (top + bottom)),
        LABEL,
        INK,
    )?;
    for scale in [1.0, 10.0, 100.0] {
        let value = libm::log(scale) / libm::log(LONGEST);
        for value in [-value, value] {
            canvas.line(&[(right, y(value)), (right + 3.0, y(value))], INK, 0.8)?;
            let text = format!("{scale}");
            canvas.text(&text, (right + 6.0, y(value)), Anchor::Left, TICK, INK)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::sample;
    use crate::theory::WideNet;

    /// A few nodes of tanh, with a corner made unbounded.
    #[test]
    fn phases_are_drawn() {
        let node = |w: f64, b: f64| WideNet::new("tanh".parse().unwrap(), w * w, b * b).place();
        let mut places: Vec<Vec<Place>> = [0.05, 0.4, 0.8]
            .map(|b| [0.1, 0.8, 1.5, 2.2].map(|w| node(w, b)).to_vec())
            .to_vec();
        places[2][3].phase = Phase::Unbounded;
        let nodes: Vec<Vec<Option<f64>>> = places
            .iter()
            .map(|row| row.iter().map(inverse_scale).collect())
            .collect();
        // Ordered below 0, chaotic above, the edge between.
        assert!(between(&nodes, 0.0, 0.0).unwrap() < 0.0);
        assert!(between(&nodes, 0.9, 0.1).unwrap() > 0.0);
        assert_eq!(between(&nodes, 1.0, 1.0), None);
        assert_eq!((shade(-1e-9), shade(1e-9), shade(5.0)), (-1.0, 1.0, 0.0));
        let (name, png) = phase_diagram(&PhaseDiagram {
            name: "tanh".into(),
            ends: (2.2, 0.8),
            places,
            measured: vec![((1.6, 0.2), 0.1), ((0.5, 0.2), -0.1)],
            edge: vec![(true, vec![(1.0, 0.0), (1.7, 0.7)])],
            marks: vec![("here".into(), (2.2, 0.0))],
        })
        .unwrap();
        assert_eq!(name, "phase.png");
        sample::look(&[(name, png)]);
    }
}
