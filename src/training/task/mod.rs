//! What a net is trained on: real data that a crate ships, a file of the user,
//! or samples drawn from a curve, two spirals or a random net.
//!
//! A run, (seed, trial), has its own [`Split`]: a third of the samples, rounded,
//! is held out, and of a classification a third of every class (stratified).
//! The split of real data is drawn anew for each run; drawn samples are drawn
//! anew and split by the same rule. Training samples come in drawn order.
//!
//! Features are shifted and scaled to mean 0 and variance 1 over the training
//! samples, which alone decide: nothing of the held-out part reaches them. A
//! feature that is constant over them is 0 everywhere. Regression targets are
//! standardised likewise, so that a mean square error of 1 is that of the best
//! constant.

mod curve;
mod drawn;
mod file;
mod real;
mod spirals;
mod split;
mod teacher;

use crate::activation::ActivationError;
use crate::generator::DatasetError;
use crate::naming::{self, NameError, Signature, number};
use crate::network::InitialisationError;
use drawn::{DRAWN, Drawn};
use file::File;
use real::REAL;
use split::Table;
use std::fmt;
use std::sync::Arc;
use teacher::Teacher;
use thiserror::Error;

/// Why a text is no task.
#[derive(Debug, Error)]
pub enum TaskError {
    /// The name or its parameters are wrong.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The file cannot be read, or is not as it must be.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// A parameter is in its domain and too large or too small all the same.
    #[error("{task}: {parameter} must be from {} to {}, not {}", number(*low), number(*high), number(*value))]
    Range {
        /// The task.
        task: &'static str,
        /// Its parameter.
        parameter: &'static str,
        /// Its least value.
        low: f64,
        /// Its largest value.
        high: f64,
        /// The value as typed.
        value: f64,
    },
    /// The teacher's activation is none.
    #[error("teacher: {0}")]
    Activation(#[from] ActivationError),
    /// No weights suit the teacher's activation.
    #[error("teacher: {0}")]
    Initialisation(#[from] InitialisationError),
    /// The teacher's answers could leave every range of numbers.
    #[error(
        "teacher: {0} grows faster than a line, and a deep net of it beyond f32; take another activation"
    )]
    Growth(String),
    /// `csv(...)` with something else in it.
    #[error("'{typed}' is not of the form {}", file::USAGE)]
    File {
        /// The text as typed.
        typed: String,
    },
}

/// What the net is to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Which class a sample is of.
    Classification {
        /// Number of classes.
        classes: usize,
    },
    /// Numbers.
    Regression {
        /// How many for a sample.
        outputs: usize,
    },
}

/// The right answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Targets {
    /// The class of each sample, from 0.
    Classes(Vec<u32>),
    /// The outputs of each sample, sample after sample.
    Values(Vec<f32>),
}

/// Samples with their right answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples {
    /// How many.
    pub count: usize,
    /// Numbers that describe a sample.
    pub features: usize,
    /// Sample after sample, `features` numbers each.
    pub inputs: Vec<f32>,
    /// What the net should say.
    pub targets: Targets,
}

/// What a run learns from, and what it is judged by.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// The training samples.
    pub train: Samples,
    /// The samples that are held out: a third.
    pub test: Samples,
}

#[derive(Clone)]
enum Source {
    Table(Arc<Table>),
    Drawn(&'static Drawn, Vec<f64>),
    Teacher(Teacher),
}

/// What a net is trained on.
///
/// ```
/// use actlab::training::{Kind, Task};
///
/// let digits = Task::parse("digits")?;
/// assert_eq!(digits.kind(), Kind::Classification { classes: 10 });
/// let split = digits.draw(1, 0);
/// assert_eq!((split.train.count, split.test.count), (1198, 599));
/// # Ok::<(), actlab::training::TaskError>(())
/// ```
#[derive(Clone)]
pub struct Task {
    name: String,
    source: Source,
}

impl Task {
    /// Reads `digits`, `spirals(turns=3)`, `teacher(depth=4, activation=tanh)`
    /// or `csv(FILE, target=COLUMN)`.
    ///
    /// Of a file the column with the answers is given by its name or by its
    /// number, from 1; all others are features. It is a classification if the
    /// word `classes` says so, and without a word if an answer is no number, or
    /// if all are whole numbers and at most 20 different ones; else, or with
    /// the word `values`, it is a regression.
    ///
    /// # Errors
    /// [`TaskError`]; a file is read at once, so that its mistakes show before
    /// anything runs.
    pub fn parse(text: &str) -> Result<Self, TaskError> {
        let text = text.trim();
        if let Some(file) = File::parse(text)? {
            let (table, answers) = file.read()?;
            return Ok(Task {
                name: format!("{file}, {answers})"),
                source: Source::Table(Arc::new(table)),
            });
        }
        // An activation may hold commas and parentheses, which a plain
        // parameter may not.
        let (plain, activation) = teacher::take_activation(text);
        let signatures = signatures();
        let (index, values) = naming::resolve("task", &plain, &signatures)?;
        let signature = &signatures[index];
        if let Some(activation) = activation {
            if index < signatures.len() - 1 {
                // The usual message about a parameter that there is not.
                naming::resolve(
                    "task",
                    &format!("{}(activation=0)", signature.name),
                    &signatures,
                )?;
            }
            let teacher = Teacher::new(&values, activation)?;
            return Ok(Task {
                name: teacher.to_string(),
                source: Source::Teacher(teacher),
            });
        }
        let name = naming::print(signature, &values);
        Ok(match index.checked_sub(REAL.len()) {
            None => Task {
                name,
                source: Source::Table(Arc::new((REAL[index].load)())),
            },
            Some(index) => match DRAWN.get(index) {
                Some(drawn) => {
                    drawn.check(&values)?;
                    Task {
                        name,
                        source: Source::Drawn(drawn, values),
                    }
                }
                None => {
                    let teacher = Teacher::new(&values, teacher::ACTIVATION)?;
                    Task {
                        name: teacher.to_string(),
                        source: Source::Teacher(teacher),
                    }
                }
            },
        })
    }

    /// What can be named: usage and what it is, for lists.
    pub fn list() -> Vec<(String, &'static str)> {
        let real = REAL.iter().map(|r| (r.signature.usage(), r.what));
        let drawn = DRAWN.iter().map(|d| (d.signature.usage(), d.what));
        real.chain(drawn)
            .chain([
                (teacher::usage(), teacher::WHAT),
                (file::USAGE.to_string(), file::WHAT),
            ])
            .collect()
    }

    /// Features of a sample.
    pub fn features(&self) -> usize {
        match &self.source {
            Source::Table(table) => table.features,
            Source::Drawn(drawn, _) => drawn.features,
            Source::Teacher(teacher) => teacher.features(),
        }
    }

    /// What the net is to answer.
    pub fn kind(&self) -> Kind {
        match &self.source {
            Source::Table(table) => table.kind(),
            Source::Drawn(drawn, _) => drawn.kind,
            Source::Teacher(_) => Kind::Regression { outputs: 1 },
        }
    }

    /// A checksum of the samples of real data and of a file, which decide the
    /// figures; none of samples that are drawn.
    pub fn checksum(&self) -> Option<u32> {
        match &self.source {
            Source::Table(table) => Some(table.checksum()),
            Source::Drawn(..) | Source::Teacher(_) => None,
        }
    }

    /// The samples of the run `trial` under `seed`: the same bytes each time.
    pub fn draw(&self, seed: u64, trial: u32) -> Split {
        match &self.source {
            Source::Table(table) => table.split(seed, trial),
            Source::Drawn(drawn, values) => drawn.table(values, seed, trial).split(seed, trial),
            Source::Teacher(teacher) => teacher.table(seed, trial).split(seed, trial),
        }
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.name)
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Task").field(&self.name).finish()
    }
}

fn signatures() -> Vec<Signature> {
    let real = REAL.iter().map(|real| real.signature);
    let drawn = DRAWN.iter().map(|drawn| drawn.signature);
    real.chain(drawn).chain([teacher::SIGNATURE]).collect()
}

#[cfg(test)]
mod tests;
