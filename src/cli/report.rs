//! `actlab report`: rebuild the charts and tables of a report.

use super::{CliError, print};
use actlab::report;
use actlab::study::{Draft, saturation_threshold};
use std::path::PathBuf;

pub const EXAMPLES: &str = "\
Examples:
  cargo bench --bench activation
  actlab report reports/depth
  actlab report reports/depth --criterion target/criterion";

/// What `actlab report` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folder of a report, with its layers.csv, summary.csv and study.toml
    folder: PathBuf,
    /// Folder of criterion's results [default: criterion/ in cargo's target folder]
    #[arg(long, value_name = "DIR")]
    criterion: Option<PathBuf>,
}

/// Rebuilds what follows from the CSV files, and prints the answer.
pub fn run(arguments: Arguments) -> Result<(), CliError> {
    let folder = &arguments.folder;
    let spec = Draft::read(&folder.join(report::SPEC_FILE))?;
    let tau = saturation_threshold(&spec)?;
    let tables = report::read_tables(folder)?;
    if tables.layers.is_empty() {
        return Err(CliError::Usage(format!(
            "{}: layers.csv holds no figure; run the study again",
            folder.display()
        )));
    }
    let criterion = report::criterion_folder(arguments.criterion.as_deref());
    let mut throughput = report::read_criterion(&criterion)?;
    let kept = folder.join(report::THROUGHPUT_FILE);
    if throughput.is_empty() && kept.exists() {
        throughput = report::read_throughput(&kept)?;
    }
    let answer = report::answer(&tables.summary, tau);
    let written = report::write(folder, None, &tables, &throughput)?;
    print(&answer)?;
    print_written(&written, &throughput)
}

/// Prints the paths of a report, and says where the throughput is from.
pub fn print_written(
    written: &[PathBuf],
    throughput: &[report::Throughput],
) -> Result<(), CliError> {
    let mut text = String::from("\nWritten:\n");
    for path in written {
        text.push_str(&format!("  {}\n", path.display()));
    }
    if throughput.is_empty() {
        text.push_str(
            "\nNo throughput yet: criterion has not run. `cargo bench --bench activation`, then\n\
             `actlab report DIR`, adds throughput.csv and the cost of each activation.\n",
        );
    }
    print(&text)
}
