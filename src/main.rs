//! The command-line program: parse, call, print, exit code.

mod cli;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run(cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli::note(&format!("actlab: {error}"));
            ExitCode::from(error.exit_code())
        }
    }
}
