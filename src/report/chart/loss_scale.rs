//! The share of the gradient that is lost, against the loss scale.

use super::axis::Axis;
use super::condition::{Condition, common, conditions, distinct, file_name, slug};
use super::frame::Frame;
use super::lines::{self, Line, Point};
use super::names::labels;
use super::octaves::{formats, octave};
use super::page::Page;
use super::style::Look;
use super::{Chart, trials};
use crate::analysis::Metric;
use crate::number::Format;
use crate::report::ReportError;
use crate::study::Figure;

const PANEL: (f64, f64) = (300.0, 220.0);
const COLUMNS: usize = 3;
/// Panels of a page.
const MOST: usize = 12;
/// Binary logarithms of the loss scales that are drawn.
const SCALES: std::ops::RangeInclusive<i32> = -16..=40;

/// Draws what a format loses of the gradients of whole nets against the loss
/// scale, from the shares of the octaves: what rounds to zero and what exceeds
/// the largest number. A page a format that loses anything and condition, a
/// panel an activation, a line a depth.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn loss_scale(layers: &[Figure]) -> Result<Vec<Chart>, ReportError> {
    let figures: Vec<&Figure> = layers
        .iter()
        .filter(|f| f.metric == Metric::GradientOctave)
        .collect();
    let names = distinct(figures.iter().map(|f| &f.activation));
    let all = conditions(figures.iter().copied());
    let mut charts = Vec::new();
    // The exponents of f32 and wider hold all that is drawn.
    let narrow = formats(layers).into_iter();
    let narrow = narrow.filter(|format| format.layout().exponent_bits < 8);
    for format in distinct(narrow.map(Format::plain)) {
        for (place, condition) in all.iter().enumerate() {
            let own = figures.iter().filter(|f| condition.holds(f)).copied();
            let own: Vec<&Figure> = own.collect();
            for (number, names) in names.chunks(MOST).enumerate() {
                let mut page = slug(&format.to_string());
                if all.len() > 1 {
                    page.push_str(&format!("_{}", place + 1));
                }
                if number > 0 {
                    page.push_str(&format!("-{}", number + 1));
                }
                let png = draw(&own, names, condition, format)?;
                charts.push((file_name("loss_scale", &page), png));
            }
        }
    }
    Ok(charts)
}

/// Share of the entries, zeros aside, that `format` loses of gradients with
/// these shares in octaves, times 2^`scale`.
fn lost(octaves: &[(i32, f64)], format: Format, scale: i32) -> Option<f64> {
    let flush = libm::ilogb(format.min_subnormal()) - 1;
    let last = libm::ilogb(format.max());
    let all: f64 = octaves.iter().map(|(_, share)| share).sum();
    let is_lost = |octave: i32| octave + scale < flush || octave + scale > last;
    let gone = octaves.iter().filter(|(octave, _)| is_lost(*octave));
    (all > 0.0).then(|| gone.map(|(_, share)| share).sum::<f64>() / all)
}

fn draw(
    figures: &[&Figure],
    names: &[&String],
    condition: &Condition,
    format: Format,
) -> Result<Vec<u8>, ReportError> {
    let mut depths = distinct(figures.iter().map(|f| f.depth));
    depths.sort_unstable();
    let line = |name: &String, (place, depth): (usize, &usize)| {
        let own = figures.iter();
        let own = own.filter(|f| f.activation == *name && f.depth == *depth);
        // Layers have equally many entries: their mean is that of the net.
        let octaves: Vec<(i32, f64)> = own.filter_map(|f| Some((octave(f)?, f.mean?))).collect();
        let point = |scale: i32| Point {
            x: f64::from(scale),
            mean: lost(&octaves, format, scale),
            ..Point::default()
        };
        Line {
            name: format!("depth {depth}"),
            look: Look::of(place),
            points: SCALES.map(point).collect(),
        }
    };
    let curves: Vec<Vec<Line>> = names
        .iter()
        .map(|name| depths.iter().enumerate().map(|d| line(name, d)).collect())
        .collect();
    let labels = labels(names);
    let mut room: f64 = 0.0;
    for curves in &curves {
        room = room.max(lines::label_room(curves)?);
    }
    let page = Page {
        title: format!("Gradient lost in {format} against the loss scale"),
        caption: format!(
            "{}; {}. Share of the gradient entries of a net, zeros aside, that round to zero \
             (left) or exceed the largest number (right), mean over trials and layers, to the \
             octave. Between the two branches lies the window of the loss scale.",
            common(std::slice::from_ref(condition)),
            trials(figures),
        ),
        columns: COLUMNS,
        panels: names.len(),
        panel: PANEL,
        beside: (0.0, 0.0),
    };
    page.png(|number, area, canvas| {
        let frame = Frame {
            title: labels[number].clone(),
            x: Axis::linear(f64::from(*SCALES.start()), f64::from(*SCALES.end())),
            y: Axis::linear(0.0, 1.0),
            x_title: "log₂ of the loss scale".into(),
            y_title: match number % COLUMNS {
                0 => "share lost".into(),
                _ => String::new(),
            },
            right: room,
        };
        lines::draw(&frame, &curves[number], area, canvas).map(|_| ())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// f16 rounds to zero what lies below 2^-25 and holds up to below 2^16.
    #[test]
    fn the_window_is_that_of_the_format() {
        let f16 = Format::parse("f16").unwrap();
        let octaves = [(-30, 0.25), (0, 0.25)];
        let shares = [4, 5, 15, 16].map(|scale| lost(&octaves, f16, scale).unwrap());
        assert_eq!(shares, [0.5, 0.0, 0.0, 0.5]);
        assert_eq!(lost(&[(0, 0.0)], f16, 0), None);
    }
}
