//! What is asked for, as a plan, and its measurement.

use super::Arguments;
use crate::cli::interrupt::Interrupt;
use crate::cli::progress::Progress;
use crate::cli::study::{ask_first, duration, names, one, typed};
use crate::cli::{CliError, note};
use actlab::activation::Activation;
use actlab::generator::{Gain, Weights};
use actlab::number::{LossScale, Precision};
use actlab::study::{self, Draft, Origin, Plan, Sample, Spec, SpecError, Typed, Watch};
use actlab::training::{Architecture, ArchitectureError};
use actlab::verdict::{self, Record};

/// What is asked for, as typed.
#[derive(Clone)]
pub struct Wanted {
    pub activations: Option<Vec<Typed<String>>>,
    pub width: u64,
    pub batch: u64,
    pub trials: u64,
    pub seed: u64,
    pub input: String,
    pub weights: Vec<String>,
    pub formats: Vec<String>,
    pub architecture: Architecture,
}

impl Wanted {
    pub fn of(arguments: &Arguments) -> Result<Self, SpecError> {
        let architecture = arguments.architecture.parse();
        Ok(Wanted {
            architecture: architecture.map_err(|problem: ArchitectureError| SpecError {
                origin: Origin::Flag("--architecture"),
                problem: problem.into(),
            })?,
            activations: names("--activation", &arguments.activation),
            width: arguments.width,
            batch: arguments.batch,
            trials: arguments.trials,
            seed: arguments.seed,
            input: arguments.input.clone(),
            weights: vec![arguments.weights.clone()],
            formats: vec![arguments.format.clone()],
        })
    }

    pub fn spec(&self, depths: &[u64]) -> Result<Spec, SpecError> {
        let list = |flag, values: &[String]| {
            let values = values.iter().cloned();
            Some(values.map(|value| typed(flag, value)).collect())
        };
        let metrics = verdict::METRICS.map(|metric| metric.to_string());
        let draft = Draft {
            name: one("advise", Some("advise".to_string())),
            seed: one("--seed", Some(self.seed)),
            trials: one("--trials", Some(self.trials)),
            activation: self.activations.clone(),
            depth: Some(depths.iter().map(|d| typed("--depth", *d)).collect()),
            width: Some(vec![typed("--width", self.width)]),
            batch: one("--batch", Some(self.batch)),
            input: list("--input", std::slice::from_ref(&self.input)),
            weights: list("--weights", &self.weights),
            format: list("--format", &self.formats),
            metric: list("--metric", &metrics),
            ..Draft::default()
        };
        Spec::new(draft.over(Draft::builtin(&study::builtins()[0])?))
    }
}

/// The depths that are measured: the one that is asked about, half and a
/// quarter of it, where it may have failed, and twice it, where it may fail.
pub fn ladder(depth: u64) -> Vec<u64> {
    let mut depths = vec![depth / 4, depth / 2, depth];
    depths.extend(depth.checked_mul(2));
    depths.retain(|d| *d > 0 || depth == 0);
    depths.dedup();
    depths
}

/// The depths of a question. Weights that tune an activation to the deepest net
/// would tune it to another one than is asked about.
pub fn depths(depth: u64, weights: &str) -> Vec<u64> {
    let tuned = Weights::parse(weights).is_ok_and(|w| matches!(w.gain, Gain::Tat(_)));
    match tuned {
        true => vec![depth],
        false => ladder(depth),
    }
}

/// The plan, and a line for every default activation that the weights do not
/// cover.
pub fn plan_of(wanted: &Wanted, depths: &[u64]) -> Result<(Plan, Vec<String>), CliError> {
    let spec = wanted.spec(depths)?;
    let error = match Plan::new(spec.clone()) {
        Ok(plan) => return Ok((plan, Vec::new())),
        Err(error) => error,
    };
    if wanted.activations.is_some() {
        return Err(error.into());
    }
    let alone = |activation: &Activation| Spec {
        activations: vec![activation.clone()],
        ..spec.clone()
    };
    let (covered, without): (Vec<Activation>, Vec<Activation>) = spec
        .activations
        .iter()
        .cloned()
        .partition(|activation| Plan::new(alone(activation)).is_ok());
    if covered.is_empty() {
        return Err(error.into());
    }
    let plan = Plan::new(Spec {
        activations: covered,
        ..spec.clone()
    })?;
    let names: Vec<String> = without.iter().map(ToString::to_string).collect();
    let line = format!(
        "note: {} weights do not cover {}; left out",
        spec.weights[0].value,
        names.join(", ")
    );
    Ok((plan, vec![line]))
}

/// Measures the nets of every condition of a plan in an architecture.
pub fn records(
    plan: &Plan,
    architecture: Architecture,
    yes: bool,
) -> Result<Vec<Vec<Record>>, CliError> {
    let conditions = 0..plan.conditions.len();
    if architecture == Architecture::PLAIN {
        let sample = measured(plan, yes)?;
        return Ok(conditions
            .map(|place| Record::of_plain_nets(plan, &sample, place))
            .collect());
    }
    let is_auto = |format: &&Precision| format.loss_scale() == LossScale::Auto;
    if let Some(format) = plan.spec.formats.iter().find(is_auto) {
        return Err(CliError::Usage(format!(
            "--format: the loss scale of {format} is chosen for plain nets only; give a power of \
             two, such as *2^10"
        )));
    }
    // Plain nets of the same sizes are no dearer.
    ask_first(plan, &plan.predict(1), None, yes)?;
    let nets: usize = conditions.clone().map(|c| Record::nets(plan, c)).sum();
    note(&format!("measuring {nets} nets"));
    let progress = Progress::start(nets as u64);
    let finished = || progress.advance(1);
    let records = conditions.map(|place| {
        let records = Record::of_architecture(architecture, plan, place, &finished);
        records.map_err(|problem| {
            CliError::Spec(SpecError {
                origin: Origin::Flag("--weights"),
                problem: problem.into(),
            })
        })
    });
    let records: Result<Vec<_>, CliError> = records.collect();
    progress.finish();
    records
}

/// Measures every cell, and says how far it is.
pub fn measured(plan: &Plan, yes: bool) -> Result<Sample, CliError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.min(plan.cells());
    let prediction = plan.predict(threads);
    ask_first(plan, &prediction, None, yes)?;
    note(&format!(
        "measuring, about {}",
        duration(prediction.seconds())
    ));
    let interrupt = Interrupt::await_signal().map_err(CliError::Signals)?;
    let microseconds = |seconds: f64| ((seconds * 1e6) as u64).max(1);
    let steps = (0..plan.cells()).flat_map(|cell| prediction.steps(cell));
    let progress = Progress::start(steps.map(|seconds| microseconds(*seconds)).sum());
    let watch = Watch {
        finished: &|cell, activation| {
            progress.advance(microseconds(prediction.step(cell, activation)));
        },
        stop: &|| interrupt.stop(&progress),
    };
    let sample = Sample::measure(plan, threads, &watch);
    progress.finish();
    sample?.ok_or_else(|| CliError::Interrupted {
        message: "stopped; nothing was kept".to_string(),
        code: interrupt.exit_code(),
    })
}
