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

use super::write::remove_stale;
use super::{ReportError, SPEC_FILE, write_whole};
use crate::study::training::{Outcome, TrainingFigure, TrainingPlan};
use std::path::{Path, PathBuf};

/// The table that is in some reports only.
const LEARNT: &str = "learnt.csv";

/// What a report is made of.
#[derive(Debug)]
pub struct TrainingReport<'a> {
    /// What was trained.
    pub plan: &'a TrainingPlan,
    /// What came out.
    pub outcomes: &'a [Outcome],
    /// Seconds of a step of each on this machine.
    pub seconds: &'a [f64],
    steps: Vec<TrainingFigure>,
    runs: Vec<TrainingFigure>,
}

impl<'a> TrainingReport<'a> {
    /// The figures of `outcomes`, whose steps take so many `seconds` each.
    pub fn new(plan: &'a TrainingPlan, outcomes: &'a [Outcome], seconds: &'a [f64]) -> Self {
        TrainingReport {
            plan,
            outcomes,
            seconds,
            steps: plan.step_figures(outcomes),
            runs: plan.run_figures(outcomes),
        }
    }

    /// Writes the report, made by `instruction_set`, to a folder that there is,
    /// and returns the files. Charts and tables of an earlier report that this
    /// one has not are removed.
    ///
    /// # Errors
    /// A chart that cannot be drawn, or a file that cannot be written.
    pub fn write(&self, folder: &Path, instruction_set: &str) -> Result<Vec<PathBuf>, ReportError> {
        let (plan, outcomes) = (self.plan, self.outcomes);
        let spec = super::write::with_provenance(&plan.spec.to_toml(), None, instruction_set);
        let mut files = vec![
            (SPEC_FILE.to_string(), spec.into_bytes()),
            (
                "steps.csv".to_string(),
                table::steps_csv(plan, &self.steps)?,
            ),
            (
                "summary.csv".to_string(),
                table::summary_csv(plan, &self.runs)?,
            ),
            ("rates.csv".to_string(), table::rates_csv(plan, outcomes)?),
            ("runs.csv".to_string(), table::runs_csv(plan, outcomes)?),
            (
                "time.csv".to_string(),
                table::time_csv(plan, outcomes, self.seconds)?,
            ),
        ];
        if outcomes.iter().any(|outcome| !outcome.learnt().is_empty()) {
            files.push((LEARNT.to_string(), table::learnt_csv(plan, outcomes)?));
        }
        files.extend(chart::charts(plan, outcomes, &self.steps)?);
        let mut written = Vec::new();
        for (name, bytes) in files {
            let path = folder.join(name);
            write_whole(&path, &bytes)?;
            written.push(path);
        }
        remove_stale(folder, &written, |name| {
            name == LEARNT || chart::is_chart(name)
        })?;
        Ok(written)
    }
}
