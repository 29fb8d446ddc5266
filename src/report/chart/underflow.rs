//! Underflow by number format against depth.

use super::Chart;
use super::against_depth::{AgainstDepth, Quantity};
use super::condition::distinct;
use crate::analysis::Metric;
use crate::report::ReportError;
use crate::study::Figure;

/// Draws the share of gradients that round to zero against depth, a panel a
/// format; formats in which nothing underflows are named and not drawn. Nothing
/// where the study has one depth, or no format.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn underflow(summary: &[Figure]) -> Result<Vec<Chart>, ReportError> {
    let figures: Vec<&Figure> = summary
        .iter()
        .filter(|f| f.metric == Metric::UnderflowFraction)
        .collect();
    let formats = distinct(figures.iter().filter_map(|f| f.format.clone()));
    let (lossy, safe): (Vec<String>, Vec<String>) = formats.into_iter().partition(|format| {
        let mut own = figures.iter().filter(|f| f.format.as_ref() == Some(format));
        own.any(|f| f.mean.is_some_and(|mean| mean > 0.0))
    });
    let nowhere = if safe.is_empty() {
        String::new()
    } else {
        format!(" No gradient underflows in {}.", safe.join(", "))
    };
    let quantity = |format: String| Quantity {
        metric: Metric::UnderflowFraction,
        title: format.clone(),
        format: Some(format),
        axis: "share of gradients".into(),
        meaning: "",
    };
    AgainstDepth {
        figures,
        names: distinct(summary.iter().map(|f| &f.activation)),
        quantities: lossy.into_iter().map(quantity).collect(),
        file: "underflow",
        title: "Gradients that round to zero, by number format",
        caption: format!(
            "Share of the gradients δ that are not zero and round to zero in the format.{nowhere}"
        ),
    }
    .charts()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::sample;

    #[test]
    fn formats_without_underflow_are_left_out() {
        let summary = sample::summary(&["normal"], &["he"], &sample::DEPTHS);
        let charts = underflow(&summary).unwrap();
        sample::look(&charts);
        assert_eq!(charts.len(), 1);
        let safe: Vec<Figure> = summary
            .into_iter()
            .filter(|f| f.metric != Metric::UnderflowFraction || f.mean == Some(0.0))
            .collect();
        assert!(underflow(&safe).unwrap().is_empty());
    }
}
