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
    /// Groups of nets that wait to be measured; never none.
    waiting: Vec<(Arc<Share>, VecDeque<Range<usize>>)>,
    /// What there is of cells that are not whole yet.
    unfinished: BTreeMap<usize, Unfinished>,
}

/// A cell that is not whole yet.
#[derive(Default)]
struct Unfinished {
    /// What came of groups, by the first net of each.
    measured: BTreeMap<usize, Measured>,
    /// How many nets these are.
    nets: usize,
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
                unfinished: BTreeMap::new(),
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
                let groups = condition.groups(nets).collect();
                state.waiting.push((Arc::clone(&share), groups));
                drop(state);
                draws.draw(seed, trial, &condition.input, &condition.weights);
                drop(draws);
                own = Some(share);
                continue;
            }
            let Some((share, group)) = state.next_group(mine) else {
                return;
            };
            drop(state);
            let (condition, seed, trial) = self.address(share.cell);
            let nets = &condition.nets[group.clone()];
            let address = (nets[0].seed(seed), trial);
            let fits = |i: &Instrument| i.dimensions() == condition.dimensions;
            let instrument = match instrument.take().filter(fits) {
                Some(fitting) => instrument.insert(fitting),
                None => instrument.insert(Instrument::new(self.plan, condition.dimensions)),
            };
            let draws = share.draws.read().expect(ALIVE);
            let measured = instrument.measure(&draws, nets, address);
            drop(draws);
            let cell = share.cell;
            drop(share);
            group.clone().for_each(|net| (self.finished)(cell, net));
            let whole = self.lock().take(cell, group, measured, condition);
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

    /// A group to measure: of those that wait at `mine`, or else where most wait.
    fn next_group(&mut self, mine: Option<usize>) -> Option<(Arc<Share>, Range<usize>)> {
        let most = || (0..self.waiting.len()).max_by_key(|at| self.waiting[*at].1.len());
        let at = mine.or_else(most)?;
        let (share, groups) = &mut self.waiting[at];
        let taken = (Arc::clone(share), groups.pop_front()?);
        if groups.is_empty() {
            self.waiting.swap_remove(at);
        }
        Some(taken)
    }

    /// Takes in what came of a group, and gives out a cell that is whole by that.
    fn take(
        &mut self,
        cell: usize,
        group: Range<usize>,
        measured: Measured,
        condition: &Condition,
    ) -> Option<Vec<Measured>> {
        let unfinished = self.unfinished.entry(cell).or_default();
        unfinished.nets += group.len();
        unfinished.measured.insert(group.start, measured);
        if unfinished.nets < condition.nets.len() {
            return None;
        }
        let whole = self.unfinished.remove(&cell)?;
        Some(whole.measured.into_values().collect())
    }
}
