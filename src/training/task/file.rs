//! A file of the user as a task: `csv(FILE, target=COLUMN)`.

use super::TaskError;
use super::split::{Answers, Table};
use crate::generator::{CsvRows, DatasetError};
use crate::naming;
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

pub(super) const USAGE: &str =
    "csv(FILE, target=COLUMN) or csv(FILE, target=COLUMN, classes|values)";
pub(super) const WHAT: &str = "rows of the file, the answers in a column given by its name or number; without a word it is a classification where an answer is no number, or all are whole and at most 20 different ones, else a regression";

/// Whole numbers that are at most so many different ones are classes.
const MOST_CLASSES: usize = 20;
/// A class has rows to learn from and one to hold out.
const LEAST_ROWS: usize = 3;

/// What the answers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Classes,
    Values,
}

/// As it is typed.
impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Meaning::Classes => "classes",
            Meaning::Values => "values",
        })
    }
}

/// A file and its column of answers, as named.
pub(super) struct File {
    path: PathBuf,
    column: String,
    meaning: Option<Meaning>,
}

/// Without the word for its answers and the closing parenthesis.
impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "csv({}, target={}", self.path.display(), self.column)
    }
}

impl File {
    /// The file that a text names; `None` where it names none.
    pub fn parse(text: &str) -> Result<Option<Self>, TaskError> {
        let wrong = || TaskError::File {
            typed: naming::shown(text),
        };
        let is_path = Path::new(text)
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("csv"));
        let Some(rest) = text.strip_prefix("csv(") else {
            return if text == "csv" || is_path {
                Err(wrong())
            } else {
                Ok(None)
            };
        };
        let mut inside = rest.strip_suffix(')').ok_or_else(wrong)?;
        let mut meaning = None;
        if let Some((before, word)) = inside.rsplit_once(',') {
            meaning = match word.trim() {
                "classes" => Some(Meaning::Classes),
                "values" => Some(Meaning::Values),
                _ => None,
            };
            if meaning.is_some() {
                inside = before;
            }
        }
        let (path, target) = inside.rsplit_once(',').ok_or_else(wrong)?;
        let (word, column) = target.split_once('=').ok_or_else(wrong)?;
        let (path, column) = (path.trim(), column.trim());
        if word.trim() != "target" || column.is_empty() || path.is_empty() {
            return Err(wrong());
        }
        Ok(Some(File {
            path: PathBuf::from(path),
            column: column.to_string(),
            meaning,
        }))
    }

    /// The samples, and what the answers are taken for.
    pub fn read(&self) -> Result<(Table, Meaning), DatasetError> {
        let mut rows = CsvRows::open(&self.path)?;
        if rows.columns() == 0 {
            return Err(self.content("there is no row in it".to_string()));
        }
        let target = self.target(&rows)?;
        let features = rows.columns() - 1;
        if features == 0 {
            return Err(self.content(
                "there is no column beside the answers; a task needs features".to_string(),
            ));
        }
        let mut inputs = Vec::new();
        let mut answers: Vec<Answer> = Vec::new();
        while let Some(row) = rows.next_row()? {
            for column in (0..=features).filter(|column| *column != target) {
                inputs.push(row.number(column, "features are numbers; leave the column out")?);
            }
            let text = row.text(target);
            if text.is_empty() {
                return Err(row.wrong(format!(
                    "column {}: the answer is missing; remove the row or fill the cell",
                    target + 1
                )));
            }
            answers.push(Answer {
                line: row.line(),
                number: text.parse().ok().filter(|v: &f64| (*v as f32).is_finite()),
                text,
            });
        }
        if answers.len() < LEAST_ROWS {
            return Err(self.content(format!(
                "it has {} rows; a third is held out, so there must be at least {LEAST_ROWS}",
                answers.len()
            )));
        }
        let meaning = self.meaning.unwrap_or_else(|| meaning(&answers));
        let answers = match meaning {
            Meaning::Classes => self.classes(&answers)?,
            Meaning::Values => self.values(&answers, target)?,
        };
        let table = Table {
            features,
            inputs,
            answers,
        };
        Ok((table, meaning))
    }

    /// The place of the column that is named: a name of the header first, then
    /// a number from 1.
    fn target(&self, rows: &CsvRows) -> Result<usize, DatasetError> {
        let wanted = self.column.as_bytes();
        let header = rows.header().into_iter().flatten().enumerate();
        let named: Vec<usize> = header
            .filter_map(|(place, cell)| (cell == wanted).then_some(place))
            .collect();
        if let [first, second, ..] = named[..] {
            return Err(self.content(format!(
                "columns {} and {} are both named '{}'; take the number of one",
                first + 1,
                second + 1,
                naming::shown(&self.column)
            )));
        }
        let named = named.first().copied();
        let numbered = || {
            let number: usize = self.column.parse().ok()?;
            (1..=rows.columns()).contains(&number).then(|| number - 1)
        };
        named.or_else(numbered).ok_or_else(|| {
            let names: Vec<String> = rows
                .header()
                .into_iter()
                .flatten()
                .map(|cell| naming::shown(&String::from_utf8_lossy(cell)))
                .take(20)
                .collect();
            let named = match names.is_empty() {
                true => "it has no header".to_string(),
                false => format!("its header names {}", names.join(", ")),
            };
            self.content(format!(
                "there is no column '{}': take a number from 1 to {}; {named}",
                naming::shown(&self.column),
                rows.columns()
            ))
        })
    }

    fn values(&self, answers: &[Answer], target: usize) -> Result<Answers, DatasetError> {
        let value = |answer: &Answer| {
            answer.number.ok_or_else(|| DatasetError::Line {
                path: self.path.clone(),
                line: answer.line,
                problem: format!(
                    "column {}: '{}' is not a finite f32; with 'classes' it would be the name of a class",
                    target + 1,
                    naming::shown(&answer.text)
                ),
            })
        };
        let values: Result<Vec<f64>, DatasetError> = answers.iter().map(value).collect();
        Ok(Answers::values(values?))
    }

    /// Classes in the order of their numbers, where all are numbers, else of
    /// their texts.
    fn classes(&self, answers: &[Answer]) -> Result<Answers, DatasetError> {
        let numbers = answers.iter().all(|answer| answer.number.is_some());
        let order = |a: &&Answer, b: &&Answer| match (a.number, b.number) {
            // -0 and 0 are one class.
            (Some(a), Some(b)) if numbers => (a + 0.0).total_cmp(&(b + 0.0)),
            _ => a.text.cmp(&b.text),
        };
        let mut sorted: Vec<&Answer> = answers.iter().collect();
        sorted.sort_by(order);
        let mut classes: Vec<&[&Answer]> = Vec::new();
        for class in sorted.chunk_by(|a, b| order(a, b).is_eq()) {
            if class.len() < LEAST_ROWS {
                return Err(DatasetError::Line {
                    path: self.path.clone(),
                    line: class[0].line,
                    problem: format!(
                        "class '{}' has {} rows; a third of each class is held out, so give it at \
                         least {LEAST_ROWS} or leave it out, or take the answers as 'values'",
                        naming::shown(&class[0].text),
                        class.len()
                    ),
                });
            }
            classes.push(class);
        }
        if classes.len() < 2 {
            return Err(self.content(format!(
                "every row is of class '{}'; there is nothing to tell apart",
                naming::shown(&answers[0].text)
            )));
        }
        let class = |answer: &Answer| {
            let found = classes.binary_search_by(|class| order(&class[0], &answer));
            found.unwrap_or_default() as u32
        };
        Ok(Answers::Classes {
            classes: classes.len(),
            of: answers.iter().map(class).collect(),
        })
    }

    fn content(&self, problem: String) -> DatasetError {
        DatasetError::Content {
            path: self.path.clone(),
            problem,
        }
    }
}

/// A cell of the target column.
struct Answer {
    line: u64,
    text: String,
    number: Option<f64>,
}

/// What answers are without a word about it.
fn meaning(answers: &[Answer]) -> Meaning {
    let mut different = BTreeSet::new();
    for answer in answers {
        match answer.number {
            None => return Meaning::Classes,
            Some(value) if value.fract() != 0.0 => return Meaning::Values,
            Some(value) => different.insert((value + 0.0).to_bits()),
        };
        if different.len() > MOST_CLASSES {
            // A later cell without a number would still make them classes.
            let numbers = answers.iter().all(|answer| answer.number.is_some());
            return if numbers {
                Meaning::Values
            } else {
                Meaning::Classes
            };
        }
    }
    Meaning::Classes
}
