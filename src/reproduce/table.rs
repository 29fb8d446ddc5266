//! The CSV of a paper's findings.

use super::Finding;
use crate::report::ReportError;
use crate::report::sheet;

const COLUMNS: [&str; 13] = [
    "paper",
    "figure",
    "what",
    "published",
    "where",
    "trust",
    "measured",
    "low",
    "high",
    "trials",
    "theory",
    "verdict",
    "reason",
];

/// The bytes of `PAPER.csv`: one finding a row; `low` and `high` are the 95 %
/// interval over trials, and the figure itself where it is computed (`trials`
/// 0).
///
/// # Errors
/// A figure that is not finite.
pub fn findings_csv(paper: &str, findings: &[Finding]) -> Result<Vec<u8>, ReportError> {
    sheet::write(&COLUMNS, findings, |finding| {
        let published = &finding.published;
        let number = |value: Option<f64>, column: &'static str| {
            sheet::print(value, column, || published.figure.clone())
        };
        let measured = finding.measured.as_ref();
        let interval = measured.and_then(|m| m.interval);
        Ok(vec![
            paper.to_string(),
            published.figure.clone(),
            published.what.clone(),
            number(published.value, "published")?,
            published.place.clone(),
            published.trust.clone(),
            number(measured.and_then(|m| m.value), "measured")?,
            number(interval.map(|i| i.low), "low")?,
            number(interval.map(|i| i.high), "high")?,
            measured.map_or(String::new(), |m| m.trials.to_string()),
            number(measured.and_then(|m| m.theory), "theory")?,
            finding.verdict.to_string(),
            finding.reason.clone(),
        ])
    })
}
