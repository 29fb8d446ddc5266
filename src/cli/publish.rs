//! From a journal to a report.

use super::progress::Waiting;
use super::report::{Costs, print_written};
use super::{CliError, line_width, print};
use actlab::report::{self, Provenance, Tables};
use actlab::study::{Journal, Plan, tabulate};
use actlab::verdict::{Thresholds, study_verdict};
use std::path::Path;

/// Writes the report of a whole study, and prints the answer and the paths.
pub fn whole(
    plan: &Plan,
    journal: &mut Journal,
    folder: &Path,
    threads: usize,
    costs: &Costs,
) -> Result<(), CliError> {
    let waiting = Waiting::for_what("theory and charts");
    let tables = tables(plan, journal, threads)?;
    let thresholds = Thresholds::of(&plan.spec.limits);
    let verdict = study_verdict(&tables, &thresholds, &costs.throughput, line_width());
    let answer = report::answer(&tables.summary, plan.spec.limits.tau, line_width());
    let provenance = Provenance {
        spec: &plan.spec,
        instruction_set: &journal.records().header().instruction_set,
        partial: None,
    };
    let written = report::write(folder, Some(&provenance), &tables, &costs.throughput)?;
    journal.mark_reported()?;
    drop(waiting);
    print(&(verdict + &answer))?;
    print_written(&written, costs)
}

/// Writes the tables of what there is of a study, and says that it is a part.
pub fn part(
    plan: &Plan,
    journal: &mut Journal,
    folder: &Path,
    threads: usize,
) -> Result<(), CliError> {
    let tables = tables(plan, journal, threads)?;
    let records = journal.records();
    if records.measured() == 0 {
        return Ok(());
    }
    let partial = format!("{} of {} cells", records.measured(), plan.cells());
    let provenance = Provenance {
        spec: &plan.spec,
        instruction_set: &records.header().instruction_set,
        partial: Some(partial.clone()),
    };
    let written = report::write(folder, Some(&provenance), &tables, &[])?;
    let mut text = format!("partial: {partial} are measured; the tables hold those\n\nWritten:\n");
    for path in written {
        text.push_str(&format!("  {}\n", path.display()));
    }
    print(&text)
}

fn tables(plan: &Plan, journal: &mut Journal, threads: usize) -> Result<Tables, CliError> {
    let (layers, summary) = tabulate(journal.records(), plan, threads)?;
    Ok(Tables { layers, summary })
}
