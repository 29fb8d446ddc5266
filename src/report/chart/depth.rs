//! Gradient ratio, dead, saturated and underflow against depth.

use super::Chart;
use super::against_depth::{AgainstDepth, Quantity};
use super::condition::distinct;
use crate::analysis::Metric;
use crate::report::ReportError;
use crate::study::Figure;

/// Draws four quantities of whole nets against depth; nothing where the study
/// has one depth.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn depth(summary: &[Figure]) -> Result<Vec<Chart>, ReportError> {
    let underflow = summary
        .iter()
        .filter(|f| f.metric == Metric::UnderflowFraction);
    let formats = distinct(underflow.filter_map(|f| f.format.as_deref()));
    // f16 is the widest format in which gradients underflow in practice; the
    // chart `underflow` has the others.
    let format = formats.iter().find(|f| **f == "f16").or(formats.first());
    let quantity = |metric, title: &str, axis: &str, meaning| Quantity {
        metric,
        format: None,
        title: title.to_string(),
        axis: axis.to_string(),
        meaning,
    };
    let mut quantities = vec![
        quantity(
            Metric::GradientRatio,
            "Gradient ratio",
            "first layer over last",
            "Gradient ratio: gradient RMS of the first layer over that of the last.",
        ),
        quantity(
            Metric::DeadFraction,
            "Dead",
            "share of units",
            "Dead: φ′ is exactly 0 on every sample of the batch.",
        ),
        quantity(
            Metric::SaturatedFraction,
            "Saturated",
            "share of units × samples",
            "Saturated: |φ′| below the threshold τ of study.toml.",
        ),
    ];
    if let Some(format) = format {
        quantities.push(Quantity {
            metric: Metric::UnderflowFraction,
            format: Some(format.to_string()),
            title: format!("Underflow in {format}"),
            axis: "share of gradients".into(),
            meaning: "Underflow: not zero, and rounds to zero in the format.",
        });
    }
    quantities.retain(|q| {
        summary
            .iter()
            .any(|f| f.metric == q.metric && f.mean.is_some())
    });
    AgainstDepth {
        figures: summary.iter().collect(),
        names: distinct(summary.iter().map(|f| &f.activation)),
        quantities,
        file: "depth",
        title: "What depth does to the gradient",
        caption: String::new(),
    }
    .charts()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::sample;

    #[test]
    fn a_study_of_one_depth_has_no_chart() {
        let summary = sample::summary(&["normal"], &["he"], &[8]);
        assert!(depth(&summary).unwrap().is_empty());
    }

    #[test]
    fn two_weights_share_a_page() {
        let summary = sample::summary(&["normal"], &["he", "glorot"], &sample::DEPTHS);
        let charts = depth(&summary).unwrap();
        sample::look(&charts);
        assert_eq!(charts.len(), 1);
        assert_eq!(charts[0].0, "depth.png");
        assert_ne!(
            charts[0].1,
            depth(&summary[..summary.len() / 2]).unwrap()[0].1
        );
    }
}
