//! `actlab report`: rebuild the charts and tables of a report.

use super::{CliError, line_width, print};
use actlab::report;
use actlab::study::training::TrainingDraft;
use actlab::study::{self, Draft, Journal};
use actlab::verdict::{Thresholds, study_verdict};
use std::path::{Path, PathBuf};

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
    let path = folder.join(report::SPEC_FILE);
    if TrainingDraft::is_in(&path) {
        return super::train::again(folder);
    }
    let spec = Draft::read(&path)?;
    if spec.tau.is_none() {
        return Err(CliError::Usage(format!(
            "{}: tau is missing, the threshold of saturation; add the line that the study had, \
             such as tau = 0.01",
            path.display()
        )));
    }
    // Of an old file that lacks the others the usual ones.
    let limits = study::limits(&spec.over(Draft::builtin(&study::builtins()[0])?))?;
    let tables = report::read_tables(folder)?;
    if tables.layers.is_empty() {
        return Err(CliError::Usage(format!(
            "{}: layers.csv holds no figure; run the study again",
            folder.display()
        )));
    }
    let costs = Costs::find(arguments.criterion.as_deref(), folder)?;
    let _alone = Journal::keep_away(folder)?;
    let thresholds = Thresholds::of(&limits);
    let verdict = study_verdict(&tables, &thresholds, &costs.throughput, line_width());
    let answer = report::answer(&tables.summary, limits.tau, line_width());
    let written = report::write(folder, None, &tables, &costs.throughput)?;
    if let Some(part) = partial(&path) {
        print(&format!(
            "partial: {part} were measured; the study's command goes on\n"
        ))?;
    }
    print(&(verdict + &answer))?;
    print_written(&written, &costs)
}

/// How much of a study was measured, where that is not the whole.
fn partial(spec: &Path) -> Option<String> {
    let spec: toml::Table = std::fs::read_to_string(spec).ok()?.parse().ok()?;
    let part = spec.get("made_by")?.get("partial")?.as_str()?;
    Some(part.to_string())
}

/// What the activations cost, and where that was looked for.
pub struct Costs {
    /// Every benchmark.
    pub throughput: Vec<report::Throughput>,
    criterion: PathBuf,
}

impl Costs {
    /// Criterion's latest results, else those that the report in `folder` has
    /// kept. `criterion` is where the person says that they are.
    pub fn find(criterion: Option<&Path>, folder: &Path) -> Result<Self, CliError> {
        if let Some(named) = criterion.filter(|named| !named.is_dir()) {
            return Err(CliError::Usage(format!(
                "--criterion: there is no folder {}; name the one that criterion has written",
                named.display()
            )));
        }
        let criterion = report::criterion_folder(criterion);
        let mut throughput = report::read_criterion(&criterion)?;
        let kept = folder.join(report::THROUGHPUT_FILE);
        if throughput.is_empty() && kept.exists() {
            throughput = report::read_throughput(&kept)?;
        }
        Ok(Costs {
            throughput,
            criterion,
        })
    }
}

/// Prints the paths of a report, and says where there is no throughput.
pub fn print_written(written: &[PathBuf], costs: &Costs) -> Result<(), CliError> {
    let mut text = String::from("\nWritten:\n");
    for path in written {
        text.push_str(&format!("  {}\n", path.display()));
    }
    if costs.throughput.is_empty() {
        text.push_str(&format!(
            "\nNo throughput yet: criterion has left no results in {}.\n\
             `cargo bench --bench activation`, then `actlab report DIR`, adds throughput.csv and\n\
             the cost of each activation.\n",
            costs.criterion.display()
        ));
    }
    print(&text)
}
