//! A checked specification: every name known, every number in its range.

use super::builtin::builtins;
use super::draft::Draft;
use super::typed::{Origin, SpecError, SpecProblem, Typed};
use super::until_precision::UntilPrecision;
use crate::activation::Activation;
use crate::analysis::{Limits, Metric, Shadow};
use crate::generator::{Input, Weights};
use crate::number::{Format, LossScale, Precision, Rounding, Storage};
use std::path::Path;
use toml::{Table, Value};

/// Closes a printed specification: how to read the figures.
const DEFINITIONS: &str = "
# What the figures are, for layer l of one trial; means are over trials. In
# summary.csv a share is the mean over the layers of the net.
";

/// A study, with every default filled in.
#[derive(Debug, Clone)]
pub struct Spec {
    /// Name: that of the report's folder.
    pub name: String,
    /// Seed of every draw.
    pub seed: u64,
    /// Trials of each condition: the replicates of every interval.
    pub trials: u32,
    /// Where trials are added until the intervals are narrow: how narrow.
    pub stopping: Option<UntilPrecision>,
    /// Activations.
    pub activations: Vec<Activation>,
    /// Depths, ascending.
    pub depths: Vec<usize>,
    /// Widths, ascending.
    pub widths: Vec<usize>,
    /// Samples in a batch.
    pub batch: usize,
    /// Input distributions.
    pub inputs: Vec<Input>,
    /// Weight initialisations, each with where it was typed: whether it covers
    /// the activations shows later.
    pub weights: Vec<Typed<Weights>>,
    /// Number formats, each with each loss scale.
    pub formats: Vec<Precision>,
    /// What is measured, in the order of the files.
    pub metrics: Vec<Metric>,
    /// Whether every activation has draws of its own. Figures of different
    /// activations are independent then, and differences between them are not
    /// paired.
    pub independent: bool,
    /// What counts as saturated, vanished, lost and drowned.
    pub limits: Limits,
    /// Level of the intervals.
    pub confidence: f64,
}

/// Reads TOML; what it leaves out is as in the built-in study `depth`.
impl std::str::FromStr for Spec {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        let draft = Draft::from_toml(text, Path::new("study"))?;
        Spec::new(draft.over(Draft::builtin(&builtins()[0])?))
    }
}

impl Spec {
    /// Checks a draft.
    ///
    /// # Errors
    /// [`SpecError`]: the first thing that is wrong, where it was typed and
    /// the mend.
    pub fn new(draft: Draft) -> Result<Self, SpecError> {
        let limits = limits(&draft)?;
        let metrics = metrics(draft.metric)?;
        let name = folder_name(draft.name)?;
        let trials = required("trials", draft.trials)?;
        check(&trials, |n| match n {
            0 | 1 => Err(format!(
                "{n} trials give no interval; take 2 or more (10 is the default)"
            )),
            n if *n > u64::from(u32::MAX) => Err(format!("{n} trials are more than 2^32 - 1")),
            _ => Ok(()),
        })?;
        let batch = required("batch", draft.batch)?;
        check(&batch, |n| size("batch", *n))?;
        let confidence = level(draft.confidence)?;
        let seed = seed(draft.seed)?;
        Ok(Spec {
            name,
            seed,
            trials: trials.value as u32,
            stopping: stopping(draft.until_precision, draft.max_trials, trials.value)?,
            activations: names("activation", draft.activation, |text| {
                text.parse::<Activation>().map_err(SpecProblem::from)
            })?
            .into_iter()
            .map(|typed| typed.value)
            .collect(),
            depths: sizes("depth", draft.depth)?,
            widths: sizes("width", draft.width)?,
            batch: batch.value as usize,
            inputs: names("input", draft.input, |text| {
                Input::parse(text).map_err(SpecProblem::from)
            })?
            .into_iter()
            .map(|typed| typed.value)
            .collect(),
            weights: names("weights", draft.weights, |text| {
                Weights::parse(text).map_err(SpecProblem::from)
            })?,
            formats: formats(draft.format, draft.loss_scale, &metrics)?,
            metrics,
            independent: draft.independent.is_some_and(|typed| typed.value),
            limits,
            confidence,
        })
    }

    /// Every key with its value, in the order of a file.
    fn lines(&self) -> Vec<(&'static str, Value)> {
        fn names<T: ToString>(values: &[T]) -> Value {
            Value::from(values.iter().map(T::to_string).collect::<Vec<_>>())
        }
        fn sizes(values: &[usize]) -> Value {
            Value::from(values.iter().map(|n| *n as i64).collect::<Vec<_>>())
        }
        let weights: Vec<&Weights> = self.weights.iter().map(|w| &w.value).collect();
        let mut lines = vec![
            ("name", Value::from(self.name.as_str())),
            ("seed", Value::from(self.seed as i64)),
            ("trials", Value::from(self.trials)),
        ];
        if let Some(stopping) = self.stopping {
            lines.extend([
                ("until_precision", Value::from(stopping.share)),
                ("max_trials", Value::from(stopping.max_trials)),
            ]);
        }
        lines.extend([
            ("activation", names(&self.activations)),
            ("depth", sizes(&self.depths)),
            ("width", sizes(&self.widths)),
            ("batch", Value::from(self.batch as i64)),
            ("input", names(&self.inputs)),
            ("weights", names(&weights)),
            ("format", names(&self.formats)),
            ("metric", names(&self.metrics)),
            ("independent", Value::from(self.independent)),
            ("tau", Value::from(self.limits.tau)),
            ("vanished", Value::from(self.limits.vanished)),
            ("lost", Value::from(self.limits.lost)),
            ("noise", Value::from(self.limits.noise)),
            ("underflow", Value::from(self.limits.underflow)),
            ("learning_rate", Value::from(self.limits.learning_rate)),
            ("confidence", Value::from(self.confidence)),
        ]);
        lines
    }

    /// The most trials that a condition may get.
    pub fn most_trials(&self) -> u32 {
        self.stopping.map_or(self.trials, |s| s.max_trials)
    }

    /// The specification as a TOML table.
    pub fn to_table(&self) -> Table {
        let lines = self.lines().into_iter();
        lines.map(|(key, value)| (key.to_string(), value)).collect()
    }

    /// The specification as TOML that [`Draft::read`] reads back, with the
    /// definitions of the metrics as comments.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        for (key, value) in self.lines() {
            text.push_str(&format!("{key} = {value}\n"));
        }
        text.push_str(DEFINITIONS);
        for metric in Metric::ALL {
            text.push_str(&format!("# {metric}: {}\n", metric.definition()));
        }
        text
    }
}

/// The limit where `max_trials` does not say.
const MAX_TRIALS: u64 = 1000;

fn stopping(
    until: Option<Typed<f64>>,
    limit: Option<Typed<u64>>,
    trials: u64,
) -> Result<Option<UntilPrecision>, SpecError> {
    let Some(until) = until else {
        return match limit {
            None => Ok(None),
            Some(limit) => fail(
                limit.origin,
                "max_trials is the limit of until_precision; say that too, or trials".to_string(),
            ),
        };
    };
    check(&until, |share| {
        if *share > 0.0 && *share < 10.0 {
            Ok(())
        } else {
            Err(format!(
                "until_precision must be a share above 0, such as 5% or 0.05, not {share}"
            ))
        }
    })?;
    let max_trials = limit.as_ref().map_or(MAX_TRIALS.max(trials), |l| l.value);
    if max_trials < trials || max_trials > u64::from(u32::MAX) {
        let origin = limit.map_or(until.origin, |limit| limit.origin);
        return fail(
            origin,
            format!(
                "max_trials {max_trials} must be {trials}, the trials to begin with, to 2^32 - 1"
            ),
        );
    }
    Ok(Some(UntilPrecision {
        share: until.value,
        max_trials: max_trials as u32,
    }))
}

pub(super) fn positive(
    key: &'static str,
    value: &Option<Typed<f64>>,
) -> Result<Typed<f64>, SpecError> {
    let value = required(key, value.clone())?;
    check(&value, |value| {
        if value.is_finite() && *value > 0.0 {
            Ok(())
        } else {
            Err(format!("{key} must be a number above 0, not {value}"))
        }
    })?;
    Ok(value)
}

/// The thresholds of a draft, checked.
///
/// # Errors
/// [`SpecError`] where one is missing, no number above 0, or no share.
pub fn limits(draft: &Draft) -> Result<Limits, SpecError> {
    let share = |key, value: &Option<Typed<f64>>| {
        let value = positive(key, value)?;
        check(&value, |share| {
            if *share <= 1.0 {
                Ok(())
            } else {
                Err(format!("{key} is a share, so at most 1, not {share}"))
            }
        })?;
        Ok(value.value)
    };
    Ok(Limits {
        tau: positive("tau", &draft.tau)?.value,
        vanished: positive("vanished", &draft.vanished)?.value,
        lost: share("lost", &draft.lost)?,
        noise: positive("noise", &draft.noise)?.value,
        underflow: share("underflow", &draft.underflow)?,
        learning_rate: positive("learning_rate", &draft.learning_rate)?.value,
    })
}

/// A format of a net that is as wide as the type in which it is run, with a rule of
/// rounding that would not be followed.
fn unrounded(precision: &Precision) -> Option<Format> {
    let roles = [
        precision.forward(),
        precision.weights(),
        precision.gradient(),
        precision.master(),
    ];
    roles.into_iter().find_map(|storage| match storage {
        Storage::Single(format) => {
            let bits = format.layout().mantissa_bits;
            let is_f64 = bits >= f64::MANTISSA_DIGITS - 1;
            let is_f32 = bits >= f32::MANTISSA_DIGITS - 1;
            let ruled =
                is_f64 && !format.is_usual() || is_f32 && format.rounding() != Rounding::Nearest;
            ruled.then_some(format)
        }
        Storage::Block(_) => None,
    })
}

/// Every format with every loss scale.
fn formats(
    typed: Option<Vec<Typed<String>>>,
    loss_scales: Option<Vec<Typed<String>>>,
    metrics: &[Metric],
) -> Result<Vec<Precision>, SpecError> {
    let no_loss_scale = || {
        SpecProblem::Value(
            "a loss scale is of gradients, and what is measured is of the input alone; leave it out"
                .to_string(),
        )
    };
    let of_input = metrics.iter().any(|metric| metric.is_of_input())
        && metrics
            .iter()
            .all(|metric| metric.is_of_input() || FREE.contains(metric));
    let formats = names("format", typed, |text| {
        let precision = Precision::parse(text)?;
        if of_input && precision.loss_scale() != LossScale::Power(0) {
            return Err(no_loss_scale());
        }
        // Without nets in the formats, what a gradient would round to is told
        // from thresholds.
        if !Shadow::is_needed(metrics) {
            if precision.loss_scale() == LossScale::Auto {
                return Err(SpecProblem::Value(
                    "a loss scale is chosen for a net that is run in the format; name a metric \
                     that does, such as noise_to_signal, or a power of two"
                        .to_string(),
                ));
            }
            Storage::parse_single(&precision.gradient().to_string()).map_err(|error| {
                SpecProblem::Value(format!(
                    "{error}, or name a metric that runs the net in it, such as noise_to_signal"
                ))
            })?;
        }
        if Shadow::is_needed(metrics)
            && let Some(format) = unrounded(&precision)
        {
            return Err(SpecProblem::Value(format!(
                "{format}: a net in f32 or f64 is not rounded beyond its own sums, so that this \
                 rule would do nothing; leave it out"
            )));
        }
        Ok(precision)
    })?;
    let scales = match loss_scales {
        None => return Ok(formats.into_iter().map(|typed| typed.value).collect()),
        scales => names("loss_scale", scales, |text| match LossScale::parse(text)? {
            LossScale::Power(0) => Ok(LossScale::Power(0)),
            _ if of_input => Err(no_loss_scale()),
            scale => Ok(scale),
        })?,
    };
    let mut all = Vec::new();
    for Typed { value, origin } in formats {
        if value.loss_scale() != LossScale::Power(0) {
            return fail(
                origin,
                format!("{value} has a loss scale of its own; leave it out, or loss_scale"),
            );
        }
        all.extend(scales.iter().map(|scale| value.scaled(scale.value)));
    }
    Ok(all)
}

/// What follows from a pass at no cost, and is there whatever is named.
const FREE: [Metric; 6] = [
    Metric::DepthToUnderflow,
    Metric::Overflow,
    Metric::GradientSlope,
    Metric::GradientSlopeVsRelu,
    Metric::GradientRatio,
    Metric::BornDead,
];

/// What is measured where nothing is named, and in what follows from it: all
/// that takes no nets beside the one in f32, and no singular values.
fn usual() -> impl Iterator<Item = Metric> {
    let all = Metric::ALL.iter().copied();
    all.filter(|metric| {
        !metric.needs_shadow() && !metric.is_of_octaves() && !metric.is_of_jacobian()
    })
}

/// Those that are named and what follows from them, in the order of the files.
fn metrics(typed: Option<Vec<Typed<String>>>) -> Result<Vec<Metric>, SpecError> {
    if typed.is_none() {
        return Ok(usual().collect());
    }
    let named = names("metric", typed, |text| {
        Metric::parse(text).map_err(SpecProblem::from)
    })?;
    let mut metrics: Vec<Metric> = named.into_iter().map(|typed| typed.value).collect();
    metrics.extend(FREE);
    if metrics.iter().any(|metric| metric.is_cause()) {
        // One alone does not add to one.
        metrics.extend(Metric::ALL.iter().filter(|metric| metric.is_cause()));
    }
    if metrics.iter().any(|metric| metric.is_of_jacobian()) {
        // They come together.
        metrics.extend(Metric::ALL.iter().filter(|metric| metric.is_of_jacobian()));
    }
    // What a depth is told by.
    if metrics.contains(&Metric::SafeDepth) {
        metrics.extend([Metric::NoiseToSignal, Metric::LostFraction]);
    }
    if metrics.contains(&Metric::DepthToNoise) {
        metrics.push(Metric::NoiseToSignal);
    }
    if metrics.contains(&Metric::NoiseToSignal) {
        metrics.push(Metric::DepthToNoise);
    }
    metrics.sort_unstable();
    metrics.dedup();
    Ok(metrics)
}

/// The name of a study, which becomes a folder.
pub(super) fn folder_name(name: Option<Typed<String>>) -> Result<String, SpecError> {
    let name = required("name", name)?;
    check(&name, |name| {
        let fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || name.starts_with('.') || !name.chars().all(fit) {
            Err("the name becomes a folder: use letters, digits, '-', '_' and '.'".into())
        } else {
            Ok(())
        }
    })?;
    Ok(name.value)
}

/// The seed of a study.
pub(super) fn seed(seed: Option<Typed<u64>>) -> Result<u64, SpecError> {
    let seed = required("seed", seed)?;
    check(&seed, |seed| match i64::try_from(*seed) {
        Ok(_) => Ok(()),
        Err(_) => Err(format!(
            "seed {seed} is above 2^63 - 1, the largest that TOML holds"
        )),
    })?;
    Ok(seed.value)
}

/// The level of intervals.
pub(super) fn level(confidence: Option<Typed<f64>>) -> Result<f64, SpecError> {
    let confidence = required("confidence", confidence)?;
    check(&confidence, |level| {
        // Up to there the quantile of Student's t is right to six digits.
        const HIGHEST: f64 = 0.999_999;
        if *level > 0.0 && *level <= HIGHEST {
            Ok(())
        } else {
            Err(format!(
                "confidence must lie between 0 and 1, at most {HIGHEST}, not {level}"
            ))
        }
    })?;
    Ok(confidence.value)
}

pub(super) fn fail<T>(origin: Origin, problem: impl Into<SpecProblem>) -> Result<T, SpecError> {
    Err(SpecError {
        origin,
        problem: problem.into(),
    })
}

impl From<String> for SpecProblem {
    fn from(problem: String) -> Self {
        SpecProblem::Value(problem)
    }
}

pub(super) fn required<T>(
    key: &'static str,
    value: Option<Typed<T>>,
) -> Result<Typed<T>, SpecError> {
    match value {
        Some(value) => Ok(value),
        None => fail(Origin::Flag(key), format!("{key} is not given")),
    }
}

pub(super) fn check<T>(
    typed: &Typed<T>,
    check: impl Fn(&T) -> Result<(), String>,
) -> Result<(), SpecError> {
    check(&typed.value).or_else(|problem| fail(typed.origin.clone(), problem))
}

/// A width, depth or batch: a whole number from 1 up to 2^32 - 1.
pub(super) fn size(key: &str, n: u64) -> Result<(), String> {
    match n {
        0 => Err(format!("{key} 0 is no net; take 1 or more")),
        n if n > u64::from(u32::MAX) => Err(format!("{key} {n} is above 2^32 - 1")),
        _ => Ok(()),
    }
}

pub(super) fn filled<T>(
    key: &'static str,
    values: Option<Vec<Typed<T>>>,
) -> Result<Vec<Typed<T>>, SpecError> {
    match values {
        Some(values) if !values.is_empty() => Ok(values),
        _ => fail(
            Origin::Flag(key),
            format!("{key} is empty; name one at least"),
        ),
    }
}

pub(super) fn sizes(
    key: &'static str,
    values: Option<Vec<Typed<u64>>>,
) -> Result<Vec<usize>, SpecError> {
    let mut sizes = Vec::new();
    for typed in filled(key, values)? {
        check(&typed, |n| size(key, *n))?;
        let value = typed.value as usize;
        if sizes.contains(&value) {
            return fail(typed.origin, format!("{key} {value} is given twice"));
        }
        sizes.push(value);
    }
    sizes.sort_unstable();
    Ok(sizes)
}

pub(super) fn names<T: ToString>(
    key: &'static str,
    values: Option<Vec<Typed<String>>>,
    parse: impl Fn(&str) -> Result<T, SpecProblem>,
) -> Result<Vec<Typed<T>>, SpecError> {
    let mut parsed: Vec<Typed<T>> = Vec::new();
    for Typed { value, origin } in filled(key, values)? {
        match parse(&value) {
            Ok(value) => {
                let name = value.to_string();
                if parsed.iter().any(|p| p.value.to_string() == name) {
                    return fail(origin, format!("{key} {name} is given twice"));
                }
                parsed.push(Typed { value, origin });
            }
            Err(problem) => return fail(origin, problem),
        }
    }
    Ok(parsed)
}
