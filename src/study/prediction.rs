//! How long a plan will take on this machine, from a short measurement.
//!
//! One shallow cell of each size is run with everything that the study
//! measures, on as many threads as the run will have, and its draws, forward
//! and backward passes are timed for each activation. From there to the depths
//! of the plan, and to sizes that are too large to be tried, a pass grows with
//! its floating-point operations.

use super::instrument::Instrument;
use super::plan::{Condition, Plan};
use crate::analysis::Battery;
use crate::generator::{Input, Shape};
use crate::network::{Dimensions, Draws};
use std::collections::BinaryHeap;
use std::time::{Duration, Instant};

/// Seconds of the parts of a cell.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Parts {
    /// Input, weights and biases.
    pub draws: f64,
    /// The forward pass of one activation.
    pub forward: f64,
    /// The backward passes of one activation, of every depth.
    pub backward: f64,
    /// The nets of one activation in f64 and in every format.
    pub shadow: f64,
}

/// What a plan will take.
#[derive(Debug, Clone)]
pub struct Prediction {
    /// For each condition and each of its activations, seconds of one trial.
    conditions: Vec<Vec<f64>>,
    trials: usize,
    threads: usize,
}

/// Layers of the shallow cell.
const DEPTH: usize = 4;
/// Units, features and samples of a shallow cell, at most.
const LARGEST: usize = 1024;
/// Operations a second of a slow machine: the shallow cell is made so small
/// that even there it takes no more than its share of the time.
const SLOW: f64 = 2e10;
/// What a (unit, sample) pair costs beside the products, in the operations that
/// a product does in the same time.
const PER_PAIR: f64 = 60.0;
/// Nets whose places on the threads are worked out one by one.
const MANY: usize = 100_000;

impl Prediction {
    /// Measures for about `budget`, on `threads` threads, unless even the
    /// smallest cell takes longer.
    pub fn measure(plan: &Plan, threads: usize, budget: Duration) -> Self {
        let mut known: Vec<(&Condition, Vec<Parts>)> = Vec::new();
        let sizes = {
            let mut sizes: Vec<_> = plan.conditions.iter().map(kind).collect();
            sizes.sort_unstable();
            sizes.dedup();
            sizes.len()
        };
        let share = budget.div_f64(sizes.max(1) as f64);
        let conditions = plan
            .conditions
            .iter()
            .map(|condition| {
                let place = known.iter().position(|(k, _)| kind(k) == kind(condition));
                let place = place.unwrap_or_else(|| {
                    known.push((condition, on_threads(plan, condition, threads, share)));
                    known.len() - 1
                });
                let seconds =
                    |parts: &Parts| parts.draws + parts.forward + parts.backward + parts.shadow;
                known[place].1.iter().map(seconds).collect()
            })
            .collect();
        Prediction {
            conditions,
            trials: plan.spec.most_trials() as usize,
            threads,
        }
    }

    /// Threads that it is for.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Seconds that `cell` takes for each activation.
    pub fn steps(&self, cell: usize) -> &[f64] {
        &self.conditions[cell / self.trials]
    }

    /// Seconds that `cell` takes for the activation at this place among those
    /// of the study.
    pub fn step(&self, cell: usize, activation: usize) -> f64 {
        self.steps(cell)[activation]
    }

    /// Seconds of `cell`.
    pub fn cell(&self, cell: usize) -> f64 {
        self.steps(cell).iter().sum()
    }

    /// Seconds of all cells, one after the other.
    pub fn work(&self) -> f64 {
        let cells: f64 = self.conditions.iter().flatten().sum();
        cells * self.trials as f64
    }

    /// Seconds of the run, each net being measured by the first thread that is
    /// free.
    pub fn seconds(&self) -> f64 {
        let nets: usize = self.conditions.iter().map(Vec::len).sum();
        if nets * self.trials > MANY {
            return self.work() / self.threads as f64;
        }
        // Integers order, and the first of the heap is the greatest.
        let nanoseconds = |seconds: f64| (seconds * 1e9) as i128;
        let mut free: BinaryHeap<i128> = std::iter::repeat_n(0, self.threads.max(1)).collect();
        let mut end = 0;
        let trials = |nets| std::iter::repeat_n(nets, self.trials);
        for net in self.conditions.iter().flat_map(trials).flatten() {
            let Some(start) = free.pop() else { break };
            let finished = start - nanoseconds(*net);
            end = end.min(finished);
            free.push(finished);
        }
        -end as f64 / 1e9
    }
}

/// What conditions that cost the same have in common.
fn kind(condition: &Condition) -> (usize, usize, bool) {
    let Dimensions {
        features, width, ..
    } = condition.dimensions;
    let is_orthogonal = condition.weights.shape == Shape::Orthogonal;
    (features, width, is_orthogonal)
}

/// The mean over threads that measure at the same time: they share caches,
/// memory and clock as those of the run will.
fn on_threads(plan: &Plan, condition: &Condition, threads: usize, budget: Duration) -> Vec<Parts> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.min(cores).max(1);
    let measured: Vec<Vec<Parts>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|trial| scope.spawn(move || shallow(plan, condition, trial as u32, budget)))
            .collect();
        let results = workers.into_iter().map(std::thread::ScopedJoinHandle::join);
        results
            .map(|parts| parts.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let mut mean = vec![Parts::default(); condition.nets.len()];
    for parts in &measured {
        for (mean, parts) in mean.iter_mut().zip(parts) {
            mean.draws += parts.draws / measured.len() as f64;
            mean.forward += parts.forward / measured.len() as f64;
            mean.backward += parts.backward / measured.len() as f64;
            mean.shadow += parts.shadow / measured.len() as f64;
        }
    }
    mean
}

/// The parts of a cell of `condition`, from a shallow one.
fn shallow(plan: &Plan, condition: &Condition, trial: u32, budget: Duration) -> Vec<Parts> {
    let depths = &plan.spec.depths;
    let full = Work::of(plan, condition, depths);
    let mut small = Condition {
        // An input's draws are few, and a file's rows have their own length.
        input: Input::parse("normal").unwrap_or_else(|_| condition.input.clone()),
        dimensions: shrunk(condition.dimensions, LARGEST),
        ..condition.clone()
    };
    let shallow = [small.dimensions.depth];
    let mut largest = LARGEST;
    let operations = SLOW * budget.as_secs_f64() / condition.nets.len() as f64;
    while largest > 32 && Work::of(plan, &small, &shallow).passes() > operations {
        largest = largest * 3 / 4;
        small.dimensions = shrunk(condition.dimensions, largest);
    }
    let work = Work::of(plan, &small, &shallow);
    let mut draws = Draws::new(small.dimensions);
    let mut instrument = Instrument::new(plan, small.dimensions);
    let start = Instant::now();
    let mut run = || {
        let mut all = Vec::with_capacity(small.nets.len());
        for nets in small.shares() {
            let seed = small.nets[nets.start].seed(plan.spec.seed);
            let start = Instant::now();
            draws.draw(seed, trial, &small.input, &small.weights);
            let mut seconds = start.elapsed().as_secs_f64();
            for group in small.groups(nets) {
                let parts = instrument.time(&draws, &small.nets[group.clone()], (seed, trial));
                all.extend(group.map(|_| Parts {
                    // Of the first one that needs them.
                    draws: std::mem::take(&mut seconds),
                    ..parts
                }));
            }
        }
        all
    };
    // The first one touches the memory for the first time, and counts only
    // where there is no time for another.
    let mut parts = run();
    let mut passes = 0.0;
    while start.elapsed() < budget {
        let again = run();
        if passes == 0.0 {
            parts = again;
        } else {
            for (sum, again) in parts.iter_mut().zip(again) {
                sum.draws += again.draws;
                sum.forward += again.forward;
                sum.backward += again.backward;
                sum.shadow += again.shadow;
            }
        }
        passes += 1.0;
    }
    let passes = f64::max(passes, 1.0);
    for parts in &mut parts {
        parts.draws *= full.draws / work.draws / passes;
        parts.forward *= full.forward / work.forward / passes;
        parts.backward *= full.backward / work.backward / passes;
        parts.shadow *= full.passes() / work.passes() / passes;
    }
    parts
}

fn shrunk(dimensions: Dimensions, largest: usize) -> Dimensions {
    Dimensions {
        features: dimensions.features.min(largest),
        width: dimensions.width.min(largest),
        batch: dimensions.batch.min(largest),
        depth: dimensions.depth.min(DEPTH),
    }
}

/// How the parts of a cell grow, in operations.
struct Work {
    draws: f64,
    forward: f64,
    backward: f64,
}

impl Work {
    fn of(plan: &Plan, condition: &Condition, depths: &[usize]) -> Self {
        let [features, width, batch] = {
            let d = condition.dimensions;
            [d.features, d.width, d.batch].map(|n| n as f64)
        };
        let deepest = condition.dimensions.depth as f64;
        let (nets, layers) = depths.iter().fold((0.0, 0.0), |(nets, layers), depth| {
            (nets + 1.0, layers + *depth as f64)
        });
        let product = |fan_in: f64| 2.0 * width * fan_in * batch;
        let pairs = PER_PAIR * width * batch;
        let mut backward = (layers - nets) * product(width) + layers * pairs;
        if Battery::needs_activations(&plan.spec.metrics) {
            backward += (layers - nets) * product(width) + nets * product(features);
        }
        // An orthogonal matrix takes a reflection for each of its columns.
        let matrix = |fan_in: f64| match condition.weights.shape {
            Shape::Orthogonal => width * fan_in * width.min(fan_in),
            _ => width * fan_in,
        };
        Work {
            draws: matrix(features) + (deepest - 1.0) * matrix(width),
            forward: product(features) + (deepest - 1.0) * product(width) + deepest * pairs,
            backward,
        }
    }

    fn passes(&self) -> f64 {
        self.forward + self.backward
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nets_are_measured_by_the_first_free_thread() {
        let seconds = |conditions: &[f64], trials, threads| {
            Prediction {
                conditions: conditions.iter().map(|s| vec![s / 2.0; 2]).collect(),
                trials,
                threads,
            }
            .seconds()
        };
        for (conditions, trials, threads, expected) in [
            (&[1.0][..], 8, 2, 4.0),
            (&[1.0], 9, 2, 4.5),
            (&[1.0, 3.0], 2, 2, 4.0),
            (&[3.0, 1.0], 1, 3, 1.5),
            (&[1.0], 3, 8, 0.5),
        ] {
            assert!((seconds(conditions, trials, threads) - expected).abs() < 1e-6);
        }
    }
}
