//! Trials until the intervals are as narrow as asked for.
//!
//! A study with `until_precision` begins with `trials` trials of each
//! condition. As long as the interval of the typical `gradient_ratio` (its
//! geometric mean) of one of the nets is wider, the condition gets half as many
//! trials again, up to `max_trials`. What is done next follows from the figures
//! alone: neither threads nor interruptions change how many trials there are.
//!
//! Stopping where an interval happens to be narrow covers a little less than
//! the level says: `tests/coverage.rs` measures how much.

use super::journal::{JournalError, Records};
use super::layout::Layout;
use super::plan::Plan;
use crate::analysis::Metric;
use crate::stats::{Level, Trials};

/// How precise a study is to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UntilPrecision {
    /// Both ends of an interval lie within this share of its middle: within a
    /// factor of 1 + share.
    pub share: f64,
    /// The most trials of a condition.
    pub max_trials: u32,
}

/// The trials of each condition so far.
#[derive(Debug)]
pub struct Rounds<'a> {
    plan: &'a Plan,
    trials: Vec<u32>,
}

/// What is not precise enough.
#[derive(Debug, Clone, PartialEq)]
pub struct Widest {
    /// How far the ends of the interval lie from its middle, as a share.
    pub share: f64,
    /// Of which net: activation and depth.
    pub net: (String, usize),
}

/// Trials of the next round.
pub fn more_trials(trials: u32, precision: UntilPrecision) -> u32 {
    let more = trials.saturating_add((trials / 2).max(1));
    more.min(precision.max_trials)
}

impl<'a> Rounds<'a> {
    /// Before the first round.
    pub fn new(plan: &'a Plan) -> Self {
        Rounds {
            plan,
            trials: vec![plan.spec.trials; plan.conditions.len()],
        }
    }

    /// The cells of the first round.
    pub fn first(&self) -> Vec<usize> {
        self.cells(&vec![0; self.trials.len()])
    }

    /// The cells from these trials on.
    fn cells(&self, from: &[u32]) -> Vec<usize> {
        let stride = self.plan.spec.most_trials() as usize;
        let conditions = from.iter().zip(&self.trials).enumerate();
        conditions
            .flat_map(|(place, (from, to))| (*from..*to).map(move |t| place * stride + t as usize))
            .collect()
    }

    /// The cells of the next round, none where every interval is narrow enough
    /// or the limit is met; and what is widest by now, where there is an
    /// interval.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn next(
        &mut self,
        records: &mut Records,
        precision: UntilPrecision,
    ) -> Result<(Vec<usize>, Option<Widest>), JournalError> {
        let before = self.trials.clone();
        let mut widest: Option<Widest> = None;
        for (condition, trials) in before.iter().enumerate() {
            let Some(found) = self.widest(records, condition)? else {
                continue;
            };
            if found.share > precision.share {
                self.trials[condition] = more_trials(*trials, precision);
            }
            if widest.as_ref().is_none_or(|w| found.share > w.share) {
                widest = Some(found);
            }
        }
        Ok((self.cells(&before), widest))
    }

    /// The widest interval of a condition, of the nets that have one: those
    /// whose gradient is zero in a trial have not.
    fn widest(
        &self,
        records: &mut Records,
        condition: usize,
    ) -> Result<Option<Widest>, JournalError> {
        let (spec, layout) = (&self.plan.spec, Layout::new(self.plan));
        let mut columns = layout.net_columns.iter();
        let Some(ratio) = columns.position(|c| c.metric == Metric::GradientRatio) else {
            return Ok(None);
        };
        let nets: Vec<(usize, usize)> = (0..spec.activations.len())
            .flat_map(|activation| (0..spec.depths.len()).map(move |depth| (activation, depth)))
            .collect();
        let mut trials = vec![Trials::default(); nets.len()];
        let mut figures = Vec::new();
        let first = condition as u64 * u64::from(spec.most_trials());
        for cell in first..first + u64::from(self.trials[condition]) {
            if !records.figures(cell, &mut figures)? {
                continue;
            }
            for ((activation, place), trials) in nets.iter().zip(&mut trials) {
                let own = spec.depths[*place] * layout.layer_columns.len();
                trials.push(figures[layout.start(*activation, *place) + own + ratio]);
            }
        }
        let level = Level::new(spec.confidence);
        let mut widest: Option<(f64, (usize, usize))> = None;
        for (net, trials) in nets.iter().zip(&trials) {
            let interval = trials.geometric_interval(&level);
            let share = interval.map(|i| (i.high / i.low).sqrt() - 1.0);
            if let Some(share) = share.filter(|s| widest.is_none_or(|(known, _)| *s > known)) {
                widest = Some((share, *net));
            }
        }
        Ok(widest.map(|(share, (activation, place))| {
            let name = spec.activations[activation].to_string();
            let net = (name, spec.depths[place]);
            Widest { share, net }
        }))
    }
}
