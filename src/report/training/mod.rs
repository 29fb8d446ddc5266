//! The report of a study that trains: tables, charts, and the answer in a table.
//!
//! | file | holds |
//! |---|---|
//! | `steps.csv` | every figure at every checkpoint, means over runs |
//! | `summary.csv` | figures of whole runs, and paired differences from ReLU |
//! | `rates.csv` | the final training loss at every learning rate, by tuning runs |
//! | `runs.csv` | each run: its rate, how it ended, when it reached each goal |
//! | `time.csv` | seconds of a step on this machine, and to each goal |
//! | `learnt.csv` | what activations learnt, by run, layer and unit |

mod answer;
mod chart;
mod learnt;
mod table;

pub use answer::training_answer;

use super::{ReportError, SPEC_FILE, prepare_folder, write_whole};
use crate::study::training::{Outcome, TrainingPlan};
use std::path::{Path, PathBuf};

/// Writes the report of `outcomes`, made by `instruction_set`, whose steps take so
/// many `seconds` each on this machine, and returns the files.
///
/// # Errors
/// A chart that cannot be drawn, or a file that cannot be written.
pub fn write_training(
    folder: &Path,
    plan: &TrainingPlan,
    (outcomes, seconds): (&[Outcome], &[f64]),
    instruction_set: &str,
) -> Result<Vec<PathBuf>, ReportError> {
    let steps = plan.step_figures(outcomes);
    let runs = plan.run_figures(outcomes);
    let spec = super::write::with_provenance(&plan.spec.to_toml(), None, instruction_set);
    let mut files = vec![
        (SPEC_FILE.to_string(), spec.into_bytes()),
        ("steps.csv".to_string(), table::steps_csv(plan, &steps)?),
        ("summary.csv".to_string(), table::summary_csv(plan, &runs)?),
        ("rates.csv".to_string(), table::rates_csv(plan, outcomes)?),
        ("runs.csv".to_string(), table::runs_csv(plan, outcomes)?),
        (
            "time.csv".to_string(),
            table::time_csv(plan, outcomes, seconds)?,
        ),
    ];
    if outcomes.iter().any(|outcome| !outcome.learnt().is_empty()) {
        files.push(("learnt.csv".to_string(), table::learnt_csv(plan, outcomes)?));
    }
    files.extend(chart::charts(plan, outcomes, &steps)?);
    prepare_folder(folder)?;
    let mut written = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        write_whole(&path, &bytes)?;
        written.push(path);
    }
    Ok(written)
}
