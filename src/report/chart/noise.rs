//! Noise to signal by layer: from where on rounding drowns the gradient.

use super::Chart;
use super::by_layer::{self, Panel, Subject};
use super::condition::{common, conditions, distinct, file_name, pages};
use crate::analysis::Metric;
use crate::report::ReportError;
use crate::study::Figure;

/// Panels of a page.
const MOST: usize = 12;

/// Draws `noise_to_signal` of every layer at the greatest depth, a page a
/// condition and a panel a format, one line an activation, and marks 1, where
/// noise and signal are equal. Formats without any noise, such as f64, are left
/// out.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn noise(layers: &[Figure]) -> Result<Vec<Chart>, ReportError> {
    let names = distinct(layers.iter().map(|f| &f.activation));
    let figures: Vec<&Figure> = layers
        .iter()
        .filter(|f| f.metric == Metric::NoiseToSignal && f.layer.is_some())
        .collect();
    let all = conditions(figures.iter().copied());
    let mut charts = Vec::new();
    for (name, members) in pages(&all, 1) {
        // Alone on its page, but for a study of few conditions.
        for (place, condition) in members.iter().enumerate() {
            let held = || figures.iter().filter(|f| condition.holds(f)).copied();
            let formats = distinct(held().filter_map(|f| f.format.as_ref()));
            let panels: Vec<Panel> = formats
                .into_iter()
                .map(|format| {
                    // Where not one entry is rounded there is no noise to draw.
                    let own = held()
                        .filter(move |f| f.format.as_ref() == Some(format) && f.mean > Some(0.0));
                    Panel::deepest(format.clone(), own)
                })
                .filter(|panel| !panel.figures.is_empty())
                .collect();
            let page = match (members.len(), name.is_empty()) {
                (1, _) => name.clone(),
                (_, true) => (place + 1).to_string(),
                (_, false) => format!("{name}-{}", place + 1),
            };
            for (number, panels) in panels.chunks(MOST).enumerate() {
                let subject = Subject {
                    title: "Rounding noise by layer and number format",
                    axis: "noise to signal",
                    before: common(std::slice::from_ref(condition)),
                    after: "Norm of the difference between the gradient of the net in the format \
                            and that of the same net in f64, over the norm of the latter; what is \
                            infinite or NaN counts as zero, a noise of 1. Dashed across: 1, from \
                            where on noise dominates.",
                    level: Some(1.0),
                };
                let page = match number {
                    0 => page.clone(),
                    _ => format!("{page}-{}", number + 1),
                };
                let png = by_layer::page(&subject, panels, &names)?;
                charts.push((file_name("noise", page.trim_start_matches('-')), png));
            }
        }
    }
    Ok(charts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::sample;

    #[test]
    fn formats_without_noise_are_left_out() {
        let mut layers = sample::layers(&["normal"], &["he"]);
        for figure in &mut layers {
            figure.metric = Metric::NoiseToSignal;
            figure.format = Some("f64".into());
            figure.mean = Some(0.0);
        }
        assert!(noise(&layers).unwrap().is_empty());
        layers.iter_mut().for_each(|f| f.mean = Some(0.5));
        let charts = noise(&layers).unwrap();
        assert_eq!(charts[0].0, "noise.png");
        sample::look(&charts);
    }
}
