//! Gradient RMS by layer: where along a deep net the signal is lost.

use super::Chart;
use super::by_layer::{self, HEIGHT, Panel, Subject};
use super::condition::{Condition, common, conditions, distinct, distinguishing, file_name, pages};
use super::lines;
use super::page::fitting;
use crate::analysis::Metric;
use crate::report::ReportError;
use crate::study::Figure;

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
        if members.is_empty() {
            continue;
        }
        let panel = |condition: &Condition| {
            let held = figures.iter().filter(|f| condition.holds(f));
            Panel::deepest(distinguishing(condition, &members), held.copied())
        };
        let panels: Vec<Panel> = members.iter().map(panel).collect();
        let subject = Subject {
            title: "Gradient by layer",
            axis: "gradient RMS, √mean δ²",
            before: common(&members),
            after: "A cotangent N(0,1) enters at the output, on the left, and travels to layer 1.",
            level: None,
        };
        let png = by_layer::page(&subject, &panels, &names)?;
        charts.push((file_name("gradient_by_layer", &name), png));
    }
    Ok(charts)
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
