//! A table of numbers from a CSV file, whose rows serve as inputs.

use super::csv_rows::CsvRows;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a file is no data set. Every message names the file and, where there is
/// one, the line.
#[derive(Debug, Error)]
pub enum DatasetError {
    /// The file cannot be opened or read.
    #[error("{}: cannot be read: {source}; is the path right?", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Something in the file is not as it must be.
    #[error("{}: line {line}: {problem}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: u64,
        /// What is wrong, and the mend.
        problem: String,
    },
    /// There is nothing in it, or nothing to standardise.
    #[error("{}: {problem}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong, and the mend.
        problem: String,
    },
}

/// Rows of finite numbers, all of one length.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    columns: usize,
    /// Row after row.
    values: Vec<f32>,
}

impl Dataset {
    /// Reads a CSV file: comma separated, every cell a finite number that f32
    /// can hold, every row of one length. A first line without any number is
    /// a header and is skipped.
    ///
    /// # Errors
    /// [`DatasetError`], with the line and the mend.
    pub fn read(path: &Path) -> Result<Self, DatasetError> {
        const NEEDED: &str = "only numeric columns can be inputs";
        let mut rows = CsvRows::open(path)?;
        let mut dataset = Dataset {
            columns: rows.columns(),
            values: Vec::new(),
        };
        while let Some(row) = rows.next_row()? {
            for column in 0..dataset.columns {
                dataset.values.push(row.number(column, NEEDED)?);
            }
        }
        if dataset.values.is_empty() {
            return Err(DatasetError::Content {
                path: path.to_path_buf(),
                problem: "there is no row of numbers in it".to_string(),
            });
        }
        Ok(dataset)
    }

    /// The same rows, every column shifted and scaled to mean 0 and variance
    /// 1 over the rows.
    ///
    /// # Errors
    /// [`DatasetError::Content`] where a column is constant. `path` is named
    /// in the message.
    pub fn standardise(mut self, path: &Path) -> Result<Self, DatasetError> {
        let rows = self.rows() as f64;
        for column in 0..self.columns {
            let values = || self.values.iter().skip(column).step_by(self.columns);
            let mean = values().map(|v| f64::from(*v)).sum::<f64>() / rows;
            let variance = values()
                .map(|v| (f64::from(*v) - mean).powi(2))
                .sum::<f64>()
                / rows;
            // Rounding leaves a constant column a variance near (eps mean)^2.
            if variance <= (f64::from(f32::EPSILON) * mean).powi(2) {
                return Err(DatasetError::Content {
                    path: path.to_path_buf(),
                    problem: format!(
                        "column {} is constant and cannot be standardised; remove it or do without 'standardise'",
                        column + 1
                    ),
                });
            }
            let deviation = variance.sqrt();
            for value in self.values.iter_mut().skip(column).step_by(self.columns) {
                *value = ((f64::from(*value) - mean) / deviation) as f32;
            }
        }
        Ok(self)
    }

    /// A checksum of the rows.
    pub fn checksum(&self) -> u32 {
        let mut checksum = crc32fast::Hasher::new();
        checksum.update(&(self.columns as u64).to_le_bytes());
        for value in &self.values {
            checksum.update(&value.to_le_bytes());
        }
        checksum.finalize()
    }

    /// Number of columns: the features of a sample.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.values.len() / self.columns
    }

    /// Row `index`, from 0.
    ///
    /// # Panics
    /// Where `index` is not below [`Dataset::rows`].
    pub fn row(&self, index: usize) -> &[f32] {
        &self.values[index * self.columns..][..self.columns]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(text: &[u8]) -> Result<Dataset, String> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text).unwrap();
        let path = file.path().display().to_string();
        Dataset::read(file.path()).map_err(|e| e.to_string().replace(&path, "f.csv"))
    }

    #[test]
    fn rows_are_read_with_and_without_a_header() {
        let expected = Dataset {
            columns: 2,
            values: vec![1.0, 2.0, -3.5, 4e-3],
        };
        assert_eq!(read(b"a,b\n1, 2\n-3.5,4e-3\n").unwrap(), expected);
        assert_eq!(read(b"1,2\r\n-3.5,4e-3").unwrap(), expected);
        assert_eq!((expected.rows(), expected.row(1)), (2, &[-3.5, 4e-3][..]));
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        for (text, message) in [
            (
                &b"a,b\n1,2\n3\n"[..],
                "f.csv: line 3: 1 cells where the lines above have 2",
            ),
            (
                b"1,2\n3,x\n",
                "f.csv: line 2: column 2: 'x' is not a number",
            ),
            (
                b"1,2\n3,NaN\n",
                "f.csv: line 2: column 2: 'NaN' is not a finite f32",
            ),
            (
                b"1,2\n3,1e39\n",
                "f.csv: line 2: column 2: '1e39' is not a finite",
            ),
            (b"1,2\n3,\n", "f.csv: line 2: column 2: '' is not a number"),
            (b"1,2\n3,\xff\xfe\n", "f.csv: line 2: column 2"),
            (b"a,b\n", "f.csv: there is no row of numbers in it"),
            (b"", "f.csv: there is no row of numbers in it"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.starts_with(message), "{error}");
        }
        assert!(
            Dataset::read(Path::new("/"))
                .unwrap_err()
                .to_string()
                .contains("regular")
        );
        assert!(Dataset::read(Path::new("no/such.csv")).is_err());
    }

    #[test]
    fn standardised_columns_have_mean_0_and_variance_1() {
        let path = Path::new("f.csv");
        let data = read(b"1,10\n2,30\n6,50\n")
            .unwrap()
            .standardise(path)
            .unwrap();
        for column in 0..2 {
            let values: Vec<f32> = (0..3).map(|r| data.row(r)[column]).collect();
            assert!(values.iter().sum::<f32>().abs() < 1e-6);
            let variance = values.iter().map(|v| v * v).sum::<f32>() / 3.0;
            assert!((variance - 1.0).abs() < 1e-6);
        }
        let constant = read(b"1,10\n2,10\n").unwrap().standardise(path);
        assert!(
            constant
                .unwrap_err()
                .to_string()
                .contains("column 2 is constant")
        );
    }
}
