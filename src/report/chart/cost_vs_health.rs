//! What an activation costs against how well it keeps the gradient.

use super::axis::Axis;
use super::canvas::{Anchor, Area, Canvas};
use super::condition::{Condition, common, conditions, distinct, distinguishing};
use super::frame::{Frame, Plot};
use super::lines::height_for;
use super::names::labels;
use super::page::Page;
use super::placement::{Marked, place};
use super::style::{GREY, Look, PAPER, TICK, mix};
use super::text::{fit, line_height, text_width};
use super::throughput::ELEMENTS;
use super::{Chart, trials};
use crate::analysis::Metric;
use crate::report::{ReportError, Throughput};
use crate::study::Figure;

const WIDEST_NAME: f64 = 118.0;
const GROUP: &str = "activation/both";
/// Conditions that are drawn: cost does not depend on them, and where some
/// activation stays healthy shows in a few.
const CONDITIONS: usize = 4;

/// An activation on the chart.
struct Spot {
    name: String,
    look: Look,
    cost: [f64; 3],
    ratio: f64,
}

/// Draws nanoseconds an element (value and derivative, 64 Ki elements) against
/// the `gradient_ratio` at the greatest depth, a panel for each of the first
/// conditions. Nothing where no activation has both.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn cost_vs_health(
    summary: &[Figure],
    throughput: &[Throughput],
) -> Result<Vec<Chart>, ReportError> {
    let names = distinct(summary.iter().map(|f| &f.activation));
    let labels = labels(&names);
    let cost = |name: &str| {
        throughput
            .iter()
            .find(|t| t.group == GROUP && t.function == name && t.elements == Some(ELEMENTS))
            .and_then(Throughput::per_element)
    };
    let ratios = || summary.iter().filter(|f| f.metric == Metric::GradientRatio);
    let figures: Vec<&Figure> = ratios()
        .filter(|f| f.mean.is_some() && cost(&f.activation).is_some())
        .collect();
    let Some(deepest) = figures.iter().map(|f| f.depth).max() else {
        return Ok(Vec::new());
    };
    let figures: Vec<&Figure> = figures.into_iter().filter(|f| f.depth == deepest).collect();
    let all = conditions(figures.iter().copied());
    let members = &all[..all.len().min(CONDITIONS)];
    let held = |f: &&&Figure| members.iter().any(|c| c.holds(f));
    let shown: Vec<&Figure> = figures.iter().filter(held).copied().collect();
    let spots = |condition: &Condition| -> Vec<Spot> {
        let own = shown.iter().filter(|f| condition.holds(f));
        let spot = |f: &&Figure| {
            let place = names.iter().position(|n| **n == f.activation)?;
            Some(Spot {
                name: labels[place].clone(),
                look: Look::of(place),
                cost: cost(&f.activation)?,
                ratio: f.mean?,
            })
        };
        own.filter_map(spot).collect()
    };
    let panels: Vec<Vec<Spot>> = members.iter().map(spots).collect();
    let titles = members.iter().map(|c| distinguishing(c, members)).collect();
    let first = match all.len() {
        many if many > CONDITIONS => format!(" The first {CONDITIONS} of {many} conditions."),
        _ => String::new(),
    };
    let titled = |f: &Figure| match distinguishing(&Condition::of(f), members) {
        title if title.is_empty() => f.activation.clone(),
        title => format!("{} ({title})", f.activation),
    };
    let absent = ratios().filter(|f| f.depth == deepest && f.mean.is_none());
    let unknown = absent.filter(|f| held(&f)).map(titled);
    let unmeasured = names.iter().filter(|name| cost(name).is_none());
    let wants = [
        ("No ratio", unknown.collect::<Vec<String>>()),
        (
            "No cost measured",
            unmeasured.map(|n| n.to_string()).collect(),
        ),
    ];
    let wants = wants.iter().filter(|(_, names)| !names.is_empty());
    let wants: String = wants
        .map(|(what, names)| format!(" {what}: {}.", names.join(", ")))
        .collect();
    let caption = format!(
        "{}; {}, depth {deepest}.{first} Gradient RMS of the first layer over that of the last, \
         arithmetic mean: 1 (the dark line) keeps it. Its axis runs by the square root of the \
         logarithm, upwards and downwards from 1. Cost: φ and φ′ of {ELEMENTS} elements; \
         whiskers: interval of the cost.{wants}",
        common(members),
        trials(&shown),
    );
    let png = page(&panels, titles, caption)?;
    Ok(vec![("cost_vs_health.png".into(), png)])
}

fn page(
    panels: &[Vec<Spot>],
    titles: Vec<String>,
    caption: String,
) -> Result<Vec<u8>, ReportError> {
    let spots = || panels.iter().flatten();
    let x = Axis::logarithmic(spots().flat_map(|s| s.cost));
    let y = Axis::root_logarithmic(spots().map(|s| s.ratio));
    let most = panels.iter().map(Vec::len).max().unwrap_or(0);
    let page = Page {
        title: "What keeping the gradient costs".into(),
        caption,
        columns: 2,
        panels: panels.len(),
        panel: (
            if panels.len() == 1 { 560.0 } else { 370.0 },
            height_for(most, 320.0),
        ),
        beside: (0.0, 0.0),
    };
    page.png(|number, area, canvas| {
        let frame = Frame {
            title: titles[number].clone(),
            x: x.clone(),
            y: y.clone(),
            x_title: "ns per element".into(),
            y_title: "gradient ratio, first layer over last".into(),
            right: 14.0,
        };
        let plot = frame.draw(area, canvas)?;
        draw(&plot, &panels[number], canvas)
    })
}

fn draw(plot: &Plot, spots: &[Spot], canvas: &mut Canvas) -> Result<(), ReportError> {
    let area = plot.area;
    let kept = plot.y(1.0);
    canvas.line(&[(area.left, kept), (area.right, kept)], GREY, 1.0)?;
    let at = |spot: &Spot| (plot.x(spot.cost[0]), plot.y(spot.ratio));
    let mut names = Vec::new();
    let mut points = Vec::new();
    for spot in spots {
        let name = fit(&spot.name, TICK, WIDEST_NAME)?;
        let width = text_width(&name, TICK)?;
        names.push(name);
        points.push(Marked {
            at: at(spot),
            half: (width / 2.0, line_height(TICK) / 2.0 - 0.5),
        });
    }
    // Names keep off the axis and off the line at 1.
    let bounds = Area {
        left: area.left + 2.0,
        right: area.right + 14.0,
        ..area
    };
    let line = Area {
        top: kept - 1.5,
        bottom: kept + 1.5,
        ..area
    };
    let places = place(&points, bounds, &[line]);
    for (spot, placed) in spots.iter().zip(&places) {
        if let Some(leader) = placed.leader {
            canvas.line(&leader, mix(spot.look.colour, PAPER, 0.35), 0.6)?;
        }
    }
    for spot in spots {
        let (_, y) = at(spot);
        let whisker = [(plot.x(spot.cost[1]), y), (plot.x(spot.cost[2]), y)];
        canvas.line(&whisker, spot.look.colour, 0.9)?;
        canvas.marker(at(spot), spot.look.marker, 3.2, spot.look.colour)?;
    }
    for ((spot, name), placed) in spots.iter().zip(&names).zip(&places) {
        canvas.text(name, placed.centre, Anchor::Middle, TICK, spot.look.text())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::sample;

    #[test]
    fn both_figures_are_needed() {
        let summary = sample::summary(&["normal"], &["he", "glorot"], &[50]);
        let throughput = sample::throughput();
        let charts = cost_vs_health(&summary, &throughput).unwrap();
        sample::look(&charts);
        assert_eq!(charts.len(), 1);
        assert!(cost_vs_health(&summary, &[]).unwrap().is_empty());
        assert!(cost_vs_health(&[], &throughput).unwrap().is_empty());
    }

    #[test]
    fn the_first_four_of_many_conditions_are_drawn() {
        let inputs = ["a", "b", "c", "d", "e"];
        let throughput = sample::throughput();
        let png = |count: usize, weights: &[&str]| {
            let summary = sample::summary(&inputs[..count], weights, &[50]);
            let charts = cost_vs_health(&summary, &throughput).unwrap();
            assert_eq!(charts.len(), 1);
            // The height, as a PNG has it.
            u32::from_be_bytes(charts[0].1[20..24].try_into().unwrap())
        };
        let four = png(4, &["he"]);
        let more = png(5, &["he", "glorot"]);
        // A line of caption at most is added.
        assert!(more >= four && more - four < 40, "{four} {more}");
    }
}
