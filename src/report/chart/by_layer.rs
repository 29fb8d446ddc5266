//! Panels of some quantity of every layer, one line an activation.

use super::axis::Axis;
use super::condition::distinct;
use super::frame::Frame;
use super::lines::{self, Line, Point};
use super::names::labels;
use super::page::Page;
use super::style::{GREY, Look};
use super::trials;
use crate::report::ReportError;
use crate::study::Figure;

/// The least height of a panel.
pub const HEIGHT: f64 = 300.0;

/// The figures of one net's depth, of all activations.
pub struct Panel<'a> {
    /// What tells it from the others of its page; may be empty.
    pub title: String,
    /// Layers of the net.
    pub depth: usize,
    /// One metric at that depth.
    pub figures: Vec<&'a Figure>,
}

impl<'a> Panel<'a> {
    /// The deepest net among some figures.
    pub fn deepest(title: String, figures: impl Iterator<Item = &'a Figure> + Clone) -> Self {
        let depth = figures.clone().map(|f| f.depth).max().unwrap_or(1);
        Panel {
            title,
            depth,
            figures: figures.filter(|f| f.depth == depth).collect(),
        }
    }
}

/// What a page is about.
pub struct Subject<'a> {
    /// Title of the page, to which the depth is added.
    pub title: &'a str,
    /// Title of the vertical axis.
    pub axis: &'a str,
    /// What is constant and how it was measured, before the key of the lines.
    pub before: String,
    /// How to read it, after that.
    pub after: &'a str,
    /// A value that is marked across the panels.
    pub level: Option<f64>,
}

/// Draws a page of panels that share their vertical axis, a logarithmic one;
/// `names` are the activations of the report, in the order of their looks.
pub fn page(
    subject: &Subject<'_>,
    panels: &[Panel<'_>],
    names: &[&String],
) -> Result<Vec<u8>, ReportError> {
    let curves: Vec<Vec<Line>> = panels
        .iter()
        .map(|panel| by_activation(&panel.figures, names))
        .collect();
    let all = curves.iter().flatten();
    let y = Axis::logarithmic(all.flat_map(Line::values).chain(subject.level));
    let most = curves.iter().map(Vec::len).max().unwrap_or(0);
    let depths = distinct(panels.iter().map(|panel| panel.depth));
    let shown: Vec<&Figure> = panels.iter().flat_map(|p| &p.figures).copied().collect();
    let columns = if panels.len() > 6 { 3 } else { 2 };
    let width = if panels.len() == 1 { 560.0 } else { 370.0 };
    let deep = match depths[..] {
        [1] => ", 1 layer deep".to_string(),
        [depth] => format!(", {depth} layers deep"),
        _ => String::new(),
    };
    let page = Page {
        title: format!("{}{deep}", subject.title),
        caption: format!(
            "{}; {}. {} {}",
            subject.before,
            trials(&shown),
            lines::key(curves.iter().flatten()),
            subject.after,
        ),
        columns,
        panels: panels.len(),
        panel: (width, lines::height_for(most, HEIGHT)),
        beside: (0.0, 0.0),
    };
    let mut room: f64 = 0.0;
    for curves in &curves {
        room = room.max(lines::label_room(curves)?);
    }
    page.png(|number, area, canvas| {
        let Panel { title, depth, .. } = &panels[number];
        let mut title = title.clone();
        if depths.len() > 1 {
            let comma = if title.is_empty() { "" } else { ", " };
            title.push_str(&format!("{comma}depth {depth}"));
        }
        let frame = Frame {
            title,
            x: Axis::layers(*depth),
            y: y.clone(),
            x_title: "layer (output to input)".into(),
            y_title: match number % columns {
                0 => subject.axis.into(),
                _ => String::new(),
            },
            right: room,
        };
        let plot = lines::draw(&frame, &curves[number], area, canvas)?;
        if let Some(level) = subject.level {
            let y = plot.y(level);
            let ends = [(plot.area.left, y), (plot.area.right, y)];
            canvas.dashed(&ends, GREY, 1.2, [6.0, 3.0])?;
        }
        Ok(())
    })
}

fn by_activation(figures: &[&Figure], names: &[&String]) -> Vec<Line> {
    let labels = labels(names);
    let line = |(place, name): (usize, &&String)| {
        let mut own: Vec<&&Figure> = figures.iter().filter(|f| f.activation == **name).collect();
        // From the output down, as the axis runs.
        own.sort_by_key(|f| std::cmp::Reverse(f.layer));
        Line {
            name: labels[place].clone(),
            look: Look::of(place),
            points: own
                .iter()
                .map(|f| Point::of(f, f.layer.unwrap_or(0) as f64))
                .collect(),
        }
    };
    let all = names.iter().enumerate().map(line);
    all.filter(|line| !line.points.is_empty()).collect()
}
