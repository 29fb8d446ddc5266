//! Charts: PNG files that a person could put in a paper.
//!
//! One file a kind of chart; below them `lines`, `frame`, `page` and `axis` put
//! values on paper, `style` holds the look they share, and `canvas` makes the
//! pixels. The fonts are embedded, so that the same figures give the same bytes
//! on every machine.

mod activations;
mod against_depth;
mod axis;
mod by_layer;
mod canvas;
mod causes;
mod cells;
mod condition;
mod cost_vs_health;
mod depth;
mod formats;
mod frame;
mod gradient_by_layer;
mod grid;
mod heatmap;
mod labels;
mod lines;
mod loss_scale;
mod maps;
mod names;
mod noise;
mod number;
mod octaves;
mod page;
mod panels;
mod phase;
mod placement;
#[cfg(test)]
pub(crate) mod sample;
mod style;
mod text;
mod throughput;
mod ticks;
mod underflow;

pub use activations::{Curve, activation_curves};
pub use causes::causes;
pub(crate) use condition::distinct;
pub use cost_vs_health::cost_vs_health;
pub use depth::depth;
pub use formats::formats;
pub use gradient_by_layer::gradient_by_layer;
pub use grid::{Grid, GridCell, grids};
pub use heatmap::heatmap;
pub use loss_scale::loss_scale;
pub use maps::{Fixed, Map, maps};
pub(crate) use names::short_names;
pub use noise::noise;
pub use octaves::octaves;
pub use panels::{Division, Panel, Quantity, Series, SeriesPoint, panels};
pub use phase::{PhaseDiagram, phase_diagram};
pub use throughput::throughput;
pub use underflow::underflow;

use super::{ReportError, Throughput};
use crate::study::Figure;
use rayon::prelude::*;

/// A chart: the name of its file, and the bytes of the PNG.
pub type Chart = (String, Vec<u8>);

/// The charts of a report, by the start of their files' names.
const KINDS: [&str; 12] = [
    "gradient_by_layer",
    "depth",
    "heatmap",
    "underflow",
    "noise",
    "causes",
    "loss_scale",
    "gradient_octaves",
    "activation_octaves",
    "formats",
    "throughput",
    "cost_vs_health",
];

/// Whether a file of this name is a chart of a report: `depth.png`, or
/// `depth_2.png` where there are several.
pub fn is_chart(name: &str) -> bool {
    let stem = name.strip_suffix(".png");
    stem.is_some_and(|stem| {
        KINDS.iter().any(|kind| match stem.strip_prefix(kind) {
            Some("") => true,
            Some(rest) => rest.starts_with('_'),
            None => false,
        })
    })
}

/// Draws every chart that the figures have material for. All are made before
/// the first is returned, so that a report gets all of its charts or none.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn render_all(
    layers: &[Figure],
    summary: &[Figure],
    measured: &[Throughput],
) -> Result<Vec<Chart>, ReportError> {
    type Drawing<'a> = Box<dyn Fn() -> Result<Vec<Chart>, ReportError> + Sync + 'a>;
    let kinds: [Drawing<'_>; 11] = [
        Box::new(|| gradient_by_layer(layers)),
        Box::new(|| depth(summary)),
        Box::new(|| heatmap(summary)),
        Box::new(|| underflow(summary)),
        Box::new(|| noise(layers)),
        Box::new(|| causes(layers)),
        Box::new(|| loss_scale(layers)),
        Box::new(|| octaves(layers)),
        Box::new(|| formats(summary)),
        Box::new(|| throughput(measured)),
        Box::new(|| cost_vs_health(summary, measured)),
    ];
    // Side by side: compressing the pixels takes a tenth of a second each.
    let charts: Result<Vec<_>, _> = kinds.par_iter().map(|draw| draw()).collect();
    Ok(charts?.concat())
}

/// How many trials stand behind some figures, in words.
fn trials(figures: &[&Figure]) -> String {
    let counts = figures.iter().map(|f| f.trials);
    match (counts.clone().min(), counts.max()) {
        (Some(1), Some(1)) => "1 trial".to_string(),
        (Some(least), Some(most)) if least == most => format!("{most} trials"),
        (Some(least), Some(most)) => format!("{least} to {most} trials"),
        _ => "no trials".to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INPUTS: [&str; 13] = [
        "normal",
        "uniform",
        "log_normal",
        "student_t(3)",
        "cauchy",
        "laplace",
        "exponential",
        "gamma(2)",
        "beta(0.5, 0.5)",
        "gumbel",
        "weibull(1.5)",
        "skew_normal(5)",
        "sparse(0.9)",
    ];

    fn names(charts: &[Chart]) -> Vec<&str> {
        charts.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn the_default_study_has_every_chart_and_the_same_bytes_again() {
        let layers = sample::layers(&["normal"], &["he", "glorot"]);
        let summary = sample::summary(&["normal"], &["he", "glorot"], &sample::DEPTHS);
        let render = || render_all(&layers, &summary, &sample::throughput()).unwrap();
        let charts = render();
        assert_eq!(
            names(&charts),
            [
                "gradient_by_layer.png",
                "depth.png",
                "heatmap.png",
                "underflow.png",
                "throughput.png",
                "cost_vs_health.png"
            ]
        );
        assert_eq!(charts, render());
        sample::look(&charts);
    }

    #[test]
    fn many_inputs_fill_few_pages() {
        let layers = sample::layers(&INPUTS, &["he"]);
        let summary = sample::summary(&INPUTS, &["he"], &[50]);
        let charts = render_all(&layers, &summary, &[]).unwrap();
        // Twelve panels a page at most.
        assert_eq!(
            names(&charts),
            [
                "gradient_by_layer_1.png",
                "gradient_by_layer_2.png",
                "heatmap.png"
            ]
        );
        let named = |(name, png): &Chart| (format!("inputs_{name}"), png.clone());
        sample::look(&charts.iter().map(named).collect::<Vec<_>>());
    }

    #[test]
    fn zeros_overflows_and_long_names_are_shown() {
        let mut layers = sample::layers(&["normal"], &["he"]);
        for figure in &mut layers {
            let layer = figure.layer.unwrap_or(0);
            match figure.activation.as_str() {
                "relu" if layer < 60 => {
                    figure.mean = Some(0.0);
                    figure.geometric_mean = Some(0.0);
                    (figure.low, figure.high) = (Some(0.0), Some(0.0));
                }
                "identity" if layer < 30 => figure.mean = None,
                "gelu" => figure.activation = "a_very_long_name_indeed(0.125, 0.5)".into(),
                "selu" => figure.geometric_mean = Some(1e-9),
                _ => {}
            }
        }
        let charts = gradient_by_layer(&layers).unwrap();
        sample::look(&[("odd.png".into(), charts[0].1.clone())]);
    }

    /// Figures a person would not expect, on every chart.
    #[test]
    fn no_figures_bring_a_chart_down() {
        let one = sample::summary(&["normal"], &["he"], &[1, 2]);
        let values = [
            None,
            Some(0.0),
            Some(5e-324),
            Some(1.0),
            Some(f64::MAX),
            Some(-1.0),
            Some(f64::NAN),
            Some(f64::INFINITY),
        ];
        for value in values {
            for low in [value, None, Some(-1e300)] {
                let mut summary = one.clone();
                for figure in &mut summary {
                    (figure.mean, figure.low, figure.high) = (value, low, value);
                    (figure.geometric_mean, figure.theory) = (value, low);
                    figure.trials = 0;
                }
                let mut layers = summary.clone();
                for figure in &mut layers {
                    figure.metric = crate::analysis::Metric::GradientRms;
                    figure.layer = Some(figure.depth);
                }
                let throughput = sample::throughput();
                render_all(&layers, &summary, &throughput).unwrap();
                render_all(&layers[..1], &summary[..1], &throughput[..1]).unwrap();
            }
        }
        assert!(render_all(&[], &[], &[]).unwrap().is_empty());
    }
}
