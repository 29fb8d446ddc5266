//! A specification as typed: from a TOML file, a built-in study or flags, each
//! value with the place it came from, so that a message can name it.

use super::builtin::Builtin;
use super::toml_file::{lines, many, one, parse, read_text, stem};
use super::typed::{Origin, SpecError, Typed};
use serde::Deserialize;
use std::path::Path;
use toml::Spanned;

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
