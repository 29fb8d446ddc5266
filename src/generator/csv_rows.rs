//! The rows of a CSV file, each with its line, for messages that name it.

use super::dataset::DatasetError;
use csv::ByteRecord;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};

/// The rows of a comma separated file, all of one length.
pub(crate) struct CsvRows {
    path: PathBuf,
    reader: csv::Reader<File>,
    header: Option<ByteRecord>,
    record: ByteRecord,
    /// Whether `record` is a row that has not been given out yet.
    pending: bool,
    columns: usize,
}

impl CsvRows {
    /// Opens a file. A first line without any number is a header.
    ///
    /// # Errors
    /// [`DatasetError::Unreadable`].
    pub fn open(path: &Path) -> Result<Self, DatasetError> {
        let unreadable = |source| DatasetError::Unreadable {
            path: path.to_path_buf(),
            source,
        };
        // Opening a pipe would wait for a writer for ever.
        if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
            return Err(unreadable(std::io::Error::other("not a regular file")));
        }
        let mut start = [0; 2];
        let mut file = File::open(path).map_err(unreadable)?;
        if file.read(&mut start).map_err(unreadable)? == 2
            && matches!(start, [0xff, 0xfe] | [0xfe, 0xff])
        {
            return Err(unreadable(std::io::Error::other(
                "it is in UTF-16; save the file as UTF-8",
            )));
        }
        file.rewind().map_err(unreadable)?;
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(file);
        let mut rows = CsvRows {
            path: path.to_path_buf(),
            reader,
            header: None,
            record: ByteRecord::new(),
            pending: false,
            columns: 0,
        };
        if rows.advance()? {
            rows.columns = rows.record.len();
            if rows.record.iter().all(|cell| number(cell).is_none()) {
                rows.header = Some(rows.record.clone());
            } else {
                rows.pending = true;
            }
        }
        Ok(rows)
    }

    fn advance(&mut self) -> Result<bool, DatasetError> {
        let read = self.reader.read_byte_record(&mut self.record);
        read.map_err(|error| DatasetError::Unreadable {
            path: self.path.clone(),
            source: error.into(),
        })
    }

    /// The cells of the header, where there is one.
    pub fn header(&self) -> Option<&ByteRecord> {
        self.header.as_ref()
    }

    /// Cells of a row.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The next row.
    ///
    /// # Errors
    /// [`DatasetError`], also where it is not as long as those above.
    pub fn next_row(&mut self) -> Result<Option<CsvRow<'_>>, DatasetError> {
        if !std::mem::take(&mut self.pending) && !self.advance()? {
            return Ok(None);
        }
        let row = CsvRow {
            path: &self.path,
            line: self.record.position().map_or(0, csv::Position::line),
            cells: &self.record,
        };
        if row.cells.len() != self.columns {
            return Err(row.wrong(format!(
                "{} cells where the lines above have {}; give every row the same length",
                row.cells.len(),
                self.columns
            )));
        }
        Ok(Some(row))
    }
}

/// A row and where it stands.
pub(crate) struct CsvRow<'a> {
    path: &'a Path,
    line: u64,
    cells: &'a ByteRecord,
}

impl CsvRow<'_> {
    /// The line in the file, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The cell of a column, from 0, as text.
    pub fn text(&self, column: usize) -> String {
        String::from_utf8_lossy(&self.cells[column]).into_owned()
    }

    /// The number in the cell of a column, from 0.
    ///
    /// # Errors
    /// [`DatasetError::Line`] where there is none, or none that f32 holds;
    /// `needed` says why there must be one.
    pub fn number(&self, column: usize, needed: &str) -> Result<f32, DatasetError> {
        let cell = &self.cells[column];
        match number(cell) {
            Some(value) if value != 0.0 && value as f32 == 0.0 => Err(self.wrong(format!(
                "column {}: '{}' is below all that f32 holds; scale the column, or write 0",
                column + 1,
                shown(cell)
            ))),
            Some(value) if (value as f32).is_finite() => Ok(value as f32),
            Some(_) => Err(self.wrong(format!(
                "column {}: '{}' is not a finite f32; remove the row or fill the cell",
                column + 1,
                shown(cell)
            ))),
            None if self.cells.len() == 1 && cell.iter().any(|b| b";\t".contains(b)) => Err(self
                .wrong(format!(
                    "'{}' is not a number; separate columns by commas",
                    shown(cell)
                ))),
            None => Err(self.wrong(format!(
                "column {}: '{}' is not a number; {needed}",
                column + 1,
                shown(cell)
            ))),
        }
    }

    /// The row as an error.
    pub fn wrong(&self, problem: String) -> DatasetError {
        DatasetError::Line {
            path: self.path.to_path_buf(),
            line: self.line,
            problem,
        }
    }
}

fn number(cell: &[u8]) -> Option<f64> {
    std::str::from_utf8(cell).ok()?.parse().ok()
}

/// A cell for a message: short, and readable whatever its bytes are.
fn shown(cell: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(cell).chars().take(40).collect();
    text.escape_debug().to_string()
}
