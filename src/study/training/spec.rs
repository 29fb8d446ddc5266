//! A checked specification of a study that trains.

use super::draft::TrainingDraft;
use crate::activation::Activation;
use crate::generator::Weights;
use crate::number::Precision;
use crate::study::spec::{
    check, filled, folder_name, level, names, positive, required, seed, sizes,
};
use crate::study::{SpecError, SpecProblem, Typed};
use crate::training::{Architecture, Learning, Optimizer, Task};
use toml::{Table, Value};

/// A study that trains, with every default filled in.
#[derive(Debug, Clone)]
pub struct TrainingSpec {
    /// Name: that of the report's folder.
    pub name: String,
    /// Seed of every draw.
    pub seed: u64,
    /// Runs of each net: the replicates of every interval.
    pub runs: u32,
    /// Runs at each learning rate before one is chosen.
    pub tuning_runs: u32,
    /// Tasks.
    pub tasks: Vec<Task>,
    /// Activations.
    pub activations: Vec<Activation>,
    /// Which of their parameters are learnt.
    pub learning: Vec<Learning>,
    /// Whether weight decay is for those, too.
    pub decays_activation: bool,
    /// Architectures.
    pub architectures: Vec<Architecture>,
    /// Optimizers.
    pub optimizers: Vec<Optimizer>,
    /// Learning rates to choose from, ascending.
    pub rates: Vec<f64>,
    /// Depths, ascending.
    pub depths: Vec<usize>,
    /// Widths, ascending.
    pub widths: Vec<usize>,
    /// Weight initialisations, each with where it was typed.
    pub weights: Vec<Typed<Weights>>,
    /// Number formats.
    pub formats: Vec<Precision>,
    /// Samples of a step.
    pub batch: usize,
    /// Steps of a run.
    pub steps: u32,
    /// Steps from one checkpoint to the next.
    pub every: u32,
    /// Training losses whose first step is looked for, descending.
    pub goals: Vec<f64>,
    /// Threshold of saturation.
    pub tau: f64,
    /// Level of the intervals.
    pub confidence: f64,
}

/// More of them would take longer than anyone waits, or mean a typing error.
const MOST_STEPS: u64 = 100_000_000;

impl TrainingSpec {
    /// Checks a draft.
    ///
    /// # Errors
    /// [`SpecError`]: the first thing that is wrong, where it was typed and
    /// the mend.
    pub fn new(draft: TrainingDraft) -> Result<Self, SpecError> {
        let count = |key: &'static str, value: Option<Typed<u64>>, (least, most): (u64, u64)| {
            let value = required(key, value)?;
            check(&value, |n| match *n {
                n if n < least => Err(format!("{key} {n} is too few; take {least} or more")),
                n if n > most => Err(format!("{key} {n} is above {most}")),
                _ => Ok(()),
            })?;
            Ok::<u64, SpecError>(value.value)
        };
        let values = |typed: Vec<Typed<_>>| typed.into_iter().map(|typed| typed.value).collect();
        let most = u64::from(u32::MAX >> 1);
        let steps = count("steps", draft.steps, (1, MOST_STEPS))?;
        Ok(TrainingSpec {
            name: folder_name(draft.name)?,
            seed: seed(draft.seed)?,
            runs: count("runs", draft.runs, (2, most))? as u32,
            tuning_runs: count("tuning_runs", draft.tuning_runs, (1, most))? as u32,
            tasks: plain(names("task", draft.task, |text| {
                Task::parse(text).map_err(SpecProblem::from)
            })?),
            activations: plain(names("activation", draft.activation, |text| {
                text.parse::<Activation>().map_err(SpecProblem::from)
            })?),
            learning: plain(names("learning", draft.learning, |text| {
                text.parse::<Learning>().map_err(SpecProblem::from)
            })?),
            decays_activation: draft.decays_activation.is_some_and(|typed| typed.value),
            architectures: plain(names("architecture", draft.architecture, |text| {
                text.parse::<Architecture>().map_err(SpecProblem::from)
            })?),
            optimizers: plain(names("optimizer", draft.optimizer, |text| {
                text.parse::<Optimizer>().map_err(SpecProblem::from)
            })?),
            rates: numbers("learning_rate", draft.learning_rate)?,
            depths: sizes("depth", draft.depth)?,
            widths: sizes("width", draft.width)?,
            weights: names("weights", draft.weights, |text| {
                Weights::parse(text).map_err(SpecProblem::from)
            })?,
            formats: values(names("format", draft.format, |text| {
                Precision::parse(text).map_err(SpecProblem::from)
            })?),
            batch: count("batch", draft.batch, (1, u64::from(u32::MAX)))? as usize,
            steps: steps as u32,
            every: count("every", draft.every, (1, steps))? as u32,
            goals: numbers("goal", draft.goal)?.into_iter().rev().collect(),
            tau: positive("tau", &draft.tau)?.value,
            confidence: level(draft.confidence)?,
        })
    }

    /// Every key with its value, in the order of a file.
    fn lines(&self) -> Vec<(&'static str, Value)> {
        fn names<T: ToString>(values: impl IntoIterator<Item = T>) -> Value {
            let names = values
                .into_iter()
                .map(|value| Value::from(value.to_string()));
            Value::from(names.collect::<Vec<_>>())
        }
        fn sizes(values: &[usize]) -> Value {
            Value::from(values.iter().map(|n| *n as i64).collect::<Vec<_>>())
        }
        vec![
            ("kind", Value::from("training")),
            ("name", Value::from(self.name.as_str())),
            ("seed", Value::from(self.seed as i64)),
            ("runs", Value::from(self.runs)),
            ("tuning_runs", Value::from(self.tuning_runs)),
            ("task", names(&self.tasks)),
            ("activation", names(&self.activations)),
            ("learning", names(&self.learning)),
            ("decays_activation", Value::from(self.decays_activation)),
            ("architecture", names(&self.architectures)),
            ("optimizer", names(&self.optimizers)),
            ("learning_rate", Value::from(self.rates.clone())),
            ("depth", sizes(&self.depths)),
            ("width", sizes(&self.widths)),
            ("weights", names(self.weights.iter().map(|w| &w.value))),
            ("format", names(&self.formats)),
            ("batch", Value::from(self.batch as i64)),
            ("steps", Value::from(self.steps)),
            ("every", Value::from(self.every)),
            ("goal", Value::from(self.goals.clone())),
            ("tau", Value::from(self.tau)),
            ("confidence", Value::from(self.confidence)),
        ]
    }

    /// The specification as a TOML table.
    pub fn to_table(&self) -> Table {
        let lines = self.lines().into_iter();
        lines.map(|(key, value)| (key.to_string(), value)).collect()
    }

    /// The specification as TOML that [`TrainingDraft`] reads back.
    pub fn to_toml(&self) -> String {
        let lines = self.lines().into_iter();
        lines
            .map(|(key, value)| format!("{key} = {value}\n"))
            .collect()
    }
}

fn plain<T>(typed: Vec<Typed<T>>) -> Vec<T> {
    typed.into_iter().map(|typed| typed.value).collect()
}

/// Numbers above 0, ascending, none twice.
fn numbers(key: &'static str, typed: Option<Vec<Typed<f64>>>) -> Result<Vec<f64>, SpecError> {
    let mut numbers: Vec<f64> = Vec::new();
    for typed in filled(key, typed)? {
        check(&typed, |number| match *number {
            n if !(n.is_finite() && n > 0.0) => {
                Err(format!("{key} must be a number above 0, not {n}"))
            }
            n if numbers.contains(&n) => Err(format!("{key} {n} is given twice")),
            _ => Ok(()),
        })?;
        numbers.push(typed.value);
    }
    numbers.sort_by(f64::total_cmp);
    Ok(numbers)
}
