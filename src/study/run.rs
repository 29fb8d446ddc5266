//! Running the cells of a plan, in parallel, to the same bits always.

use super::cell::{Cell, Layout};
use super::figure::Figure;
use super::plan::Plan;
use super::results::Accumulator;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;
use thiserror::Error;

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
    /// A worker ended before its time.
    #[error("the run ended early: cell {cell} of {cells} never came back")]
    Lost {
        /// The first cell that is missing.
        cell: usize,
        /// All cells.
        cells: usize,
    },
}

/// Runs every cell of `plan` on `threads` threads, one cell a thread, and
/// returns the figures of the layers and those of the whole nets.
///
/// `finished` is called after each activation of each cell, which is
/// [`Plan::steps`] times in all, from any thread.
///
/// The figures do not depend on `threads`: every draw has an address, and the
/// cells are taken into the estimates in their order.
///
/// # Errors
/// [`RunError`].
pub fn run(
    plan: &Plan,
    threads: usize,
    finished: impl Fn() + Sync,
) -> Result<(Vec<Figure>, Vec<Figure>), RunError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| RunError::Threads {
            threads,
            problem: e.to_string(),
        })?;
    let trials = plan.spec.trials as usize;
    let mut conditions = vec![Accumulator::default(); plan.conditions.len()];
    let mut next = 0;
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(2 * threads);
        scope.spawn(|| {
            pool.install(|| {
                (0..plan.cells()).par_bridge().for_each_init(
                    || (None, sender.clone()),
                    |(memory, sender), index| {
                        let figures = run_cell(plan, index, memory, &finished);
                        // The receiver is gone only when the run is over.
                        let _ = sender.send((index, figures));
                    },
                );
            });
            drop(sender);
        });
        let mut waiting = BTreeMap::new();
        for (index, figures) in receiver {
            waiting.insert(index, figures);
            while let Some(figures) = waiting.remove(&next) {
                conditions[next / trials].push(&figures);
                next += 1;
            }
        }
    });
    if next < plan.cells() {
        return Err(RunError::Lost {
            cell: next + 1,
            cells: plan.cells(),
        });
    }
    // Only now: a worker that waits to hand over a cell could not help here.
    let layout = Layout::new(plan);
    let (mut layers, mut summary) = (Vec::new(), Vec::new());
    for (condition, trials) in plan.conditions.iter().zip(&conditions) {
        let (of_layers, of_nets) = pool.install(|| trials.figures(plan, condition, &layout));
        layers.extend(of_layers);
        summary.extend(of_nets);
    }
    Ok((layers, summary))
}

/// Runs cell `index`, reusing `memory` where it has the right size.
fn run_cell(plan: &Plan, index: usize, memory: &mut Option<Cell>, finished: &dyn Fn()) -> Vec<f64> {
    let trials = plan.spec.trials as usize;
    let condition = &plan.conditions[index / trials];
    let trial = (index % trials) as u32;
    let fits = |cell: &Cell| cell.dimensions() == condition.dimensions;
    let mut cell = match memory.take().filter(fits) {
        Some(cell) => cell,
        None => Cell::new(plan, condition.dimensions),
    };
    let figures = cell.run(condition, (plan.spec.seed, trial), finished);
    *memory = Some(cell);
    figures
}
