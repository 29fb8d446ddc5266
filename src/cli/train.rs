//! `actlab train`: run a study that trains and write its report.

use super::interrupt::Interrupt;
use super::progress::Progress;
use super::study::{bytes, names, number_list, numbers, one, typed};
use super::{CliError, line_width, note, print};
use actlab::report::{self, TrainingReport};
use actlab::study::training::{
    TrainingDraft, TrainingPlan, TrainingSpec, TrainingWatch, run_training, training_builtins,
};
use actlab::study::{Ending, Header, Journal, Records, SpecError};
use actlab::training::seconds_per_step;
use std::path::{Path, PathBuf};
use std::time::Instant;

pub const EXAMPLES: &str = "\
Examples:
  actlab train
  actlab train digits --activation relu,leaky_relu,prelu,gelu --quick
  actlab train --task 'sine(3)' --depth 2,8 --optimizer momentum --architecture residual+layernorm
  actlab train --activation 'mine(learnable beta=1): x * sigmoid(beta * x)',silu --learning unit
  actlab train --format 'mixed(forward=e4m3, gradient=e5m2)*auto',f32
  actlab train --task 'csv(data/iris.csv, target=petal_width_cm)'
  actlab train --print-spec > mine.toml && actlab train mine.toml --out reports/mine

Every activation gets its own learning rate, by the same number of runs at each rate of the grid.
A study that was stopped or killed goes on where it was with the same command. `actlab list` prints
the tasks, architectures and optimizers.";

/// What `actlab train` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A built-in study that trains (`actlab list studies`) or a TOML file [default: digits]
    study: Option<String>,
    /// Folder of the report [default: reports/NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Seed of every draw
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    seed: Option<u64>,
    /// Runs of each net at the learning rate chosen for it
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    runs: Option<u64>,
    /// Runs at each learning rate before one is chosen
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    tuning_runs: Option<u64>,
    /// Runs at the same time, at most 1024 [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), allow_negative_numbers = true)]
    threads: Option<u16>,
    /// A first look: 4 runs, 2 at each rate, a quarter of the steps
    #[arg(long)]
    quick: bool,
    /// Tasks: digits, spirals, 'sine(3)', 'teacher(width=64)', 'csv(FILE, target=COLUMN)' ...
    #[arg(long, value_name = "NAMES")]
    task: Vec<String>,
    /// Activations, names or formulas
    #[arg(long, value_name = "NAMES")]
    activation: Vec<String>,
    /// What of an activation's learnable parameters is learnt: nothing, one value for a layer, or
    /// one for each unit
    #[arg(long, value_name = "LIST")]
    learning: Vec<String>,
    /// Weight decay is for what activations learn, too
    #[arg(long)]
    decays_activation: bool,
    /// Architectures: plain, batchnorm, residual(0.5), residual+layernorm, residual+rmsnorm ...
    #[arg(long, value_name = "NAMES")]
    architecture: Vec<String>,
    /// Optimizers: sgd, momentum(0.9), adam, adamw(decay=0.1) ...
    #[arg(long, value_name = "NAMES")]
    optimizer: Vec<String>,
    /// Learning rates to choose from; one of them is no choice
    #[arg(long, value_name = "LIST", allow_negative_numbers = true)]
    learning_rate: Vec<String>,
    /// Depths: layers with an activation
    #[arg(long, value_name = "LIST", allow_negative_numbers = true)]
    depth: Vec<String>,
    /// Widths: units in every layer
    #[arg(long, value_name = "LIST", allow_negative_numbers = true)]
    width: Vec<String>,
    /// Weight initialisations
    #[arg(long, value_name = "NAMES")]
    weights: Vec<String>,
    /// Number formats, with a loss scale: f32, bf16, 'f16*2^10', 'f16*auto' (dynamic) ...
    #[arg(long, value_name = "NAMES")]
    format: Vec<String>,
    /// Samples of a step
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    batch: Option<u64>,
    /// Steps of a run
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    steps: Option<u64>,
    /// Steps from one checkpoint to the next
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    every: Option<u64>,
    /// Training losses whose first step is looked for
    #[arg(long, value_name = "LIST", allow_negative_numbers = true)]
    goal: Vec<String>,
    /// A pair with |phi'(z)| below it is saturated
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    tau: Option<f64>,
    /// Level of the confidence intervals
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    confidence: Option<f64>,
    /// Print the resolved specification and stop
    #[arg(long)]
    print_spec: bool,
    /// Throw away the runs that an earlier one has left in the folder
    #[arg(long)]
    restart: bool,
}

/// Runs the study and prints the answer and the paths written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let spec = spec(arguments)?;
    if arguments.print_spec {
        return print(&spec.to_toml());
    }
    let plan = TrainingPlan::new(spec)?;
    let threads = match arguments.threads {
        Some(threads) => usize::from(threads),
        None => std::thread::available_parallelism().map_or(1, usize::from),
    };
    let threads = threads.min(plan.runs());
    fits(&plan, threads)?;
    let folder = match &arguments.out {
        Some(folder) => folder.clone(),
        None => Path::new("reports").join(&plan.spec.name),
    };
    report::prepare_folder(&folder)?;
    let mut journal = Journal::open(&folder, header(&plan), arguments.restart)?;
    report::clear_folder(&folder)?;
    train(&plan, &mut journal, threads)?;
    publish(&folder, &plan, journal.records())?;
    Ok(journal.mark_reported()?)
}

/// Makes the report of a folder again, from its journal.
pub fn again(folder: &Path) -> Result<(), CliError> {
    let spec = TrainingDraft::read(&folder.join(report::SPEC_FILE))?;
    let plan = TrainingPlan::new(TrainingSpec::new(spec)?)?;
    let mut records = Records::read(folder)?;
    let (there, here) = (records.header().study.clone(), plan.spec.to_table());
    if there != here || records.measured() != plan.runs() {
        return Err(CliError::Usage(format!(
            "{}: the journal is not that of the study.toml beside it, or not whole; run `actlab \
             train` with the study and --out {} again",
            folder.display(),
            folder.display(),
        )));
    }
    publish(folder, &plan, &mut records)
}

/// Writes the report, and prints the answer and the paths.
fn publish(folder: &Path, plan: &TrainingPlan, records: &mut Records) -> Result<(), CliError> {
    let outcomes = plan.outcomes(records)?;
    let instruction_set = &records.header().instruction_set;
    let seconds = outcomes.iter().map(|outcome| {
        let seconds = seconds_per_step(&outcome.setup, outcome.chosen, plan.spec.seed);
        seconds.expect("the plan has checked the weights")
    });
    let seconds: Vec<f64> = seconds.collect();
    let report = TrainingReport::new(plan, &outcomes, &seconds);
    let written = report.write(folder, instruction_set)?;
    print(&report::training_answer(&report, line_width()))?;
    let paths = written.iter().map(|path| format!("  {}\n", path.display()));
    print(&format!("\nWritten:\n{}", paths.collect::<String>()))
}

/// Refuses what would not fit.
fn fits(plan: &TrainingPlan, threads: usize) -> Result<(), CliError> {
    // More is a typing error, or should be several studies.
    const LARGEST_JOURNAL: f64 = 64.0 * 1024.0 * 1024.0 * 1024.0;
    let (memory, journal) = plan.bytes(threads);
    let system = sysinfo::System::new_with_specifics(
        sysinfo::RefreshKind::nothing().with_memory(sysinfo::MemoryRefreshKind::everything()),
    );
    // A system that does not tell its memory is not second-guessed.
    let total = system.total_memory() as f64;
    if total > 0.0 && memory > total {
        return Err(CliError::TooLarge(format!(
            "the plan does not fit in memory: some {} on {threads} threads, and this machine has \
             {}; take a smaller --width, --depth, --batch or --threads, or a larger --every",
            bytes(memory),
            bytes(total),
        )));
    }
    if journal > LARGEST_JOURNAL {
        return Err(CliError::TooLarge(format!(
            "the plan is too large: its journal would have {}; take fewer --runs or a larger \
             --every",
            bytes(journal),
        )));
    }
    Ok(())
}

/// Everything that decides the bits of the figures.
fn header(plan: &TrainingPlan) -> Header {
    let tasks = plan.spec.tasks.iter();
    Header {
        actlab: env!("CARGO_PKG_VERSION").to_string(),
        instruction_set: actlab::instruction_set(),
        cells: plan.runs() as u64,
        figures: plan.figures() as u64,
        shard: None,
        checksums: tasks
            .filter_map(|task| Some((task.to_string(), task.checksum()?)))
            .collect(),
        study: plan.spec.to_table(),
    }
}

/// Trains what the journal does not hold, and says how far it is.
fn train(plan: &TrainingPlan, journal: &mut Journal, threads: usize) -> Result<(), CliError> {
    let start = Instant::now();
    let (all, done) = (plan.runs() as u64, journal.records().measured() as u64);
    note(&format!(
        "{}: {all} runs on {threads} {}{}",
        plan.spec.name,
        if threads == 1 { "thread" } else { "threads" },
        match done {
            0 => String::new(),
            done => format!(", {done} of them there already"),
        }
    ));
    let interrupt = Interrupt::await_signal().map_err(CliError::Signals)?;
    let progress = Progress::start(all);
    progress.go_on_after(done);
    let watch = TrainingWatch {
        finished: &|| progress.advance(1),
        stop: &|| interrupt.stop(&progress),
    };
    let ending = run_training(journal, plan, threads, &watch);
    progress.finish();
    match ending? {
        Ending::Whole => {
            note(&format!(
                "trained in {:.1} s",
                start.elapsed().as_secs_f64()
            ));
            Ok(())
        }
        Ending::Stopped => Err(CliError::Interrupted {
            message: format!(
                "interrupted: {} of {all} runs are in {}; the same command goes on with the rest",
                journal.records().measured(),
                journal.records().path().display(),
            ),
            code: interrupt.exit_code(),
        }),
    }
}

/// The specification that the arguments ask for.
fn spec(arguments: &Arguments) -> Result<TrainingSpec, SpecError> {
    let builtin = |name: &str| training_builtins().iter().find(|b| b.name == name);
    let of = |b: &actlab::study::Builtin| {
        TrainingDraft::from_toml(b.toml, Path::new(&format!("built-in study {}", b.name)))
    };
    let default = of(&training_builtins()[0])?;
    let named = match &arguments.study {
        None => default.clone(),
        Some(text) => match builtin(text) {
            Some(builtin) => of(builtin)?,
            None => TrainingDraft::read(super::study::study_file(text, training_builtins())?)?,
        },
    };
    let flags = TrainingDraft {
        seed: one("--seed", arguments.seed),
        runs: one("--runs", arguments.runs),
        tuning_runs: one("--tuning-runs", arguments.tuning_runs),
        task: names("--task", &arguments.task),
        activation: names("--activation", &arguments.activation),
        learning: names("--learning", &arguments.learning),
        decays_activation: one(
            "--decays-activation",
            arguments.decays_activation.then_some(true),
        ),
        architecture: names("--architecture", &arguments.architecture),
        optimizer: names("--optimizer", &arguments.optimizer),
        learning_rate: number_list("--learning-rate", &arguments.learning_rate)?,
        depth: numbers("--depth", &arguments.depth)?,
        width: numbers("--width", &arguments.width)?,
        weights: names("--weights", &arguments.weights),
        format: names("--format", &arguments.format),
        batch: one("--batch", arguments.batch),
        steps: one("--steps", arguments.steps),
        every: one("--every", arguments.every),
        goal: number_list("--goal", &arguments.goal)?,
        tau: one("--tau", arguments.tau),
        confidence: one("--confidence", arguments.confidence),
        ..TrainingDraft::default()
    };
    let mut under = named.over(default);
    if arguments.quick {
        // A quarter of what would be run, and of what is seen of it.
        let quarter = |n: &mut Option<actlab::study::Typed<u64>>| {
            if let Some(n) = n {
                n.value = (n.value / 4).max(1);
            }
        };
        quarter(&mut under.steps);
        quarter(&mut under.every);
        under.runs = Some(typed("--quick", 4));
        under.tuning_runs = Some(typed("--quick", 2));
    }
    TrainingSpec::new(flags.over(under))
}
