//! A specification as typed: from a TOML file, a built-in study or flags, each
//! value with the place it came from, so that a message can name it.

use super::builtin::Builtin;
use crate::activation::ActivationError;
use crate::generator::InputError;
use crate::naming::NameError;
use crate::network::InitialisationError;
use crate::number::{FormatError, PrecisionError};
use crate::training::{ArchitectureError, TaskError};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use thiserror::Error;
use toml::Spanned;

/// Where a value was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A line of a file, from 1.
    Line(PathBuf, usize),
    /// A file as a whole.
    File(PathBuf),
    /// A command-line option.
    Flag(&'static str),
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Origin::Line(path, line) => write!(f, "{}: line {line}", path.display()),
            Origin::File(path) => write!(f, "{}", path.display()),
            Origin::Flag(flag) => f.write_str(flag),
        }
    }
}

/// A value and where it was typed.
#[derive(Debug, Clone)]
pub struct Typed<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

/// Why a specification is none.
#[derive(Debug, Error)]
#[error("{origin}: {problem}")]
pub struct SpecError {
    /// Where.
    pub origin: Origin,
    /// What is wrong there.
    pub problem: SpecProblem,
}

/// What is wrong with a value.
#[derive(Debug, Error)]
pub enum SpecProblem {
    /// A name or its parameters.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A format that is none, or that a study cannot measure.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// Formats of a net, or a loss scale.
    #[error(transparent)]
    Precision(#[from] PrecisionError),
    /// An activation or its formula.
    #[error(transparent)]
    Activation(#[from] ActivationError),
    /// An input distribution or its file.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Weights that do not cover an activation.
    #[error(transparent)]
    Initialisation(#[from] InitialisationError),
    /// A task, or its file.
    #[error(transparent)]
    Task(#[from] TaskError),
    /// An architecture.
    #[error(transparent)]
    Architecture(#[from] ArchitectureError),
    /// Anything else, with its mend.
    #[error("{0}")]
    Value(String),
}

/// A specification as typed. `None` is 'not said'.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Name of the study.
    pub name: Option<Typed<String>>,
    /// Seed of every draw.
    pub seed: Option<Typed<u64>>,
    /// Trials of each condition.
    pub trials: Option<Typed<u64>>,
    /// How narrow intervals are to be, where trials are added until they are.
    pub until_precision: Option<Typed<f64>>,
    /// The most trials then.
    pub max_trials: Option<Typed<u64>>,
    /// Activations.
    pub activation: Option<Vec<Typed<String>>>,
    /// Depths.
    pub depth: Option<Vec<Typed<u64>>>,
    /// Widths.
    pub width: Option<Vec<Typed<u64>>>,
    /// Samples in a batch.
    pub batch: Option<Typed<u64>>,
    /// Input distributions.
    pub input: Option<Vec<Typed<String>>>,
    /// Weight initialisations.
    pub weights: Option<Vec<Typed<String>>>,
    /// Number formats.
    pub format: Option<Vec<Typed<String>>>,
    /// Loss scales.
    pub loss_scale: Option<Vec<Typed<String>>>,
    /// Metrics.
    pub metric: Option<Vec<Typed<String>>>,
    /// Whether every activation has draws of its own.
    pub independent: Option<Typed<bool>>,
    /// Threshold of saturation.
    pub tau: Option<Typed<f64>>,
    /// Below it a gradient has vanished.
    pub vanished: Option<Typed<f64>>,
    /// Share lost from which on a depth is not safe.
    pub lost: Option<Typed<f64>>,
    /// Noise from which on it dominates.
    pub noise: Option<Typed<f64>>,
    /// Share rounded to zero from which on a layer has underflowed.
    pub underflow: Option<Typed<f64>>,
    /// Step size of the update that may be absorbed.
    pub learning_rate: Option<Typed<f64>>,
    /// Level of the intervals.
    pub confidence: Option<Typed<f64>>,
}

/// The file format: every key may be left out, no other key is allowed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Option<Spanned<String>>,
    seed: Option<Spanned<u64>>,
    trials: Option<Spanned<u64>>,
    until_precision: Option<Spanned<f64>>,
    max_trials: Option<Spanned<u64>>,
    activation: Option<Spanned<Vec<Spanned<String>>>>,
    depth: Option<Spanned<Vec<Spanned<u64>>>>,
    width: Option<Spanned<Vec<Spanned<u64>>>>,
    batch: Option<Spanned<u64>>,
    input: Option<Spanned<Vec<Spanned<String>>>>,
    weights: Option<Spanned<Vec<Spanned<String>>>>,
    format: Option<Spanned<Vec<Spanned<String>>>>,
    loss_scale: Option<Spanned<Vec<Spanned<Written>>>>,
    metric: Option<Spanned<Vec<Spanned<String>>>>,
    independent: Option<Spanned<bool>>,
    tau: Option<Spanned<f64>>,
    vanished: Option<Spanned<f64>>,
    lost: Option<Spanned<f64>>,
    noise: Option<Spanned<f64>>,
    underflow: Option<Spanned<f64>>,
    learning_rate: Option<Spanned<f64>>,
    confidence: Option<Spanned<f64>>,
    /// Written into a report's `study.toml`; says where it came from and is
    /// not read back.
    #[serde(rename = "made_by")]
    _made_by: Option<toml::Table>,
}

/// A text, or a number as it is written.
struct Written(String);

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Written(match toml::Value::deserialize(deserializer)? {
            toml::Value::String(text) => text,
            other => other.to_string(),
        }))
    }
}

fn texts(written: Vec<Typed<Written>>) -> Vec<Typed<String>> {
    let text = |typed: Typed<Written>| Typed {
        value: typed.value.0,
        origin: typed.origin,
    };
    written.into_iter().map(text).collect()
}

/// No specification is larger; it keeps a wrong path from being read whole.
const LARGEST_FILE: u64 = 1 << 20;

/// The text of a study file.
///
/// # Errors
/// [`SpecError`] where it cannot be read.
pub(super) fn read_text(path: &Path) -> Result<String, SpecError> {
    let wrong = |problem: String| SpecError {
        origin: Origin::File(path.to_path_buf()),
        problem: SpecProblem::Value(problem),
    };
    let about = std::fs::metadata(path)
        .map_err(|e| wrong(format!("cannot be read: {e}; is the path right?")))?;
    if !about.is_file() {
        return Err(wrong("not a regular file; name a TOML file".to_string()));
    }
    if about.len() > LARGEST_FILE {
        return Err(wrong("larger than 1 MiB, so no study file".to_string()));
    }
    let bytes = std::fs::read(path).map_err(|e| wrong(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| {
        let line = e.as_bytes()[..e.utf8_error().valid_up_to()]
            .iter()
            .filter(|b| **b == b'\n')
            .count();
        SpecError {
            origin: Origin::Line(path.to_path_buf(), line + 1),
            problem: SpecProblem::Value("not UTF-8 text; save the file as UTF-8".to_string()),
        }
    })
}

/// The name of a study whose file gives it none.
pub(super) fn stem(path: &Path) -> Option<Typed<String>> {
    path.file_stem().map(|stem| Typed {
        value: stem.to_string_lossy().into_owned(),
        origin: Origin::File(path.to_path_buf()),
    })
}

/// The line of an offset into the text of a file.
pub(super) fn lines<'a>(text: &'a str, path: &'a Path) -> impl Fn(usize) -> Origin + Copy + 'a {
    move |offset| {
        let before = text.as_bytes().iter().take(offset);
        Origin::Line(
            path.to_path_buf(),
            1 + before.filter(|b| **b == b'\n').count(),
        )
    }
}

/// TOML of a known form.
///
/// # Errors
/// [`SpecError`] with the line where it is of another.
pub(super) fn parse<T: serde::de::DeserializeOwned>(
    text: &str,
    line: impl Fn(usize) -> Origin,
) -> Result<T, SpecError> {
    toml::from_str(text).map_err(|error| SpecError {
        origin: line(error.span().map_or(0, |span| span.start)),
        problem: SpecProblem::Value(error.message().trim().replace('\n', "; ")),
    })
}

/// A value of a file with its line.
pub(super) fn one<T>(
    value: Option<Spanned<T>>,
    line: impl Fn(usize) -> Origin,
) -> Option<Typed<T>> {
    value.map(|value| Typed {
        origin: line(value.span().start),
        value: value.into_inner(),
    })
}

/// A list of a file, each with its line.
pub(super) fn many<T>(
    values: Option<Spanned<Vec<Spanned<T>>>>,
    line: impl Fn(usize) -> Origin + Copy,
) -> Result<Option<Vec<Typed<T>>>, SpecError> {
    let Some(values) = values else {
        return Ok(None);
    };
    if values.get_ref().is_empty() {
        return Err(SpecError {
            origin: line(values.span().start),
            problem: SpecProblem::Value("the list is empty; name one at least".into()),
        });
    }
    let typed = values.into_inner().into_iter();
    Ok(Some(typed.filter_map(|v| one(Some(v), line)).collect()))
}

impl Draft {
    /// The draft of a built-in study.
    ///
    /// # Errors
    /// [`SpecError`], which would be a mistake in actlab itself.
    pub fn builtin(study: &Builtin) -> Result<Self, SpecError> {
        Draft::from_toml(
            study.toml,
            Path::new(&format!("built-in study {}", study.name)),
        )
    }

    /// Reads a TOML file.
    ///
    /// # Errors
    /// [`SpecError`] where it cannot be read, is no TOML, or has an unknown
    /// key or a value of the wrong kind.
    pub fn read(path: &Path) -> Result<Self, SpecError> {
        let mut draft = Draft::from_toml(&read_text(path)?, path)?;
        draft.name = draft.name.or_else(|| stem(path));
        Ok(draft)
    }

    /// The draft that a journal holds, `path`.
    pub(super) fn from_table(table: &toml::Table, path: &Path) -> Result<Self, SpecError> {
        // The lines are not those of a file that a person could open.
        Draft::parse(&table.to_string(), |_| Origin::File(path.to_path_buf()))
    }

    /// Reads TOML; `path` is the file that messages name.
    ///
    /// # Errors
    /// [`SpecError`], as for [`Draft::read`].
    pub fn from_toml(text: &str, path: &Path) -> Result<Self, SpecError> {
        Draft::parse(text, lines(text, path))
    }

    fn parse(text: &str, line: impl Fn(usize) -> Origin + Copy) -> Result<Self, SpecError> {
        let file: File = parse(text, line)?;
        Ok(Draft {
            name: one(file.name, line),
            seed: one(file.seed, line),
            trials: one(file.trials, line),
            until_precision: one(file.until_precision, line),
            max_trials: one(file.max_trials, line),
            activation: many(file.activation, line)?,
            depth: many(file.depth, line)?,
            width: many(file.width, line)?,
            batch: one(file.batch, line),
            input: many(file.input, line)?,
            weights: many(file.weights, line)?,
            format: many(file.format, line)?,
            loss_scale: many(file.loss_scale, line)?.map(texts),
            metric: many(file.metric, line)?,
            independent: one(file.independent, line),
            tau: one(file.tau, line),
            vanished: one(file.vanished, line),
            lost: one(file.lost, line),
            noise: one(file.noise, line),
            underflow: one(file.underflow, line),
            learning_rate: one(file.learning_rate, line),
            confidence: one(file.confidence, line),
        })
    }

    /// This draft where it says something, else `under`.
    pub fn over(self, under: Draft) -> Draft {
        Draft {
            name: self.name.or(under.name),
            seed: self.seed.or(under.seed),
            trials: self.trials.or(under.trials),
            until_precision: self.until_precision.or(under.until_precision),
            max_trials: self.max_trials.or(under.max_trials),
            activation: self.activation.or(under.activation),
            depth: self.depth.or(under.depth),
            width: self.width.or(under.width),
            batch: self.batch.or(under.batch),
            input: self.input.or(under.input),
            weights: self.weights.or(under.weights),
            format: self.format.or(under.format),
            loss_scale: self.loss_scale.or(under.loss_scale),
            metric: self.metric.or(under.metric),
            independent: self.independent.or(under.independent),
            tau: self.tau.or(under.tau),
            vanished: self.vanished.or(under.vanished),
            lost: self.lost.or(under.lost),
            noise: self.noise.or(under.noise),
            underflow: self.underflow.or(under.underflow),
            learning_rate: self.learning_rate.or(under.learning_rate),
            confidence: self.confidence.or(under.confidence),
        }
    }
}
