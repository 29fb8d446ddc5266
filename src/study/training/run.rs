//! Running a plan: first the rates, then the runs at the best one.

use super::outcome::{Outcome, Rate};
use super::plan::{Place, RunKind, TUNING, TrainingPlan};
use super::record::{self, Record};
use crate::study::run::{measure, pool};
use crate::study::{Ending, Journal, Records, RunError};
use crate::training::{Setup, train};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How a run is watched, and stopped.
pub struct TrainingWatch<'a> {
    /// Called after each run.
    pub finished: &'a (dyn Fn() + Sync),
    /// Asked some times a second; once it says yes no run is begun any more.
    pub stop: &'a dyn Fn() -> bool,
}

/// Where rows of numbers go and come from.
trait Store {
    fn has(&mut self, index: usize) -> bool;
    fn put(&mut self, index: usize, row: Vec<f64>) -> Result<(), RunError>;
    fn get(&mut self, index: usize) -> Result<Option<Vec<f64>>, RunError>;
    fn tick(&mut self) -> Result<(), RunError>;
}

impl Store for Journal {
    fn has(&mut self, index: usize) -> bool {
        self.records().has(index as u64)
    }

    fn put(&mut self, index: usize, row: Vec<f64>) -> Result<(), RunError> {
        Ok(self.append(index as u64, &row)?)
    }

    fn get(&mut self, index: usize) -> Result<Option<Vec<f64>>, RunError> {
        get(self.records(), index)
    }

    fn tick(&mut self) -> Result<(), RunError> {
        Ok(Journal::tick(self)?)
    }
}

fn get(records: &mut Records, index: usize) -> Result<Option<Vec<f64>>, RunError> {
    let mut row = Vec::new();
    Ok(records.figures(index as u64, &mut row)?.then_some(row))
}

/// In memory.
impl Store for BTreeMap<usize, Vec<f64>> {
    fn has(&mut self, index: usize) -> bool {
        self.contains_key(&index)
    }

    fn put(&mut self, index: usize, row: Vec<f64>) -> Result<(), RunError> {
        self.insert(index, row);
        Ok(())
    }

    fn get(&mut self, index: usize) -> Result<Option<Vec<f64>>, RunError> {
        Ok(BTreeMap::get(self, &index).cloned())
    }

    fn tick(&mut self) -> Result<(), RunError> {
        Ok(())
    }
}

impl TrainingPlan {
    /// Numbers that the journal keeps of each run.
    pub fn figures(&self) -> usize {
        let setups = self.conditions.iter().flat_map(|condition| {
            let activations = self.spec.activations.iter();
            activations.map(move |activation| record::length(&self.setup(condition, activation)))
        });
        setups.max().unwrap_or(0)
    }

    fn setup_at(&self, place: Place) -> Setup {
        let condition = &self.conditions[place.condition];
        self.setup(condition, &self.spec.activations[place.activation])
    }

    /// The rates of an activation in a condition, with the final training
    /// losses of its tuning runs.
    fn rates(
        &self,
        (condition, activation): (usize, usize),
        rows: &mut Rows<'_>,
    ) -> Result<Vec<Rate>, RunError> {
        let spec = &self.spec;
        let first = (condition * spec.activations.len() + activation) * self.runs_of_a_net();
        let mut rates: Vec<Rate> = spec.rates.iter().map(|rate| Rate::new(*rate)).collect();
        if rates.len() == 1 {
            return Ok(rates);
        }
        let setup = self.setup_at(self.place(first));
        let tuning = spec.tuning_runs as usize;
        for index in first..first + rates.len() * tuning {
            if let Some(row) = rows(index)? {
                let record = record::decode(&row, &setup);
                rates[(index - first) / tuning].push(&record.run);
            }
        }
        Ok(rates)
    }
}

/// Trains what `journal` does not hold, on `threads` threads.
///
/// # Errors
/// [`RunError`]; what is in the journal by then stays.
pub fn run_training(
    journal: &mut Journal,
    plan: &TrainingPlan,
    threads: usize,
    watch: &TrainingWatch<'_>,
) -> Result<Ending, RunError> {
    let ending = run(journal, plan, threads, watch)?;
    journal.sync()?;
    Ok(ending)
}

/// Trains a plan in memory, and gives what came out of it.
///
/// # Errors
/// [`RunError`].
pub fn train_all(
    plan: &TrainingPlan,
    threads: usize,
    finished: &(dyn Fn() + Sync),
) -> Result<Vec<Outcome>, RunError> {
    let mut store = BTreeMap::new();
    let watch = TrainingWatch {
        finished,
        stop: &|| false,
    };
    run(&mut store, plan, threads, &watch)?;
    outcomes_of(plan, &mut |index| Store::get(&mut store, index))
}

fn run(
    store: &mut impl Store,
    plan: &TrainingPlan,
    threads: usize,
    watch: &TrainingWatch<'_>,
) -> Result<Ending, RunError> {
    let pool = pool(threads)?;
    let length = plan.figures();
    let all = 0..plan.runs();
    let is_tuning = |index: &usize| matches!(plan.place(*index).kind, RunKind::Tuning { .. });
    for tuning in [true, false] {
        let open = all.clone().filter(|index| is_tuning(index) == tuning);
        let open: Vec<usize> = open.filter(|index| !store.has(*index)).collect();
        let chosen = if tuning {
            Vec::new()
        } else {
            chosen(plan, store)?
        };
        let rate = |place: Place| match place.kind {
            RunKind::Tuning { rate, run } => (plan.spec.rates[rate], TUNING + run),
            RunKind::Final { run } => {
                let net = place.condition * plan.spec.activations.len() + place.activation;
                (chosen[net], run)
            }
        };
        let mut left = open.len();
        let train_one = |index: usize| {
            let place = plan.place(index);
            let setup = plan.setup_at(place);
            let (rate, trial) = rate(place);
            let run = train(&setup, rate, (plan.spec.seed, trial));
            let run = run.expect("the plan has checked the weights");
            let row = record::encode(&Record { rate, run }, length);
            (watch.finished)();
            row
        };
        let next = AtomicUsize::new(0);
        measure(
            &pool,
            watch.stop,
            |over, deliver| {
                while !over.load(Ordering::Relaxed)
                    && let Some(index) = open.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    deliver(*index, train_one(*index));
                }
            },
            |row| match row {
                Some((index, row)) => {
                    left -= 1;
                    store.put(index, row)
                }
                None => store.tick(),
            },
        )?;
        if left > 0 {
            return Ok(Ending::Stopped);
        }
    }
    Ok(Ending::Whole)
}

/// The rate of every net, in the order of the plan.
fn chosen(plan: &TrainingPlan, store: &mut impl Store) -> Result<Vec<f64>, RunError> {
    let mut chosen = Vec::new();
    for condition in 0..plan.conditions.len() {
        for activation in 0..plan.spec.activations.len() {
            let rates = plan.rates((condition, activation), &mut |index| store.get(index))?;
            chosen.push(Rate::best(&rates).rate);
        }
    }
    Ok(chosen)
}

impl TrainingPlan {
    /// What came out of the runs that the records of a journal hold.
    ///
    /// # Errors
    /// [`RunError`].
    pub fn outcomes(&self, records: &mut Records) -> Result<Vec<Outcome>, RunError> {
        outcomes_of(self, &mut |index| get(records, index))
    }
}

/// Where rows of numbers come from.
type Rows<'a> = dyn FnMut(usize) -> Result<Option<Vec<f64>>, RunError> + 'a;

fn outcomes_of(plan: &TrainingPlan, rows: &mut Rows<'_>) -> Result<Vec<Outcome>, RunError> {
    let mut outcomes = Vec::new();
    for condition in 0..plan.conditions.len() {
        for activation in 0..plan.spec.activations.len() {
            let rates = plan.rates((condition, activation), rows)?;
            let net = condition * plan.spec.activations.len() + activation;
            let last = (net + 1) * plan.runs_of_a_net();
            let setup = plan.setup_at(plan.place(last - 1));
            let mut records = Vec::new();
            for index in last - plan.spec.runs as usize..last {
                let row = rows(index)?;
                records.extend(row.map(|row| record::decode(&row, &setup)));
            }
            outcomes.push(Outcome {
                condition,
                activation,
                chosen: Rate::best(&rates).rate,
                rates,
                records,
                setup,
            });
        }
    }
    Ok(outcomes)
}
