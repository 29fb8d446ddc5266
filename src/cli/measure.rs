//! Measuring what a journal does not hold yet, and saying how far it is.

use super::interrupt::Interrupt;
use super::progress::Progress;
use super::study::duration;
use super::{CliError, note};
use actlab::study::{self, Ending, Journal, Plan, Prediction, Shard, Watch};
use actlab::study::{Rounds, UntilPrecision, Widest};
use std::time::Instant;

/// How a run has ended.
pub enum Ended {
    /// Every cell is measured.
    Whole,
    /// By a signal, with this exit code.
    Stopped(u8),
}

/// Measures the cells that the journal does not hold, and says how far it is.
pub fn measure(
    (plan, prediction, shard): (&Plan, &Prediction, Option<Shard>),
    cells: &[usize],
    journal: &mut Journal,
    threads: usize,
) -> Result<Ended, CliError> {
    let start = Instant::now();
    note(&format!(
        "{}{}: {} cells on {threads} {}, about {}",
        plan.spec.name,
        shard.map_or(String::new(), |shard| format!(", shard {shard}")),
        cells.len(),
        if threads == 1 { "thread" } else { "threads" },
        duration(prediction.seconds() * cells.len() as f64 / plan.cells() as f64),
    ));
    let already = tell_what_is_there(cells, journal);
    let mut steps = |is_there: bool| {
        let records = journal.records();
        let cells = cells.iter().filter(|c| records.has(**c as u64) == is_there);
        cells.map(|c| weight(prediction, *c)).sum::<u64>()
    };
    let (done, open) = (steps(true), steps(false));
    let interrupt = Interrupt::await_signal().map_err(CliError::Signals)?;
    let progress = Progress::start(done + open);
    progress.go_on_after(done);
    let watch = Watch {
        finished: &|cell, activation| {
            progress.advance(microseconds(prediction.step(cell, activation)));
        },
        stop: &|| interrupt.stop(&progress),
    };
    let ending = study::run_into(journal, plan, cells.iter().copied(), threads, &watch);
    progress.finish();
    Ok(match ending? {
        Ending::Stopped => Ended::Stopped(interrupt.exit_code()),
        Ending::Whole => {
            if already < cells.len() {
                note(&format!(
                    "measured in {:.1} s",
                    start.elapsed().as_secs_f64()
                ));
            }
            Ended::Whole
        }
    })
}

/// Measures round after round, until every interval is narrow enough or the
/// limit is met; `cells` are those of all rounds in the end.
pub fn until_precise(
    (plan, prediction, shard): (&Plan, &Prediction, Option<Shard>),
    precision: UntilPrecision,
    cells: &mut Vec<usize>,
    journal: &mut Journal,
    threads: usize,
) -> Result<Ended, CliError> {
    let mut rounds = Rounds::new(plan);
    cells.clear();
    let mut round = rounds.first();
    loop {
        cells.extend(&round);
        let ending = measure((plan, prediction, shard), &round, journal, threads)?;
        if let Ended::Stopped(_) = ending {
            return Ok(ending);
        }
        let (next, widest) = rounds.next(journal.records(), precision)?;
        note(&precision_reached(precision, widest, &next));
        if next.is_empty() {
            return Ok(Ended::Whole);
        }
        round = next;
    }
}

fn precision_reached(precision: UntilPrecision, widest: Option<Widest>, next: &[usize]) -> String {
    let Some(widest) = widest else {
        return "precision: no net has a gradient ratio with an interval".to_string();
    };
    let (share, wanted) = (100.0 * widest.share, 100.0 * precision.share);
    let (activation, depth) = &widest.net;
    let end = if !next.is_empty() {
        format!("; {} cells more", next.len())
    } else if widest.share > precision.share {
        format!(
            ", wider than asked for: {} trials are the limit",
            precision.max_trials
        )
    } else {
        String::new()
    };
    format!(
        "precision: the gradient ratios are known within {share:.2} % (wanted {wanted} %), least \
         {activation} at depth {depth}{end}"
    )
}

/// Steps of the progress bar: activations of unequal cost are weighed by the
/// time they are predicted to take.
fn microseconds(seconds: f64) -> u64 {
    ((seconds * 1e6) as u64).max(1)
}

/// Steps of a cell.
fn weight(prediction: &Prediction, cell: usize) -> u64 {
    let steps = prediction.steps(cell).iter();
    steps.map(|seconds| microseconds(*seconds)).sum()
}

/// Says what an earlier run has left, and returns how many cells that is.
fn tell_what_is_there(cells: &[usize], journal: &mut Journal) -> usize {
    if !journal.is_locked() {
        note("note: this file system has no locks; let no other process use the same folder");
    }
    let records = journal.records();
    let name = records.path().display();
    for record in records.damaged() {
        note(&format!(
            "{name}: record {record} is damaged; its cell is measured again"
        ));
    }
    if records.torn() {
        note(&format!(
            "{name}: the last record was cut off; its cell is measured again"
        ));
    }
    let already = cells.iter().filter(|cell| records.has(**cell as u64));
    let (already, all) = (already.count(), cells.len());
    if already == all && all > 0 {
        note(&format!(
            "resumed: all {all} cells were already measured; --restart measures them again"
        ));
    } else if already > 0 {
        note(&format!(
            "resumed: {already} of {all} cells were already measured"
        ));
    }
    already
}

/// What is said in the end of a run that was stopped.
pub fn interrupted(cells: &[usize], journal: &mut Journal, code: u8) -> CliError {
    let records = journal.records();
    let there = cells.iter().filter(|cell| records.has(**cell as u64));
    CliError::Interrupted {
        message: format!(
            "stopped with {} of {} cells measured, in {}; the same command goes on from there",
            there.count(),
            cells.len(),
            records.path().display(),
        ),
        code,
    }
}
