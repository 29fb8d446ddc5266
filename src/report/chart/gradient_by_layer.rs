//! Gradient RMS by layer: where along a deep net the signal is lost.

use super::axis::Axis;
use super::condition::{Condition, common, conditions, distinct, distinguishing, file_name, pages};
use super::frame::Frame;
use super::lines::{self, Line, Point};
use super::names::labels;
use super::page::{Page, fitting};
use super::style::Look;
use super::{Chart, trials};
use crate::analysis::Metric;
use crate::report::ReportError;
use crate::study::Figure;

/// The least height of a panel.
const HEIGHT: f64 = 300.0;

/// Draws `gradient_rms` of every layer at the greatest depth of each
/// condition, one line an activation.
///
/// The solid line is the arithmetic mean over trials, because the interval of
/// the files is the one of that mean. Where the geometric mean lies more than a
/// tenth below, it has a dotted line of its own: there a few trials carry the
/// mean, and a typical net has less.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn gradient_by_layer(layers: &[Figure]) -> Result<Vec<Chart>, ReportError> {
    let names = distinct(layers.iter().map(|f| &f.activation));
    let figures: Vec<&Figure> = layers
        .iter()
        .filter(|f| f.metric == Metric::GradientRms && f.layer.is_some())
        .collect();
    let all = conditions(figures.iter().copied());
    let mut charts = Vec::new();
    let most = fitting(3, lines::height_for(names.len(), HEIGHT));
    for (name, members) in pages(&all, most) {
        if !members.is_empty() {
            let png = page(&figures, &names, &members)?;
            charts.push((file_name("gradient_by_layer", &name), png));
        }
    }
    Ok(charts)
}

fn page(
    figures: &[&Figure],
    names: &[&String],
    members: &[Condition],
) -> Result<Vec<u8>, ReportError> {
    let panels: Vec<(usize, Vec<&Figure>)> = members
        .iter()
        .map(|condition| {
            let held = figures.iter().filter(|f| condition.holds(f));
            let depth = held.clone().map(|f| f.depth).max().unwrap_or(1);
            (depth, held.filter(|f| f.depth == depth).copied().collect())
        })
        .collect();
    let curves: Vec<Vec<Line>> = panels
        .iter()
        .map(|(_, figures)| by_activation(figures, names))
        .collect();
    let all = curves.iter().flatten();
    let y = Axis::logarithmic(all.flat_map(Line::values));
    let most = curves.iter().map(Vec::len).max().unwrap_or(0);
    let depths = distinct(panels.iter().map(|(depth, _)| *depth));
    let shown: Vec<&Figure> = panels.iter().flat_map(|(_, f)| f).copied().collect();
    let columns = if members.len() > 6 { 3 } else { 2 };
    let width = if members.len() == 1 { 560.0 } else { 370.0 };
    let deep = match depths[..] {
        [1] => ", 1 layer deep".to_string(),
        [depth] => format!(", {depth} layers deep"),
        _ => String::new(),
    };
    let page = Page {
        title: format!("Gradient by layer{deep}"),
        caption: format!(
            "{}; {}. {} A cotangent N(0,1) enters at the output, on the left, and travels to \
             layer 1.",
            common(members),
            trials(&shown),
            lines::key(curves.iter().flatten()),
        ),
        columns,
        panels: members.len(),
        panel: (width, lines::height_for(most, HEIGHT)),
        beside: (0.0, 0.0),
    };
    let mut room: f64 = 0.0;
    for curves in &curves {
        room = room.max(lines::label_room(curves)?);
    }
    page.png(|number, area, canvas| {
        let mut title = distinguishing(&members[number], members);
        let depth = panels[number].0;
        if depths.len() > 1 {
            let comma = if title.is_empty() { "" } else { ", " };
            title.push_str(&format!("{comma}depth {depth}"));
        }
        let frame = Frame {
            title,
            x: Axis::layers(depth),
            y: y.clone(),
            x_title: "layer (output to input)".into(),
            y_title: match number % columns {
                0 => "gradient RMS, √mean δ²".into(),
                _ => String::new(),
            },
            right: room,
        };
        lines::draw(&frame, &curves[number], area, canvas).map(|_| ())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::sample;

    #[test]
    fn weights_stand_side_by_side_on_one_page() {
        let charts = gradient_by_layer(&sample::layers(&["normal"], &["he", "glorot"])).unwrap();
        sample::look(&charts);
        let names: Vec<&str> = charts.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["gradient_by_layer.png"]);
    }
}
