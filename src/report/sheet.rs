//! CSV with a fixed header, read with errors that say where and what to mend.

use super::ReportError;
use csv::StringRecord;
use std::path::Path;

/// A row of a sheet: its fields by column name.
pub struct Row<'a> {
    path: &'a Path,
    columns: &'a [(&'static str, usize)],
    line: u64,
    record: &'a StringRecord,
}

impl Row<'_> {
    /// The field as it stands; empty where it is absent.
    fn field(&self, column: &str) -> (&'static str, &str) {
        // Columns come from the same constant as the header that was checked.
        self.columns
            .iter()
            .find(|(name, _)| *name == column)
            .and_then(|(name, place)| Some((*name, self.record.get(*place)?)))
            .unwrap_or(("", ""))
    }

    /// An error at a field of this row.
    pub fn wrong(&self, column: &str, expected: impl Into<String>) -> ReportError {
        let (column, value) = self.field(column);
        ReportError::Cell {
            path: self.path.to_path_buf(),
            line: self.line,
            column,
            value: value.to_string(),
            expected: expected.into(),
        }
    }

    /// A text; an empty one is absent.
    pub fn text(&self, column: &str) -> Option<&str> {
        Some(self.field(column).1).filter(|text| !text.is_empty())
    }

    /// A text that must be there.
    ///
    /// # Errors
    /// An empty field.
    pub fn name(&self, column: &str) -> Result<String, ReportError> {
        self.text(column)
            .map(str::to_string)
            .ok_or_else(|| self.wrong(column, "a name, not empty"))
    }

    /// A finite number, or absent.
    ///
    /// # Errors
    /// A field that holds anything else.
    pub fn number(&self, column: &str) -> Result<Option<f64>, ReportError> {
        let Some(text) = self.text(column) else {
            return Ok(None);
        };
        match text.trim().parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Some(value)),
            _ => Err(self.wrong(column, "a finite number such as 0.5 or 1e-9, or empty")),
        }
    }

    /// A whole number, or absent.
    ///
    /// # Errors
    /// A field that holds anything else.
    pub fn count(&self, column: &str) -> Result<Option<u64>, ReportError> {
        let Some(text) = self.text(column) else {
            return Ok(None);
        };
        let count = text.trim().parse::<u64>();
        count
            .map(Some)
            .map_err(|_| self.wrong(column, "a whole number from 0 up"))
    }
}

/// Reads a CSV file that has exactly these columns, in any order.
///
/// # Errors
/// A file that cannot be read or whose header, rows or fields are not so, and
/// whatever `parse` finds wrong.
pub fn read<T>(
    path: &Path,
    columns: &[&'static str],
    parse: impl Fn(&Row) -> Result<T, ReportError>,
) -> Result<Vec<T>, ReportError> {
    let unreadable = |source| ReportError::Read {
        path: path.to_path_buf(),
        source,
    };
    // Opening a pipe would wait for a writer for ever.
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(unreadable(std::io::Error::other("not a regular file")));
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let mut reader = csv::ReaderBuilder::new().from_reader(bytes.as_slice());
    let header = reader.headers().map_err(|e| convert(path, &e))?.clone();
    let columns = places(path, columns, &header)?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| convert(path, &e))?;
        rows.push(parse(&Row {
            path,
            columns: &columns,
            line: record.position().map_or(0, csv::Position::line),
            record: &record,
        })?);
    }
    Ok(rows)
}

/// Where each column stands in the header.
fn places(
    path: &Path,
    columns: &[&'static str],
    header: &StringRecord,
) -> Result<Vec<(&'static str, usize)>, ReportError> {
    let wanted = columns.join(",");
    if header.is_empty() {
        return Err(ReportError::Empty {
            path: path.to_path_buf(),
            columns: wanted,
        });
    }
    let wrong = |problem: String| ReportError::Header {
        path: path.to_path_buf(),
        problem,
        columns: wanted.clone(),
    };
    if let Some(unknown) = header.iter().find(|name| !columns.contains(name)) {
        return Err(wrong(format!("unknown column '{unknown}'")));
    }
    let mut places = Vec::with_capacity(columns.len());
    for &column in columns {
        let mut found = (0..header.len()).filter(|&place| header.get(place) == Some(column));
        match (found.next(), found.next()) {
            (None, _) => return Err(wrong(format!("column '{column}' is missing"))),
            (_, Some(_)) => return Err(wrong(format!("column '{column}' comes twice"))),
            (Some(place), None) => places.push((column, place)),
        }
    }
    Ok(places)
}

fn convert(path: &Path, error: &csv::Error) -> ReportError {
    let path = path.to_path_buf();
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            pos,
            expected_len,
            len,
        } => ReportError::Ragged {
            path,
            line: pos.as_ref().map_or(0, csv::Position::line),
            found: *len,
            expected: *expected_len,
        },
        csv::ErrorKind::Utf8 { pos, .. } => ReportError::Encoding {
            path,
            // The header has no position of its own.
            line: pos.as_ref().map_or(1, csv::Position::line),
        },
        other => ReportError::Read {
            path,
            source: std::io::Error::other(format!("{other:?}")),
        },
    }
}

/// The shortest text that reads back to the same number; empty where absent.
///
/// # Errors
/// [`ReportError::NotFinite`], naming `what` the row is about.
pub fn print(
    value: Option<f64>,
    column: &'static str,
    what: impl Fn() -> String,
) -> Result<String, ReportError> {
    let Some(value) = value else {
        return Ok(String::new());
    };
    if !value.is_finite() {
        return Err(ReportError::NotFinite {
            column,
            what: what(),
            value,
        });
    }
    // `{:?}` turns to an exponent where `{}` would print eighty zeros.
    let text = format!("{value:?}");
    Ok(text.strip_suffix(".0").unwrap_or(&text).to_string())
}

/// The bytes of a CSV file.
///
/// # Errors
/// Whatever turning a row into fields finds wrong.
pub fn write<T>(
    columns: &[&str],
    rows: &[T],
    fields: impl Fn(&T) -> Result<Vec<String>, ReportError>,
) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| ReportError::Write {
        path: "the table in memory".into(),
        source: std::io::Error::other(error),
    };
    writer.write_record(columns).map_err(failed)?;
    for row in rows {
        writer.write_record(fields(row)?).map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|error| failed(error.into_error().into()))
}
