//! What can go wrong between figures and files.

use std::path::PathBuf;
use thiserror::Error;

/// Why a report could not be read, drawn or written.
#[derive(Debug, Error)]
pub enum ReportError {
    /// A file that cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file that cannot be written.
    #[error("cannot write {}: {source}; is the folder there, writable and not full?", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A CSV file without even a header line.
    #[error("{} is empty; its first line must be the header {columns}", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
        /// The header it must have.
        columns: String,
    },
    /// A header with a column missing, twice, or unknown.
    #[error("{}, line 1: {problem}; the header must be {columns}", path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
        /// The header it must have.
        columns: String,
    },
    /// A row with more or fewer fields than the header.
    #[error("{}, line {line}: {found} fields where the header has {expected}; add or remove fields (an absent value is an empty field)", path.display())]
    Ragged {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: u64,
        /// Fields in the row.
        found: u64,
        /// Fields in the header.
        expected: u64,
    },
    /// Bytes that are not UTF-8 text.
    #[error("{}, line {line}: not UTF-8 text; save the file as UTF-8", path.display())]
    Encoding {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: u64,
    },
    /// A field that does not hold what its column wants.
    #[error("{}, line {line}, column {column}: '{value}' must be {expected}", path.display())]
    Cell {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: u64,
        /// Column, by name.
        column: &'static str,
        /// The field.
        value: String,
        /// What it must be.
        expected: String,
    },
    /// A number that no CSV file may hold.
    #[error("{column} of {what} is {value}; only finite numbers are written")]
    NotFinite {
        /// Column, by name.
        column: &'static str,
        /// The row, by its activation and metric or by its benchmark.
        what: String,
        /// The number.
        value: f64,
    },
    /// A file of criterion's that is not what criterion writes.
    #[error("{}: {source}; run `cargo bench` again, or remove the folder", path.display())]
    Criterion {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A chart that cannot be drawn.
    #[error("cannot draw a chart: {0}")]
    Draw(String),
}
