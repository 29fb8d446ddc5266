//! Running the cells of a plan, in parallel, to the same bits always.

use super::crew::Crew;
use super::figure::Figure;
use super::journal::{Journal, JournalError, Records};
use super::layout::Layout;
use super::plan::Plan;
use super::results::{Accumulator, correct_comparisons};
use rayon::ThreadPool;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;
use thiserror::Error;

/// How soon a run notices that it is to stop.
const TICK: Duration = Duration::from_millis(100);

/// Why a plan could not be run.
#[derive(Debug, Error)]
pub enum RunError {
    /// The system gives no threads.
    #[error("cannot start {threads} threads: {problem}; take fewer with --threads")]
    Threads {
        /// How many were asked for.
        threads: usize,
        /// What the system says.
        problem: String,
    },
    /// The journal cannot be read or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// How a run is watched, and stopped.
pub struct Watch<'a> {
    /// Called after each activation of each cell, with the places of both, from
    /// any thread.
    pub finished: &'a (dyn Fn(usize, usize) + Sync),
    /// Asked some times a second, on the calling thread. Once it says yes no
    /// cell is begun any more; those in flight are finished.
    pub stop: &'a dyn Fn() -> bool,
}

/// How a run has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Every cell has been measured.
    Whole,
    /// It was stopped before.
    Stopped,
}

/// Runs those of `cells` that `journal` does not hold, on `threads` threads,
/// and takes them into the journal as they are finished.
///
/// # Errors
/// [`RunError`]; what is in the journal by then stays.
pub fn run_into(
    journal: &mut Journal,
    plan: &Plan,
    cells: impl Iterator<Item = usize>,
    threads: usize,
    watch: &Watch<'_>,
) -> Result<Ending, RunError> {
    let open: Vec<usize> = cells
        .filter(|cell| !journal.records().has(*cell as u64))
        .collect();
    let pool = pool(threads)?;
    let mut left = open.len();
    let crew = Crew::new(plan, &open, watch.finished);
    measure(
        &pool,
        watch.stop,
        |over, deliver| crew.work(over, deliver),
        |cell| match cell {
            Some((cell, figures)) => {
                left -= 1;
                Ok(journal.append(cell as u64, &figures)?)
            }
            None => Ok(journal.tick()?),
        },
    )?;
    journal.sync()?;
    match left {
        0 => Ok(Ending::Whole),
        _ => Ok(Ending::Stopped),
    }
}

/// The figures of the layers and those of the whole nets, from the cells of a
/// journal. Cells that it does not hold are left out, conditions without any
/// cell too.
///
/// The figures do not depend on the order in which the cells were measured:
/// they are taken in in the order of their trials.
///
/// # Errors
/// [`RunError`].
pub fn tabulate(
    records: &mut Records,
    plan: &Plan,
    threads: usize,
) -> Result<(Vec<Figure>, Vec<Figure>), RunError> {
    let pool = pool(threads)?;
    let layout = Layout::new(plan);
    let trials = u64::from(plan.spec.most_trials());
    let (mut layers, mut summary) = (Vec::new(), Vec::new());
    let mut figures = Vec::new();
    for (place, condition) in (0..).zip(&plan.conditions) {
        let mut estimates = Accumulator::default();
        for trial in 0..trials {
            if records.figures(place * trials + trial, &mut figures)? {
                estimates.push(trial as u32, &figures);
            }
        }
        if !estimates.is_empty() {
            let tables = pool.install(|| estimates.figures(plan, condition, &layout));
            layers.extend(tables.0);
            summary.extend(tables.1);
        }
    }
    correct_comparisons(&mut summary);
    Ok((layers, summary))
}

/// [`run_into`] and [`tabulate`] in memory, without a journal.
///
/// `finished` is called after each activation of each cell, with the places of
/// both, which is [`Plan::steps`] times in all, from any thread.
///
/// # Errors
/// [`RunError`].
pub fn run(
    plan: &Plan,
    threads: usize,
    finished: impl Fn(usize, usize) + Sync,
) -> Result<(Vec<Figure>, Vec<Figure>), RunError> {
    let pool = pool(threads)?;
    let trials = plan.spec.most_trials() as usize;
    let mut conditions = vec![Accumulator::default(); plan.conditions.len()];
    let (mut next, mut waiting) = (0, BTreeMap::new());
    let all: Vec<usize> = (0..plan.cells()).collect();
    let crew = Crew::new(plan, &all, &finished);
    measure(
        &pool,
        &|| false,
        |over, deliver| crew.work(over, deliver),
        |cell| {
            waiting.extend(cell);
            while let Some(figures) = waiting.remove(&next) {
                conditions[next / trials].push((next % trials) as u32, &figures);
                next += 1;
            }
            Ok(())
        },
    )?;
    // Only now: a worker that waits to hand over a cell could not help here.
    let layout = Layout::new(plan);
    let (mut layers, mut summary) = (Vec::new(), Vec::new());
    for (condition, trials) in plan.conditions.iter().zip(&conditions) {
        let (of_layers, of_nets) = pool.install(|| trials.figures(plan, condition, &layout));
        layers.extend(of_layers);
        summary.extend(of_nets);
    }
    correct_comparisons(&mut summary);
    Ok((layers, summary))
}

/// Runs every cell of `plan` until the watch stops, and hands each to `take`.
pub(super) fn each_cell(
    plan: &Plan,
    threads: usize,
    watch: &Watch<'_>,
    mut take: impl FnMut(usize, Vec<f64>),
) -> Result<(), RunError> {
    let all: Vec<usize> = (0..plan.cells()).collect();
    let crew = Crew::new(plan, &all, watch.finished);
    measure(
        &pool(threads)?,
        watch.stop,
        |over, deliver| crew.work(over, deliver),
        |cell| {
            if let Some((cell, figures)) = cell {
                take(cell, figures);
            }
            Ok(())
        },
    )
}

pub(super) fn pool(threads: usize) -> Result<ThreadPool, RunError> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| RunError::Threads {
            threads,
            problem: e.to_string(),
        })
}

/// Lets every thread of `pool` do `work`, which delivers rows under their number
/// and begins no other once it is over, and hands each row to `take` on the
/// calling thread, in the order in which they are delivered. In between `take`
/// is called with nothing, some times a second. Its first error ends the run, as
/// `stop` does.
pub(super) fn measure(
    pool: &ThreadPool,
    stop: &dyn Fn() -> bool,
    work: impl Fn(&AtomicBool, &dyn Fn(usize, Vec<f64>)) + Sync,
    mut take: impl FnMut(Option<(usize, Vec<f64>)>) -> Result<(), RunError>,
) -> Result<(), RunError> {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(2 * pool.current_num_threads());
        scope.spawn(|| {
            pool.broadcast(|_| {
                work(&over, &|number, row| {
                    // The receiver is gone only when the run is over.
                    let _ = sender.send((number, row));
                });
            });
            drop(sender);
        });
        let result = loop {
            if stop() {
                over.store(true, Ordering::Relaxed);
            }
            let taken = match receiver.recv_timeout(TICK) {
                Ok(cell) => take(Some(cell)),
                Err(RecvTimeoutError::Timeout) => take(None),
                Err(RecvTimeoutError::Disconnected) => break Ok(()),
            };
            if taken.is_err() {
                over.store(true, Ordering::Relaxed);
                break taken;
            }
        };
        // Who waits to hand over a cell waits no longer.
        drop(receiver);
        result
    })
}
