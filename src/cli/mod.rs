//! One file a verb.

mod list;
mod plot;
mod progress;
mod report;
mod study;

use actlab::naming::NameError;
use actlab::report::ReportError;
use actlab::study::{RunError, SpecError};
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
  actlab list activations
  actlab plot relu gelu 'elu(alpha=0.5)'";

#[derive(Debug, Subcommand)]
enum Verb {
    /// Run a study and write its report.
    #[command(after_help = study::EXAMPLES)]
    Study(Box<study::Arguments>),
    /// Rebuild the charts and tables of a report from its CSV files, and take
    /// in criterion's latest numbers.
    #[command(after_help = report::EXAMPLES)]
    Report(report::Arguments),
    /// Print what can be named, with formula, parameters and defaults.
    #[command(after_help = list::EXAMPLES)]
    List(list::Arguments),
    /// Draw phi and phi' of activations in one PNG.
    #[command(after_help = plot::EXAMPLES)]
    Plot(plot::Arguments),
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
    Name(#[from] NameError),
    /// A study that could not be run.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A report that could not be read, drawn or written.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// A plan that asks for a yes first.
    #[error("{0}")]
    TooLarge(String),
    /// Options that do not go together.
    #[error("{0}")]
    Usage(String),
    /// Standard output that cannot be written.
    #[error("cannot write to standard output: {0}")]
    Output(#[source] io::Error),
}

/// Runs what was asked for.
///
/// # Errors
/// [`CliError`], with one message for a person.
pub fn run(cli: Cli) -> Result<(), CliError> {
    match cli.verb {
        None => study::run(cli.study),
        Some(Verb::Study(arguments)) => study::run(*arguments),
        Some(Verb::Report(arguments)) => report::run(arguments),
        Some(Verb::List(arguments)) => list::run(&arguments),
        Some(Verb::Plot(arguments)) => plot::run(arguments),
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
