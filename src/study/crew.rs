//! Who measures what next, on several threads.
//!
//! A thread draws for the nets of a cell that have their draws in common, and
//! measures one after the other: so the weights stay in its caches. One that
//! finds no draws left to make helps another with its nets, so that the end of a
//! study keeps all threads busy, and one cell alone does too. Who measures a net
//! changes no figure.

use super::cell::assemble;
use super::instrument::{Instrument, Measured};
use super::layout::Layout;
use super::plan::{Condition, Plan};
use crate::network::Draws;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, RwLock};

/// The cells of a run, for any number of threads.
pub(super) struct Crew<'a> {
    plan: &'a Plan,
    layout: Layout,
    /// Called after each net, with the places of its cell and its activation.
    finished: &'a (dyn Fn(usize, usize) + Sync),
    state: Mutex<State<'a>>,
}

struct State<'a> {
    /// Cells that are not begun.
    cells: std::slice::Iter<'a, usize>,
    /// Of cells that are begun: nets without draws yet.
    undrawn: VecDeque<(usize, Range<usize>)>,
    /// Nets that wait to be measured; never an empty range.
    waiting: Vec<(Arc<Share>, Range<usize>)>,
    /// What there is of cells that are not whole yet.
    measured: BTreeMap<usize, Vec<Option<Measured>>>,
}

/// Draws that nets of a cell have in common; locked while they are made.
struct Share {
    cell: usize,
    draws: RwLock<Draws>,
}

const ALIVE: &str = "a thread that panics ends the run";

impl<'a> Crew<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        cells: &'a [usize],
        finished: &'a (dyn Fn(usize, usize) + Sync),
    ) -> Self {
        Crew {
            plan,
            layout: Layout::new(plan),
            finished,
            state: Mutex::new(State {
                cells: cells.iter(),
                undrawn: VecDeque::new(),
                waiting: Vec::new(),
                measured: BTreeMap::new(),
            }),
        }
    }

    /// What a thread does until nothing is left, handing cells to `deliver`
    /// when they are whole. No cell is begun once it is `over`.
    pub(super) fn work(&self, over: &AtomicBool, deliver: &dyn Fn(usize, Vec<f64>)) {
        let mut instrument: Option<Instrument> = None;
        let mut own: Option<Arc<Share>> = None;
        loop {
            let mut state = self.lock();
            let mine = own.as_ref().and_then(|own| state.place(own));
            if mine.is_none()
                && let Some((cell, nets)) = state.next_share(self.plan, over)
            {
                let (condition, seed, trial) = self.address(cell);
                let memory = own.take().and_then(Arc::into_inner);
                let memory = memory.map(|share| share.draws.into_inner().expect(ALIVE));
                let memory = memory.filter(|draws| draws.dimensions() == condition.dimensions);
                let memory = memory.unwrap_or_else(|| Draws::new(condition.dimensions));
                let draws = RwLock::new(memory);
                let share = Arc::new(Share { cell, draws });
                let mut draws = share.draws.write().expect(ALIVE);
                let seed = condition.nets[nets.start].seed(seed);
                state.waiting.push((Arc::clone(&share), nets));
                drop(state);
                draws.draw(seed, trial, &condition.input, &condition.weights);
                drop(draws);
                own = Some(share);
                continue;
            }
            let Some((share, place)) = state.next_net(mine) else {
                return;
            };
            drop(state);
            let (condition, seed, trial) = self.address(share.cell);
            let net = &condition.nets[place];
            let fits = |i: &Instrument| i.dimensions() == condition.dimensions;
            let instrument = match instrument.take().filter(fits) {
                Some(fitting) => instrument.insert(fitting),
                None => instrument.insert(Instrument::new(self.plan, condition.dimensions)),
            };
            let draws = share.draws.read().expect(ALIVE);
            let measured = instrument.measure(&draws, net, (net.seed(seed), trial));
            drop(draws);
            (self.finished)(share.cell, place);
            let cell = share.cell;
            drop(share);
            let whole = self.lock().take(cell, place, measured, condition);
            if let Some(whole) = whole {
                deliver(cell, assemble(condition, &self.layout, &whole));
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<'a>> {
        self.state.lock().expect(ALIVE)
    }

    /// The condition of `cell`, the seed of the study and the trial.
    fn address(&self, cell: usize) -> (&'a Condition, u64, u32) {
        let trials = self.plan.spec.most_trials() as usize;
        let condition = &self.plan.conditions[cell / trials];
        (condition, self.plan.spec.seed, (cell % trials) as u32)
    }
}

impl State<'_> {
    /// Where the nets of `share` wait.
    fn place(&self, share: &Arc<Share>) -> Option<usize> {
        let mut waiting = self.waiting.iter();
        waiting.position(|(other, _)| Arc::ptr_eq(other, share))
    }

    /// Nets to draw for: of a cell that is begun, or of the next one.
    fn next_share(&mut self, plan: &Plan, over: &AtomicBool) -> Option<(usize, Range<usize>)> {
        if self.undrawn.is_empty() && !over.load(Ordering::Relaxed) {
            let cell = *self.cells.next()?;
            let condition = &plan.conditions[cell / plan.spec.most_trials() as usize];
            self.undrawn
                .extend(condition.shares().map(|nets| (cell, nets)));
        }
        self.undrawn.pop_front()
    }

    /// A net to measure: of those that wait at `mine`, or else of those that
    /// have the longest way to go.
    fn next_net(&mut self, mine: Option<usize>) -> Option<(Arc<Share>, usize)> {
        let longest = || (0..self.waiting.len()).max_by_key(|at| self.waiting[*at].1.len());
        let at = mine.or_else(longest)?;
        let (share, nets) = &mut self.waiting[at];
        let taken = (Arc::clone(share), nets.next()?);
        if nets.start == nets.end {
            self.waiting.swap_remove(at);
        }
        Some(taken)
    }

    /// Takes in what came of a net, and gives out a cell that is whole by that.
    fn take(
        &mut self,
        cell: usize,
        place: usize,
        measured: Measured,
        condition: &Condition,
    ) -> Option<Vec<Measured>> {
        let nets = self.measured.entry(cell).or_insert_with(|| {
            let mut nets = Vec::new();
            nets.resize_with(condition.nets.len(), || None);
            nets
        });
        nets[place] = Some(measured);
        if nets.iter().any(Option::is_none) {
            return None;
        }
        self.measured.remove(&cell)?.into_iter().collect()
    }
}
