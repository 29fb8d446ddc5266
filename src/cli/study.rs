//! `actlab study`: run a study and write its report.

use super::measure::{Ended, interrupted, measure, until_precise};
use super::report::Costs;
use super::{CliError, gaps, note, print, publish};
use actlab::naming;
use actlab::report;
use actlab::study::Typed;
use actlab::study::training::{TrainingDraft, training_builtins};
use actlab::study::{self, Builtin, Draft, Origin, Plan, Prediction, Spec, SpecError, SpecProblem};
use actlab::study::{Header, Journal, Shard};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub const EXAMPLES: &str = "\
Examples:
  actlab study
  actlab study precision --quick
  actlab study --activation relu,gelu --depth 50 --width 512 --format bf16
  actlab study --activation 'mine(beta=1.5): x * sigmoid(beta * x)',leaky_relu@keras
  actlab study --input 'normal(0, 1)',uniform,data/iris.csv --depth 16
  actlab study --print-spec > mine.toml
  actlab study mine.toml --out reports/mine
  actlab study mine.toml --dry-run
  actlab study mine.toml --shard 3/64

A study that was stopped or killed goes on where it was with the same command.

The environment variable ACTLAB_INSTRUCTION_SET = avx512 | avx2 | baseline (on ARM neon | baseline)
chooses the instruction set of draws and kernels; without it the widest one of the machine is
taken. Products are faer's, which takes the widest always. Draws are the same bits in every set,
figures agree to rounding.";

/// Nobody starts a longer run by accident.
const LONGEST_UNASKED: f64 = 24.0 * 3600.0;

/// What `actlab study` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A built-in study (depth, input, precision, noise, formats) or a TOML file [default: depth]
    study: Option<String>,
    /// Folder of the report [default: reports/NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Seed of every draw [default: 1]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    seed: Option<u64>,
    /// Trials of each condition: independent draws of weights, input and cotangent [default: 10]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    trials: Option<u64>,
    /// Add trials until the typical gradient ratio of every net is known within this share:
    /// 5% or 0.05
    #[arg(long, value_name = "SHARE", allow_hyphen_values = true)]
    until_precision: Option<String>,
    /// The most trials of a condition then [default: 1000]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    max_trials: Option<u64>,
    /// Cells measured at the same time, at most 1024 [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), allow_negative_numbers = true)]
    threads: Option<u16>,
    /// A first look in seconds: 4 trials at width and batch 64
    #[arg(long)]
    quick: bool,
    /// Activations, names or formulas, comma separated or repeated, as all lists:
    /// relu,'leaky_relu(0.2)','x * tanh(softplus(x))'
    #[arg(long, value_name = "NAMES")]
    activation: Vec<String>,
    /// Depths: activation layers of the nets
    #[arg(long, value_name = "LIST", allow_negative_numbers = true)]
    depth: Vec<String>,
    /// Widths: units in every layer [default: 256]
    #[arg(long, value_name = "LIST", allow_negative_numbers = true)]
    width: Vec<String>,
    /// Samples in a batch [default: 128]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    batch: Option<u64>,
    /// Input distributions or CSV files
    #[arg(long, value_name = "NAMES")]
    input: Vec<String>,
    /// Weight initialisations
    #[arg(long, value_name = "NAMES")]
    weights: Vec<String>,
    /// Number formats: f16, e4m3(saturate), e3m3 ... (see `actlab list formats`); of a net's
    /// roles, 'mixed(forward=e4m3, gradient=e5m2)'
    #[arg(long, value_name = "NAMES")]
    format: Vec<String>,
    /// Loss scales, each with every format: powers of two, 1024 or 2^10, or auto [default: 1]
    #[arg(long, value_name = "LIST", allow_negative_numbers = true)]
    loss_scale: Vec<String>,
    /// Metrics, as in the files: what is not named and costs time is not measured [default: all
    /// that takes no nets in the formats beside one in f64]
    #[arg(long, value_name = "NAMES")]
    metric: Vec<String>,
    /// Draw weights, input and cotangent anew for every activation: their figures become
    /// independent samples, and differences between them are not paired
    #[arg(long)]
    independent: bool,
    /// A pair with |phi'(z)| below it is saturated [default: 0.01]
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    tau: Option<f64>,
    /// Level of the confidence intervals [default: 0.95]
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    confidence: Option<f64>,
    /// Print the resolved specification and stop
    #[arg(long)]
    print_spec: bool,
    /// Print the plan, its memory and, from a second's measurement, the time it will take, and stop
    #[arg(long)]
    dry_run: bool,
    /// Do one part of many of the cells, into DIR/shard-3-of-64, for `actlab merge`: 3/64, from 1;
    /// auto in a Slurm array or a Kubernetes indexed Job
    #[arg(long, value_name = "K/N")]
    shard: Option<String>,
    /// Throw away the cells that an earlier run has left in the folder
    #[arg(long)]
    restart: bool,
    /// Run however large the plan is
    #[arg(long)]
    yes: bool,
}

/// Runs the study and prints the answer and the paths written.
pub fn run(arguments: Arguments) -> Result<(), CliError> {
    let spec = spec(&arguments)?;
    if arguments.print_spec {
        return print(&spec.to_toml());
    }
    let threads = match arguments.threads {
        Some(threads) => usize::from(threads),
        None => std::thread::available_parallelism().map_or(1, usize::from),
    };
    let plan = Plan::new(spec)?;
    // More would have nothing to do.
    let threads = threads.min(plan.cells());
    let shard = match arguments.shard.as_deref() {
        None => None,
        Some("auto") => Some(Shard::from_environment(|name| std::env::var(name).ok())?),
        Some(text) => Some(text.parse::<Shard>()?),
    };
    if shard.is_some() && plan.spec.stopping.is_some() {
        return Err(CliError::Usage(
            "--shard: how many trials until_precision takes shows only when all of them are \
             known; run the study on one machine, or give a number of --trials"
                .to_string(),
        ));
    }
    if arguments.dry_run {
        return dry_run(&plan, shard, threads);
    }
    let prediction = plan.predict(threads);
    ask_first(&plan, &prediction, shard, arguments.yes)?;
    let report = arguments
        .out
        .unwrap_or_else(|| Path::new("reports").join(&plan.spec.name));
    let (folder, mut cells) = match shard {
        None => (report.clone(), (0..plan.cells()).collect()),
        Some(shard) => (report.join(shard.folder()), shard.cells(&plan)),
    };
    let threads = threads.min(cells.len()).max(1);
    // Before the run: a broken file of criterion's must not cost its figures.
    let costs = Costs::find(None, &folder)?;
    report::prepare_folder(&folder)?;
    let header = Header::new(&plan, shard);
    let mut journal = Journal::open(&folder, header, arguments.restart)?;
    report::clear_folder(&folder)?;

    plan.spec
        .activations
        .iter()
        .filter_map(gaps::note)
        .for_each(|line| note(&line));
    let measured = (&plan, &prediction, shard);
    let ending = match plan.spec.stopping {
        None => measure(measured, &cells, &mut journal, threads)?,
        Some(precision) => until_precise(measured, precision, &mut cells, &mut journal, threads)?,
    };
    match (ending, shard) {
        (Ended::Whole, None) => publish::whole(&plan, &mut journal, &folder, threads, &costs),
        (Ended::Whole, Some(shard)) => {
            let (file, report) = (journal.records().path().display(), report.display());
            print(&format!(
                "shard {shard}: {} of {} cells are measured, in {file}\nOnce every shard is: actlab \
                 merge {report} --out {report}\n",
                cells.len(),
                plan.cells(),
            ))
        }
        (Ended::Stopped(code), None) => {
            publish::part(&plan, &mut journal, &folder, threads)?;
            Err(interrupted(&cells, &mut journal, code))
        }
        (Ended::Stopped(code), Some(_)) => Err(interrupted(&cells, &mut journal, code)),
    }
}

/// The specification that the arguments ask for.
fn spec(arguments: &Arguments) -> Result<Spec, SpecError> {
    let default = &study::builtins()[0];
    let named = match &arguments.study {
        None => Draft::builtin(default)?,
        Some(text) => match study::builtins().iter().find(|b| b.name == text) {
            Some(builtin) => Draft::builtin(builtin)?,
            None => {
                if training_builtins().iter().any(|b| b.name == text) {
                    return Err(trains(text));
                }
                let path = study_file(text, study::builtins())?;
                if TrainingDraft::is_in(path) {
                    return Err(trains(text));
                }
                Draft::read(path)?
            }
        },
    };
    let flags = Draft {
        seed: one("--seed", arguments.seed),
        trials: one("--trials", arguments.trials),
        until_precision: one("--until-precision", precision(arguments)?),
        max_trials: one("--max-trials", arguments.max_trials),
        activation: names("--activation", &arguments.activation),
        depth: numbers("--depth", &arguments.depth)?,
        width: numbers("--width", &arguments.width)?,
        batch: one("--batch", arguments.batch),
        input: names("--input", &arguments.input),
        weights: names("--weights", &arguments.weights),
        format: names("--format", &arguments.format),
        loss_scale: names("--loss-scale", &arguments.loss_scale),
        metric: names("--metric", &arguments.metric),
        independent: one("--independent", arguments.independent.then_some(true)),
        tau: one("--tau", arguments.tau),
        confidence: one("--confidence", arguments.confidence),
        ..Draft::default()
    };
    let quick = if arguments.quick {
        Draft {
            trials: one("--quick", Some(4)),
            width: Some(vec![typed("--quick", 64)]),
            batch: one("--quick", Some(64)),
            ..Draft::default()
        }
    } else {
        Draft::default()
    };
    Spec::new(flags.over(quick).over(named).over(Draft::builtin(default)?))
}

/// A study of the other kind.
fn trains(text: &str) -> SpecError {
    SpecError {
        origin: Origin::Flag("study"),
        problem: SpecProblem::Value(format!(
            "{text} is a study that trains: run it with `actlab train {text}`"
        )),
    }
}

/// `5%` or `0.05` as a share.
fn precision(arguments: &Arguments) -> Result<Option<f64>, SpecError> {
    let Some(text) = &arguments.until_precision else {
        return Ok(None);
    };
    let number = match text.trim().strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().map(|percent| percent / 100.0),
        None => text.trim().parse(),
    };
    number.map(Some).map_err(|_| SpecError {
        origin: Origin::Flag("--until-precision"),
        problem: SpecProblem::Value(format!("'{text}' is no share; write 5% or 0.05")),
    })
}

/// The path that a text names, which is no built-in study.
pub(super) fn study_file<'a>(text: &'a str, builtins: &[Builtin]) -> Result<&'a Path, SpecError> {
    let path = Path::new(text);
    if path.extension().is_some() || text.contains('/') || path.exists() {
        return Ok(path);
    }
    let signature = |b: &Builtin| naming::Signature {
        name: b.name,
        aliases: &[],
        parameters: &[],
    };
    let signatures: Vec<_> = builtins.iter().map(signature).collect();
    let problem = match naming::resolve("study", text, &signatures) {
        Err(problem) => SpecProblem::Name(problem),
        // Another spelling of a built-in name, such as 'Depth'.
        Ok((index, _)) => {
            let name = builtins[index].name;
            SpecProblem::Value(format!("no such study or file; did you mean {name}?"))
        }
    };
    Err(SpecError {
        origin: Origin::Flag("study"),
        problem,
    })
}

pub(super) fn typed<T>(flag: &'static str, value: T) -> Typed<T> {
    Typed {
        value,
        origin: Origin::Flag(flag),
    }
}

pub(super) fn one<T>(flag: &'static str, value: Option<T>) -> Option<Typed<T>> {
    value.map(|value| typed(flag, value))
}

pub(super) fn names(flag: &'static str, texts: &[String]) -> Option<Vec<Typed<String>>> {
    let parts = texts.iter().flat_map(|text| naming::split_list(text));
    let all: Vec<_> = parts.map(|part| typed(flag, part.to_string())).collect();
    (!all.is_empty()).then_some(all)
}

pub(super) fn numbers(
    flag: &'static str,
    texts: &[String],
) -> Result<Option<Vec<Typed<u64>>>, SpecError> {
    parsed(flag, texts, "whole number")
}

pub(super) fn number_list(
    flag: &'static str,
    texts: &[String],
) -> Result<Option<Vec<Typed<f64>>>, SpecError> {
    parsed(flag, texts, "number")
}

fn parsed<T: std::str::FromStr>(
    flag: &'static str,
    texts: &[String],
    kind: &str,
) -> Result<Option<Vec<Typed<T>>>, SpecError> {
    let Some(all) = names(flag, texts) else {
        return Ok(None);
    };
    let number = |text: Typed<String>| match text.value.parse() {
        Ok(value) => Ok(typed(flag, value)),
        Err(_) => Err(SpecError {
            origin: Origin::Flag(flag),
            problem: SpecProblem::Value(format!("'{}' is not a {kind}", text.value)),
        }),
    };
    all.into_iter()
        .map(number)
        .collect::<Result<_, _>>()
        .map(Some)
}

/// Prints what would be run.
fn dry_run(plan: &Plan, shard: Option<Shard>, threads: usize) -> Result<(), CliError> {
    let (cost, spec) = (plan.cost(threads), &plan.spec);
    let prediction = Prediction::measure(plan, threads, Duration::from_secs(1));
    let several = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    };
    let mut text = format!(
        "{}: {} x {} trials = {}, each of {} at {}\n",
        spec.name,
        several(plan.conditions.len(), "condition"),
        spec.most_trials(),
        several(plan.cells(), "cell"),
        several(spec.activations.len(), "activation"),
        several(spec.depths.len(), "depth"),
    );
    for (place, condition) in plan.conditions.iter().enumerate() {
        let cell = prediction.cell(place * spec.most_trials() as usize);
        text.push_str(&format!(
            "  {} weights, {} input, width {}, batch {}, depth up to {}: {} a cell\n",
            condition.weights,
            condition.input,
            condition.dimensions.width,
            condition.dimensions.batch,
            condition.dimensions.depth,
            short(cell),
        ));
    }
    text.push_str(&format!(
        "draws: {}\nmemory: {} on {}\nrows of layers.csv: {}\ninstruction set: {}\n\
         {}predicted time: {}\n",
        if spec.independent {
            "anew for every activation"
        } else {
            "shared by the activations of a trial"
        },
        bytes(cost.bytes),
        several(threads, "thread"),
        cost.rows,
        actlab::instruction_set(),
        shard.map_or(String::new(), |shard| format!("shard: {shard}\n")),
        short(prediction.seconds() / shard.map_or(1.0, |shard| f64::from(shard.count()))),
    ));
    print(&text)
}

/// As [`duration`], of seconds two digits at least.
fn short(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => format!("{s:.3} s"),
        s if s < 10.0 => format!("{s:.1} s"),
        s => duration(s),
    }
}

/// A plan that would not fit in memory, or would run for days, says so.
pub fn ask_first(
    plan: &Plan,
    prediction: &Prediction,
    shard: Option<Shard>,
    yes: bool,
) -> Result<(), CliError> {
    let threads = prediction.threads();
    let cost = plan.cost(threads);
    let parts = shard.map_or(1.0, |shard| f64::from(shard.count()));
    let system = sysinfo::System::new_with_specifics(
        sysinfo::RefreshKind::nothing().with_memory(sysinfo::MemoryRefreshKind::everything()),
    );
    let size = format!(
        "{} conditions x {} trials, {} of memory on {threads} threads, {:.1e} rows in layers.csv, a \
         journal of {}",
        plan.conditions.len(),
        plan.spec.most_trials(),
        bytes(cost.bytes),
        cost.rows,
        bytes(cost.journal / parts),
    );
    let seconds = prediction.seconds() / parts;
    // A system that does not tell its memory is not second-guessed.
    let (total, available) = (
        system.total_memory() as f64,
        system.available_memory() as f64,
    );
    if total > 0.0 && cost.bytes > total {
        return Err(CliError::TooLarge(format!(
            "the plan does not fit in memory: {size}, about {}; this machine has {}, so that --yes \
             would not help. Take a smaller --width, --depth, --batch or --threads",
            duration(seconds),
            bytes(total),
        )));
    }
    let reason = if total > 0.0 && cost.bytes > 0.8 * available {
        format!("only {} of memory is free", bytes(available))
    } else if seconds > LONGEST_UNASKED {
        "that is a run of days".to_string()
    } else {
        return Ok(());
    };
    if yes {
        return Ok(());
    }
    Err(CliError::TooLarge(format!(
        "the plan is large: {size}, about {}; {reason}. Say --yes to run it all the same",
        duration(seconds),
    )))
}

pub fn bytes(count: f64) -> String {
    const UNITS: [&str; 6] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    let mut value = count;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    if value < 1e4 {
        format!("{value:.1} {}", UNITS[unit])
    } else {
        format!("{value:.1e} {}", UNITS[unit])
    }
}

pub fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7200.0 => format!("{:.0} min", s / 60.0),
        s if s < 172_800.0 => format!("{:.0} h", s / 3600.0),
        s if s < 3.2e9 => format!("{:.0} days", s / 86_400.0),
        s => format!("{:.1e} years", s / 3.156e7),
    }
}
