//! One file a verb.

mod accuracy;
mod advise;
mod card;
mod drawing;
mod gaps;
mod interrupt;
mod list;
mod measure;
mod merge;
mod plot;
mod progress;
mod publish;
mod question;
mod report;
mod reproduce;
mod sheet;
mod show;
mod study;
mod theory;
mod theory_card;
mod train;

use actlab::activation::ActivationError;
use actlab::report::ReportError;
use actlab::reproduce::ReproduceError;
use actlab::study::{JournalError, MergeError, RunError, ShardError, SpecError};
use actlab::{InstructionSetError, choose_instruction_set};
use clap::{CommandFactory, Parser, Subcommand};
use std::io::{self, Write};
use thiserror::Error;

/// A laboratory for activation functions: how signal and gradient survive
/// depth, for every activation, initialisation, input and number format.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXAMPLES)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    study: study::Arguments,
}

const EXAMPLES: &str = "\
Without a verb, actlab runs the study 'depth' and writes reports/depth/.

Examples:
  actlab --quick
  actlab study input --trials 20
  actlab study --activation relu,tanh --depth 50 --format bf16,f16
  actlab study --input 'normal(0, 1)',uniform --weights he,'gaussian(1.5, 0.1)'
  actlab study --activation 'x * tanh(softplus(x))',mish,relu
  actlab list activations gelu
  actlab show mish 'mine(beta=1.5): x * sigmoid(beta * x)'
  actlab plot relu gelu 'elu(alpha=0.5)'
  actlab theory tanh --sigma-w 1.5 --sigma-b 0.3

An activation is a name of `actlab list activations`, a framework's version of
one (leaky_relu@keras), or a formula in x; `actlab list functions` says what a
formula may hold.";

#[derive(Debug, Subcommand)]
enum Verb {
    /// Run a study and write its report.
    #[command(after_help = study::EXAMPLES)]
    Study(Box<study::Arguments>),
    /// Run a study that trains and write its report.
    #[command(after_help = train::EXAMPLES)]
    Train(Box<train::Arguments>),
    /// Join the shards of a study that several machines have measured.
    #[command(after_help = merge::EXAMPLES)]
    Merge(merge::Arguments),
    /// Rebuild the charts and tables of a report from its CSV files, and take
    /// in criterion's latest numbers.
    #[command(after_help = report::EXAMPLES)]
    Report(report::Arguments),
    /// Say what an activation is and what follows from it: range, kinks, slopes,
    /// moments, gains, a drawing.
    #[command(after_help = show::EXAMPLES)]
    Show(show::Arguments),
    /// Say what a wide net of an activation does: lengths, correlations,
    /// gradients, critical scales; with --out draw its phase diagram and maps.
    #[command(after_help = theory::EXAMPLES)]
    Theory(theory::Arguments),
    /// Print what can be named, with formula, parameters and defaults.
    #[command(after_help = list::EXAMPLES)]
    List(list::Arguments),
    /// Draw phi and phi' of activations in one PNG.
    #[command(after_help = plot::EXAMPLES)]
    Plot(plot::Arguments),
    /// Measure the figures of published papers again.
    #[command(after_help = reproduce::EXAMPLES)]
    Reproduce(reproduce::Arguments),
    /// Say which activation a net wants, and why.
    #[command(after_help = advise::EXAMPLES)]
    Advise(advise::Arguments),
    /// Measure the error of the f32 kernels over all inputs, in ULP.
    #[command(after_help = accuracy::EXAMPLES)]
    Accuracy(accuracy::Arguments),
    /// Print a completion script for a shell.
    #[command(
        after_help = "Example:\n  actlab completions bash > ~/.local/share/bash-completion/completions/actlab"
    )]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// Whatever ends a verb; printed once, by `main`.
#[derive(Debug, Error)]
pub enum CliError {
    /// A specification that is none.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// A name on the command line that is none.
    #[error(transparent)]
    Activation(#[from] ActivationError),
    /// An instruction set that cannot be used.
    #[error(transparent)]
    InstructionSet(#[from] InstructionSetError),
    /// A study that could not be run.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A journal that could not be read or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A shard that is none.
    #[error("--shard: {0}")]
    Shard(#[from] ShardError),
    /// Shards that make no whole.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// A run that was stopped by a signal.
    #[error("{message}")]
    Interrupted {
        /// How far it came, and how to go on.
        message: String,
        /// What the program exits with: 128 and the signal, as a shell has it.
        code: u8,
    },
    /// A system that does not tell of signals.
    #[error("cannot listen for Ctrl-C: {0}")]
    Signals(#[source] io::Error),
    /// A paper that could not be reproduced.
    #[error(transparent)]
    Reproduce(#[from] ReproduceError),
    /// A report that could not be read, drawn or written.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// A plan that asks for a yes first.
    #[error("{0}")]
    TooLarge(String),
    /// Options that do not go together.
    #[error("{0}")]
    Usage(String),
    /// Kernels that break their promise, papers that are not reproduced.
    #[error("{0}")]
    Broken(String),
    /// Standard output that cannot be written.
    #[error("cannot write to standard output: {0}")]
    Output(#[source] io::Error),
}

impl CliError {
    /// What the program exits with: 1 for a finding, 2 for what went wrong,
    /// 128 and the signal's number after one, 130 after Ctrl-C.
    pub fn exit_code(&self) -> u8 {
        match self {
            CliError::Broken(_) => 1,
            CliError::Interrupted { code, .. } => *code,
            _ => 2,
        }
    }
}

/// Runs what was asked for.
///
/// # Errors
/// [`CliError`], with one message for a person.
pub fn run(cli: Cli) -> Result<(), CliError> {
    if let Some(name) = std::env::var_os(actlab::VARIABLE) {
        choose_instruction_set(name.to_string_lossy().parse()?)?;
    }
    match cli.verb {
        None => study::run(cli.study),
        Some(Verb::Study(arguments)) => study::run(*arguments),
        Some(Verb::Train(arguments)) => train::run(&arguments),
        Some(Verb::Merge(arguments)) => merge::run(&arguments),
        Some(Verb::Report(arguments)) => report::run(arguments),
        Some(Verb::Show(arguments)) => show::run(&arguments),
        Some(Verb::Theory(arguments)) => theory::run(&arguments),
        Some(Verb::List(arguments)) => list::run(&arguments),
        Some(Verb::Plot(arguments)) => plot::run(arguments),
        Some(Verb::Reproduce(arguments)) => reproduce::run(&arguments),
        Some(Verb::Advise(arguments)) => advise::run(&arguments),
        Some(Verb::Accuracy(arguments)) => accuracy::run(arguments),
        Some(Verb::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "actlab", &mut script);
            print(&String::from_utf8_lossy(&script))
        }
    }
}

/// Characters that fit on a line of standard output: the terminal's width, or
/// 120 in a pipe.
fn line_width() -> usize {
    terminal_size::terminal_size_of(io::stdout()).map_or(120, |(width, _)| width.0.into())
}

/// Prints a line to standard error. Where nobody can read it, the work goes on.
pub fn note(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Prints to standard output. A reader that has gone away (`actlab list |
/// head`) is no error.
fn print(text: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(CliError::Output(error)),
        _ => Ok(()),
    }
}
