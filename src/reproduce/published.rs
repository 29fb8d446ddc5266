//! What papers say: `data/published/PAPER.csv`, one row a figure.

use super::ReproduceError;

/// A published figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// Its name in the files.
    pub figure: String,
    /// What it is.
    pub what: String,
    /// Its value; `None` where the paper prints none.
    pub value: Option<f64>,
    /// By which share a measurement may differ beyond its interval (from 0, by
    /// how much): half a unit of the last printed digit, or what a limit leaves
    /// at the width here.
    pub tolerance: f64,
    /// Where it stands.
    pub place: String,
    /// How far that is known: confirmed, secondary, derived or recalled.
    pub trust: String,
    /// What is to be said of it.
    pub comment: String,
    /// Why it is known not to hold.
    pub explanation: String,
}

const COLUMNS: [&str; 8] = [
    "figure",
    "what",
    "published",
    "tolerance",
    "where",
    "trust",
    "comment",
    "explanation",
];

/// Reads the published figures of a paper.
pub(super) fn read(paper: &'static str, csv: &str) -> Result<Vec<Published>, ReproduceError> {
    let wrong = |problem: String| ReproduceError::Published { paper, problem };
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().map_err(|e| wrong(e.to_string()))?;
    if header.iter().ne(COLUMNS) {
        return Err(wrong(format!("the columns are not {}", COLUMNS.join(","))));
    }
    let row = |record: csv::StringRecord| {
        let text = |place: usize| record.get(place).unwrap_or("").to_string();
        let number = |place: usize| match text(place) {
            empty if empty.is_empty() => Ok(None),
            number => match number.parse::<f64>() {
                Ok(value) if value.is_finite() => Ok(Some(value)),
                _ => Err(wrong(format!("{}: '{number}' is no number", text(0)))),
            },
        };
        Ok(Published {
            figure: text(0),
            what: text(1),
            value: number(2)?,
            tolerance: number(3)?.unwrap_or(0.0),
            place: text(4),
            trust: text(5),
            comment: text(6),
            explanation: text(7),
        })
    };
    reader
        .records()
        .map(|record| record.map_err(|e| wrong(e.to_string())).and_then(row))
        .collect()
}
