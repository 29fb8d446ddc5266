//! The input batch of a net: what can be named as `--input`.

use super::dataset::{Dataset, DatasetError};
use super::distribution::{Distribution, TABLE};
use super::stream::{Purpose, Stream};
use crate::naming::{self, Domain, NameError, Parameter, Signature};
use rand::Rng;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

const LOW_RANK: Signature = Signature {
    name: "low_rank",
    aliases: &["low_rank_normal"],
    parameters: &[Parameter::new("rank", 8.0, Domain::Count)],
};
const LOW_RANK_FORMULA: &str =
    "A s / sqrt(rank): s ~ N(0, 1)^rank for each sample, A a matrix of N(0, 1) for each trial";
const CSV_USAGE: &str = "csv(FILE) or csv(FILE, standardise)";
const CSV_FORMULA: &str = "rows of the file, drawn with replacement";

/// Why a text is no input.
#[derive(Debug, Error)]
pub enum InputError {
    /// The name or its parameters are wrong.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The file is no data set.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// The distribution does not exist for these parameters.
    #[error("{input}: {problem}")]
    Parameters {
        /// The distribution.
        input: String,
        /// What its sampler says.
        problem: String,
    },
    /// `csv(...)` with something else in it.
    #[error("'{typed}' is not of the form {CSV_USAGE}")]
    Csv {
        /// The text as typed.
        typed: String,
    },
}

#[derive(Clone)]
enum Source {
    Independent(Distribution),
    LowRank { rank: usize },
    Rows(Arc<Dataset>),
}

/// A source of input batches.
#[derive(Clone)]
pub struct Input {
    name: String,
    source: Source,
}

impl Input {
    /// Reads `normal(0, 1)`, `low_rank(8)`, `csv(data/iris.csv, standardise)`
    /// or simply the path of a `.csv` file.
    ///
    /// # Errors
    /// [`InputError`]; a file is read at once, so that its mistakes show
    /// before anything runs.
    pub fn parse(text: &str) -> Result<Self, InputError> {
        let text = text.trim();
        if let Some((path, standardise)) = csv_file(text)? {
            let mut data = Dataset::read(&path)?;
            let mut name = format!("csv({})", path.display());
            if standardise {
                data = data.standardise(&path)?;
                name = format!("csv({}, standardise)", path.display());
            }
            return Ok(Input {
                name,
                source: Source::Rows(Arc::new(data)),
            });
        }
        let signatures = signatures();
        let (index, values) = naming::resolve("input", text, &signatures)?;
        let name = naming::print(&signatures[index], &values);
        let source = match TABLE.get(index) {
            Some(entry) => {
                Source::Independent(Distribution::new(entry, &values).map_err(|problem| {
                    InputError::Parameters {
                        input: name.clone(),
                        problem,
                    }
                })?)
            }
            None => Source::LowRank {
                rank: values[0] as usize,
            },
        };
        Ok(Input { name, source })
    }

    /// What can be named: usage and formula, for lists.
    pub fn list() -> Vec<(String, &'static str)> {
        let mut list: Vec<_> = TABLE
            .iter()
            .map(|entry| (entry.signature.usage(), entry.formula))
            .collect();
        list.push((LOW_RANK.usage(), LOW_RANK_FORMULA));
        list.push((CSV_USAGE.to_string(), CSV_FORMULA));
        list
    }

    /// Features of a sample: the columns of a file, else `width`.
    pub fn features(&self, width: usize) -> usize {
        match &self.source {
            Source::Rows(data) => data.columns(),
            _ => width,
        }
    }

    /// A checksum of the rows of a file, which its name does not tell.
    pub fn checksum(&self) -> Option<u32> {
        match &self.source {
            Source::Rows(data) => Some(data.checksum()),
            _ => None,
        }
    }

    /// Numbers held while a batch of `features` is drawn, beside the batch.
    pub fn scratch(&self, features: usize) -> f64 {
        match &self.source {
            Source::LowRank { rank } => (features as f64 + 1.0) * *rank as f64,
            _ => 0.0,
        }
    }

    /// E[x^2] of a feature, to which the mean square of a sample tends as the
    /// features grow in number. `None` where it is infinite, or where samples
    /// keep lengths of their own: low rank, and rows of a file.
    pub fn second_moment(&self) -> Option<f64> {
        match &self.source {
            Source::Independent(distribution) => distribution.second_moment(),
            Source::LowRank { .. } | Source::Rows(_) => None,
        }
    }

    /// Fills `out`, samples of `features` numbers one after the other, with
    /// the batch of `trial`.
    pub fn fill(&self, seed: u64, trial: u32, features: usize, out: &mut [f32]) {
        let mut stream = Stream::new(seed, Purpose::Input, trial, 0);
        match &self.source {
            Source::Independent(distribution) => distribution.fill(&mut stream, out),
            Source::LowRank { rank } => {
                let mut mixing = vec![0.0; features * rank];
                Stream::new(seed, Purpose::Mixing, trial, 0).fill_normal(&mut mixing);
                let mut factors = vec![0.0; *rank];
                let scale = 1.0 / (*rank as f64).sqrt();
                for sample in out.chunks_exact_mut(features) {
                    stream.fill_normal(&mut factors);
                    for (x, row) in sample.iter_mut().zip(mixing.chunks_exact(*rank)) {
                        let sum: f64 = row
                            .iter()
                            .zip(&factors)
                            .map(|(a, s)| f64::from(*a) * f64::from(*s))
                            .sum();
                        *x = (sum * scale) as f32;
                    }
                }
            }
            Source::Rows(data) => {
                for sample in out.chunks_exact_mut(features) {
                    // Multiply and shift: uniform to within rows / 2^64.
                    let row = (u128::from(stream.next_u64()) * data.rows() as u128) >> 64;
                    sample.copy_from_slice(data.row(row as usize));
                }
            }
        }
    }
}

impl std::fmt::Display for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Input").field(&self.name).finish()
    }
}

fn signatures() -> Vec<Signature> {
    TABLE
        .iter()
        .map(|entry| entry.signature)
        .chain([LOW_RANK])
        .collect()
}

/// The file a text names, and whether to standardise it; `None` where the text
/// names no file.
fn csv_file(text: &str) -> Result<Option<(PathBuf, bool)>, InputError> {
    let wrong = || InputError::Csv {
        typed: text.to_string(),
    };
    let Some(rest) = text.strip_prefix("csv(") else {
        return Ok(if text == "csv" {
            return Err(wrong());
        } else if Path::new(text)
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("csv"))
        {
            Some((PathBuf::from(text), false))
        } else {
            None
        });
    };
    let inside = rest.strip_suffix(')').ok_or_else(wrong)?;
    let (path, standardise) = match inside.rsplit_once(',') {
        Some((path, word)) if matches!(word.trim(), "standardise" | "standardize") => (path, true),
        _ => (inside, false),
    };
    match path.trim() {
        "" => Err(wrong()),
        path => Ok(Some((PathBuf::from(path), standardise))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(text: &str, features: usize, batch: usize) -> Vec<f32> {
        let mut out = vec![0.0; features * batch];
        Input::parse(text).unwrap().fill(3, 1, features, &mut out);
        out
    }

    #[test]
    fn the_same_address_gives_the_same_batch() {
        for text in ["normal", "gamma(2, 1)", "low_rank(2)", "sparse(0.5)"] {
            assert_eq!(fill(text, 10, 20), fill(text, 10, 20), "{text}");
        }
    }

    /// Pinned: a change of these draws is a change of every result. The last
    /// bit may differ where the system's `exp` or `ln` does.
    #[test]
    fn drawn_values_are_stable() {
        let pinned: &[(&str, [f32; 2])] = &[
            ("normal", [1.1657552, -0.08074701]),
            ("uniform", [0.96169966, 0.032012127]),
            ("log_normal", [3.630849, 1.0850283]),
            ("student_t", [1.4085734, 0.58080596]),
            ("cauchy", [-0.06023472, -19.870066]),
            ("laplace", [-1.3035066, -1.2061687]),
            ("exponential", [1.3035066, 2.0785801]),
            ("gamma", [3.9471116, 3.7957518]),
            ("beta", [0.058236133, 0.2223929]),
            ("gumbel", [3.9457912, 0.41303858]),
            ("weibull", [0.072040446, 0.75929946]),
            ("skew_normal", [1.0637225, 0.86690915]),
            ("sparse(0.25)", [1.1657552, -0.08074701]),
            ("low_rank", [1.1908094, 1.2110853]),
        ];
        assert_eq!(pinned.len(), Input::list().len() - 1);
        for (name, expected) in pinned {
            for (x, expected) in fill(name, 2, 1).iter().zip(expected) {
                let error = (x - expected).abs();
                assert!(error <= f32::EPSILON * expected.abs(), "{name}: {x}");
            }
        }
    }

    /// Three features of a rank 2 input are linearly dependent over samples.
    #[test]
    fn low_rank_features_span_its_rank() {
        let x = fill("low_rank(2)", 3, 40);
        let column = |sample: usize| &x[3 * sample..][..3];
        let cross = |a: &[f32], b: &[f32]| {
            [
                a[1] * b[2] - a[2] * b[1],
                a[2] * b[0] - a[0] * b[2],
                a[0] * b[1] - a[1] * b[0],
            ]
        };
        let normal = cross(column(0), column(1));
        for sample in 2..40 {
            let c = column(sample);
            let volume: f32 = (0..3).map(|i| normal[i] * c[i]).sum();
            assert!(volume.abs() < 1e-4, "{volume}");
        }
        let large = fill("low_rank", 500, 200);
        let moment = large.iter().map(|v| v * v).sum::<f32>() / large.len() as f32;
        assert!((moment - 1.0).abs() < 0.15, "{moment}");
    }

    #[test]
    fn mistakes_are_told() {
        let message = |text: &str| Input::parse(text).unwrap_err().to_string();
        assert!(message("norml").contains("did you mean normal"));
        assert!(message("normal(0, -1)").contains("above 0"));
        assert!(message("uniform(1, 0)").starts_with("uniform(1, 0): "));
        assert!(message("no/such/file.csv").contains("no/such/file.csv"));
        assert!(message("csv()").contains("csv(FILE)"));
    }
}
