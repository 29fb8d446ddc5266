//! The CSV of the claims.

use super::{Answered, Claim};
use crate::report::{ReportError, sheet};

const COLUMNS: [&str; 7] = ["claim", "figure", "mean", "low", "high", "trials", "theory"];

/// The bytes of `claims.csv`: one figure a row; `low` and `high` are the 95 %
/// interval over trials, and the figure itself where it is computed (`trials`
/// 0). A figure that is no number has an empty field.
///
/// # Errors
/// A table that cannot be written.
pub fn claims_csv(answers: &[(&Claim, Answered)]) -> Result<Vec<u8>, ReportError> {
    let rows: Vec<_> = answers
        .iter()
        .flat_map(|(claim, answer)| answer.figures.iter().map(move |f| (claim, f)))
        .collect();
    sheet::write(&COLUMNS, &rows, |(claim, figure)| {
        let measured = &figure.measured;
        let number = |value: Option<f64>, column: &'static str| {
            let finite = value.filter(|value| value.is_finite());
            sheet::print(finite, column, || figure.name.clone())
        };
        Ok(vec![
            claim.number.to_string(),
            figure.name.clone(),
            number(measured.value, "mean")?,
            number(measured.interval.map(|i| i.low), "low")?,
            number(measured.interval.map(|i| i.high), "high")?,
            measured.trials.to_string(),
            number(measured.theory, "theory")?,
        ])
    })
}
